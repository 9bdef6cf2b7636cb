//! An authorization request (RFC 6749, section 4.1.1, with RFC 7636), and what comes back of it.

use super::{Failure, code, private};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Url;
use std::collections::BTreeMap;

/// Bytes of a state, and of a verifier: 43 characters (RFC 7636, section 4.1).
const RANDOM: usize = 32;

/// A request.
pub(crate) struct Authorization {
    /// What the user's browser opens.
    pub(super) url: Url,
    /// Where it is sent back.
    pub(crate) redirect: String,
    /// Proves at the token endpoint that the code is ours.
    pub(crate) verifier: String,
    state: String,
    /// Who must have answered, where the user says so.
    issuer: Option<String>,
}

impl Authorization {
    /// A request at `endpoint`, with `members` beside those that every request has.
    pub(crate) fn new(
        endpoint: &Url,
        redirect: String,
        members: &[(&str, &str)],
        issuer: Option<String>,
    ) -> Result<Self, Failure> {
        private(endpoint)?;
        let (state, verifier) = (random()?, random()?);
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let mut all: BTreeMap<String, String> = endpoint.query_pairs().into_owned().collect();
        let own = [
            ("response_type", "code"),
            ("redirect_uri", &redirect),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        // "Request and response parameters MUST NOT be included more than once" (RFC 6749, section 3.1).
        all.extend(members.iter().chain(&own).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut url = endpoint.clone();
        url.query_pairs_mut().clear().extend_pairs(all);
        Ok(Self { url, redirect, verifier, state, issuer })
    }

    /// The provider's origin.
    pub(crate) fn at(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// What the user's browser opens. It is not to be shown: the state is in it.
    pub(crate) fn url(&self) -> Url {
        self.url.clone()
    }

    /// The code in an answer. None where it is none to this request: anybody can send one here.
    pub(super) fn read(&self, query: &str) -> Option<Result<String, Failure>> {
        let url = Url::parse(&format!("http://localhost/?{query}")).ok()?;
        let mut answer = BTreeMap::new();
        for (name, value) in url.query_pairs().into_owned() {
            if answer.insert(name, value).is_some() {
                return None;
            }
        }
        if answer.get("state") != Some(&self.state) {
            return None;
        }
        Some(self.code(&answer))
    }

    fn code(&self, answer: &BTreeMap<String, String>) -> Result<String, Failure> {
        let at = self.at();
        if !self.is_of_issuer(answer.get("iss")) {
            return Err(Failure::Refused(format!(
                "the answer is not of the provider at {at}, by its `iss`; say `--issuer` where it calls itself otherwise"
            )));
        }
        if let Some(error) = answer.get("error") {
            let shown = code(error).map(|code| format!(" (`{code}`)")).unwrap_or_default();
            return Err(Failure::Refused(format!("the provider at {at}, or the user there, refuses{shown}")));
        }
        let code = answer.get("code").filter(|code| !code.is_empty()).cloned();
        code.ok_or_else(|| {
            Failure::Environment(format!("the provider at {at} sent neither a code nor an error"))
        })
    }

    /// RFC 9207, section 2.4: an answer of another provider is not taken to this one. Where the user does not say what
    /// the provider calls itself, it is what lies at its origin, if it says anything.
    fn is_of_issuer(&self, said: Option<&String>) -> bool {
        match (&self.issuer, said) {
            (Some(expected), said) => said == Some(expected),
            (None, Some(said)) => Url::parse(said).is_ok_and(|said| said.origin() == self.url.origin()),
            (None, None) => true,
        }
    }
}

fn random() -> Result<String, Failure> {
    let mut bytes = [0; RANDOM];
    rand::fill(&mut bytes)
        .map_err(|_| Failure::Environment("the operating system gives no random numbers".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn request(issuer: Option<&str>) -> Authorization {
        let endpoint = Url::parse("https://login.example/authorize?audience=theirs&keep=a%26b").unwrap();
        let members = [("client_id", "tester"), ("audience", "mine")];
        let redirect = "http://127.0.0.1:7/callback".to_owned();
        Authorization::new(&endpoint, redirect, &members, issuer.map(str::to_owned)).unwrap()
    }

    #[test]
    fn a_request_keeps_what_the_endpoint_says_and_says_nothing_twice() {
        let request = request(None);
        let pairs: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        let of = |wanted: &str| {
            let mut values = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
            let first = values.next().unwrap();
            assert_eq!(values.next(), None, "{wanted} is there twice");
            first.to_owned()
        };
        assert_eq!((of("audience").as_str(), of("keep").as_str()), ("mine", "a&b"));
        assert_eq!((of("response_type").as_str(), of("client_id").as_str()), ("code", "tester"));
        assert_eq!(of("redirect_uri"), "http://127.0.0.1:7/callback");
        // RFC 7636, section 4.2.
        let hashed = URL_SAFE_NO_PAD.encode(digest(&SHA256, request.verifier.as_bytes()));
        assert_eq!((of("code_challenge"), of("code_challenge_method")), (hashed, "S256".to_owned()));
        assert!(request.verifier.len() == 43 && of("state") != request.verifier);
        assert!(!request.url.as_str().contains(&request.verifier));
    }

    #[test]
    fn an_answer_to_somebody_else_is_none() {
        let request = request(None);
        let state = &request.state;
        for query in [
            "code=c".to_owned(),
            "code=c&state=".to_owned(),
            "code=c&state=other".to_owned(),
            format!("code=c&state={state}&state={state}"),
            format!("code=c&code=d&state={state}"),
        ] {
            assert!(request.read(&query).is_none(), "{query}");
        }
        assert_eq!(request.read(&format!("code=c%2B1&state={state}")).unwrap().unwrap(), "c+1");
    }

    #[test]
    fn an_answer_says_whose_it_is() {
        let taken = |issuer: Option<&str>, said: &str| {
            let request = request(issuer);
            request.read(&format!("code=c&state={}{said}", request.state)).unwrap().is_ok()
        };
        assert!(taken(None, "") && taken(None, "&iss=https%3A%2F%2Flogin.example%2Fnorth"));
        assert!(!taken(None, "&iss=https%3A%2F%2Fevil.example") && !taken(None, "&iss=x"));
        let known = Some("https://accounts.example");
        assert!(taken(known, "&iss=https%3A%2F%2Faccounts.example"));
        assert!(!taken(known, "") && !taken(known, "&iss=https%3A%2F%2Flogin.example"));
    }

    #[test]
    fn a_refusal_is_told_by_its_code_alone() {
        let request = request(None);
        let told = |error: &str| match request.read(&format!("error={error}&state={}", request.state)) {
            Some(Err(Failure::Refused(said))) => said,
            _ => String::new(),
        };
        assert!(told("access_denied").contains("refuses (`access_denied`)"));
        assert!(told("Secret+abc").ends_with("refuses"));
        let odd = request.read(&format!("state={}", request.state));
        assert!(matches!(odd, Some(Err(Failure::Environment(_)))));
    }

    #[test]
    fn nobody_is_sent_where_others_listen() {
        let endpoint = Url::parse("http://login.example/authorize").unwrap();
        assert!(Authorization::new(&endpoint, String::new(), &[], None).is_err());
    }
}
