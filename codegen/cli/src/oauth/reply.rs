//! What a token endpoint answers (RFC 6749, sections 5.1 and 5.2).

use super::{Failure, code};
use serde::Deserialize;
use serde_json::Value;

/// A token response.
pub(crate) struct Reply {
    pub(crate) access_token: String,
    /// All of it.
    pub(crate) whole: Value,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// What was asked for, as refusals name it.
pub(super) struct Asked<'a> {
    /// The provider's origin.
    pub(super) at: &'a str,
    pub(super) client_id: &'a str,
    pub(super) grant: &'a str,
    pub(super) scope: Option<&'a str>,
    pub(super) audience: Option<&'a str>,
}

impl Reply {
    /// Reads it out of JSON. Nothing of it is in the error.
    pub(crate) fn of(whole: Value) -> Result<Self, &'static str> {
        let text = |name: &str| whole.get(name).and_then(Value::as_str).unwrap_or_default();
        let access_token = text("access_token").to_owned();
        // Source: RFC 6749, appendix A.12.
        if access_token.is_empty() || !access_token.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err("no token response");
        }
        if !text("token_type").eq_ignore_ascii_case("bearer") {
            return Err("a token of another type than `Bearer`");
        }
        Ok(Self { access_token, whole })
    }
}

/// Reads an answer.
pub(super) fn read(status: u16, body: &[u8], asked: &Asked<'_>) -> Result<Reply, Failure> {
    let at = asked.at;
    if status == 200 {
        // What serde says of a value could show it.
        let whole = serde_json::from_slice(body).unwrap_or_default();
        return Reply::of(whole)
            .map_err(|odd| Failure::Environment(format!("what the provider at {at} answered is {odd}")));
    }
    let refused: Option<Refused> = serde_json::from_slice(body).ok();
    let said = refused.as_ref().and_then(|refused| code(&refused.error));
    match said {
        Some(said) if (400..500).contains(&status) && status != 429 => {
            Err(Failure::Refused(format!("{} ({status} `{said}`)", refusal(said, asked))))
        }
        // RFC 6749, section 5.2: without a code, nothing was refused that way.
        _ if status == 401 => Err(Failure::Refused(format!("{} (401)", refusal("invalid_client", asked)))),
        _ => Err(Failure::Environment(format!("the provider at {at} answered {status}, and gave no token"))),
    }
}

/// What a code means for whoever asked.
fn refusal(code: &str, asked: &Asked<'_>) -> String {
    let Asked { at, client_id, .. } = asked;
    let quoted = |text: Option<&str>| text.map(|text| format!(" `{text}`")).unwrap_or_default();
    match code {
        "invalid_client" => {
            format!("the provider at {at} knows no client `{client_id}`, or its secret is wrong")
        }
        "invalid_scope" => {
            format!("the provider at {at} refuses the client `{client_id}` the scope{}", quoted(asked.scope))
        }
        // RFC 8707, section 2; others say `access_denied`.
        "invalid_target" => {
            format!("the provider at {at} refuses the audience{}", quoted(asked.audience))
        }
        "unauthorized_client" | "unsupported_grant_type" => {
            format!("the provider at {at} gives `{client_id}` no token for a grant of `{}`", asked.grant)
        }
        "invalid_grant" => format!("the provider at {at} does not take the code"),
        _ => format!("the provider at {at} refuses the client `{client_id}` a token"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ASKED: Asked<'_> = Asked {
        at: "https://login.example",
        client_id: "tester",
        grant: "client_credentials",
        scope: Some("read admin"),
        audience: Some("https://api.example"),
    };

    /// Whether it was refused, and what is said.
    fn said(status: u16, body: &str) -> (bool, String) {
        match read(status, body.as_bytes(), &ASKED) {
            Ok(reply) => (false, reply.access_token),
            Err(Failure::Refused(said)) => (true, said),
            Err(Failure::Environment(said)) => (false, said),
        }
    }

    #[test]
    fn a_refusal_is_one_sentence_about_what_was_asked() {
        for (status, code, part) in [
            (
                401,
                "invalid_client",
                "knows no client `tester`, or its secret is wrong (401 `invalid_client`)",
            ),
            (
                400,
                "invalid_scope",
                "refuses the client `tester` the scope `read admin` (400 `invalid_scope`)",
            ),
            (400, "invalid_target", "refuses the audience `https://api.example` (400 `invalid_target`)"),
            (400, "unauthorized_client", "no token for a grant of `client_credentials`"),
            (403, "access_denied", "refuses the client `tester` a token (403 `access_denied`)"),
        ] {
            let (refused, said) =
                said(status, &json!({"error": code, "error_description": "s3cret"}).to_string());
            assert!(refused && said.contains(part) && !said.contains("s3cret"), "{said}");
            assert!(
                said.starts_with("the provider at https://login.example ") && !said.contains('\n'),
                "{said}"
            );
        }
        assert!(said(401, "<html>").0);
    }

    #[test]
    fn what_is_no_answer_is_no_refusal() {
        for (status, body) in [
            (500, r#"{"error":"server_error"}"#),
            (429, r#"{"error":"slow_down"}"#),
            (302, ""),
            (400, r#"{"error":"Your secret abc"}"#),
            (200, "<html>abc"),
            (200, r#"{"access_token":"","token_type":"Bearer"}"#),
            (200, r#"{"access_token":"a\nb","token_type":"Bearer"}"#),
            (200, r#"{"access_token":"abc","token_type":"mac"}"#),
            (200, r#"{"error":"invalid_scope"}"#),
        ] {
            let (refused, said) = said(status, body);
            assert!(!refused && !said.contains("abc") && said.contains("https://login.example"), "{said}");
        }
        assert_eq!(said(200, r#"{"access_token":"abc","token_type":"bearer"}"#), (false, "abc".to_owned()));
    }
}
