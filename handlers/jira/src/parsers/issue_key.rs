//! `parser: issue_key` of the type `IssueKey`.

use crate::{
    generated::stubs::IssueKeyHeard,
    spoken::{Heard, Language, Meant, meant},
};
use sayso_runtime::Understood;

/// A pure function: what was heard to the key that it means, or to a question where that is not clear.
///
/// A project and a number make a key of one of the projects that there are; a number alone is one of the project that is
/// talked about: of the issue that was spoken of last, of the list that was read last, or of the user's usual one. A
/// position is one of the list that was read last, and where nothing is said at all, the issue that was spoken of last
/// is meant ("move it").
pub fn issue_key(heard: IssueKeyHeard) -> Understood {
    if let Some(position) = &heard.position {
        return position.value.and_then(|value| at(&heard.focus, value)).into();
    }
    let number = match heard.number.as_ref().map(|part| number(&part.said, part.value)) {
        Some(None) => return Understood::Unknown,
        Some(number) => number,
        None if heard.project.is_none() => return recent(&heard).into(),
        None => None,
    };
    let current = current_project(&heard);
    let Some(project) = &heard.project else {
        let number = number.filter(|it| !it.starts_with('0'));
        return number.zip(current).map(|(number, project)| format!("{project}-{number}")).into();
    };
    let meant = meant(&Heard {
        said: &project.said,
        resolved: project.value.as_ref().map(|project| project.id.as_str()),
        number: number.as_deref(),
        projects: &heard.projects,
        current: current.as_deref(),
        language: Language::of(&heard.language),
    });
    match meant {
        Meant::Clearly(key) => Understood::Clear(key),
        Meant::Likely(key) => Understood::Check(key),
        Meant::OneOf(keys) => Understood::Ask(keys),
        Meant::Nothing => Understood::Unknown,
    }
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
    let before = usize::try_from(whole(position)? - 1).ok()?;
    focus.get(before).filter(|key| !key.is_empty()).cloned()
}

/// The digits of a number, which may be the last ones of it only. Where Alexa made none of it, it may be digits apart
/// from each other (`4 2`).
fn number(said: &str, value: Option<f64>) -> Option<String> {
    if let Some(value) = value {
        // "OPS minus five" has a dash.
        return if value == 0.0 { Some("0".to_owned()) } else { Some(whole(value.abs())?.to_string()) };
    }
    let apart = said.chars().all(|it| it.is_ascii_digit() || it == ' ' || it == '-');
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    (apart && !digits.is_empty()).then_some(digits)
}

/// Whole and positive.
fn whole(number: f64) -> Option<u32> {
    let whole = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    whole.then_some(number as u32)
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
    use sayso_runtime::{Entity, EntityValue, Part};

    fn heard() -> IssueKeyHeard {
        let project = |id: &str, name: &str| EntityValue {
            id: id.to_owned(),
            name: name.to_owned(),
            synonyms: vec![id.to_owned()],
        };
        IssueKeyHeard {
            project: None,
            number: None,
            position: None,
            usual: None,
            recent: None,
            language: "en".to_owned(),
            focus: Vec::new(),
            projects: vec![
                project("OPS", "Operations"),
                project("WEB", "Website"),
                project("QA", "Quality"),
                project("QA2", "Second Floor"),
            ],
        }
    }

    fn number(value: f64) -> Option<Part<f64>> {
        Some(Part { said: value.to_string(), value: Some(value) })
    }

    fn project(said: &str, id: Option<&str>) -> Option<Part<Entity>> {
        let value = id.map(|id| Entity { id: id.to_owned(), name: said.to_owned() });
        Some(Part { said: said.to_owned(), value })
    }

    fn clear(key: &str) -> Understood {
        Understood::Clear(key.to_owned())
    }

    fn check(key: &str) -> Understood {
        Understood::Check(key.to_owned())
    }

    fn one_of(keys: [&str; 2]) -> Understood {
        Understood::Ask(keys.map(str::to_owned).to_vec())
    }

    #[test]
    fn a_project_and_a_number_make_a_key() {
        let key = |said: &str, id: Option<&str>, value: f64| {
            issue_key(IssueKeyHeard { project: project(said, id), number: number(value), ..heard() })
        };
        for (said, id) in [
            ("operations", Some("OPS")),
            ("ops", None),
            ("o. p. s.", None),
            ("O P S", None),
            ("the ops project", None),
        ] {
            assert_eq!(key(said, id, 42.0), clear("OPS-42"), "{said}");
        }
        assert_eq!(key("ops minus", None, -42.0), clear("OPS-42"));
        assert_eq!(key("obs", None, 42.0), check("OPS-42"), "sounds alike");
        assert_eq!(key("zulu zulu", None, 42.0), check("ZZ-42"), "may be one that is not listed");
        assert_eq!(key("q a two", None, 7.0), one_of(["QA-27", "QA2-7"]), "either can be meant");
        assert_eq!(key("q a", None, 27.0), one_of(["QA-27", "QA2-7"]), "either can be meant");
        for said in ["unicorns", "ö.p.s.", "abcdefghijk"] {
            assert_eq!(key(said, None, 42.0), Understood::Unknown, "{said}");
        }
    }

    #[test]
    fn what_alexa_took_it_for_is_asked_about_where_nothing_was_said_exactly() {
        let key = |said: &str, id: &str| {
            issue_key(IssueKeyHeard { project: project(said, Some(id)), number: number(42.0), ..heard() })
        };
        assert_eq!(key("offs", "OPS"), check("OPS-42"));
        assert_eq!(key("website", "OPS"), one_of(["WEB-42", "OPS-42"]));
        assert_eq!(
            key("payments", "PAY"),
            Understood::Unknown,
            "it is known beforehand, and not to this user"
        );
        let projects = Vec::new();
        let alone = IssueKeyHeard { project: project("ops", None), number: number(4.0), projects, ..heard() };
        assert_eq!(issue_key(alone), check("OPS-4"), "nobody knows what projects there are");
    }

    #[test]
    fn a_number_may_be_left_in_the_project() {
        let key = |said: &str, digits: Option<&str>| {
            let number = digits.map(|said| Part { said: said.to_owned(), value: said.parse().ok() });
            issue_key(IssueKeyHeard { project: project(said, None), number, ..heard() })
        };
        assert_eq!(key("ops one oh three", None), clear("OPS-103"));
        assert_eq!(key("oscar papa sierra dash double seven", None), clear("OPS-77"));
        assert_eq!(key("ops one oh", Some("3")), clear("OPS-103"));
        assert_eq!(key("ops forty", Some("2")), clear("OPS-42"));
        assert_eq!(key("ops", Some("4 2")), clear("OPS-42"));
        assert_eq!(key("ops", None), Understood::Unknown);
    }

    #[test]
    fn a_number_alone_is_of_the_project_that_is_talked_about() {
        let usual = Some(Entity { id: "PAY".to_owned(), name: "Payments".to_owned() });
        let of = |recent: Option<&str>, focus: &[&str]| {
            issue_key(IssueKeyHeard {
                number: number(7.0),
                usual: usual.clone(),
                recent: recent.map(str::to_owned),
                focus: focus.iter().map(|&it| it.to_owned()).collect(),
                ..heard()
            })
        };
        assert_eq!(of(None, &[]), clear("PAY-7"));
        assert_eq!(of(None, &["OPS-1", "OPS-2"]), clear("OPS-7"));
        assert_eq!(of(None, &["OPS-1", "WEB-2"]), clear("PAY-7"));
        assert_eq!(of(Some("WEB-9"), &["OPS-1"]), clear("WEB-7"));
        assert_eq!(issue_key(IssueKeyHeard { number: number(7.0), ..heard() }), Understood::Unknown);
        let said =
            IssueKeyHeard { project: project("issue one", None), number: number(7.0), usual, ..heard() };
        assert_eq!(issue_key(said), check("PAY-17"), "no project is said, where one should be");
    }

    #[test]
    fn a_position_is_one_of_what_was_read_last() {
        let focus = vec!["OPS-44".to_owned(), "OPS-45".to_owned()];
        let at = |position: f64| {
            issue_key(IssueKeyHeard { position: number(position), focus: focus.clone(), ..heard() })
        };
        assert_eq!((at(1.0), at(2.0)), (clear("OPS-44"), clear("OPS-45")));
        for position in [3.0, 0.0, 1.5] {
            assert_eq!(at(position), Understood::Unknown, "{position}");
        }
    }

    #[test]
    fn it_is_what_was_spoken_of_last() {
        let recent = IssueKeyHeard { recent: Some("OPS-42".to_owned()), ..heard() };
        assert_eq!(issue_key(recent), clear("OPS-42"));
        let only = IssueKeyHeard { focus: vec!["OPS-1".to_owned()], ..heard() };
        assert_eq!(issue_key(only), clear("OPS-1"));
        assert_eq!(issue_key(heard()), Understood::Unknown);
    }

    #[test]
    fn odd_numbers_make_no_key() {
        for value in [0.0, 1.5, f64::NAN, 1e12] {
            let heard = IssueKeyHeard { project: project("ops", None), number: number(value), ..heard() };
            assert_eq!(issue_key(heard), Understood::Unknown, "{value}");
        }
    }
}
