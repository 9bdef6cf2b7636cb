//! The endpoints of the function `token`, as a client can ask them, well or badly.

use crate::{
    accounts,
    agent::{
        FORM, Tokens, VERIFIER, alexa, ask_as_client, ask_for_tokens, code_of, exchange, exchange_with, form,
        redirect, refresh, refusal, tokens,
    },
    cloud::{Answer, Cloud},
    raw,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

const REVOKE: &str = "/oauth/revoke";
const INTROSPECT: &str = "/oauth/introspect";

/// Members of a form.
type Members<'a> = Vec<(&'a str, &'a str)>;

async fn code(cloud: &Cloud) -> String {
    let (method, fields) = accounts::token();
    code_of(cloud, "jira", method, fields).await
}

async fn linked(cloud: &Cloud) -> Tokens {
    tokens(&exchange(cloud, "jira", &code(cloud).await).await)
}

async fn introspect(cloud: &Cloud, token: &str) -> Value {
    let answer = ask_as_client(cloud, "jira", INTROSPECT, &[("token", token)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

async fn revoke(cloud: &Cloud, token: &str) -> (u16, String) {
    let answer = ask_as_client(cloud, "jira", REVOKE, &[("token", token)]).await;
    (answer.status, answer.text)
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

#[tokio::test]
async fn the_client_shows_its_secret_in_either_way_and_nobody_else_is_served() {
    let cloud = Cloud::start(&["jira"]);
    let first = linked(&cloud).await;
    let (id, secret) = alexa(&cloud, "jira").await;
    let grant = [("grant_type", "refresh_token"), ("refresh_token", first.refresh.as_str())];
    let post = async |path: &str, authorization: Option<&str>, members: &[(&str, &str)]| {
        let url = format!("{}{path}", cloud.origin("jira"));
        let mut headers = vec![("content-type", FORM)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        cloud.send(Method::POST, &url, &headers, &form(members)).await
    };
    let before = cloud.aws().kept("jira").await;
    let strangers: [(Option<String>, Members); 14] = [
        (None, vec![]),
        (None, vec![("client_id", &id)]),
        (None, vec![("client_secret", &secret)]),
        (None, vec![("client_id", &id), ("client_secret", "")]),
        (None, vec![("client_id", &id), ("client_secret", secret.get(1..).unwrap())]),
        (None, vec![("client_id", &id), ("client_secret", "x")]),
        (None, vec![("client_id", "alexa-workshop"), ("client_secret", &secret)]),
        (None, vec![("client_id", ""), ("client_secret", &secret)]),
        (Some(basic(&id, "x")), vec![]),
        (Some(basic("", &secret)), vec![]),
        (Some(basic("alexa-workshop", &secret)), vec![]),
        (Some(basic(&id, &secret).replace("Basic", "Bearer")), vec![]),
        (Some("Basic !".to_owned()), vec![]),
        (Some(basic(&id, &secret)), vec![("client_id", "alexa-workshop")]),
    ];
    let mut failed = 0;
    for path in ["/oauth/token", REVOKE, INTROSPECT] {
        for (authorization, members) in &strangers {
            // More than 20 failures in a minute are answered otherwise.
            if failed % 14 == 0 {
                forget_limits(&cloud).await;
            }
            failed += 1;
            let members = [members.as_slice(), &grant, &[("token", &first.refresh)]].concat();
            let answer = post(path, authorization.as_deref(), &members).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{path} {authorization:?}");
            assert!(answer.header("www-authenticate").starts_with("Basic"), "{path}");
            assert!(!answer.text.contains(&secret) && !answer.text.contains("access_token"));
        }
        let both = [
            ("client_id", id.as_str()),
            ("client_secret", &secret),
            grant[0],
            grant[1],
            ("token", &first.refresh),
        ];
        let answer = post(path, Some(&basic(&id, &secret)), &both).await;
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()), "{path}: in two ways at once");
    }
    forget_limits(&cloud).await;
    assert_eq!(cloud.aws().kept("jira").await, before, "a stranger changes nothing");
    let security = cloud.logged("security", failed);
    assert!(security.iter().any(|event| event["what"] == "client_authentication_failed"));
    // Its own secret, in both ways, of which either is enough.
    let second = tokens(&post("/oauth/token", Some(&basic(&id, &secret)), &grant).await);
    tokens(&refresh(&cloud, "jira", &second.refresh).await);
}

/// As if the windows of all limits were over.
async fn forget_limits(cloud: &Cloud) {
    for key in cloud.aws().records("jira").await.into_keys().filter(|key| key.starts_with("limit#")) {
        cloud.aws().remove("jira", &key).await;
    }
}

#[tokio::test]
async fn a_code_is_bound_to_everything_that_it_was_given_for() {
    let cloud = Cloud::start(&["jira"]);
    let code = code(&cloud).await;
    let to = redirect(&cloud);
    let refused = (400, "invalid_grant".to_owned());
    let other_verifier = VERIFIER.replace('d', "e");
    for (redirect, verifier) in [
        (format!("{to}/"), VERIFIER),
        (to.replace("http:", "https:"), VERIFIER),
        (to.to_uppercase(), VERIFIER),
        (to.clone(), &other_verifier),
        (to.clone(), crate::agent::CHALLENGE),
        (to.clone(), &VERIFIER[..42]),
    ] {
        let answer = exchange_with(&cloud, "jira", &code, &redirect, verifier).await;
        assert_eq!(refusal(&answer), refused, "{redirect} {verifier}");
    }
    for (redirect, verifier) in [("", VERIFIER), (to.as_str(), "")] {
        let answer = exchange_with(&cloud, "jira", &code, redirect, verifier).await;
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()));
    }
    let end = code.chars().last().unwrap();
    let other_code = format!("{}{}", &code[..code.len() - 1], if end == 'A' { 'B' } else { 'A' });
    assert_eq!(refusal(&exchange(&cloud, "jira", &other_code).await), refused);
    // Whoever shows it wrongly does not use it up.
    tokens(&exchange(&cloud, "jira", &code).await);
}

#[tokio::test]
async fn a_code_is_long_random_short_lived_and_kept_as_a_hash() {
    let cloud = Cloud::start(&["jira"]);
    let (one, other) = (code(&cloud).await, code(&cloud).await);
    assert_ne!(one, other);
    // 256 bits in base64url.
    for code in [&one, &other] {
        assert!(
            code.len() >= 43 && code.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)),
            "{code}"
        );
    }
    let records = cloud.aws().records("jira").await;
    let text = format!("{records:?}");
    assert!(!text.contains(&one) && !text.contains(&other));
    let now = now();
    for (_, row) in records.iter().filter(|(key, _)| key.starts_with("code#")) {
        let expires: i64 = row["expires"]["N"].as_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&(expires - now)), "{expires} {now}");
    }
    // A minute later it is worth nothing, though its row is there.
    cloud.aws().pass("jira", 61).await;
    assert_eq!(cloud.aws().count("jira", "code").await, 2);
    assert_eq!(refusal(&exchange(&cloud, "jira", &one).await), (400, "invalid_grant".to_owned()));
}

/// Epoch seconds.
fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// What every answer with tokens has (RFC 6749, section 5.1).
#[track_caller]
fn is_whole(answer: &Answer, least: u64) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        ("application/json", "no-store")
    );
    let body = answer.json();
    assert!(body["token_type"].as_str().unwrap().eq_ignore_ascii_case("bearer"), "{body}");
    let expires = body["expires_in"].as_u64().unwrap_or_else(|| panic!("no whole number: {body}"));
    assert!((least..=3600).contains(&expires), "{expires}");
    assert_eq!(body["scope"], "account");
    for name in ["access_token", "refresh_token"] {
        assert!(body[name].as_str().is_some_and(|token| token.len() >= 43), "{name}: {body}");
    }
}

#[tokio::test]
async fn both_grants_answer_as_oauth_says() {
    let cloud = Cloud::start(&["jira"]);
    let first = exchange(&cloud, "jira", &code(&cloud).await).await;
    is_whole(&first, 3590);
    let second = refresh(&cloud, "jira", &tokens(&first).refresh).await;
    is_whole(&second, 3590);
    // The same reply again.
    is_whole(&refresh(&cloud, "jira", &tokens(&first).refresh).await, 3500);
    let refused = refresh(&cloud, "jira", "made-up").await;
    assert_eq!(
        (refused.header("content-type"), refused.header("cache-control")),
        ("application/json", "no-store")
    );
}

#[tokio::test]
async fn only_two_grants_are_served() {
    let cloud = Cloud::start(&["jira"]);
    let first = linked(&cloud).await;
    let (id, secret) = alexa(&cloud, "jira").await;
    let others = [
        "password",
        "client_credentials",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
        "Refresh_Token",
        "refresh_token ",
        "*",
    ];
    for grant in others {
        let members = [
            ("grant_type", grant),
            ("refresh_token", first.refresh.as_str()),
            ("username", "ada"),
            ("password", "x"),
        ];
        let answer = ask_for_tokens(&cloud, "jira", (&id, &secret), &members).await;
        assert_eq!(refusal(&answer), (400, "unsupported_grant_type".to_owned()), "{grant}");
    }
    for members in [
        &[][..],
        &[("grant_type", "")],
        &[("grant_type", "refresh_token")],
        &[("grant_type", "authorization_code")],
    ] {
        let answer = ask_for_tokens(&cloud, "jira", (&id, &secret), members).await;
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()), "{members:?}");
    }
    tokens(&refresh(&cloud, "jira", &first.refresh).await);
}

#[tokio::test]
async fn a_scope_never_widens() {
    let cloud = Cloud::start(&["jira"]);
    let mut current = linked(&cloud).await;
    for wider in
        ["admin", "account admin", "account  account", "Account", "*", " ", "accounts", "account,admin"]
    {
        let members =
            [("grant_type", "refresh_token"), ("refresh_token", &current.refresh), ("scope", wider)];
        let answer = ask_as_client(&cloud, "jira", "/oauth/token", &members).await;
        assert_eq!(refusal(&answer), (400, "invalid_scope".to_owned()), "{wider:?}");
    }
    for same in ["account", ""] {
        let members = [("grant_type", "refresh_token"), ("refresh_token", &current.refresh), ("scope", same)];
        let answer = ask_as_client(&cloud, "jira", "/oauth/token", &members).await;
        assert_eq!(answer.json()["scope"], "account");
        current = tokens(&answer);
        assert_eq!(introspect(&cloud, &current.access).await["scope"], "account");
    }
}

#[tokio::test]
async fn a_revoked_token_is_dead_and_an_unknown_one_no_error() {
    let cloud = Cloud::start(&["jira"]);
    let (first, other) = (linked(&cloud).await, linked(&cloud).await);
    let refused = (400, "invalid_grant".to_owned());
    // Unknown, of nobody, of another form: nothing is told of any of them.
    for unknown in ["made-up", "0", &"x".repeat(4000), "ü"] {
        assert_eq!(revoke(&cloud, unknown).await.0, 200, "{unknown}");
    }
    let missing = ask_as_client(&cloud, "jira", REVOKE, &[("token_type_hint", "access_token")]).await;
    assert_eq!(refusal(&missing), (400, "invalid_request".to_owned()));
    // An access token dies alone.
    assert_eq!(revoke(&cloud, &first.access).await.0, 200);
    assert_eq!(introspect(&cloud, &first.access).await, json!({"active": false}));
    let second = tokens(&refresh(&cloud, "jira", &first.refresh).await);
    // A refresh token with all that came of it, also when it was rotated since.
    assert_eq!(revoke(&cloud, &first.refresh).await.0, 200);
    for token in [&second.access, &second.refresh, &first.refresh, &first.access] {
        assert_eq!(introspect(&cloud, token).await, json!({"active": false}));
    }
    assert_eq!(refusal(&refresh(&cloud, "jira", &second.refresh).await), refused);
    assert_eq!(revoke(&cloud, &second.refresh).await.0, 200, "twice is no error");
    // The other linking of the same account goes on.
    assert_eq!(introspect(&cloud, &other.access).await["active"], true);
    let unlinked = cloud.logged("unlinked", 1);
    assert_eq!((&unlinked[0]["by"], &unlinked[0]["whole"]), (&json!("client"), &json!(false)));
    tokens(&refresh(&cloud, "jira", &other.refresh).await);
    // The same is done whatever the hint says.
    for (hint, pick) in [("access_token", true), ("refresh_token", false), ("made_up", true)] {
        let given = linked(&cloud).await;
        let token = if pick { &given.refresh } else { &given.access };
        let members = [("token", token.as_str()), ("token_type_hint", hint)];
        assert_eq!(ask_as_client(&cloud, "jira", REVOKE, &members).await.status, 200, "{hint}");
        assert_eq!(introspect(&cloud, token).await, json!({"active": false}), "{hint}");
    }
}

#[tokio::test]
async fn introspection_tells_the_client_alone_and_of_the_dead_nothing() {
    let cloud = Cloud::start(&["jira"]);
    let first = linked(&cloud).await;
    let link = cloud.logged("linked", 1)[0]["link"].clone();
    for (token, least) in [(&first.access, 3500), (&first.refresh, 80 * 24 * 3600)] {
        let told = introspect(&cloud, token).await;
        assert_eq!(
            (&told["active"], &told["scope"], &told["client_id"]),
            (&json!(true), &json!("account"), &json!("alexa-jira"))
        );
        assert_eq!((&told["iss"], &told["sub"]), (&json!(cloud.origin("jira")), &link));
        assert!(told["exp"].as_i64().unwrap() - now() > least, "{told}");
    }
    let dead = linked(&cloud).await;
    let (_, token) = cloud.aws().record_of("jira", "refresh", &dead.refresh).await;
    cloud.aws().remove("jira", &format!("family#{}", token["family"]["S"].as_str().unwrap())).await;
    let expired = linked(&cloud).await;
    for (kind, token) in [("access", &expired.access), ("refresh", &expired.refresh)] {
        let (key, _) = cloud.aws().record_of("jira", kind, token).await;
        cloud.aws().expire("jira", &key).await;
    }
    let nothing = json!({"active": false});
    for token in ["made-up", "", &dead.access, &dead.refresh, &expired.access, &expired.refresh, VERIFIER] {
        if token.is_empty() {
            let answer = ask_as_client(&cloud, "jira", INTROSPECT, &[]).await;
            assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()));
        } else {
            assert_eq!(introspect(&cloud, token).await, nothing);
        }
    }
    // Looking at a token is not using it.
    tokens(&refresh(&cloud, "jira", &first.refresh).await);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_nothing_breaks() {
    let cloud = Cloud::start(&["jira"]);
    let first = linked(&cloud).await;
    let (id, secret) = alexa(&cloud, "jira").await;
    let own = form(&[("client_id", &id), ("client_secret", &secret)]);
    let good = format!("{own}&grant_type=refresh_token&refresh_token={}", first.refresh);
    let url = format!("{}/oauth/token", cloud.origin("jira"));
    let post = async |kind: &str, body: &str| {
        let answer = cloud.send(Method::POST, &url, &[("content-type", kind)], body).await;
        refusal(&answer)
    };
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
        assert_eq!(post(kind, &good).await.0, 400, "{kind}");
    }
    for body in [
        format!("{good}&x={}", "x".repeat(9000)),
        format!("{good}&grant_type=refresh_token"),
        format!("{good}&client_id={id}"),
        format!("{good}&%67rant_type=x"),
        format!("{own}&grant_type=refresh_token&refresh_token=%ff%fe"),
        format!("{own}&grant_type=refresh_token&refresh_token=%"),
        format!("{own}&grant_type=refresh_token&refresh_token=%00"),
    ] {
        let (status, _) = post(FORM, &body).await;
        assert!((400..500).contains(&status), "{status}: {}", &body[body.len() - 40..]);
    }
    for method in [Method::GET, Method::PUT] {
        let answer = cloud.send(method, &format!("{url}?{good}"), &[], "").await;
        assert!([404, 405].contains(&answer.status), "{}", answer.status);
    }
    let answer = cloud.send(Method::POST, &format!("{url}?{good}"), &[("content-type", FORM)], "").await;
    assert_eq!(answer.status, 400, "in the address");
    // Bytes that are no text, for every path that is answered by a function.
    let mut asked = 0;
    for path in
        ["/oauth/token", REVOKE, INTROSPECT, "/link/form", "/link/site", "/link/provider", "/link/revoke"]
    {
        for (kind, body) in [
            (FORM, &b"\xff\xfe=\x00&\x80"[..]),
            (FORM, b"&&==&=&%%%&%zz=%0"),
            ("application/json", b"{\"tx\":\"\xff\"}"),
            ("application/json", b"{\"tx\":1e999,\"nonce\":{}}"),
            ("application/json", b"[[[[[[[[[[[[[[[[[["),
            ("application/json", b"\xef\xbb\xbf{}"),
            ("application/\x7fjson", b"{}"),
        ] {
            let line = format!("POST {path} HTTP/1.1");
            let origin = format!("origin: {}", cloud.origin("jira"));
            let kind = format!("content-type: {kind}");
            let lines = [line.as_bytes(), kind.as_bytes(), origin.as_bytes(), b"cookie: __Host-tx=\xff"];
            let answer = raw::ask(&cloud, "jira", &lines, body).await;
            let status = answer.status.unwrap();
            assert!((400..500).contains(&status), "{path} {kind}: {status}");
            asked += 1;
        }
    }
    let odd = [
        "?a=%zz",
        "?%",
        "?a=\u{fc}",
        "?a b",
        "?a#b",
        "?\x01",
        "?a=[]{}|\\^`",
        &format!("?{}", "a=b&".repeat(1500)),
    ];
    for path in [
        "/oauth/authorize",
        "/link/tx",
        "/link/callback",
        "/link/manage",
        "/.well-known/oauth-authorization-server",
    ] {
        for odd in odd {
            let line = format!("GET {path}{odd} HTTP/1.1");
            let status = raw::ask(&cloud, "jira", &[line.as_bytes()], b"").await.status.unwrap();
            assert!(status < 500, "{line}: {status}");
            asked += 1;
        }
    }
    println!("{asked} requests that make no sense");
    assert_eq!(cloud.troubles(), Vec::<String>::new());
    tokens(&refresh(&cloud, "jira", &first.refresh).await);
}

#[tokio::test]
async fn the_metadata_is_what_is_done() {
    let cloud = Cloud::start(&["jira"]);
    let url = format!("{}/.well-known/oauth-authorization-server", cloud.origin("jira"));
    let answer = cloud.send(Method::GET, &url, &[], "").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{}", answer.text);
    let metadata = answer.json();
    let issuer = cloud.origin("jira");
    assert_eq!(metadata["issuer"], issuer.as_str());
    for (name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", REVOKE),
        ("introspection_endpoint", INTROSPECT),
    ] {
        assert_eq!(metadata[name], format!("{issuer}{path}"), "{name}");
    }
    for (name, expected) in [
        ("response_types_supported", json!(["code"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("scopes_supported", json!(["account"])),
    ] {
        assert_eq!(metadata[name], expected, "{name}");
    }
    let mut grants: Vec<&str> =
        metadata["grant_types_supported"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    grants.sort_unstable();
    assert_eq!(grants, ["authorization_code", "refresh_token"]);
    for name in ["token", "revocation", "introspection"] {
        let name = format!("{name}_endpoint_auth_methods_supported");
        let mut methods: Vec<&str> =
            metadata[&name].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        methods.sort_unstable();
        assert_eq!(methods, ["client_secret_basic", "client_secret_post"], "{name}");
    }
    // The Host header has no say in it.
    let headers = [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
    assert_eq!(cloud.send(Method::GET, &url, &headers, "").await.json(), metadata);
}
