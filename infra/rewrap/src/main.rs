//! `sayso-rewrap`: seals the data key of every record under the skill's current key.
fn main() -> std::process::ExitCode {
    sayso_runtime::rewrap::main()
}
