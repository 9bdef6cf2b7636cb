//! Whose access token it is (RFC 9068, section 4).

use crate::{
    Weather,
    keys::{Keys, Point},
    problem::Problem,
};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// What tokens for this service call it.
const AUDIENCE: &str = "https://weather.example";
/// What they must allow.
const SCOPE: &str = "weather.read";

/// Whoever bears a good token.
pub(crate) struct Bearer {
    /// The user, or a client that has nobody behind it.
    pub(crate) subject: String,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: String,
    #[serde(default)]
    kid: String,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    #[serde(default)]
    scope: String,
}

/// One, or a list (RFC 7519, 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|it| it == name),
        }
    }
}

impl FromRequestParts<Weather> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, weather: &Weather) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
        let token = header
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Problem::no_token)?;
        let keys = weather
            .keys()
            .ok_or_else(|| Problem::bad_token("no provider is known whose token it could be"))?;
        let claims = verified(token, keys).await?;
        let now = weather.clock().now();
        check(&claims, keys.issuer(), now)?;
        Ok(Self { subject: claims.sub })
    }
}

/// What a token says, if one of the provider's keys signed it.
async fn verified(token: &str, keys: &Keys) -> Result<Claims, Problem> {
    let odd = || Problem::bad_token("it is no JSON Web Token");
    let (text, signature) = token.rsplit_once('.').ok_or_else(odd)?;
    let (header, claims) = text.split_once('.').ok_or_else(odd)?;
    let header: Header = json(header).ok_or_else(odd)?;
    // Not by what the token says of itself (RFC 8725, 3.1).
    if header.alg != "ES256" || header.crit.is_some() {
        return Err(Problem::bad_token("it is not signed by ES256"));
    }
    let kind = header.typ.to_ascii_lowercase();
    if kind.strip_prefix("application/").unwrap_or(&kind) != "at+jwt" {
        return Err(Problem::bad_token("it is no access token"));
    }
    let key = keys.find(&header.kid).await?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| odd())?;
    if !key.is_some_and(|key| signed(&key, text, &signature)) {
        return Err(Problem::bad_token("none of the provider's keys signed it"));
    }
    json(claims).ok_or_else(|| Problem::bad_token("it lacks a claim"))
}

fn json<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn signed(key: &Point, text: &str, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(text.as_bytes(), signature).is_ok()
}

/// Whether a token is from the provider, for this service, for now, and for this.
fn check(claims: &Claims, issuer: &str, now: Timestamp) -> Result<(), Problem> {
    let now = now.as_second();
    if claims.iss != issuer {
        return Err(Problem::bad_token("it is from another provider"));
    }
    if !claims.aud.has(AUDIENCE) {
        return Err(Problem::bad_token(format!("it is not for `{AUDIENCE}`")));
    }
    if now >= claims.exp {
        return Err(Problem::bad_token("it has expired"));
    }
    if claims.nbf.is_some_and(|begin| now < begin) {
        return Err(Problem::bad_token("it is not good yet"));
    }
    if !claims.scope.split(' ').any(|scope| scope == SCOPE) {
        return Err(Problem::no_scope());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    /// RFC 7515, A.3.
    #[test]
    fn the_signature_of_the_standards_example_is_good() {
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let key = [
            vec![4],
            decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        ]
        .concat();
        let text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                    cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature =
            decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        assert!(signed(&key, text, &signature));
        assert!(!signed(&key, &text.replace('Q', "R"), &signature));
        assert!(!signed(&key, text, &signature[1..]));
    }

    fn claims(other: &Value) -> Claims {
        let mut claims = json!({
            "iss": "i", "sub": "s", "aud": AUDIENCE, "exp": 100, "scope": "openid weather.read",
        });
        claims.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        serde_json::from_value(claims).unwrap()
    }

    #[test]
    fn a_token_is_for_this_service_and_for_now() {
        let at = |second, other| check(&claims(&other), "i", Timestamp::from_second(second).unwrap());
        assert_eq!(at(99, json!({})), Ok(()));
        assert_eq!(at(99, json!({ "aud": ["x", AUDIENCE] })), Ok(()));
        assert_eq!(at(99, json!({ "nbf": 99 })), Ok(()));
        for (second, other, why) in [
            (100, json!({}), "it has expired"),
            (98, json!({ "nbf": 99 }), "it is not good yet"),
            (99, json!({ "iss": "j" }), "it is from another provider"),
            (99, json!({ "aud": "https://weather.example/" }), "it is not for `https://weather.example`"),
            (99, json!({ "aud": [] }), "it is not for `https://weather.example`"),
        ] {
            assert_eq!(at(second, other.clone()), Err(Problem::bad_token(why)), "{other}");
        }
        for scope in ["", "weather.readonly", "weather", "weather.read.all"] {
            assert_eq!(at(99, json!({ "scope": scope })), Err(Problem::no_scope()), "{scope}");
        }
    }
}
