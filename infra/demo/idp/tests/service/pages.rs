//! The way through the pages, and where it does not lead.

use crate::visitor::{CLIENT, REDIRECT, Visitor, form, location, page};
use reqwest::StatusCode;

#[tokio::test]
async fn a_user_logs_in_allows_and_is_sent_back() {
    let visitor = Visitor::arrive().await;
    let state = "a b+c%20&d=e#f/ä\"<>".repeat(100);
    let login_page = page(visitor.authorize(&[("state", &state)]).await, StatusCode::OK).await;
    assert!(login_page.contains(CLIENT), "{login_page}");
    let login = form(&login_page);
    assert_eq!(login.action, "/login");
    assert_eq!(login.fields.keys().collect::<Vec<_>>(), ["password", "request", "username"]);

    let fields = [("username", "ada"), ("password", "lovelace-1815")];
    let consent_page = page(visitor.submit(&login, &fields).await, StatusCode::OK).await;
    for shown in [CLIENT, "Ada Lovelace", "Northwind", "Tailspin", "write:jira-work", "jira.localhost:4000"] {
        assert!(consent_page.contains(shown), "{shown} in {consent_page}");
    }
    assert!(!consent_page.contains("lovelace-1815"));
    let consent = form(&consent_page);
    assert_eq!(consent.action, "/consent");
    let decision = |value: &str| ("decision".to_owned(), value.to_owned());
    assert_eq!(consent.buttons, [decision("allow"), decision("deny")]);

    let (address, query) = location(&visitor.submit(&consent, &[("decision", "allow")]).await);
    assert_eq!(address, REDIRECT);
    assert_eq!(query.keys().collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(query["state"], state, "byte by byte");

    let again = visitor.submit(&consent, &[("decision", "allow")]).await;
    assert!(page(again, StatusCode::BAD_REQUEST).await.contains("has ended"), "a decision is taken once");
}

#[tokio::test]
async fn a_wrong_password_brings_the_page_again() {
    let visitor = Visitor::arrive().await;
    let mut login = form(&page(visitor.authorize(&[]).await, StatusCode::OK).await);
    for (username, password) in [("ada", "hopper-1906"), ("<eve \"&'>", "x"), ("ada", "")] {
        let answer = visitor.submit(&login, &[("username", username), ("password", password)]).await;
        let again = page(answer, StatusCode::OK).await;
        assert!(again.contains(r#"<p role="alert""#), "{again}");
        assert!(password.is_empty() || !again.contains(&format!("\"{password}\"")), "it is not sent back");
        login = form(&again);
        assert_eq!((login.fields["username"].as_str(), login.fields["password"].as_str()), (username, ""));
    }
    let right = visitor.submit(&login, &[("username", " ada "), ("password", "lovelace-1815")]).await;
    assert_eq!(form(&page(right, StatusCode::OK).await).action, "/consent");
}

#[tokio::test]
async fn who_denies_is_sent_back_without_a_code() {
    let visitor = Visitor::arrive().await;
    let other = [("redirect_uri", "https://other.example/back?app=1")];
    let consent = visitor.consent("grace", "hopper-1906", &other).await;
    let (address, query) = location(&visitor.submit(&consent, &[("decision", "deny")]).await);
    assert_eq!(address, "https://other.example/back");
    assert_eq!(
        (query["app"].as_str(), query["error"].as_str(), query["state"].as_str()),
        ("1", "access_denied", "st")
    );
    assert!(!query.contains_key("code"));
}

#[tokio::test]
async fn consent_needs_a_login_and_a_decision() {
    let visitor = Visitor::arrive().await;
    let login = form(&page(visitor.authorize(&[]).await, StatusCode::OK).await);
    let request = login.fields["request"].as_str();
    for fields in [
        vec![("request", request), ("decision", "allow")],
        vec![("request", "unknown"), ("decision", "allow")],
        vec![("request", request)],
        vec![("decision", "allow")],
        vec![("request", request), ("decision", "perhaps")],
    ] {
        page(visitor.post_form("/consent", &fields).await, StatusCode::BAD_REQUEST).await;
    }
    visitor.pass(601).await;
    let late = visitor.submit(&login, &[("username", "ada"), ("password", "lovelace-1815")]).await;
    assert!(page(late, StatusCode::BAD_REQUEST).await.contains("has ended"));
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let visitor = Visitor::arrive().await;
    for redirect in [
        "",
        "https://evil.example/",
        "http://jira.localhost:4000/link/callback/",
        "http://jira.localhost:4000/link/callback?x=1",
        "http://jira.localhost:4000/link/callback#x",
        "http://jira.localhost:4000/link/CALLBACK",
        "http://jira.localhost:4000/link/../link/callback",
        "http://jira.localhost:4000/link/callback\r\nset-cookie: a=b",
        "http://jira.localhost:4000/link/callback https://other.example/back?app=1",
        "http://jira.localhost:4000@evil.example/link/callback",
        "http://jira.localhost:4001/link/callback",
        "https://jira.localhost:4000/link/callback",
        "http://JIRA.localhost:4000/link/callback",
        "//jira.localhost:4000/link/callback",
        "/link/callback",
        "https://other.example/back",
        "https://other.example/back?app=1&app=1",
        "javascript:alert(1)",
    ] {
        let answer = visitor.authorize(&[("redirect_uri", redirect)]).await;
        page(answer, StatusCode::BAD_REQUEST).await;
    }
    for client in ["", "demo-ap", "demo-app ", "DEMO-APP"] {
        page(visitor.authorize(&[("client_id", client)]).await, StatusCode::BAD_REQUEST).await;
    }
    let twice = format!("{}/authorize?client_id={CLIENT}&client_id={CLIENT}", visitor.base);
    page(visitor.client.get(twice).send().await.unwrap(), StatusCode::BAD_REQUEST).await;
}

#[tokio::test]
async fn other_mistakes_are_told_to_the_app() {
    let visitor = Visitor::arrive().await;
    let challenge = "x".repeat(43);
    for (other, error) in [
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("response_type", "")], "unsupported_response_type"),
        (vec![("audience", "")], "invalid_request"),
        (vec![("prompt", "none")], "invalid_request"),
        (vec![("scope", "")], "invalid_scope"),
        (vec![("scope", "read:jira-work admin:everything")], "invalid_scope"),
        (vec![("code_challenge", challenge.as_str())], "invalid_request"),
        (vec![("code_challenge", &challenge), ("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        (vec![("code_challenge_method", "S256")], "invalid_request"),
    ] {
        let (address, query) = location(&visitor.authorize(&other).await);
        assert_eq!((address.as_str(), query["error"].as_str()), (REDIRECT, error), "{other:?}");
        assert_eq!(query["state"], "st");
    }
    let (_, query) = location(&visitor.authorize(&[("state", "")]).await);
    assert_eq!((query["error"].as_str(), query.get("state")), ("invalid_request", None));
}
