//! Codes, and the tokens that follow from them.

use crate::visitor::{CLIENT, Pair, REDIRECT, SECRET, Visitor, json_of};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DAY: u64 = 24 * 60 * 60;

#[tokio::test]
async fn a_code_becomes_tokens_of_a_bearer_with_sites() {
    let visitor = Visitor::arrive().await;
    let code = visitor.code(&[]).await;
    let (status, tokens) = visitor.redeem(&code).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(tokens["scope"], "read:jira-work write:jira-work offline_access");
    let Pair { access, refresh } = Pair::of(&tokens);
    assert!(access.len() > 2000 && refresh.len() > 1000);

    let (_, bearer) = visitor.get_as("/check", &access).await;
    let left = bearer["expires_in"].as_u64().unwrap();
    assert!((3590..=3600).contains(&left), "{left}");
    assert_eq!(
        bearer,
        json!({
            "account_id": "557058:ada00000-0000-4000-8000-000000001815",
            "name": "Ada Lovelace",
            "email": "ada@example.com",
            "scopes": ["read:jira-work", "write:jira-work", "offline_access"],
            "sites": ["11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-000000000000"],
            "expires_in": left,
        })
    );
    let (_, sites) = visitor.get_as("/oauth/token/accessible-resources", &access).await;
    assert_eq!(
        sites[0],
        json!({
            "id": "11111111-2222-4333-8444-555555555555",
            "name": "Northwind",
            "url": "https://northwind.atlassian.example",
            "scopes": ["read:jira-work", "write:jira-work"],
            "avatarUrl": "https://northwind.atlassian.example/avatar.png",
        })
    );
    assert_eq!((sites.as_array().unwrap().len(), &sites[1]["name"]), (2, &json!("Tailspin")));
    for path in ["/check", "/oauth/token/accessible-resources"] {
        for no_token in ["", "x", &refresh, &code, &access[1..]] {
            assert_eq!(visitor.get_as(path, no_token).await.0, StatusCode::UNAUTHORIZED);
        }
    }
    visitor.pass(3600).await;
    assert!(!visitor.works(&access).await, "it ends after an hour");
}

#[tokio::test]
async fn grace_has_one_site_and_without_offline_access_there_is_nothing_to_refresh() {
    let visitor = Visitor::arrive().await;
    let consent = visitor.consent("grace", "hopper-1906", &[("scope", "read:jira-user")]).await;
    let back = crate::visitor::location(&visitor.submit(&consent, &[("decision", "allow")]).await);
    // A form is taken as well as JSON.
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("redirect_uri", REDIRECT),
        ("code", &back.1["code"]),
    ];
    let (status, tokens) = json_of(visitor.post_form("/oauth/token", &fields).await).await;
    assert_eq!((status, &tokens["scope"]), (StatusCode::OK, &json!("read:jira-user")));
    assert_eq!(tokens.get("refresh_token"), None);
    let access = tokens["access_token"].as_str().unwrap();
    let (_, sites) = visitor.get_as("/oauth/token/accessible-resources", access).await;
    assert_eq!(sites.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn tomas_grants_nothing_that_boards_need() {
    let visitor = Visitor::arrive().await;
    let asked = "read:jira-work read:sprint:jira-software read:board-scope:jira-software offline_access";
    let consent = visitor.consent("tomas", "reed-2001", &[("scope", asked)]).await;
    let back = crate::visitor::location(&visitor.submit(&consent, &[("decision", "allow")]).await);
    let (status, tokens) = visitor.redeem(&back.1["code"]).await;
    assert_eq!((status, &tokens["scope"]), (StatusCode::OK, &json!("read:jira-work offline_access")));
    let (_, bearer) = visitor.get_as("/check", tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(bearer["scopes"], json!(["read:jira-work", "offline_access"]));
    // What another person grants is not less for it.
    let login = crate::visitor::form(
        &crate::visitor::page(visitor.authorize(&[("scope", asked)]).await, StatusCode::OK).await,
    );
    for fields in [
        [("username", "tomas"), ("password", "reed-2001")],
        [("username", "ada"), ("password", "lovelace-1815")],
    ] {
        visitor.submit(&login, &fields).await;
    }
    let request = login.fields["request"].as_str();
    let allowed = visitor.post_form("/consent", &[("request", request), ("decision", "allow")]).await;
    let (_, tokens) = visitor.redeem(&crate::visitor::location(&allowed).1["code"]).await;
    assert_eq!(tokens["scope"], asked);
}

#[tokio::test]
async fn a_code_is_good_once_and_a_second_use_ends_its_tokens() {
    let visitor = Visitor::arrive().await;
    let code = visitor.code(&[]).await;
    let tokens = Pair::of(&visitor.redeem(&code).await.1);
    assert!(visitor.works(&tokens.access).await);
    let (status, refusal) = visitor.redeem(&code).await;
    assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
    assert!(!visitor.works(&tokens.access).await);
    assert_eq!(visitor.refresh(&tokens.refresh).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_and_its_time() {
    let visitor = Visitor::arrive().await;
    let code = visitor.code(&[]).await;
    let elsewhere = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": "https://other.example/back?app=1",
    });
    assert_eq!(visitor.token(elsewhere).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.redeem(&code).await.0, StatusCode::BAD_REQUEST, "an attempt uses it up");

    let code = visitor.code(&[]).await;
    visitor.pass(600).await;
    assert_eq!(visitor.redeem(&code).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_with_a_challenge_needs_its_verifier() {
    let visitor = Visitor::arrive().await;
    let verifier = "v".repeat(64);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let pkce = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let redeem = async |code: String, verifier: Option<&str>| {
        let mut grant = json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT });
        if let Some(verifier) = verifier {
            grant["code_verifier"] = verifier.into();
        }
        visitor.token(grant).await.0
    };
    for wrong in [None, Some(""), Some(challenge.as_str()), Some(&verifier[1..])] {
        assert_eq!(redeem(visitor.code(&pkce).await, wrong).await, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
    assert_eq!(redeem(visitor.code(&pkce).await, Some(&verifier)).await, StatusCode::OK);
    // RFC 9700, 4.8.2: a verifier without a challenge is a downgrade.
    assert_eq!(redeem(visitor.code(&[]).await, Some(&verifier)).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn refresh_tokens_rotate_and_the_access_token_of_before_dies() {
    let visitor = Visitor::arrive().await;
    let mut pairs = vec![visitor.tokens().await];
    for _ in 0..4 {
        let before = pairs.last().unwrap().clone();
        let (status, answer) = visitor.refresh(&before.refresh).await;
        assert_eq!((status, &answer["expires_in"]), (StatusCode::OK, &json!(3600)));
        assert_eq!(answer["scope"], "read:jira-work write:jira-work offline_access");
        let new = Pair::of(&answer);
        assert!(visitor.works(&new.access).await && !visitor.works(&before.access).await);
        pairs.push(new);
    }
    let all: BTreeSet<&str> = pairs.iter().flat_map(|it| [it.access.as_str(), &it.refresh]).collect();
    assert_eq!(all.len(), 10, "each is new");
}

#[tokio::test]
async fn the_refresh_token_of_before_works_ten_minutes_more() {
    let visitor = Visitor::arrive().await;
    let first = visitor.tokens().await;
    // The answer with `lost` never arrived.
    let lost = Pair::of(&visitor.refresh(&first.refresh).await.1);
    visitor.pass(590).await;
    let (status, answer) = visitor.refresh(&first.refresh).await;
    let second = Pair::of(&answer);
    assert_eq!(status, StatusCode::OK);
    assert!(visitor.works(&second.access).await && !visitor.works(&lost.access).await);
    // Neither of the two is older than the other.
    assert_eq!(visitor.refresh(&second.refresh).await.0, StatusCode::OK);
    assert_eq!(visitor.refresh(&lost.refresh).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_token_that_is_used_later_ends_the_grant() {
    let visitor = Visitor::arrive().await;
    let first = visitor.tokens().await;
    let second = Pair::of(&visitor.refresh(&first.refresh).await.1);
    visitor.pass(601).await;
    let gone = json!({ "error": "invalid_grant", "error_description": "Unknown or invalid refresh token." });
    assert_eq!(visitor.refresh(&first.refresh).await, (StatusCode::FORBIDDEN, gone.clone()));
    assert!(!visitor.works(&second.access).await);
    assert_eq!(visitor.refresh(&second.refresh).await, (StatusCode::FORBIDDEN, gone));
    // Another grant of the same user lives on.
    let other = visitor.tokens().await;
    visitor.refresh(&first.refresh).await;
    assert!(visitor.works(&other.access).await);
}

#[tokio::test]
async fn only_the_last_refresh_token_but_one_has_leeway() {
    let visitor = Visitor::arrive().await;
    let first = visitor.tokens().await;
    let second = Pair::of(&visitor.refresh(&first.refresh).await.1);
    let third = Pair::of(&visitor.refresh(&second.refresh).await.1);
    assert_eq!(visitor.refresh(&first.refresh).await.0, StatusCode::FORBIDDEN);
    assert!(!visitor.works(&third.access).await);
}

#[tokio::test]
async fn a_grant_lasts_ninety_days_unused_and_a_year_at_most() {
    let visitor = Visitor::arrive().await;
    let idle = visitor.tokens().await;
    visitor.pass(90 * DAY).await;
    assert_eq!(visitor.refresh(&idle.refresh).await.0, StatusCode::FORBIDDEN);

    let mut busy = visitor.tokens().await;
    for _ in 0..4 {
        visitor.pass(89 * DAY).await;
        busy = Pair::of(&visitor.refresh(&busy.refresh).await.1);
    }
    visitor.pass(9 * DAY).await;
    assert_eq!(visitor.refresh(&busy.refresh).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_no_grant_is_refused() {
    let visitor = Visitor::arrive().await;
    let refresh = visitor.tokens().await.refresh;
    let refused: [(Value, u16, &str); 9] = [
        (
            json!({ "client_secret": "wrong", "grant_type": "refresh_token", "refresh_token": refresh }),
            401,
            "invalid_client",
        ),
        (
            json!({ "client_id": "wrong", "grant_type": "refresh_token", "refresh_token": refresh }),
            401,
            "invalid_client",
        ),
        (json!({ "client_secret": "", "grant_type": "password" }), 401, "invalid_client"),
        (json!({}), 400, "invalid_request"),
        (json!({ "grant_type": "refresh_token" }), 400, "invalid_request"),
        (json!({ "grant_type": "authorization_code", "code": "x" }), 400, "invalid_request"),
        (json!({ "grant_type": 7 }), 400, "invalid_request"),
        (
            json!({ "grant_type": "password", "username": "ada", "password": "lovelace-1815" }),
            400,
            "unsupported_grant_type",
        ),
        (json!({ "grant_type": "client_credentials" }), 400, "unsupported_grant_type"),
    ];
    for (body, status, error) in refused {
        let (found, refusal) = visitor.token(body.clone()).await;
        assert_eq!((found.as_u16(), refusal["error"].as_str()), (status, Some(error)), "{body}");
        assert!(!refusal.to_string().contains(SECRET));
    }
    let twice = [("grant_type", "refresh_token"), ("grant_type", "refresh_token")];
    let (status, refusal) = json_of(visitor.post_form("/oauth/token", &twice).await).await;
    assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
    let untyped = visitor.client.post(format!("{}/oauth/token", visitor.base)).body("{}").send().await;
    assert_eq!(untyped.unwrap().status(), StatusCode::BAD_REQUEST);
    let asked = visitor.client.get(format!("{}/oauth/token", visitor.base)).send().await.unwrap();
    assert_eq!(asked.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(visitor.refresh(&refresh).await.0, StatusCode::OK, "and nothing happened to the grant");
}
