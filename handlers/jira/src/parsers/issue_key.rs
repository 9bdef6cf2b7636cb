//! `parser: issue_key` of the type `IssueKey`.

use crate::generated::stubs::IssueKeyHeard;

/// The longest project key that Jira lets administrators make, unless they change a setting.
const LONGEST_PROJECT: usize = 10;

/// A pure function: what was heard to the key that it means; none where that is not clear.
///
/// A project and a number make a key; a number alone is one of the project that is talked about: of the issue that was
/// spoken of last, of the list that was read last, or of the user's usual one. A position is one of the list that was
/// read last, and where nothing is said at all, the issue that was spoken of last is meant ("move it").
pub fn issue_key(heard: IssueKeyHeard) -> Option<String> {
    if let Some(position) = &heard.position {
        return at(&heard.focus, position.value?);
    }
    let Some(number) = &heard.number else {
        return if heard.project.is_some() { None } else { recent(&heard) };
    };
    let number = issue_number(number.value?)?;
    let project = match &heard.project {
        Some(project) => match &project.value {
            Some(entity) => entity.id.to_uppercase(),
            None => spelt(&project.said)?,
        },
        None => current_project(&heard)?,
    };
    Some(format!("{project}-{number}"))
}

/// What "it" is.
fn recent(heard: &IssueKeyHeard) -> Option<String> {
    match (&heard.recent, heard.focus.as_slice()) {
        (Some(recent), _) => Some(recent.clone()),
        (None, [only]) if !only.is_empty() => Some(only.clone()),
        _ => None,
    }
}

/// The element at a position: 1 is the first one.
fn at(focus: &[String], position: f64) -> Option<String> {
    let before = usize::try_from(issue_number(position)? - 1).ok()?;
    focus.get(before).filter(|key| !key.is_empty()).cloned()
}

/// Whole and positive.
fn issue_number(number: f64) -> Option<u32> {
    let whole = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    whole.then_some(number as u32)
}

/// A project key that was said as a word or spelt: `ops`, `o. p. s.`.
fn spelt(said: &str) -> Option<String> {
    let words: Vec<&str> = said.split([' ', '.']).filter(|word| !word.is_empty()).collect();
    let letters = words.iter().all(|word| word.chars().count() == 1);
    if words.len() != 1 && !letters {
        return None;
    }
    let key = words.concat().to_ascii_uppercase();
    let fits = key.starts_with(|it: char| it.is_ascii_uppercase())
        && key.chars().all(|it| it.is_ascii_alphanumeric())
        && (2..=LONGEST_PROJECT).contains(&key.len());
    fits.then_some(key)
}

/// The project that is talked about.
fn current_project(heard: &IssueKeyHeard) -> Option<String> {
    let of = |key: &str| key.rsplit_once('-').map(|(project, _)| project.to_owned());
    if let Some(recent) = heard.recent.as_deref().and_then(of) {
        return Some(recent);
    }
    let mut projects = heard.focus.iter().filter_map(|key| of(key));
    if let Some(first) = projects.next()
        && projects.all(|it| it == first)
    {
        return Some(first);
    }
    heard.usual.as_ref().map(|project| project.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::{Entity, Part};

    fn heard() -> IssueKeyHeard {
        IssueKeyHeard {
            project: None,
            number: None,
            position: None,
            usual: None,
            recent: None,
            focus: Vec::new(),
        }
    }

    fn number(value: f64) -> Option<Part<f64>> {
        Some(Part { said: value.to_string(), value: Some(value) })
    }

    fn project(said: &str, id: Option<&str>) -> Option<Part<Entity>> {
        let value = id.map(|id| Entity { id: id.to_owned(), name: said.to_owned() });
        Some(Part { said: said.to_owned(), value })
    }

    fn key(heard: IssueKeyHeard) -> Option<String> {
        issue_key(heard)
    }

    #[test]
    fn a_project_and_a_number_make_a_key() {
        for (said, id) in [("operations", Some("OPS")), ("ops", None), ("o. p. s.", None), ("O P S", None)] {
            let heard = IssueKeyHeard { project: project(said, id), number: number(42.0), ..heard() };
            assert_eq!(key(heard).as_deref(), Some("OPS-42"), "{said}");
        }
        for said in ["the ops", "o", "ö.p.s.", "42", "abcdefghijk"] {
            let heard = IssueKeyHeard { project: project(said, None), number: number(42.0), ..heard() };
            assert_eq!(key(heard), None, "{said}");
        }
    }

    #[test]
    fn a_number_alone_is_of_the_project_that_is_talked_about() {
        let usual = Some(Entity { id: "PAY".to_owned(), name: "Payments".to_owned() });
        let of = |recent: Option<&str>, focus: &[&str]| {
            key(IssueKeyHeard {
                number: number(7.0),
                usual: usual.clone(),
                recent: recent.map(str::to_owned),
                focus: focus.iter().map(|&it| it.to_owned()).collect(),
                ..heard()
            })
        };
        assert_eq!(of(None, &[]).as_deref(), Some("PAY-7"));
        assert_eq!(of(None, &["OPS-1", "OPS-2"]).as_deref(), Some("OPS-7"));
        assert_eq!(of(None, &["OPS-1", "WEB-2"]).as_deref(), Some("PAY-7"));
        assert_eq!(of(Some("WEB-9"), &["OPS-1"]).as_deref(), Some("WEB-7"));
        assert_eq!(key(IssueKeyHeard { number: number(7.0), ..heard() }), None);
    }

    #[test]
    fn a_position_is_one_of_what_was_read_last() {
        let focus = vec!["OPS-44".to_owned(), "OPS-45".to_owned()];
        let at = |position: f64| {
            key(IssueKeyHeard { position: number(position), focus: focus.clone(), ..heard() })
        };
        assert_eq!((at(1.0).as_deref(), at(2.0).as_deref()), (Some("OPS-44"), Some("OPS-45")));
        assert_eq!((at(3.0), at(0.0), at(1.5)), (None, None, None));
    }

    #[test]
    fn it_is_what_was_spoken_of_last() {
        let recent = IssueKeyHeard { recent: Some("OPS-42".to_owned()), ..heard() };
        assert_eq!(key(recent).as_deref(), Some("OPS-42"));
        assert_eq!(
            key(IssueKeyHeard { focus: vec!["OPS-1".to_owned()], ..heard() }).as_deref(),
            Some("OPS-1")
        );
        assert_eq!(key(heard()), None);
    }

    #[test]
    fn odd_numbers_make_no_key() {
        for value in [0.0, -1.0, 1.5, f64::NAN, 1e12] {
            let heard = IssueKeyHeard { project: project("ops", None), number: number(value), ..heard() };
            assert_eq!(key(heard), None, "{value}");
        }
    }
}
