//! The one client: Alexa.

use super::{
    answer::Refusal,
    request::{Form, decode},
};
use crate::store::{Hash, Secret};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, header::AUTHORIZATION};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

/// The client of a skill's token endpoint, and what its secrets hash to.
#[derive(Debug)]
pub(crate) struct Client {
    id: String,
    secrets: Vec<Hash>,
}

impl Client {
    /// `secrets` are SHA-256 of the client secret; two while it is replaced. With none every request is refused.
    pub(crate) fn new(id: String, secrets: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self { id, secrets: secrets.into_iter().map(Hash::from).collect() }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Checks that the client is who it says (RFC 6749, section 2.3.1): by HTTP Basic, or by `client_id` and
    /// `client_secret` in the body.
    pub(super) fn authenticate(&self, headers: &HeaderMap, form: &Form) -> Result<(), Refusal> {
        let mut authorizations = headers.get_all(AUTHORIZATION).iter();
        let basic = authorizations.next();
        if authorizations.next().is_some() {
            return Err(Refusal::InvalidRequest("`Authorization` is repeated"));
        }
        let (id, secret) = match (basic, form.secret("client_secret")) {
            // "The client MUST NOT use more than one authentication method in each request" (RFC 6749, section 2.3).
            (Some(_), Some(_)) => {
                return Err(Refusal::InvalidRequest("the client authenticates in two ways"));
            }
            (Some(header), None) => basic_credentials(header.as_bytes()).ok_or(Refusal::InvalidClient)?,
            (None, Some(secret)) => {
                (Secret::new(form.get("client_id").ok_or(Refusal::InvalidClient)?), secret.clone())
            }
            (None, None) => return Err(Refusal::InvalidClient),
        };
        let is_known = self.is(&id, &secret);
        // Beside HTTP Basic, `client_id` says nothing new, but must not say anything else.
        let agrees = form.get("client_id").is_none_or(|named| named == id.expose());
        if is_known && agrees { Ok(()) } else { Err(Refusal::InvalidClient) }
    }

    /// The same work is done whatever differs, and hashes are compared in constant time.
    fn is(&self, id: &Secret, secret: &Secret) -> bool {
        let is_id = id.hash().as_bytes().ct_eq(Hash::of(&self.id).as_bytes());
        let secret = secret.hash();
        let is = |known: &Hash| known.as_bytes().ct_eq(secret.as_bytes());
        let is_secret = self.secrets.iter().fold(Choice::from(0), |found, known| found | is(known));
        (is_id & is_secret).into()
    }
}

/// Reads `Basic` credentials, whose parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic_credentials(header: &[u8]) -> Option<(Secret, Secret)> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Zeroizing::new(STANDARD.decode(encoded.trim()).ok()?);
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((decode(id).ok()?, decode(secret).ok()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::token::request;
    use http::{HeaderValue, Request};

    fn authenticate(authorization: &[&str], body: &str) -> Result<(), Refusal> {
        let secrets = ["old secret", "n+w:%"].map(|it| *Hash::of(it).as_bytes());
        let client = Client::new("alexa".to_owned(), secrets);
        let mut request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        for value in authorization {
            let (scheme, pair) = value.split_once(' ').unwrap();
            let encoded = STANDARD.encode(pair);
            request =
                request.header(AUTHORIZATION, HeaderValue::try_from(format!("{scheme} {encoded}")).unwrap());
        }
        let request = request.body(body).unwrap();
        client.authenticate(request.headers(), &request::read(&request).unwrap())
    }

    #[test]
    fn the_client_authenticates_in_either_way_with_either_secret() {
        let posts = ["client_id=alexa&client_secret=old+secret", "client_id=alexa&client_secret=n%2Bw%3A%25"];
        for body in posts {
            assert_eq!(authenticate(&[], body), Ok(()), "{body}");
        }
        let pairs = ["Basic alexa:old+secret", "basic alexa:old%20secret", "BASIC alexa:n%2Bw%3A%25"];
        for pair in pairs {
            assert_eq!(authenticate(&[pair], ""), Ok(()), "{pair}");
            assert_eq!(authenticate(&[pair], "client_id=alexa"), Ok(()), "{pair}");
        }
    }

    #[test]
    fn whoever_else_is_refused() {
        for (authorization, body) in [
            (&[][..], ""),
            (&[], "client_id=alexa"),
            (&[], "client_secret=old+secret"),
            (&[], "client_id=alexa&client_secret="),
            (&[], "client_id=alexa&client_secret=old"),
            (&[], "client_id=Alexa&client_secret=old+secret"),
            (&[], "client_id=alexa2&client_secret=old+secret"),
            (&["Basic alexa:"], ""),
            (&["Basic alexa"], ""),
            (&["Basic alexa:old secret2"], ""),
            (&["Basic other:old+secret"], ""),
            (&["Bearer alexa:old+secret"], ""),
            (&["Basic alexa:old+secret"], "client_id=other"),
            (&["Basic alexa:%ff"], ""),
        ] {
            assert_eq!(
                authenticate(authorization, body),
                Err(Refusal::InvalidClient),
                "{authorization:?} {body}"
            );
        }
    }

    #[test]
    fn two_ways_at_once_are_refused() {
        let both = authenticate(&["Basic alexa:old+secret"], "client_id=alexa&client_secret=old+secret");
        assert!(matches!(both, Err(Refusal::InvalidRequest(_))));
        let twice = authenticate(&["Basic alexa:old+secret", "Basic alexa:old+secret"], "");
        assert!(matches!(twice, Err(Refusal::InvalidRequest(_))));
    }

    #[test]
    fn without_a_secret_nobody_is_the_client() {
        let client = Client::new("alexa".to_owned(), []);
        assert!(!client.is(&Secret::new("alexa"), &Secret::new("")));
    }
}
