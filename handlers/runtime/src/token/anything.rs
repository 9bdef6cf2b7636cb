//! Whatever is sent: no panic, no server error, and never more than was granted.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    refresh,
    server::{Grant, Route},
    shaky::{CLIENT, LIFETIMES, SECRET, Shaky, interleave, server},
};
use crate::log::Log;
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::FutureExt;
use http::{HeaderValue, Request, Response, header::AUTHORIZATION};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;

fn now<T>(future: impl Future<Output = T> + Send) -> T {
    interleave(vec![future.boxed()], &[]).pop().unwrap()
}

/// Answers over a memory where an account is linked, of whose tokens `body` makes use.
fn answer(route: Route, authorization: Option<&[u8]>, kind: &str, body: Vec<u8>) -> Response<String> {
    let memory = Shaky::new();
    memory.put_code("link");
    let mut request = Request::post(route.path()).header("content-type", kind).body(body).unwrap();
    // What is no header does not arrive.
    if let Some(Ok(authorization)) = authorization.map(HeaderValue::from_bytes) {
        request.headers_mut().insert(AUTHORIZATION, authorization);
    }
    let server = server(Log::Memory(Arc::default()));
    now(server.serve(&memory, route, &request)).response()
}

fn route() -> impl Strategy<Value = Route> {
    prop::sample::select(Route::ALL.to_vec())
}

/// Names and values that mean something, and ones that do not.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = [
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "refresh_token",
        "scope",
        "token",
        "token_type_hint",
        "client_id",
        "client_secret",
    ];
    let values =
        ["authorization_code", "refresh_token", "access_token", "skill", "skill admin", CLIENT, SECRET, ""];
    let name = prop_oneof![8 => prop::sample::select(names.to_vec()).prop_map(str::to_owned), 1 => ".*"];
    let value = prop_oneof![3 => prop::sample::select(values.to_vec()).prop_map(str::to_owned), 2 => ".*"];
    prop::collection::vec((name, value), 0..9)
}

fn form(pairs: &[(String, String)]) -> Vec<u8> {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&").into_bytes()
}

fn is_sound(route: Route, response: &Response<String>) -> Result<(), TestCaseError> {
    let status = response.status().as_u16();
    prop_assert!(status == 200 || (400..500).contains(&status), "{}", status);
    let body: Value = serde_json::from_str(response.body()).unwrap();
    prop_assert_eq!(body.get("error").is_some(), status != 200, "{}", body);
    prop_assert_eq!(&response.headers()["cache-control"], "no-store");
    // Nobody has a code or token here: at most it is said that there is nothing.
    if status == 200 && route == Route::Introspect {
        prop_assert_eq!(response.body(), r#"{"active":false}"#);
    }
    prop_assert!(status != 200 || route != Route::Token, "{}", body);
    Ok(())
}

const FORM: &str = "application/x-www-form-urlencoded";

proptest! {
    #[test]
    fn any_bytes_are_answered(
        route in route(),
        body in prop::collection::vec(any::<u8>(), 0..9000),
        authorization in prop::option::of(prop::collection::vec(any::<u8>(), 0..80)),
        kind in prop_oneof![Just(FORM.to_owned()), "[ -~]{0,40}"],
    ) {
        is_sound(route, &answer(route, authorization.as_deref(), &kind, body))?;
    }

    #[test]
    fn any_parameters_of_anybody_are_answered(route in route(), pairs in pairs()) {
        is_sound(route, &answer(route, None, FORM, form(&pairs)))?;
    }

    #[test]
    fn any_parameters_of_the_client_are_answered(route in route(), pairs in pairs()) {
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        is_sound(route, &answer(route, Some(basic.as_bytes()), FORM, form(&pairs)))?;
    }

    /// RFC 6749, section 6: whatever is asked for, all of it was granted, and no more is given.
    #[test]
    fn a_scope_never_widens(
        granted in prop::collection::vec("[a-c]{1,2}", 1..4),
        asked in prop_oneof![prop::collection::vec("[a-c]{1,2}", 0..4).prop_map(|it| it.join(" ")), ".*"],
    ) {
        let memory = Shaky::new();
        let first = now(memory.linked());
        let scope = granted.join(" ");
        memory.state().families.values_mut().for_each(|family| scope.clone_into(&mut family.scope));
        let presented = refresh::Presented { client: CLIENT, token: &first.refresh, scope: Some(&asked) };
        let all_granted = asked.split(' ').all(|asked| granted.iter().any(|it| it == asked));
        match now(refresh::refresh(&memory, LIFETIMES, &presented)) {
            Ok(tokens) => {
                prop_assert!(all_granted, "{:?}", asked);
                prop_assert_eq!(&tokens.scope, &scope);
                prop_assert_eq!(memory.family_of(&tokens).unwrap().scope, scope);
            }
            Err(denied) => prop_assert!(!all_granted && matches!(denied, super::Denied::Scope), "{:?}", denied),
        }
    }

    /// T11: what is no grant type of ours is refused.
    #[test]
    fn other_grant_types_are_refused(name in ".+") {
        prop_assume!(Grant::ALL.iter().all(|grant| grant.name() != name));
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        let body = form(&[("grant_type".to_owned(), name)]);
        let response = answer(Route::Token, Some(basic.as_bytes()), FORM, body);
        prop_assert_eq!(response.body(), r#"{"error":"unsupported_grant_type"}"#);
    }
}
