//! JQL: text → [`lexer`] → [`parser`] → [`resolve`], which looks up every name in the world → [`Search`], which finds.

mod fields;
mod lexer;
mod parser;
mod resolve;
mod search;
mod time;
mod tree;
mod users;

#[cfg(test)]
mod tests;

pub(crate) use search::Search;

/// What is wrong with a query, as sentences.
pub(crate) type Wrong = Vec<String>;
