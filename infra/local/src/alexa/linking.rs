//! Account linking as Alexa does it: an authorization code grant with PKCE.

use aws_lc_rs::{
    digest::{SHA256, digest},
    error::Unspecified,
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::fmt;

/// Amazon's id of the vendor whose skills run here.
pub(crate) const VENDOR: &str = "M1LOCAL";
/// Bytes of a state; Alexa's have hundreds of characters.
const STATE: usize = 600;
/// Bytes of a code verifier: 43 characters (RFC 7636 section 4.1).
const VERIFIER: usize = 32;

/// Where users are sent back, the public port being `port`.
pub(crate) fn redirect_uri(port: u16) -> String {
    format!("http://localhost:{port}/alexa/redirect/{VENDOR}")
}

/// What Alexa is told of a skill's account linking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linking {
    /// Its client id.
    pub client_id: String,
    /// The scope that it asks for.
    pub scope: String,
    /// The authorization endpoint: the skill's own, or a provider's.
    pub authorize: String,
    /// The provider's token endpoint, before which the skill's stands, where users are sent to a provider.
    pub behind: Option<Behind>,
}

/// A provider's token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Its URL.
    pub token: String,
    /// The name of the secret of the client there, in Secrets Manager.
    pub secret: String,
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
    /// Begins one.
    pub(crate) fn new(linking: &Linking, port: u16) -> Result<Self, Unspecified> {
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
        // "The endpoint URI MAY include an "application/x-www-form-urlencoded" formatted query component, which MUST be
        // retained when adding additional query parameters" (RFC 6749, section 3.1).
        let joint = if linking.authorize.contains('?') { '&' } else { '?' };
        Ok(Self { state, verifier, url: format!("{}{joint}{query}", linking.authorize) })
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
