//! Whether a code may be redeemed.

use super::Code;
use crate::{
    store::{Hash, Secret},
    token::{answer::Refusal, request::Form},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

/// What the client presents. It is authenticated.
#[derive(Debug)]
pub(in crate::token) struct Presented<'a> {
    pub(in crate::token) client: &'a str,
    pub(in crate::token) code: &'a Secret,
    pub(in crate::token) redirect: &'a str,
    pub(in crate::token) verifier: &'a Secret,
}

impl<'a> Presented<'a> {
    /// Reads a form (RFC 6749, section 4.1.3; RFC 7636, section 4.5). All parameters are required here, since every
    /// authorization request has a redirect URI and a code challenge.
    pub(in crate::token) fn read(form: &'a Form, client: &'a str) -> Result<Self, Refusal> {
        let missing = Refusal::InvalidRequest;
        Ok(Self {
            client,
            code: form.secret("code").ok_or(missing("`code` is missing"))?,
            redirect: form.get("redirect_uri").ok_or(missing("`redirect_uri` is missing"))?,
            verifier: form.secret("code_verifier").ok_or(missing("`code_verifier` is missing"))?,
        })
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement<'a> {
    /// It is good.
    Redeem,
    /// It was redeemed before, for this family.
    Used(&'a str),
    /// It is not good; why, for the log.
    Refuse(&'static str),
}

/// Judges a code at the time `now`.
pub(super) fn judge<'a>(code: &'a Code, presented: &Presented<'_>, now: i64) -> Judgement<'a> {
    // "ensure that the authorization code was issued to the authenticated confidential client" (RFC 6749, section
    // 4.1.3). This comes first: another client's mistake must not end a family.
    if code.client != presented.client {
        return Judgement::Refuse("the code was given to another client");
    }
    if let Some(family) = &code.used_by {
        return Judgement::Used(family);
    }
    // "The authorization code MUST expire shortly after it is issued" (RFC 6749, section 4.1.2).
    if code.expires <= now {
        return Judgement::Refuse("the code has expired");
    }
    // "ensure that the "redirect_uri" parameter is present if [it] was included in the initial authorization request
    // […], and if included ensure that their values are identical" (RFC 6749, section 4.1.3).
    if code.redirect != presented.redirect {
        return Judgement::Refuse("the redirect URI is another one");
    }
    // "If the values are not equal, an error response indicating "invalid_grant" […] MUST be returned" (RFC 7636,
    // section 4.6).
    if !proves(presented.verifier, &code.challenge) {
        return Judgement::Refuse("the code verifier is another one");
    }
    Judgement::Redeem
}

/// Whether `verifier` is what the S256 `challenge` was made of (RFC 7636, sections 4.1, 4.2 and 4.6).
fn proves(verifier: &Secret, challenge: &str) -> bool {
    let text = verifier.expose().as_bytes();
    let is_verifier = (43..=128).contains(&text.len())
        && text.iter().all(|it| it.is_ascii_alphanumeric() || b"-._~".contains(it));
    let made = URL_SAFE_NO_PAD.encode(Hash::of(text).as_bytes());
    is_verifier & bool::from(made.as_bytes().ct_eq(challenge.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_proves_its_challenge() {
        // RFC 7636, appendix B.
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(proves(&Secret::new(verifier), challenge));
        assert!(!proves(&Secret::new(verifier), verifier), "plain is no S256");
        for wrong in ["", "a", &verifier[..42], &verifier.replace('d', "e"), &format!("{verifier} ")] {
            assert!(!proves(&Secret::new(wrong), challenge), "{wrong}");
        }
        for wrong in ["", &challenge[..42], &format!("{challenge}="), &challenge.to_lowercase()] {
            assert!(!proves(&Secret::new(verifier), wrong), "{wrong}");
        }
    }
}
