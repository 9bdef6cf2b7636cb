//! The command `sayso`.
fn main() -> std::process::ExitCode {
    sayso_cli::main()
}
