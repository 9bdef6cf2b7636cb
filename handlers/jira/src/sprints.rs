//! What Jira says of sprints in texts: which ones an issue is in, and when something happened.

use sayso_runtime::jiff::Timestamp;

/// So many issues a search gives at most, and so many sprints are named.
pub(crate) const ISSUES: usize = 100;
const NAMED: usize = 3;

/// A sprint, as an issue names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sprint<'a> {
    name: &'a str,
    state: &'a str,
}

impl Sprint<'_> {
    /// Whether it is under way.
    pub(crate) fn is_active(self) -> bool {
        self.state.eq_ignore_ascii_case("active")
    }

    /// Whether it is to come.
    pub(crate) fn is_future(self) -> bool {
        self.state.eq_ignore_ascii_case("future")
    }
}

/// The sprints that an issue was and is in. Cloud gives names and states, Data Center each sprint as a line of text.
pub(crate) fn of_issue<'a>(
    names: Option<&'a [String]>,
    states: Option<&'a [String]>,
    printed: Option<&'a [String]>,
) -> Vec<Sprint<'a>> {
    let objects = names.unwrap_or_default().iter().zip(states.unwrap_or_default());
    let objects = objects.map(|(name, state)| Sprint { name, state });
    let lines = printed.unwrap_or_default().iter().filter_map(|line| self::printed(line));
    objects.chain(lines).collect()
}

/// Reads `…Sprint@d[id=13,rapidViewId=1,state=ACTIVE,name=Pumps 8,startDate=…]`. Only a name may have commas.
fn printed(line: &str) -> Option<Sprint<'_>> {
    let (_, state) = line.split_once("state=")?;
    let (state, rest) = state.split_once(',')?;
    let (_, name) = rest.split_once("name=")?;
    let end = name.find(",startDate=").or_else(|| name.find([',', ']']));
    let name = end.map_or(Some(name), |end| name.get(..end))?;
    Some(Sprint { name, state })
}

/// The names of sprints, each once, and no more than a sentence takes.
pub(crate) fn names<'a>(sprints: impl Iterator<Item = Sprint<'a>>) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for sprint in sprints {
        if names.len() < NAMED && !names.iter().any(|name| name == sprint.name) {
            names.push(sprint.name.to_owned());
        }
    }
    Some(names).filter(|names| !names.is_empty())
}

/// A point in time as Jira writes it, with or without a colon in the offset.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn an_issue_names_its_sprints_in_either_way() {
        let (names, states) = (texts(&["Pumps 7", "Pumps 8"]), texts(&["closed", "active"]));
        let line = "x.Sprint@d[id=13,rapidViewId=1,state=ACTIVE,name=Pumps, and 8,startDate=<null>,goal=a,b]";
        let printed = texts(&[line, "y.Sprint@e[id=14,state=FUTURE,name=Pumps 9]", "no sprint"]);
        let cloud = of_issue(Some(&names), Some(&states), None);
        assert_eq!(
            cloud,
            [("Pumps 7", "closed"), ("Pumps 8", "active")].map(|(name, state)| Sprint { name, state })
        );
        let server = of_issue(None, None, Some(&printed));
        assert_eq!(
            server,
            [("Pumps, and 8", "ACTIVE"), ("Pumps 9", "FUTURE")].map(|(name, state)| Sprint { name, state })
        );
        assert!(server[0].is_active() && !server[0].is_future() && server[1].is_future());
        assert_eq!(of_issue(None, None, None), []);
    }

    #[test]
    fn a_sprint_is_named_once_and_few_are_named() {
        let sprint = |name| Sprint { name, state: "active" };
        let named = |of: &[&'static str]| names(of.iter().map(|it| sprint(it)));
        assert_eq!(named(&["A", "B", "A"]), Some(texts(&["A", "B"])));
        assert_eq!(named(&["A", "B", "C", "D"]), Some(texts(&["A", "B", "C"])));
        assert_eq!(named(&[]), None);
    }

    #[test]
    fn a_time_is_read_with_each_offset() {
        let noon = moment("2026-03-04T12:00:00Z");
        assert!(noon.is_some());
        for text in
            ["2026-03-04T12:00:00.000Z", "2026-03-04T13:00:00.000+0100", "2026-03-04T13:00:00.000+01:00"]
        {
            assert_eq!(moment(text), noon, "{text}");
        }
        assert_eq!(moment("yesterday"), None);
    }
}
