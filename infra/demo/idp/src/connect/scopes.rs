//! What an app may ask for by OpenID Connect, and of whom.

/// A scope, what it permits, and who may have it.
const SCOPES: [(&str, &str, Bearer); 6] = [
    ("openid", "Know who you are", Bearer::User),
    ("profile", "See your name", Bearer::User),
    ("email", "See your e-mail address", Bearer::User),
    (OFFLINE_ACCESS, "Do so also while you are away", Bearer::User),
    ("weather.read", "Look up the weather, and where you live", Bearer::Anybody),
    ("weather.admin", "Make the weather", Bearer::Nobody),
];

/// The services that read access tokens, by the name that tokens call them by.
const AUDIENCES: [&str; 2] = ["https://weather.example", "https://wardrobe.example"];

/// The scope that brings refresh tokens.
pub(super) const OFFLINE_ACCESS: &str = "offline_access";
/// The scope that brings ID tokens.
pub(super) const OPENID: &str = "openid";

/// Whose tokens have a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bearer {
    /// Users', who were asked.
    User,
    /// Those, and the app's own.
    Anybody,
    /// There is such a scope, but not for this app.
    Nobody,
}

/// The scopes of a list with blanks between (RFC 6749, 3.3), each once; why it may not have them otherwise. Without a
/// user, an empty list is all that it may have.
pub(super) fn read(list: &str, user: bool) -> Result<Vec<&'static str>, String> {
    let mut scopes = Vec::new();
    for asked in list.split(' ').filter(|it| !it.is_empty()) {
        let found = SCOPES.iter().find(|(scope, ..)| *scope == asked);
        let (scope, _, bearer) = found.ok_or_else(|| format!("there is no scope `{asked}`"))?;
        match bearer {
            Bearer::Nobody => return Err(format!("this client may not have the scope `{asked}`")),
            Bearer::User if !user => {
                return Err(format!("the scope `{asked}` is for users; this client has none here"));
            }
            _ if scopes.contains(scope) => {}
            _ => scopes.push(*scope),
        }
    }
    match scopes.is_empty() {
        true if user => Err("`scope` is missing".to_owned()),
        true => Ok(own().collect()),
        false => Ok(scopes),
    }
}

/// The audience of an access token that is asked for by `audience` or by `resource` (RFC 8707); nothing where neither
/// is there, and the name that is odd where there is no such service, or where they differ.
pub(super) fn audience(
    audience: Option<&str>,
    resource: Option<&str>,
) -> Result<Option<&'static str>, String> {
    let Some(asked) = resource.or(audience) else { return Ok(None) };
    if audience.is_some_and(|audience| audience != asked) {
        return Err("`audience` and `resource` differ".to_owned());
    }
    let known = AUDIENCES.iter().find(|it| **it == asked).copied();
    known.map(Some).ok_or_else(|| format!("there is no service `{asked}`"))
}

/// What a scope permits.
pub(crate) fn sentence(scope: &str) -> &'static str {
    SCOPES.iter().find(|(known, ..)| *known == scope).map_or("", |(_, sentence, _)| sentence)
}

/// The scopes that the app may have.
pub(super) fn supported() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().filter(|(.., bearer)| *bearer != Bearer::Nobody).map(|(scope, ..)| *scope)
}

fn own() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().filter(|(.., bearer)| *bearer == Bearer::Anybody).map(|(scope, ..)| *scope)
}
