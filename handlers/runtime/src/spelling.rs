//! How values that are no words, such as keys, may be said: as they are, letter by letter, and by as much of them as tells
//! one from the others.

use crate::{
    choice::words,
    values::{KnownList, KnownValues},
};

/// For each of a few values, what it may be called besides; never the same for two of them.
pub(crate) fn forms(values: &[String], known: &KnownValues) -> Vec<Vec<String>> {
    let all: Vec<Vec<String>> = values.iter().map(|value| forms_of(value, known)).collect();
    let is_shared = |form: &str, own: usize| {
        let others = all.iter().zip(values).enumerate().filter(|(at, _)| *at != own);
        let mut names = others.flat_map(|(_, (forms, value))| forms.iter().chain([value]));
        names.any(|other| words(other) == words(form))
    };
    let distinct = |(at, forms): (usize, &Vec<String>)| {
        forms.iter().filter(|form| !is_shared(form, at)).cloned().collect()
    };
    all.iter().enumerate().map(distinct).collect()
}

/// The position of the value that is called what was heard, among the forms of several.
pub(crate) fn called(forms: &[Vec<String>], heard: &str) -> Option<usize> {
    let heard = words(heard);
    forms.iter().position(|forms| forms.iter().any(|form| words(form) == heard))
}

/// `AB-12`: `A B 12`, `AB 12`, `A B`, `AB`, and what is known as `AB`.
fn forms_of(value: &str, known: &KnownValues) -> Vec<String> {
    let groups: Vec<&str> =
        value.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let mut forms = vec![spelt(value), groups.join(" ")];
    if let [first, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
    {
        let rest = rest.join(" ");
        let known = known.values().flat_map(KnownList::values).filter(|it| it.id == *first);
        let names = known.flat_map(|it| std::iter::once(&it.name).chain(&it.synonyms)).cloned();
        for name in [spelt(first), (*first).to_owned()].into_iter().chain(names) {
            forms.extend([format!("{name} {rest}"), name]);
        }
    }
    let mut distinct: Vec<String> = Vec::new();
    for form in forms {
        if form != value && !distinct.contains(&form) {
            distinct.push(form);
        }
    }
    distinct
}

/// `AB-12`: `A B 12`.
fn spelt(value: &str) -> String {
    let mut spelt = String::new();
    let mut digits = false;
    for char in value.chars().filter(|it| it.is_alphanumeric()) {
        let goes_on = digits && char.is_numeric();
        if !spelt.is_empty() && !goes_on {
            spelt.push(' ');
        }
        spelt.push(char);
        digits = char.is_numeric();
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EntityValue;

    fn of(values: &[&str]) -> Vec<Vec<String>> {
        let known = |id: &str, name: &str| EntityValue {
            id: id.to_owned(),
            name: name.to_owned(),
            synonyms: vec![id.to_owned()],
        };
        let kinds = vec![known("AB", "Abacus"), known("CD", "Compass"), known("QA", "Quality")];
        let values: Vec<String> = values.iter().map(|&it| it.to_owned()).collect();
        forms(&values, &KnownValues::from([("Kind".to_owned(), KnownList::of(kinds))]))
    }

    #[test]
    fn what_is_no_word_may_be_spelt() {
        assert_eq!(spelt("AB-12"), "A B 12");
        assert_eq!(spelt("7x.9"), "7 x 9");
    }

    #[test]
    fn a_key_is_told_by_its_beginning_where_that_is_enough() {
        let forms = of(&["AB-12", "CD-12"]);
        assert_eq!(forms[0], ["A B 12", "AB 12", "A B", "AB", "Abacus 12", "Abacus"]);
        assert_eq!(forms[1], ["C D 12", "CD 12", "C D", "CD", "Compass 12", "Compass"]);
        assert_eq!(of(&["AB-1", "AB-2"]), [["A B 1", "AB 1", "Abacus 1"], ["A B 2", "AB 2", "Abacus 2"]]);
    }

    #[test]
    fn nothing_is_called_what_another_one_may_be_called() {
        let forms = of(&["QA-27", "QA2-7"]);
        assert_eq!(forms[0], ["QA 27", "Q A", "QA", "Quality 27", "Quality"], "both are Q A 27");
        assert_eq!(forms[1], ["QA2 7", "Q A 2 7", "Q A 2", "QA2"]);
        assert_eq!(of(&["A-B", "AB"]), [vec!["A".to_owned()], vec![]], "both are A B");
    }

    #[test]
    fn what_was_heard_is_compared_as_a_whole() {
        let forms = of(&["AB-12", "CD-12"]);
        assert_eq!(called(&forms, "c. d. 12"), Some(1));
        assert_eq!(called(&forms, "abacus"), Some(0));
        assert_eq!((called(&forms, "12"), called(&forms, "abacus 13")), (None, None));
    }
}
