//! The `bootstrap` of the skill `jira`.

fn main() -> std::process::ExitCode {
    sayso_runtime::main::<jira_skill::generated::Jira>()
}
