//! How one element of a list is chosen.

use super::{Constant, Path, Type};

/// How one element is picked.
#[derive(Debug, Clone)]
pub struct Choose {
    /// The list.
    pub list: Path,
    /// The field that names an element.
    pub by: String,
    /// What fields of an element must be: a field, its type, and what it is.
    pub only: Vec<(String, Type, Constant)>,
    /// What to compare with: a text or a value of an enum, or an option of one.
    pub like: Option<Path>,
    /// The name of the one that is taken unasked: a text, or an option of it.
    pub usual: Option<Path>,
    /// What tells elements of the same name apart: a field, and its type, a text or an option of it.
    pub apart: Option<(String, Type)>,
    /// Whether the user is asked, too, where nothing is like what was said.
    pub instead: bool,
}

impl Choose {
    /// The variables that are looked at before the question is asked.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        [&self.list].into_iter().chain(&self.like).chain(&self.usual)
    }
}
