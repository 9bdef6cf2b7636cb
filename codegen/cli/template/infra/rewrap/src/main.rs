//! The operator's program that `sayso rewrap` runs.
fn main() -> std::process::ExitCode {
    sayso_runtime::rewrap::main()
}
