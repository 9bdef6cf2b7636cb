//! The embedded cloud that `dev`, `say` and `test` run the skills in.
fn main() -> std::process::ExitCode {
    sayso_local::main()
}
