//! The pages: plain forms without a script. Their names are part of the interface; see the crate.

use crate::{accounts::User, connect, provider::Asked, scopes};
use axum::{
    http::{
        HeaderName, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse as _, Response},
};
use std::fmt::{self, Display, Write as _};

/// Of every page. No `form-action`: browsers hold it against where a form's answer leads, which is the app.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// The style of all pages.
pub(crate) async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("provider.css")).into_response()
}

/// The login for the request `id` of an app; with the name that was wrong, or whose password was.
pub(crate) fn login(client: &str, id: &str, wrong: Option<&str>) -> Response {
    let alert = match wrong {
        Some(_) => r#"<p role="alert" id="wrong">The user name or the password is wrong.</p>"#,
        None => "",
    };
    let described = if wrong.is_some() { r#" aria-describedby="wrong" aria-invalid="true""# } else { "" };
    let (client, id, username) = (Text(client), Text(id), Text(wrong.unwrap_or_default()));
    let body = format!(
        r#"<h1>Log in</h1>
<p>to continue to <strong>{client}</strong></p>
{alert}
<form method="post" action="/login">
<input type="hidden" name="request" value="{id}">
<label for="username">User name</label>
<input type="text" id="username" name="username" value="{username}" autocomplete="username" autocapitalize="none" spellcheck="false" required{described}>
<label for="password">Password</label>
<input type="password" id="password" name="password" value="" autocomplete="current-password" required{described}>
<button>Log in</button>
</form>"#
    );
    page(StatusCode::OK, "Log in", &body)
}

/// The question whether the app may do what it asked for.
pub(crate) fn consent(client: &str, id: &str, user: &User, asked: &Asked) -> Response {
    let (client, id) = (Text(client), Text(id));
    let sentence = if asked.openid.is_some() { connect::sentence } else { scopes::sentence };
    let scopes = list(asked.scopes.iter().map(|scope| (sentence(scope), *scope)));
    let whereon = if let Some(openid) = &asked.openid {
        openid.audience.map_or_else(String::new, |at| format!("<p>at <code>{}</code></p>\n", Text(at)))
    } else {
        let sites = list(user.sites.iter().map(|site| (site.name, site.url)));
        format!("<p>on your sites:</p>\n<ul>\n{sites}</ul>\n")
    };
    let back = Text(host(&asked.redirect_uri));
    let (name, email) = (Text(user.name), Text(user.email));
    let body = format!(
        r#"<h1>Allow access?</h1>
<p>You are {name} ({email}).</p>
<p><strong>{client}</strong> asks to:</p>
<ul>
{scopes}</ul>
{whereon}<form method="post" action="/consent">
<input type="hidden" name="request" value="{id}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny" class="other">Deny</button>
</form>
<p class="note">Either way you are sent back to {back}.</p>"#
    );
    page(StatusCode::OK, "Allow access?", &body)
}

/// An app's request that leads nowhere.
pub(crate) fn refused(why: &str) -> Response {
    let body = format!(r#"<h1>This does not work</h1><p role="alert">{}</p>"#, Text(why));
    page(StatusCode::BAD_REQUEST, "This does not work", &body)
}

/// A form that came too late, or twice.
pub(crate) fn gone() -> Response {
    refused("This login has ended. Go back to the app, and begin again.")
}

/// The provider itself fails.
pub(crate) fn broken() -> Response {
    let body = r#"<h1>Something is broken</h1><p role="alert">Try again later.</p>"#;
    page(StatusCode::INTERNAL_SERVER_ERROR, "Something is broken", body)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Demo identity</title>
<link rel="stylesheet" href="/provider.css">
</head>
<body>
<main>
<p class="brand">Demo identity</p>
{body}
</main>
</body>
</html>
"#
    );
    (status, HEADERS, html).into_response()
}

/// A list; each entry has its words, and how programs call it.
fn list<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    entries.fold(String::new(), |mut list, (words, name)| {
        // Writing to a string does not fail.
        _ = writeln!(list, "<li>{} <code>{}</code></li>", Text(words), Text(name));
        list
    })
}

/// The host of a URI, with its port.
fn host(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Text within HTML, as content or within quotes.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(Text(r#"ä<b a="c">'&'"#).to_string(), "ä&lt;b a=&quot;c&quot;&gt;&#39;&amp;&#39;");
    }

    #[test]
    fn a_uri_has_its_host() {
        assert_eq!(host("http://jira.localhost:80/link/callback?x"), "jira.localhost:80");
        assert_eq!(host("https://a.example"), "a.example");
    }
}
