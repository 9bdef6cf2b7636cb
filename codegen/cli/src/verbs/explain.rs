//! `sayso explain`.

use crate::Outcome;
use crate::terminal;
use anyhow::bail;
use sayso_codegen::diagnostic::{Code, TABLE};
use sayso_codegen::explain::explain;

/// Explain a code that `check` shows: the rule, an example, where the rule comes from
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso explain            lists all codes
  sayso explain SAY101     explains one")]
pub(crate) struct Arguments {
    /// A code; all are listed where left out.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let Some(text) = &arguments.code else {
        for (code, title) in TABLE {
            terminal::result(format!("{code}  {title}"));
        }
        return Ok(Outcome::Clean);
    };
    let page = Code::parse(text).and_then(explain);
    let Some(page) = page else {
        bail!("there is no code `{text}`; `{}` lists all", terminal::command("explain"))
    };
    terminal::result_text(page.text);
    Ok(Outcome::Clean)
}
