//! Account linking as Alexa does it: an authorization code grant with PKCE.

use aws_lc_rs::{
    digest::{SHA256, digest},
    error::Unspecified,
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sayso_schemas::plan::Linking;
use std::fmt;

/// Amazon's id of the vendor whose skills run here.
pub(crate) const VENDOR: &str = "M1LOCAL";
/// Where a linking begins, on the origin of the skill.
const AUTHORIZE: &str = "/oauth/authorize";
/// Bytes of a state; Alexa's have hundreds of characters.
const STATE: usize = 600;
/// Bytes of a code verifier: 43 characters (RFC 7636 section 4.1).
const VERIFIER: usize = 32;

/// Where users are sent back, the public port being `port`.
pub(crate) fn redirect_uri(port: u16) -> String {
    format!("http://localhost:{port}/alexa/redirect/{VENDOR}")
}

/// An account linking that has begun.
pub(crate) struct Begun {
    /// Comes back with the answer, byte for byte.
    pub(crate) state: String,
    /// Proves at the token endpoint that the code is ours.
    pub(crate) verifier: String,
    /// What the user's browser opens.
    pub(crate) url: String,
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Begun")
    }
}

impl Begun {
    /// Begins one at the skill at `origin`.
    pub(crate) fn new(linking: &Linking, origin: &str, port: u16) -> Result<Self, Unspecified> {
        let (state, verifier) = (random::<STATE>()?, random::<VERIFIER>()?);
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let redirect = redirect_uri(port);
        let query = form(&[
            ("client_id", &linking.client_id),
            ("response_type", "code"),
            ("state", &state),
            ("scope", &linking.scope),
            ("redirect_uri", &redirect),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Ok(Self { state, verifier, url: format!("{origin}{AUTHORIZE}?{query}") })
    }
}

fn random<const BYTES: usize>() -> Result<String, Unspecified> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Members as `application/x-www-form-urlencoded`.
pub(crate) fn form(members: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<_> =
        members.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}
