//! The command `sayso` of this project.
fn main() -> std::process::ExitCode {
    sayso_cli::main()
}
