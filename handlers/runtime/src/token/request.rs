//! What arrives: a form in the body of a POST (RFC 6749, section 3.2).

use super::answer::Refusal;
use crate::store::Secret;
use http::{Request, header::CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// The longest body that is read, in bytes.
const LONGEST: usize = 8 * 1024;

/// The parameters of a request. All count as secret, since most are.
#[derive(Debug, Default)]
pub(super) struct Form(BTreeMap<String, Secret>);

impl Form {
    /// The value of a parameter. "Parameters sent without a value MUST be treated as if they were omitted from the
    /// request" (RFC 6749, section 3.2).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Secret::expose).filter(|value| !value.is_empty())
    }

    /// The value of a parameter that is a secret.
    pub(super) fn secret(&self, name: &str) -> Option<&Secret> {
        self.0.get(name).filter(|value| !value.expose().is_empty())
    }

    fn parse(body: &str) -> Result<Self, Refusal> {
        let mut form = BTreeMap::new();
        for pair in body.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            // "Request and response parameters MUST NOT be included more than once" (RFC 6749, section 3.2).
            if form.insert(name.expose().to_owned(), value).is_some() {
                return Err(Refusal::InvalidRequest("a parameter is repeated"));
            }
        }
        Ok(Self(form))
    }
}

/// Reads the body of a POST.
pub(super) fn read(request: &Request<impl AsRef<[u8]>>) -> Result<Form, Refusal> {
    // Credentials "MUST NOT be included in the request URI" (RFC 6749, section 2.3.1), and nothing else has a reason to
    // be there.
    if request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Err(Refusal::InvalidRequest("parameters belong into the body"));
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::InvalidRequest("the body is no `application/x-www-form-urlencoded`"));
    }
    let body = request.body().as_ref();
    if body.len() > LONGEST {
        return Err(Refusal::TooLarge);
    }
    let body = std::str::from_utf8(body).map_err(|_| Refusal::InvalidRequest("the body is no UTF-8"))?;
    Form::parse(body)
}

/// Decodes a name or value (URL Standard, `application/x-www-form-urlencoded` parsing), but takes no broken UTF-8.
pub(super) fn decode(text: &str) -> Result<Secret, Refusal> {
    let spaced = Secret::new(text.replace('+', " "));
    let decoded = percent_decode_str(spaced.expose()).decode_utf8();
    decoded.map(Secret::new).map_err(|_| Refusal::InvalidRequest("a parameter is no UTF-8"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn request(uri: &str, kind: &str, body: &[u8]) -> Result<Form, Refusal> {
        read(&Request::post(uri).header("content-type", kind).body(body).unwrap())
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn a_form_is_read_once_per_name() {
        let form = request("/oauth/token", &format!("{FORM}; charset=UTF-8"), b"a=1+2%2B%C3%A4&b=&c&&d=x=y");
        let form = form.unwrap();
        assert_eq!([form.get("a"), form.get("d")], [Some("1 2+ä"), Some("x=y")]);
        assert_eq!([form.get("b"), form.get("c"), form.get("e")], [None; 3]);
        for twice in ["a=1&a=1", "a=1&%61=2", "a&a", "x=&x=1"] {
            let read = request("/", FORM, twice.as_bytes());
            assert!(matches!(read, Err(Refusal::InvalidRequest(_))), "{twice}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert!(matches!(request("/", FORM, &[b'a'; LONGEST + 1]), Err(Refusal::TooLarge)));
        assert!(request("/", FORM, &[b'a'; LONGEST]).is_ok());
        for (uri, kind, body) in [
            ("/?code=1", FORM, &b"a=1"[..]),
            ("/", "application/json", b"{}"),
            ("/", "", b"a=1"),
            ("/", "multipart/form-data", b"a=1"),
            ("/", FORM, b"a=\xff"),
            ("/", FORM, b"a=%ff"),
            ("/", FORM, b"%c3=1"),
        ] {
            assert!(matches!(request(uri, kind, body), Err(Refusal::InvalidRequest(_))), "{uri} {kind}");
        }
    }
}
