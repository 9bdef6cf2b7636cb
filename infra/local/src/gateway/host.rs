//! Which of the origins a request is for.

use axum::http::{HeaderMap, Uri, header::HOST};

/// What stands behind the name of a skill's API; on AWS `.execute-api.<region>.amazonaws.com`.
const API: &str = ".execute-api";

/// An origin of the embedded cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// `localhost:PORT`: the index page and the control API.
    Index,
    /// `<name>.localhost:PORT`: a skill, if there is one of that name.
    Skill(String),
    /// `<name>.execute-api.localhost:PORT`: the API of a skill, past CloudFront.
    Api(String),
}

impl Host {
    /// Reads `authority`, which must name `port`. Everything else is refused: a page of another site whose name was
    /// rebound to 127.0.0.1 sends its own name here.
    pub fn parse(authority: &str, port: u16) -> Option<Self> {
        let authority = authority.to_ascii_lowercase();
        let (name, stated) = authority.rsplit_once(':')?;
        if stated.parse() != Ok(port) {
            return None;
        }
        match name.strip_suffix("localhost")? {
            "" => Some(Self::Index),
            subdomain => {
                let name = subdomain.strip_suffix('.')?;
                let (label, of) = match name.strip_suffix(API) {
                    Some(label) => (label, Self::Api as fn(String) -> Self),
                    None => (name, Self::Skill as fn(String) -> Self),
                };
                (!label.is_empty() && !label.contains('.')).then(|| of(label.to_owned()))
            }
        }
    }
}

/// The authority that a request names: of its target where that is absolute (RFC 9112 section 3.2.2), else its only
/// `Host`.
pub fn authority<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    if let Some(authority) = uri.authority() {
        return Some(authority.as_str());
    }
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(only), None) => only.to_str().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_known() {
        assert_eq!(Host::parse("localhost:80", 80), Some(Host::Index));
        assert_eq!(Host::parse("Hello.LOCALHOST:80", 80), Some(Host::Skill("hello".to_owned())));
        assert_eq!(Host::parse("hello.execute-api.localhost:80", 80), Some(Host::Api("hello".to_owned())));
        for other in [
            "localhost",
            ".execute-api.localhost:80",
            "a.hello.execute-api.localhost:80",
            "hello.execute-api.evil.example:80",
            "localhost:81",
            "127.0.0.1:80",
            "[::1]:80",
            "evil.example:80",
            "xlocalhost:80",
            ".localhost:80",
            "a.b.localhost:80",
            "localhost.evil.example:80",
            "user@localhost:80",
            "localhost.:80",
            "",
        ] {
            assert_eq!(Host::parse(other, 80), None, "{other}");
        }
    }
}
