//! Which element of a list is meant.
//!
//! Names are compared without regard to case and punctuation, in steps from strict to lenient: equal; one contains
//! the other as whole words; all words heard occur. The first step with a match decides.

/// The most names that a sentence lists.
const NAMED: usize = 3;

/// What `choose` came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<T> {
    /// It is clear which one.
    One(T),
    /// Nothing is like the text, or nothing is there; the names of at most three elements that are there.
    None(Vec<String>),
    /// The user has to be asked; what there is to choose from.
    Several(Vec<T>),
}

/// Chooses the element whose name is like `like`; without `like` the only one.
pub fn choose<T: Clone>(items: &[T], name: impl Fn(&T) -> &str, like: Option<&str>) -> Choice<T> {
    let candidates = match like {
        Some(like) => matching(items, &name, like),
        None => items.iter().collect(),
    };
    match candidates.as_slice() {
        [] => Choice::None(items.iter().take(NAMED).map(|item| name(item).to_owned()).collect()),
        [one] => Choice::One((*one).clone()),
        several => Choice::Several(several.iter().map(|&item| item.clone()).collect()),
    }
}

/// The only element whose name is like `heard`.
pub(crate) fn only<'a, T>(items: &'a [T], name: impl Fn(&T) -> &str, heard: &str) -> Option<&'a T> {
    match matching(items, &name, heard).as_slice() {
        [one] => Some(one),
        _ => None,
    }
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

fn matching<'a, T>(items: &'a [T], name: &impl Fn(&T) -> &str, heard: &str) -> Vec<&'a T> {
    let heard = words(heard);
    if heard.is_empty() {
        return Vec::new();
    }
    let named: Vec<(Vec<String>, &T)> = items.iter().map(|item| (words(name(item)), item)).collect();
    let steps: [Step; 3] = [
        |name, heard| name == heard,
        |name, heard| contains(name, heard) || contains(heard, name),
        |name, heard| heard.iter().all(|word| name.contains(word)),
    ];
    for step in steps {
        let found: Vec<&T> =
            named.iter().filter(|(name, _)| step(name, &heard)).map(|&(_, item)| item).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn contains(words: &[String], part: &[String]) -> bool {
    !part.is_empty() && words.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [&str; 4] = ["To Do", "In Progress", "In Review", "Done"];

    fn like(text: &str) -> Choice<&'static str> {
        choose(&STATES, |state| state, Some(text))
    }

    #[test]
    fn an_equal_name_wins_over_one_that_contains_it() {
        let items = ["Code Review", "review"];
        assert_eq!(choose(&items, |item| item, Some("Review")), Choice::One("review"));
    }

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert_eq!(like("in-progress"), Choice::One("In Progress"));
    }

    #[test]
    fn whole_words_within_a_name_and_a_name_within_what_was_heard_count() {
        assert_eq!(like("review"), Choice::One("In Review"));
        assert_eq!(like("done please"), Choice::One("Done"));
        assert_eq!(like("rev"), Choice::None(vec!["To Do".into(), "In Progress".into(), "In Review".into()]));
    }

    #[test]
    fn words_in_another_order_are_the_last_resort() {
        assert_eq!(like("progress in"), Choice::One("In Progress"));
    }

    #[test]
    fn several_matches_and_no_text_ask() {
        assert_eq!(like("in"), Choice::Several(vec!["In Progress", "In Review"]));
        assert_eq!(choose(&STATES, |s| s, None), Choice::Several(STATES.to_vec()));
        assert_eq!(choose(&["only"], |s| s, None), Choice::One("only"));
        assert_eq!(choose(&[], |s: &&str| s, None), Choice::<&str>::None(vec![]));
    }

    #[test]
    fn nothing_heard_matches_nothing() {
        assert_eq!(only(&STATES, |s| s, " . "), None);
    }

    #[test]
    fn positions_count_from_either_end() {
        let picked = [1, 4, 5, 0, -1, -4, -5, i64::MIN].map(|position| at(&STATES, position).copied());
        let expected = [Some("To Do"), Some("Done"), None, None, Some("Done"), Some("To Do"), None, None];
        assert_eq!(picked, expected);
    }
}
