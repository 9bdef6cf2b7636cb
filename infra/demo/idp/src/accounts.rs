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

const TAILSPIN: Site = Site {
    id: "66666666-7777-4888-8999-000000000000",
    name: "Tailspin",
    url: "https://tailspin.atlassian.example",
};

static USERS: [User; 2] = [
    User {
        username: "ada",
        password: "lovelace-1815",
        account_id: "557058:ada00000-0000-4000-8000-000000001815",
        subject: "user-ada-1815",
        name: "Ada Lovelace",
        email: "ada@example.com",
        sites: &[NORTHWIND, TAILSPIN],
    },
    User {
        username: "grace",
        password: "hopper-1906",
        account_id: "557058:grace000-0000-4000-8000-000000001906",
        subject: "user-grace-1906",
        name: "Grace Hopper",
        email: "grace@example.com",
        sites: &[NORTHWIND],
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
