//! Services and their operations, as the compiler emits them.

use super::{Rule, Then, rules::Trouble};

/// An HTTP service.
#[derive(Debug)]
pub struct Service {
    /// Its name in the spec.
    pub name: &'static str,
    /// Environment variable that holds its base URL, `SAYSO_SERVICE_FACTS`.
    pub variable: &'static str,
    /// Its calls carry the credential of the linked account.
    pub linked: bool,
    /// What is done about a failed call; the first that matches decides.
    pub rules: &'static [Rule],
}

impl Service {
    /// What is done about `trouble`; the apology where no rule matches.
    pub(super) fn then(&self, trouble: &Trouble) -> Then {
        self.rules
            .iter()
            .find(|rule| rule.matches(trouble))
            .map_or(Then::Say("words.apology"), |rule| rule.then)
    }
}

/// An operation of a service.
#[derive(Debug)]
pub struct Operation {
    /// The service.
    pub service: &'static Service,
    /// The call's name in the spec.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the service's base URL, `/facts/{id}`.
    pub path: &'static str,
    /// The longest that the call may take, a second attempt after a lost connection included.
    pub timeout_ms: u64,
    /// It changes nothing, and may be repeated.
    pub safe: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Head => Self::HEAD,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
        }
    }
}
