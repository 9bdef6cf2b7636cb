//! `parser: assignee` of the type `Assignee`.

use crate::generated::stubs::AssigneeHeard;
use sayso_runtime::Understood;

/// What stands for the user, whose name only Jira knows; nobody is called so.
pub(crate) const MYSELF: &str = "@me";
/// What Alexa may take for a name.
const WORDS: [&str; 6] = ["me", "myself", "i", "ich", "mir", "mich"];

/// A pure function: what was heard to the text that it means, or to a question where that is not clear.
pub fn assignee(heard: AssigneeHeard) -> Understood {
    let name = heard.name.map(|part| part.said);
    let is_self = name.as_deref().is_some_and(|name| WORDS.contains(&name.to_lowercase().as_str()));
    if is_self || heard.myself.is_some() {
        return Understood::Clear(MYSELF.to_owned());
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::Part;

    fn named(said: &str) -> Understood {
        let part = Part { said: said.to_owned(), value: Some(said.to_owned()) };
        assignee(AssigneeHeard { name: Some(part), myself: None })
    }

    #[test]
    fn the_user_has_no_name_yet() {
        let myself = Understood::Clear(MYSELF.to_owned());
        assert_eq!(named("Me"), myself);
        assert_eq!(named("mir"), myself);
        let part = Part { said: "myself".to_owned(), value: None };
        assert_eq!(assignee(AssigneeHeard { name: None, myself: Some(part) }), myself);
    }

    #[test]
    fn others_are_called_by_their_names() {
        assert_eq!(named("noor"), Understood::Clear("noor".to_owned()));
        assert_eq!(assignee(AssigneeHeard { name: None, myself: None }), Understood::Unknown);
    }
}
