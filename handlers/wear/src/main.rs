//! The `bootstrap` of the skill `wear`.

fn main() -> std::process::ExitCode {
    sayso_runtime::main::<wear_skill::generated::Wear>()
}
