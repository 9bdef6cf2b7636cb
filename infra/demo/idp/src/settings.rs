//! The app that is registered with the provider.

use crate::connect::{Habits, OpenId};
use aws_lc_rs::{constant_time::verify_slices_are_equal, error::Unspecified};
use std::env;

/// The one app that is registered. It has no `Debug`, because it holds a secret.
pub struct Settings {
    client_id: String,
    client_secret: String,
    redirect_uris: Vec<String>,
    openid: Option<OpenId>,
    habits: Habits,
}

/// Why the provider can't start.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A variable of the environment is not there, or says nothing.
    #[error(
        "`{0}` is not set; an app is registered by DEMO_CLIENT_ID, DEMO_CLIENT_SECRET and DEMO_REDIRECT_URIS"
    )]
    Missing(&'static str),
    /// A redirect URI that no app can have.
    #[error("`{0}` is no redirect URI; write it in full, `https://host/path`, without `#`")]
    Redirect(String),
    /// No key was made.
    #[error("the system has no randomness")]
    NoRandomness,
}

impl From<Unspecified> for SettingsError {
    fn from(_: Unspecified) -> Self {
        Self::NoRandomness
    }
}

impl Settings {
    /// From the environment; see the crate.
    pub fn from_environment() -> Result<Self, SettingsError> {
        let read = |name| env::var(name).map_err(|_| SettingsError::Missing(name));
        Self::new(read("DEMO_CLIENT_ID")?, read("DEMO_CLIENT_SECRET")?, &read("DEMO_REDIRECT_URIS")?)
    }

    /// An app with its redirect URIs, with blanks between.
    pub fn new(client_id: String, client_secret: String, redirect_uris: &str) -> Result<Self, SettingsError> {
        let redirect_uris: Vec<String> = redirect_uris.split_whitespace().map(str::to_owned).collect();
        for (name, missing) in [
            ("DEMO_CLIENT_ID", client_id.is_empty()),
            ("DEMO_CLIENT_SECRET", client_secret.is_empty()),
            ("DEMO_REDIRECT_URIS", redirect_uris.is_empty()),
        ] {
            if missing {
                return Err(SettingsError::Missing(name));
            }
        }
        // RFC 6749, 3.1.2: absolute, and without a fragment.
        let sound = |uri: &&String| {
            let host = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"));
            host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
                && uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
        };
        if let Some(odd) = redirect_uris.iter().find(|uri| !sound(uri)) {
            return Err(SettingsError::Redirect(odd.clone()));
        }
        let habits = Habits::default();
        Ok(Self { client_id, client_secret, redirect_uris, openid: None, habits })
    }

    /// Speaks OpenID Connect as well, being found at the base URL `issuer`; with a key of its own, made now.
    pub fn with_openid(self, issuer: &str) -> Result<Self, SettingsError> {
        Ok(Self { openid: Some(OpenId::new(issuer)?), ..self })
    }

    /// Has other habits at first, and after each reset.
    pub fn with_habits(self, habits: Habits) -> Self {
        Self { habits, ..self }
    }

    /// What OpenID Connect needs, where it is spoken.
    pub(crate) fn openid(&self) -> Option<&OpenId> {
        self.openid.as_ref()
    }

    /// The habits at first.
    pub(crate) fn habits(&self) -> &Habits {
        &self.habits
    }

    /// The id of the app.
    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// `asked`, if it is a registered redirect URI, byte by byte (RFC 9700, 4.1.3). One at the loopback address that is
    /// registered without a port may have any (RFC 8252, 7.3).
    pub(crate) fn redirect<'a>(&self, asked: &'a str) -> Option<&'a str> {
        let portless = without_port(asked);
        let known = |uri: &String| uri == asked || portless.as_ref().is_some_and(|it| it == uri);
        self.redirect_uris.iter().any(known).then_some(asked)
    }

    /// Whether someone is the app.
    pub(crate) fn is_client(&self, id: &str, secret: &str) -> bool {
        let known = verify_slices_are_equal(self.client_secret.as_bytes(), secret.as_bytes()).is_ok();
        known && self.client_id == id
    }
}

/// A URI at the loopback address, without the port that it has there.
fn without_port(uri: &str) -> Option<String> {
    let host = ["http://127.0.0.1", "http://[::1]"].into_iter().find(|host| uri.starts_with(host))?;
    let (port, path) = uri.strip_prefix(host)?.strip_prefix(':')?.split_once('/')?;
    port.parse::<u16>().ok().filter(|number| number.to_string() == port).map(|_| format!("{host}/{path}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn registered(uris: &str) -> Result<Settings, SettingsError> {
        Settings::new("app".to_owned(), "secret".to_owned(), uris)
    }

    #[test]
    fn a_redirect_is_a_whole_uri() {
        let settings = registered("https://a.example/x http://jira.localhost:1/y").unwrap();
        assert_eq!(settings.redirect("https://a.example/x"), Some("https://a.example/x"));
        assert_eq!(settings.redirect("https://a.example/x/"), None);
        for odd in
            ["/x", "https://", "https:///x", "ftp://a/x", "https://a/x#y", "javascript:x", "https://ä/"]
        {
            assert!(matches!(registered(odd), Err(SettingsError::Redirect(_))), "{odd}");
        }
        assert!(matches!(registered(" "), Err(SettingsError::Missing("DEMO_REDIRECT_URIS"))));
    }

    #[test]
    fn a_redirect_to_this_machine_may_have_any_port() {
        let settings = registered("http://127.0.0.1/token http://[::1]/token http://127.0.0.1:7/x").unwrap();
        for known in ["http://127.0.0.1:49152/token", "http://127.0.0.1/token", "http://[::1]:1/token"] {
            assert_eq!(settings.redirect(known), Some(known));
        }
        for odd in [
            "http://127.0.0.1:49152/tokens",
            "http://127.0.0.1:x/token",
            "http://127.0.0.1:+1/token",
            "http://127.0.0.1:0001/token",
            "http://127.0.0.1:70000/token",
            "http://127.0.0.1:1@evil.example/token",
            "http://127.0.0.1.evil.example:1/token",
            "http://localhost:1/token",
            "https://127.0.0.1:1/token",
            "http://127.0.0.1:8/x",
        ] {
            assert_eq!(settings.redirect(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_app_is_known_by_id_and_secret() {
        let settings = registered("https://a.example/x").unwrap();
        assert!(settings.is_client("app", "secret"));
        for (id, secret) in [("app", "secre"), ("app", ""), ("ap", "secret"), ("secret", "app")] {
            assert!(!settings.is_client(id, secret));
        }
    }
}
