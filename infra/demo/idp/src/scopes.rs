//! What an app may ask for, and how a person is told.

/// Scopes with what they permit.
const SCOPES: [(&str, &str); 14] = [
    ("read:jira-work", "See projects, issues and comments"),
    ("write:jira-work", "Create and change issues and comments"),
    ("read:jira-user", "See the names of people"),
    ("read:me", "See your profile"),
    ("read:board-scope:jira-software", "See boards"),
    ("read:board-scope.admin:jira-software", "See how boards are set up"),
    ("write:board-scope:jira-software", "Change boards"),
    ("read:project:jira", "See projects"),
    ("read:sprint:jira-software", "See sprints"),
    ("write:sprint:jira-software", "Change sprints"),
    ("read:issue-details:jira", "See the details of issues"),
    ("read:jql:jira", "Search for issues"),
    ("read:issue:jira", "See issues"),
    (OFFLINE_ACCESS, "Do so also while you are away"),
];

/// The scope that brings refresh tokens.
pub(crate) const OFFLINE_ACCESS: &str = "offline_access";

/// The scopes of a list with blanks between (RFC 6749, 3.3), each once. Fails with one that there is not, or with
/// nothing where there are none.
pub(crate) fn read(list: &str) -> Result<Vec<&'static str>, &str> {
    let mut scopes = Vec::new();
    for asked in list.split(' ').filter(|it| !it.is_empty()) {
        let (scope, _) = SCOPES.iter().find(|(scope, _)| *scope == asked).ok_or(asked)?;
        if !scopes.contains(scope) {
            scopes.push(*scope);
        }
    }
    if scopes.is_empty() { Err("") } else { Ok(scopes) }
}

/// What a scope permits.
pub(crate) fn sentence(scope: &str) -> &'static str {
    SCOPES.iter().find(|(known, _)| *known == scope).map_or("", |(_, sentence)| sentence)
}
