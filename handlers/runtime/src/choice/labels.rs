//! What the elements of a choice are called where several have the same name, and which of them an answer means.

use super::{Choice, Like, at, matching, words};
use crate::{Answer, Pick};

/// Whether all of several elements have one name, which then tells none of them from another.
pub fn alike<T>(items: &[T], name: impl Fn(&T) -> &str) -> bool {
    match items {
        [first, rest @ ..] if !rest.is_empty() => {
            rest.iter().all(|item| words(name(item)) == words(name(first)))
        }
        _ => false,
    }
}

/// How each element is told from the others: by its name; where another one has the same, by what tells them `apart`; and
/// where that is the same, too, by its position, as `numbered` puts it.
pub(crate) fn labels<T>(
    items: &[T],
    name: impl Fn(&T) -> &str,
    apart: impl Fn(&T) -> Option<&str>,
    numbered: impl Fn(&str, usize) -> String,
) -> Vec<String> {
    let names: Vec<&str> = items.iter().map(&name).collect();
    let told: Vec<&str> = (names.iter().zip(items).enumerate())
        .map(|(at, (&name, item))| {
            let apart = apart(item).filter(|it| !words(it).is_empty());
            if is_shared(&names, at) { apart.unwrap_or(name) } else { name }
        })
        .collect();
    (names.iter().zip(&told).enumerate())
        .map(
            |(at, (name, label))| {
                if is_shared(&told, at) { numbered(name, at + 1) } else { (*label).to_owned() }
            },
        )
        .collect()
}

/// Whether another one of `names` sounds like the one at `index`.
fn is_shared(names: &[&str], index: usize) -> bool {
    let alike = |it: &&str| names.get(index).is_some_and(|name| words(it) == words(name));
    names.iter().filter(|it| alike(it)).count() > 1
}

/// The element that an answer means, by its position, its label or its name. Several where it may be any of them, and fewer
/// than there were; none where it says nothing of the kind.
pub(crate) fn picked<T: Clone>(
    answer: &Answer,
    items: &[T],
    labels: &[String],
    name: impl Fn(&T) -> &str,
) -> Choice<T> {
    let heard = match answer {
        Answer::Pick(Pick::Name(heard)) => Like::text(heard),
        Answer::Pick(Pick::Position(position)) => {
            return at(items, *position).cloned().map_or_else(|| Choice::None(items.to_vec()), Choice::One);
        }
        Answer::Yes | Answer::No => return Choice::None(items.to_vec()),
    };
    let labelled: Vec<(&str, &T)> = labels.iter().map(String::as_str).zip(items).collect();
    let named: Vec<(&str, &T)> = items.iter().map(|item| (name(item), item)).collect();
    let found = [labelled, named].into_iter().find_map(|called| {
        let called: Vec<_> = called.iter().collect();
        let found = matching(&called, &|(name, _): &(&str, &T)| *name, &heard);
        (!found.is_empty()).then(|| found.into_iter().map(|(_, item)| (*item).clone()).collect::<Vec<_>>())
    });
    match found.unwrap_or_default().as_slice() {
        [one] => Choice::One(one.clone()),
        several if !several.is_empty() && several.len() < items.len() => Choice::Several(several.to_vec()),
        _ => Choice::None(items.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAYS: [(&str, &str); 4] =
        [("To Do", "Reopen"), ("Done", "Finish"), ("done", "Close"), ("In Review", "Done")];

    fn told(ways: &[(&'static str, &'static str)]) -> Vec<String> {
        labels(ways, |it| it.0, |it| Some(it.1), |name, position| format!("{name} number {position}"))
    }

    fn pick(ways: &[(&'static str, &'static str)], heard: &str) -> Choice<(&'static str, &'static str)> {
        picked(&Answer::Pick(Pick::Name(heard.to_owned())), ways, &told(ways), |it| it.0)
    }

    #[test]
    fn names_that_are_alike_are_told_apart() {
        assert_eq!(told(&WAYS), ["To Do", "Finish", "Close", "In Review"]);
        assert_eq!(told(&WAYS[..2]), ["To Do", "Done"], "where one has the name alone");
    }

    #[test]
    fn what_is_alike_in_everything_is_numbered() {
        assert_eq!(told(&[("Done", "Go"), ("Done", "go")]), ["Done number 1", "Done number 2"]);
        assert_eq!(
            told(&[("Open", "x"), ("Done", ""), ("Done", "Go")]),
            ["Open", "Done", "Go"],
            "one of them is told by the other's label"
        );
        assert_eq!(
            told(&[("Go", "x"), ("Done", "Go"), ("Done", "Stop")]),
            ["Go number 1", "Done number 2", "Stop"]
        );
        let nameless = labels(&["A", "A"], |it| it, |_| None, |name, position| format!("{name}{position}"));
        assert_eq!(nameless, ["A1", "A2"]);
    }

    #[test]
    fn an_answer_is_a_label_before_it_is_a_name() {
        assert_eq!(pick(&WAYS, "the finish"), Choice::One(WAYS[1]));
        assert_eq!(pick(&WAYS, "to do"), Choice::One(WAYS[0]));
        assert_eq!(pick(&WAYS, "done"), Choice::Several(WAYS[1..3].to_vec()), "of which it is asked again");
        assert_eq!(pick(&WAYS[1..3], "done"), Choice::None(WAYS[1..3].to_vec()), "which says nothing new");
        assert_eq!(pick(&WAYS, "bananas"), Choice::None(WAYS.to_vec()));
        let position = |at| picked(&Answer::Pick(Pick::Position(at)), &WAYS, &told(&WAYS), |it| it.0);
        assert_eq!((position(2), position(-1)), (Choice::One(WAYS[1]), Choice::One(WAYS[3])));
        assert_eq!(position(5), Choice::None(WAYS.to_vec()));
        assert_eq!(picked(&Answer::Yes, &WAYS, &told(&WAYS), |it| it.0), Choice::None(WAYS.to_vec()));
    }

    #[test]
    fn only_where_all_have_one_name_are_they_all_alike() {
        assert!(alike(&WAYS[1..3], |it| it.0));
        assert!(!alike(&WAYS, |it| it.0) && !alike(&WAYS[..1], |it| it.0));
    }
}
