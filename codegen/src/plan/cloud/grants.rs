//! What each function may do to the records, and nothing else.

use sayso_schemas::plan::Permission;

/// A kind of record by the prefix of its key, and the actions on it.
type Grant = (&'static str, &'static [&'static str]);

/// The function that Alexa calls: reads links by access token, keeps the profile, renews a provider's tokens, and ends
/// what a user had linked who disables the skill.
pub(super) const SKILL: &[Grant] = &[
    ("access#", &["GetItem"]),
    ("family#", &["BatchGetItem", "UpdateItem", "DeleteItem"]),
    ("families#", &["GetItem", "UpdateItem", "DeleteItem"]),
    ("link#", &["GetItem", "BatchGetItem", "UpdateItem", "DeleteItem"]),
    ("account#", &["DeleteItem"]),
    ("profile#", &["BatchGetItem", "PutItem", "DeleteItem"]),
    ("user#", &["GetItem", "UpdateItem", "DeleteItem"]),
];

/// The function behind the page: runs transactions, makes links and codes, shows and ends links.
pub(super) const LINK: &[Grant] = &[
    ("tx#", &["GetItem", "PutItem"]),
    ("code#", &["PutItem"]),
    ("family#", &["BatchGetItem", "DeleteItem"]),
    ("families#", &["GetItem", "UpdateItem", "DeleteItem"]),
    ("link#", &["GetItem", "UpdateItem", "DeleteItem"]),
    ("account#", &["GetItem", "PutItem", "DeleteItem"]),
    ("profile#", &["UpdateItem", "DeleteItem"]),
    ("limit#", &["UpdateItem", "DeleteItem"]),
];

/// The function that gives tokens: it never sees a credential.
pub(super) const TOKEN: &[Grant] = &[
    ("code#", &["GetItem", "UpdateItem"]),
    ("family#", &["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
    ("families#", &["UpdateItem"]),
    ("refresh#", &["GetItem", "PutItem", "UpdateItem"]),
    ("access#", &["GetItem", "PutItem", "DeleteItem"]),
    ("link#", &["ConditionCheckItem"]),
    ("limit#", &["UpdateItem"]),
];

/// The function that gives a provider's tokens: nothing in its table outlives two minutes.
pub(super) const PROXY: &[Grant] =
    &[("flight#", &["GetItem", "PutItem", "DeleteItem"]), ("limit#", &["UpdateItem"])];

/// The operator who seals every data key under a new key.
pub(super) const REWRAP: &[Grant] = &[("link#", &["UpdateItem"])];

/// As a plan has them.
pub(super) fn permissions(grants: &[Grant], key: &[&str], providers: &[String]) -> Vec<Permission> {
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

/// What `sayso rewrap` may do: nothing else may read the whole table, and nothing else may use `ReEncrypt`.
pub(super) fn rewrap() -> Vec<Permission> {
    let mut permissions = permissions(REWRAP, &["ReEncryptFrom", "ReEncryptTo"], &[]);
    permissions.push(Permission::Table { actions: owned(&["Scan"]) });
    permissions
}

fn owned(actions: &[&str]) -> Vec<String> {
    actions.iter().map(|it| (*it).to_owned()).collect()
}
