//! What each function may do to the records, and nothing else.

use sayso_schemas::plan::Permission;

/// A kind of record by the prefix of its key, and the actions on it.
type Grant = (&'static str, &'static [&'static str]);

/// The function that Alexa calls: reads links by access token, keeps the profile, renews a provider's tokens.
pub(super) const SKILL: &[Grant] = &[
    ("access#", &["GetItem"]),
    ("family#", &["BatchGetItem", "UpdateItem"]),
    ("link#", &["GetItem", "BatchGetItem", "UpdateItem"]),
    ("profile#", &["BatchGetItem", "PutItem"]),
];

/// The function behind the page: runs transactions, and makes links and codes.
pub(super) const LINK: &[Grant] = &[
    ("tx#", &["GetItem", "PutItem"]),
    ("code#", &["PutItem"]),
    ("link#", &["GetItem", "UpdateItem"]),
    ("account#", &["GetItem", "PutItem", "ConditionCheckItem"]),
];

/// The function that gives tokens: it never sees a credential.
pub(super) const TOKEN: &[Grant] = &[
    ("code#", &["GetItem", "UpdateItem"]),
    ("family#", &["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
    ("refresh#", &["GetItem", "PutItem", "UpdateItem"]),
    ("access#", &["PutItem"]),
    ("link#", &["ConditionCheckItem"]),
];

/// As a plan has them.
pub(super) fn permissions(grants: &[Grant], key: &[&str], providers: &[String]) -> Vec<Permission> {
    let owned = |actions: &[&str]| actions.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let items = |(prefix, actions): &Grant| Permission::Items {
        prefix: (*prefix).to_owned(),
        actions: owned(actions),
    };
    let mut permissions: Vec<Permission> = grants.iter().map(items).collect();
    if !key.is_empty() {
        permissions.push(Permission::Key { actions: owned(key) });
    }
    if !providers.is_empty() {
        permissions.push(Permission::Secrets { providers: providers.to_vec() });
    }
    permissions
}
