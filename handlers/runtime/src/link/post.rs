//! What the page posts. Credentials come in the body of a POST or not at all.

use crate::store::{Hash, Secret, secret::exposed};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, COOKIE, ORIGIN},
};
use serde::Deserialize;

/// The cookie that tells the browser that began a linking. Its prefix has browsers refuse one that is not `Secure`, is
/// for more than this host, or was set by another one (RFC 6265bis, section 4.1.3).
const COOKIE_NAME: &str = "__Host-tx";

/// The body of every POST.
#[derive(Debug, Deserialize)]
pub(super) struct Post {
    /// The linking's id.
    pub(super) tx: String,
    /// From the last answer.
    #[serde(with = "exposed")]
    pub(super) nonce: Secret,
    /// The chosen method.
    #[serde(default)]
    pub(super) method: String,
    /// What was typed.
    #[serde(default)]
    pub(super) fields: Option<Fields>,
    /// The chosen site.
    #[serde(default)]
    pub(super) site: String,
    /// The chosen link.
    #[serde(default)]
    pub(super) link: String,
}

/// What was typed.
#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    /// The service's address.
    pub(super) site: String,
    /// The user's name, where the form has such a field.
    #[serde(default, with = "exposed::option")]
    pub(super) user: Option<Secret>,
    /// The password or token.
    #[serde(with = "exposed")]
    pub(super) secret: Secret,
}

impl Post {
    /// The linking that it is for.
    pub(super) fn id(&self) -> Hash {
        Hash::of(&self.tx)
    }

    /// Reads a POST, which must come from the page itself: from its origin (OWASP, "Cross-Site Request Forgery
    /// Prevention") and as JSON, which no other origin can send without being asked first (Fetch, "CORS protocol").
    pub(super) fn read(
        headers: &HeaderMap,
        body: &[u8],
        issuer: &str,
    ) -> Result<Self, (StatusCode, &'static str)> {
        let mut origins = headers.get_all(ORIGIN).iter();
        let from_page = origins.next().is_some_and(|origin| origin.as_bytes() == issuer.as_bytes());
        if !from_page || origins.next().is_some() {
            return Err((StatusCode::FORBIDDEN, "forbidden"));
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "malformed"));
        }
        serde_json::from_slice(body).map_err(|_| (StatusCode::BAD_REQUEST, "malformed"))
    }
}

/// The value of `Set-Cookie` that has the browser keep `secret` until it is closed: the linking itself expires.
pub(super) fn set_cookie(secret: &Secret) -> String {
    format!("{COOKIE_NAME}={}; Path=/; Secure; HttpOnly; SameSite=Lax", secret.expose())
}

/// The secret that the browser keeps. Two of them are none.
pub(super) fn cookie(headers: &HeaderMap) -> Option<Secret> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut ours = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE_NAME);
    match (ours.next(), ours.next()) {
        (Some((_, secret)), None) => Some(Secret::new(secret)),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::{collection::vec, prelude::*};

    const BODY: &str = r#"{"tx":"t","nonce":"n","method":"m","fields":{"site":"s","secret":"x"}}"#;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn read(pairs: &[(&'static str, &'static str)], body: &str) -> u16 {
        let read = Post::read(&headers(pairs), body.as_bytes(), "https://link.example.com");
        read.map_or_else(|(status, _)| status.as_u16(), |_| 200)
    }

    #[test]
    fn a_post_comes_from_the_page() {
        let origin = ("origin", "https://link.example.com");
        let json = ("content-type", "application/json");
        assert_eq!(read(&[origin, json], BODY), 200);
        assert_eq!(read(&[origin, ("content-type", "Application/JSON; charset=utf-8")], BODY), 200);
        for other in [
            "null",
            "",
            "https://link.example.com.evil.example",
            "https://link.example.com:443",
            "http://link.example.com",
            "https://link.example.com/",
            "https://evil.example",
        ] {
            assert_eq!(read(&[("origin", other), json], BODY), 403, "{other}");
        }
        assert_eq!(read(&[json], BODY), 403);
        assert_eq!(read(&[origin, ("origin", "https://evil.example"), json], BODY), 403);
        for other in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; x=application/json"]
        {
            assert_eq!(read(&[origin, ("content-type", other)], BODY), 415, "{other}");
        }
        assert_eq!(read(&[origin], BODY), 415);
        for body in ["", "{}", "[]", "null", r#"{"tx":1,"nonce":"n"}"#, r#"{"tx":"t","tx":"u","nonce":"n"}"#]
        {
            assert_eq!(read(&[origin, json], body), 400, "{body}");
        }
        let deep = format!(r#"{{"tx":"t","nonce":"n","x":{}{}}}"#, "[".repeat(4000), "]".repeat(4000));
        assert_eq!(read(&[origin, json], &deep), 200, "what is not known is skipped, however deep");
    }

    #[test]
    fn a_post_shows_no_secret() {
        let post: Post = serde_json::from_str(
            r#"{"tx":"t","nonce":"hush","fields":{"site":"s","user":"hush","secret":"hush"}}"#,
        )
        .unwrap();
        assert!(!format!("{post:?}").contains("hush"));
    }

    #[test]
    fn one_cookie_is_ours() {
        let found = |pairs: &[(&'static str, &'static str)]| {
            cookie(&headers(pairs)).map(|secret| secret.expose().to_owned())
        };
        assert_eq!(found(&[("cookie", "a=b; __Host-tx=c=d;e=f")]).as_deref(), Some("c=d"));
        assert_eq!(found(&[("cookie", "a=b"), ("cookie", "__Host-tx=c")]).as_deref(), Some("c"));
        assert_eq!(found(&[("cookie", "__Host-tx=c; __Host-tx=d")]), None);
        assert_eq!(found(&[("cookie", "__host-tx=c; tx=d; __Host-tx2=e")]), None);
        assert_eq!(found(&[]), None);
        let cookie = set_cookie(&Secret::new("s"));
        assert_eq!(cookie, "__Host-tx=s; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    proptest! {
        #[test]
        fn whatever_is_posted_is_read_or_refused(
            body in vec(any::<u8>(), 0..400),
            cut in 0..=BODY.len(),
            cookie in vec(any::<u8>(), 0..100),
        ) {
            let pairs = [("origin", "https://link.example.com"), ("content-type", "application/json")];
            let mut headers = headers(&pairs);
            prop_assert!(Post::read(&headers, &body, "https://link.example.com").is_err());
            // Something within what would be fine.
            let (start, end) = BODY.as_bytes().split_at(cut);
            let odd = [start, &body, end].concat();
            let _ = Post::read(&headers, &odd, "https://link.example.com");
            if let Ok(value) = HeaderValue::from_bytes(&cookie) {
                headers.insert("cookie", value);
                let found = super::cookie(&headers);
                prop_assert!(found.is_none() || cookie.windows(9).any(|it| it == b"__Host-tx"));
            }
        }
    }
}
