//! The skill package of a stage: what is generated is the same in every stage, and `sayso deploy` completes it with what
//! a deployed stack tells. Pure functions over the texts of the generated files.

use serde_json::{Value, json};

/// What a skill that links accounts hears of besides requests: a link may begin and end without one.
const EVENTS: [&str; 2] = ["SKILL_ACCOUNT_LINKED", "SKILL_DISABLED"];

/// The most hosts that Alexa takes in `domains`.
const DOMAINS: usize = 15;

/// Why a generated file cannot be completed.
#[derive(Debug, thiserror::Error)]
pub enum Incomplete {
    /// It is no JSON.
    #[error("the generated file cannot be read; run `sayso generate`")]
    Unreadable(#[from] serde_json::Error),
    /// It lacks what it is known by.
    #[error("the generated file has no `{0}`; run `sayso generate`")]
    Lacks(&'static str),
    /// A URL of the stack.
    #[error("`{0}` has no host")]
    NoHost(String),
}

/// Completes `skill-package/skill.json`: Alexa calls the function `function_arn`, and tells it of the events of accounts
/// where the skill is `linked`.
pub fn manifest(generated: &str, function_arn: &str, linked: bool) -> Result<String, Incomplete> {
    let mut document: Value = serde_json::from_str(generated)?;
    let manifest = document.get_mut("manifest").and_then(Value::as_object_mut);
    let manifest = manifest.ok_or(Incomplete::Lacks("manifest"))?;
    let endpoint = json!({ "uri": function_arn });
    let custom = manifest.get_mut("apis").and_then(|it| it.get_mut("custom")).and_then(Value::as_object_mut);
    custom.ok_or(Incomplete::Lacks("apis.custom"))?.insert("endpoint".to_owned(), endpoint.clone());
    if linked {
        let subscriptions: Vec<_> = EVENTS.iter().map(|name| json!({ "eventName": name })).collect();
        let events = json!({ "endpoint": endpoint, "subscriptions": subscriptions });
        manifest.insert("events".to_owned(), events);
    }
    text(&document)
}

/// Completes `account-linking.json` with the URLs of the stage. The client's secret is added by the program that knows
/// it, and never passes here.
pub fn account_linking(
    generated: &str,
    authorization_url: &str,
    token_url: &str,
) -> Result<String, Incomplete> {
    let mut document: Value = serde_json::from_str(generated)?;
    let request = document.get_mut("accountLinkingRequest").and_then(Value::as_object_mut);
    let request = request.ok_or(Incomplete::Lacks("accountLinkingRequest"))?;
    request.insert("authorizationUrl".to_owned(), authorization_url.into());
    request.insert("accessTokenUrl".to_owned(), token_url.into());
    let own = host(authorization_url).ok_or_else(|| Incomplete::NoHost(authorization_url.to_owned()))?;
    let domains = request.get_mut("domains").and_then(Value::as_array_mut);
    let domains = domains.ok_or(Incomplete::Lacks("domains"))?;
    domains.insert(0, own.into());
    domains.truncate(DOMAINS);
    text(&document)
}

/// The host of a URL.
pub(crate) fn host(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    uri.host().map(str::to_owned)
}

fn text(document: &Value) -> Result<String, Incomplete> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:library-dev-skill";

    #[test]
    fn a_manifest_gets_the_function_and_what_it_is_told() {
        let generated = r#"{"manifest": {"manifestVersion": "1.0", "apis": {"custom": {}}}}"#;
        let unlinked: Value = serde_json::from_str(&manifest(generated, ARN, false).unwrap()).unwrap();
        let apis = json!({ "custom": { "endpoint": { "uri": ARN } } });
        assert_eq!(unlinked, json!({ "manifest": { "manifestVersion": "1.0", "apis": apis } }));
        let linked: Value = serde_json::from_str(&manifest(generated, ARN, true).unwrap()).unwrap();
        let told = json!({
            "endpoint": { "uri": ARN },
            "subscriptions": [{ "eventName": "SKILL_ACCOUNT_LINKED" }, { "eventName": "SKILL_DISABLED" }],
        });
        assert_eq!(linked["manifest"]["events"], told);
    }

    #[test]
    fn a_request_gets_the_addresses_of_its_stage() {
        let generated = r#"{"accountLinkingRequest": {"type": "AUTH_CODE", "domains": ["id.example.com"]}}"#;
        let (authorize, token) =
            ("https://link.example.com/oauth/authorize", "https://link.example.com/oauth/token");
        let text = account_linking(generated, authorize, token).unwrap();
        let completed: Value = serde_json::from_str(&text).unwrap();
        let expected = json!({
            "type": "AUTH_CODE",
            "domains": ["link.example.com", "id.example.com"],
            "authorizationUrl": authorize,
            "accessTokenUrl": token,
        });
        assert_eq!(completed, json!({ "accountLinkingRequest": expected }));
    }

    #[test]
    fn an_error_says_what_is_missing() {
        let url = "https://link.example.com/oauth/authorize";
        for (generated, authorize, says) in [
            ("no JSON", url, "cannot be read"),
            ("{}", url, "`accountLinkingRequest`"),
            (r#"{"accountLinkingRequest": {}}"#, url, "`domains`"),
            (r#"{"accountLinkingRequest": {"domains": []}}"#, "no address", "`no address` has no host"),
        ] {
            let error = account_linking(generated, authorize, url).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
        assert!(manifest("{}", ARN, false).unwrap_err().to_string().contains("`manifest`"));
    }
}
