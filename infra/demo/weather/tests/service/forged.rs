//! Tokens that are none, or not for this.

use crate::visitor::{AUDIENCE, Visitor, listen};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use axum::{Json, Router, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const TARGET: &str = "/forecast?language=en&city=Berlin";
const INVALID: &str = r#"Bearer error="invalid_token""#;

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

fn token(key: &EcdsaKeyPair, header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let text = format!("{}.{}", encode(header), encode(claims));
    let signature = key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A provider with this key, of the id `k`, that calls itself as it is found, or otherwise.
async fn provider(key: &EcdsaKeyPair, issuer: Option<&str>) -> String {
    let point = key.public_key().as_ref();
    let half = |at: usize| URL_SAFE_NO_PAD.encode(&point[at..at + 32]);
    let keys = json!({ "keys": [
        { "kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB" },
        { "kty": "EC", "crv": "P-256", "kid": "k", "x": half(1), "y": half(33) },
    ] });
    listen(|base| {
        let metadata = json!({ "issuer": issuer.unwrap_or(base), "jwks_uri": format!("{base}/keys") });
        Router::new()
            .route("/.well-known/openid-configuration", get(async move || Json(metadata)))
            .route("/keys", get(async move || Json(keys)))
    })
    .await
}

#[tokio::test]
async fn without_a_good_token_nothing_is_told() {
    let visitor = Visitor::arrive().await;
    for target in ["/me?language=en", "/cities?language=en", TARGET, "/forecast/days"] {
        for none in ["", "Basic YWRhOng=", "Bearer"] {
            let refused = visitor.ask(none, target).await;
            assert_eq!((refused.error(), refused.challenge()), ((401, "invalid_token"), Some("Bearer")));
        }
        for odd in ["Bearer x", "bearer a.b.c", "Bearer ..", "Bearer a.b"] {
            let refused = visitor.ask(odd, target).await;
            assert_eq!((refused.error(), refused.challenge()), ((401, "invalid_token"), Some(INVALID)));
        }
    }
    let good = visitor.own(&[]).await;
    assert_eq!(visitor.ask(&format!("bearer  {good}"), TARGET).await.status, 200);
    let nobody = listen(|_| demo_weather::app(None).unwrap()).await;
    let alone = Visitor { base: nobody, ..visitor };
    assert_eq!(alone.get(&good, TARGET).await.error(), (401, "invalid_token"));
}

#[tokio::test]
async fn a_token_for_another_service_or_without_the_scope_is_refused() {
    let visitor = Visitor::arrive().await;
    let other = visitor.own(&[("audience", "https://wardrobe.example")]).await;
    let refused = visitor.get(&other, TARGET).await;
    assert_eq!((refused.error(), refused.challenge()), ((401, "invalid_token"), Some(INVALID)));
    assert_eq!(refused.body["message"], "it is not for `https://weather.example`");
    let scopeless = visitor.of("ada", "lovelace-1815", "openid profile").await;
    let refused = visitor.get(&scopeless, "/me?language=en").await;
    assert_eq!(refused.error(), (403, "insufficient_scope"));
    assert_eq!(refused.challenge(), Some(r#"Bearer error="insufficient_scope", scope="weather.read""#));
}

#[tokio::test]
async fn a_token_ends() {
    let visitor = Visitor::arrive().await;
    let good = visitor.own(&[]).await;
    visitor.post("/clock", &json!({ "advance_seconds": 3500 })).await;
    assert_eq!(visitor.get(&good, TARGET).await.status, 200);
    visitor.post("/clock", &json!({ "advance_seconds": 100 })).await;
    let refused = visitor.get(&good, TARGET).await;
    assert_eq!((refused.error(), refused.challenge()), ((401, "invalid_token"), Some(INVALID)));
    assert_eq!(refused.body["message"], "it has expired");
}

#[tokio::test]
async fn a_token_is_signed_by_the_provider_as_an_access_token() {
    let own = key();
    let provider = provider(&own, None).await;
    let visitor = Visitor::with(&provider).await;
    let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": "k" });
    let claims = json!({
        "iss": provider, "sub": "user-ada-1815", "aud": [AUDIENCE], "exp": 9_999_999_999_u64, "scope": "weather.read",
    });
    let with = |whole: &Value, name: &str, value: Value| {
        let mut whole = whole.clone();
        whole[name] = value;
        whole
    };
    let ask = async |token: String| visitor.get(&token, TARGET).await;
    assert_eq!(ask(token(&own, &header, &claims)).await.status, 200);
    let full = with(&header, "typ", json!("application/AT+JWT"));
    assert_eq!(ask(token(&own, &full, &claims)).await.status, 200);

    let good = token(&own, &header, &claims);
    let (text, signature) = good.rsplit_once('.').unwrap();
    let mut forged = vec![
        token(&key(), &header, &claims),
        format!("{text}."),
        text.to_owned(),
        format!("{text}.{signature}AA"),
        format!("x{text}.{signature}"),
        token(&own, &header, &with(&claims, "iss", json!("http://127.0.0.1:1"))),
        token(&own, &header, &with(&claims, "iss", json!(format!("{provider}/")))),
        token(&own, &header, &with(&claims, "exp", Value::Null)),
        token(&own, &header, &with(&claims, "exp", json!(1))),
        token(&own, &header, &with(&claims, "nbf", json!(9_999_999_998_u64))),
        token(&own, &header, &with(&claims, "aud", json!("https://weather.example.evil.example"))),
    ];
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("es256")),
        ("typ", json!("JWT")),
        ("typ", Value::String(String::new())),
        ("kid", json!("r")),
        ("kid", json!("unknown")),
        ("crit", json!(["b64"])),
    ] {
        forged.push(token(&own, &with(&header, name, value), &claims));
    }
    // The claims of another token beside a good signature.
    let other = token(&own, &header, &with(&claims, "sub", json!("user-grace-1906")));
    forged.push(format!("{}.{signature}", other.rsplit_once('.').unwrap().0));
    for token in forged {
        let refused = ask(token.clone()).await;
        assert_eq!(
            (refused.error(), refused.challenge()),
            ((401, "invalid_token"), Some(INVALID)),
            "{token}"
        );
    }
    let scopeless = token(&own, &header, &with(&claims, "scope", json!("")));
    assert_eq!(ask(scopeless).await.error(), (403, "insufficient_scope"));
}

#[tokio::test]
async fn a_provider_that_is_not_there_or_is_another_one_is_our_trouble() {
    let own = key();
    let liar = provider(&own, Some("https://login.example")).await;
    let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": "k" });
    for provider in ["http://127.0.0.1:1", &liar] {
        let visitor = Visitor::with(provider).await;
        let claims = json!({ "iss": provider, "sub": "x", "aud": AUDIENCE, "exp": 9_999_999_999_u64 });
        let failed = visitor.get(&token(&own, &header, &claims), TARGET).await;
        assert_eq!((failed.error(), failed.challenge()), ((503, "temporarily_unavailable"), None));
    }
}
