//! Which element of a list is meant.
//!
//! Names are compared without regard to case and punctuation, in steps from strict to lenient: equal; one contains
//! the other as whole words; all words heard occur. The first step with a match decides.

mod labels;
#[cfg(test)]
mod tests;

pub use labels::alike;
pub(crate) use labels::{labels, picked};

/// What `choose` came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<T> {
    /// It is clear which one.
    One(T),
    /// Nothing is like what was said, or nothing is there; what there is to choose from.
    None(Vec<T>),
    /// The user has to be asked; what there is to choose from.
    Several(Vec<T>),
}

/// A type with declared values, each of which is called by several names.
pub trait Declared: Copy + 'static {
    /// All of its values.
    fn all() -> &'static [Self];
    /// What the value is called: its id, and its names and synonyms in every locale.
    fn names(self) -> &'static [&'static str];
}

/// Begins a choice among `items`, each of which is called `name`.
pub fn choose<T, N: Fn(&T) -> &str>(items: &[T], name: N) -> Choosing<'_, T, N> {
    Choosing { items: items.iter().collect(), name, like: None, said: Vec::new(), usual: None }
}

/// A choice that is being made.
#[derive(Debug)]
pub struct Choosing<'a, T, N> {
    items: Vec<&'a T>,
    name: N,
    like: Option<Like>,
    said: Vec<String>,
    usual: Option<String>,
}

impl<T: Clone, N: Fn(&T) -> &str> Choosing<'_, T, N> {
    /// Leaves only the elements that hold `holds` there to choose from.
    #[must_use]
    pub fn only(mut self, holds: impl Fn(&T) -> bool) -> Self {
        self.items.retain(|&item| holds(item));
        self
    }

    /// Takes the element whose name is like a text, if there is one.
    #[must_use]
    pub fn like(mut self, text: Option<String>) -> Self {
        self.like = text.map(|text| Like::text(&text));
        self
    }

    /// Takes the element that is called like a value, if there is one. Of several so called, the one that is called
    /// word for word as the user `said`. Where that is no value of the type, it is compared as it is.
    #[must_use]
    pub fn like_value<V: Declared>(mut self, value: Option<V>, said: &str) -> Self {
        let text = || (!words(said).is_empty()).then(|| Like::text(said));
        self.like = value.map(Like::value).or_else(text);
        self.said = words(said);
        self
    }

    /// Where nothing is said that it must be like, takes the element of this name, if there is one.
    #[must_use]
    pub fn usual(mut self, name: Option<String>) -> Self {
        self.usual = name;
        self
    }

    /// What it comes to. Without anything to go by, the only element is clear.
    pub fn made(self) -> Choice<T> {
        let found = match &self.like {
            Some(like) => self.alike(like),
            None => self.so_called(),
        };
        let all = |items: &[&T]| items.iter().map(|&item| item.clone()).collect();
        match found.as_slice() {
            [] => Choice::None(all(&self.items)),
            [one] => Choice::One((*one).clone()),
            several => Choice::Several(all(several)),
        }
    }
}

impl<'a, T, N: Fn(&T) -> &str> Choosing<'a, T, N> {
    /// What is like what was meant; of several the one that was said word for word.
    fn alike(&self, like: &Like) -> Vec<&'a T> {
        let found = matching(&self.items, &self.name, like);
        let said = |&&item: &&&T| words((self.name)(item)) == self.said;
        let exactly: Vec<&T> = found.iter().filter(said).copied().collect();
        if exactly.len() == 1 { exactly } else { found }
    }

    /// What is usual, or else all.
    fn so_called(&self) -> Vec<&'a T> {
        let usual = |&&item: &&&T| self.usual.as_deref() == Some((self.name)(item));
        let found: Vec<&T> = self.items.iter().filter(usual).copied().collect();
        if found.is_empty() { self.items.clone() } else { found }
    }
}

/// What a name is compared with, in words.
#[derive(Debug)]
struct Like {
    /// Any of these.
    names: Vec<Vec<String>>,
    /// None of these: what the other values of the type are called.
    others: Vec<Vec<String>>,
}

impl Like {
    fn text(heard: &str) -> Self {
        Self { names: vec![words(heard)], others: Vec::new() }
    }

    /// `not started` contains `started`, which is another value's name.
    fn value<V: Declared>(value: V) -> Self {
        let names: Vec<_> = value.names().iter().map(|name| words(name)).collect();
        let all = V::all().iter().flat_map(|other| other.names()).map(|name| words(name));
        let others = all.filter(|name| !names.contains(name)).collect();
        Self { names, others }
    }
}

/// The only element whose name is like `heard`.
pub(crate) fn only<'a, T>(items: &'a [T], name: impl Fn(&T) -> &str, heard: &str) -> Option<&'a T> {
    let items: Vec<&T> = items.iter().collect();
    match matching(&items, &name, &Like::text(heard)).as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// How many of `names` are like `heard`.
pub(crate) fn alike_to(names: &[String], heard: &str) -> usize {
    let names: Vec<&String> = names.iter().collect();
    matching(&names, &|name: &String| name.as_str(), &Like::text(heard)).len()
}

/// The element at a spoken position: 1 is the first, −1 the last.
pub(crate) fn at<T>(items: &[T], position: i64) -> Option<&T> {
    let distance = usize::try_from(position.unsigned_abs()).ok()?;
    match position {
        1.. => items.get(distance - 1),
        0 => None,
        _ => items.get(items.len().checked_sub(distance)?),
    }
}

/// Whether the words of a name are like the words that were heard.
type Step = fn(&[String], &[String]) -> bool;

fn matching<'a, T>(items: &[&'a T], name: &impl Fn(&T) -> &str, like: &Like) -> Vec<&'a T> {
    let named = items.iter().map(|&item| (words(name(item)), item));
    let named: Vec<_> = named.filter(|(name, _)| !like.others.contains(name)).collect();
    let steps: [Step; 3] = [
        |name, heard| name == heard,
        |name, heard| contains(name, heard) || contains(heard, name),
        |name, heard| heard.iter().all(|word| name.contains(word)),
    ];
    for step in steps {
        let is_like = |name: &[String]| like.names.iter().any(|it| !it.is_empty() && step(name, it));
        let found: Vec<&T> = named.iter().filter(|(name, _)| is_like(name)).map(|&(_, item)| item).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Whether two texts are the same words, wherever the spaces between them are: `K. I. T.` is `kit`.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (words(one).concat(), words(other).concat());
    !one.is_empty() && one == other
}

/// The words of a name, without regard to case and punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn contains(words: &[String], part: &[String]) -> bool {
    !part.is_empty() && words.windows(part.len()).any(|window| window == part)
}
