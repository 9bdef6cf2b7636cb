//! `handler: tidy_up` of the intent `Tidy`: two calls compared with each other, which no list of steps can say.

use crate::generated::{
    calls::{find_tools, shelves},
    stubs::{TidyUpInput, TidyUpOutput, TidyUpReads},
};
use sayso_runtime::Failure;

/// The tools that lie on a shelf with a note, for somebody meant to look at it.
pub async fn tidy_up(input: TidyUpInput, calls: &TidyUpReads<'_>) -> Result<TidyUpOutput, Failure> {
    let all = calls.shelves(&shelves::Input { kind: None }).await?;
    let noted: Vec<String> =
        all.items.into_iter().filter(|shelf| shelf.note.is_some()).map(|shelf| shelf.name).collect();
    let found = calls.find_tools(&find_tools::Input { kind: input.kind, page: None }).await?;
    let tools =
        found.items.into_iter().filter(|tool| noted.contains(&tool.shelf)).map(|tool| tool.name).take(3);
    let tools: Vec<String> = tools.collect();
    let count = u32::try_from(tools.len()).unwrap_or(u32::MAX);
    Ok(TidyUpOutput { count: f64::from(count), tools })
}
