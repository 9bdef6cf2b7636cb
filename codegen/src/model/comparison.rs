//! How intents are told apart.

/// What the comparison of all intents of a locale came to: each with each, all that they understand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How many intents were compared.
    pub intents: usize,
    /// How many pairs are left to chance in a sentence. Each has a diagnostic.
    pub overlapping: usize,
    /// For each two intents that share sentences, one of the shortest that the words decide.
    pub shared: Vec<SharedSentence>,
    /// False where the samples are too ambiguous to be compared to the end.
    pub complete: bool,
}

/// A sentence that two intents understand, one of them with fewer words in slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSentence {
    /// The sentence; `…` stands for any word, a type's name for one of its values.
    pub sentence: String,
    /// The intent that has it.
    pub taken: String,
    /// The intent that would have it otherwise.
    pub left: String,
}

impl Comparison {
    /// How many pairs of intents there are.
    pub fn pairs(&self) -> usize {
        self.intents * self.intents.saturating_sub(1) / 2
    }
}
