//! The `bootstrap` of the skill `workshop`.

fn main() -> std::process::ExitCode {
    sayso_runtime::main::<workshop_skill::generated::Workshop>()
}
