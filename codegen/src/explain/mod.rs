//! What `sayso explain` tells about a code: one Markdown page for each, compiled in.
//!
//! A page has the title `# SAYnnn: …` of the table of codes, the rule, an example (wrong, then right) and the source
//! of the rule. To add a code: a line in `diagnostic/codes.rs`, a page here, and a line in `pages.rs`.

mod pages;
#[cfg(test)]
mod tests;

use crate::diagnostic::Code;

/// The rule behind a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// The rule in a few words.
    pub title: &'static str,
    /// The page: Markdown, with its title.
    pub text: &'static str,
}

/// The page of `code`.
pub fn explain(code: Code) -> Option<Explanation> {
    let text = pages::PAGES.iter().find(|(name, _)| *name == code.as_str()).map(|(_, text)| *text)?;
    Some(Explanation { code, title: code.title(), text })
}
