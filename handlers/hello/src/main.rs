//! The `bootstrap` of the skill `hello`.

fn main() -> std::process::ExitCode {
    sayso_runtime::main::<hello_skill::generated::Hello>()
}
