//! The people, and the sites they work on. All of them are invented.

/// A person who can log in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) username: &'static str,
    password: &'static str,
    pub(crate) account_id: &'static str,
    /// What OpenID Connect calls `sub`.
    pub(crate) subject: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) sites: &'static [Site],
    /// All that they grant to an app of 3LO, whatever it asks for; nothing: all that it asks for.
    pub(crate) grants: Option<&'static [&'static str]>,
}

impl User {
    /// What an app that asks for these scopes gets.
    pub(crate) fn grant(&self, scopes: &mut Vec<&'static str>) {
        if let Some(granted) = self.grants {
            scopes.retain(|scope| granted.contains(scope));
        }
    }
}

/// A site of a customer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// The cloud id.
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) url: &'static str,
}

const NORTHWIND: Site = Site {
    id: "11111111-2222-4333-8444-555555555555",
    name: "Northwind",
    url: "https://northwind.atlassian.example",
};

const CONTOSO: Site = Site {
    id: "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff",
    name: "Contoso",
    url: "https://contoso.atlassian.example",
};

const FABRIKAM: Site = Site {
    id: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    name: "Fabrikam",
    url: "https://fabrikam.atlassian.example",
};

const TAILSPIN: Site = Site {
    id: "66666666-7777-4888-8999-000000000000",
    name: "Tailspin",
    url: "https://tailspin.atlassian.example",
};

/// What apps could ask for before boards and sprints had scopes of their own.
const CLASSIC: [&str; 4] = ["read:jira-work", "write:jira-work", "read:jira-user", "offline_access"];

static USERS: [User; 5] = [
    User {
        username: "ada",
        password: "lovelace-1815",
        account_id: "557058:ada00000-0000-4000-8000-000000001815",
        subject: "user-ada-1815",
        name: "Ada Lovelace",
        email: "ada@example.com",
        sites: &[NORTHWIND, TAILSPIN],
        grants: None,
    },
    User {
        username: "grace",
        password: "hopper-1906",
        account_id: "557058:grace000-0000-4000-8000-000000001906",
        subject: "user-grace-1906",
        name: "Grace Hopper",
        email: "grace@example.com",
        sites: &[NORTHWIND],
        grants: None,
    },
    User {
        username: "tomas",
        password: "reed-2001",
        account_id: "557058:tomas000-0000-4000-8000-000000002001",
        subject: "user-tomas-2001",
        name: "Tomas Reed",
        email: "tomas@example.com",
        sites: &[NORTHWIND],
        grants: Some(&CLASSIC),
    },
    User {
        username: "yuki",
        password: "brandt-2002",
        account_id: "557058:yuki0000-0000-4000-8000-000000002002",
        subject: "user-yuki-2002",
        name: "Yuki Brandt",
        email: "yuki@example.com",
        sites: &[FABRIKAM],
        grants: None,
    },
    User {
        username: "anna",
        password: "kim-2004",
        account_id: "557058:akim0000-0000-4000-8000-000000002004",
        subject: "user-anna-2004",
        name: "Anna Kim",
        email: "anna.kim@example.com",
        sites: &[CONTOSO, TAILSPIN],
        grants: None,
    },
];

/// The person with this name and password.
pub(crate) fn find(username: &str, password: &str) -> Option<&'static User> {
    USERS.iter().find(|user| user.username == username && user.password == password)
}

/// The person whom tokens of OpenID Connect call so.
pub(crate) fn of_subject(subject: &str) -> Option<&'static User> {
    USERS.iter().find(|user| user.subject == subject)
}
