//! The function `link`.

use crate::browser::{Browser, CHALLENGE, ISSUER, REDIRECT, SITE, World, authorize, get, parameter, post};
use sayso_local::aws::{FaultKind, Service};
use serde_json::{Value, json};

const SECRET: &str = "s3cret-canary";

fn location(answer: &Value) -> &str {
    answer["location"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

async fn link_ada(browser: &Browser<'_>) -> (u16, Value) {
    let nonce = browser.nonce().await;
    browser.form(&nonce, SITE, "ada", SECRET).await
}

#[tokio::test]
async fn a_typed_credential_is_linked() {
    let world = World::start().await;
    let browser = world.begin().await;
    let view = browser.show().await;
    let expected = json!({"nonce": view["nonce"], "purpose": "link", "step": "method", "method": null,
        "sites": [], "links": [], "error": null, "expires_in": 600, "days": 365, "client": "Alexa"});
    assert_eq!(view, expected);
    let (status, answer) = link_ada(&browser).await;
    assert_eq!(status, 200, "{answer}");
    let location = location(&answer);
    assert!(location.starts_with(&format!("{REDIRECT}?code=")), "{location}");
    assert_eq!(parameter(location, "state"), "st%2Bate");
    assert_eq!(parameter(location, "iss"), "http%3A%2F%2Fshop.localhost%3A4000");
    let code = parameter(location, "code");
    assert_eq!(code.len(), 43, "256 bits");

    let links = world.cloud.items("link#").await;
    assert_eq!(links.len(), 1);
    let text = |name: &str| links[0][name].as_s().unwrap().as_str();
    assert_eq!((text("method"), text("variant"), text("owner")), ("own", "own", "Ada Lovelace"));
    assert_eq!(text("site"), format!("https://{SITE}"));
    assert_eq!(links[0]["version"].as_n().unwrap(), "1");
    assert_eq!(world.cloud.items("account#").await.len(), 1);
    assert_eq!(world.cloud.items("code#").await.len(), 1);
    // What must not be read by who reads the table, or the log.
    for secret in [SECRET, &code, browser.cookie.split_once('=').unwrap().1, &browser.tx] {
        assert!(!world.cloud.holds(secret).await, "{secret}");
        assert!(!world.linker.logged().concat().contains(secret), "{secret}");
    }
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
    // It is over.
    assert_eq!(browser.get(&format!("/link/tx?tx={}", browser.tx)).await.status(), 403);
}

#[tokio::test]
async fn an_account_has_one_link_and_each_linking_a_code() {
    let world = World::start().await;
    let (status, _) = link_ada(&world.begin().await).await;
    assert_eq!(status, 200);
    let before = world.cloud.items("link#").await;
    world.cloud.advance(100);
    assert_eq!(link_ada(&world.begin().await).await.0, 200);
    let after = world.cloud.items("link#").await;
    assert_eq!(after.len(), 1);
    assert_eq!(after[0]["pk"], before[0]["pk"]);
    assert_eq!(after[0]["created"], before[0]["created"]);
    assert_eq!(after[0]["version"].as_n().unwrap(), "2");
    assert_ne!(after[0]["credential"], before[0]["credential"]);
    assert_eq!(world.cloud.items("code#").await.len(), 2);
    // Another account at the same site, and the same at another path of it.
    let browser = world.begin().await;
    assert_eq!(browser.form(&browser.nonce().await, SITE, "grace", SECRET).await.0, 200);
    let browser = world.begin().await;
    assert_eq!(browser.form(&browser.nonce().await, &format!("{SITE}/base/"), "ada", SECRET).await.0, 200);
    assert_eq!(world.cloud.items("link#").await.len(), 3);
    assert_eq!(world.cloud.items("account#").await.len(), 3);
}

#[tokio::test]
async fn the_same_account_linked_at_once_has_one_link() {
    let world = World::start().await;
    let mut browsers = Vec::new();
    for _ in 0..6 {
        let browser = world.begin().await;
        let state = browser.depart("plain").await;
        browsers.push((browser, state));
    }
    let back = browsers.iter().map(async |(browser, state)| browser.come_back(state, "code=good").await);
    let statuses = futures_util::future::join_all(back).await;
    let statuses: Vec<u16> = statuses.iter().map(|answer| answer.status().as_u16()).collect();
    let linked = statuses.iter().filter(|status| **status == 303).count();
    assert!(linked > 0, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 503].contains(status)), "{statuses:?}");
    assert_eq!(world.cloud.items("link#").await.len(), 1);
    assert_eq!(world.cloud.items("account#").await.len(), 1);
    assert_eq!(world.cloud.items("code#").await.len(), linked);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_credential_the_answer_is_one() {
    let world = World::start().await;
    let browser = world.begin().await;
    let mut nonce = browser.nonce().await;
    let mut used = vec![nonce.clone()];
    for (site, user, secret) in [
        (SITE, "ada", "wrong"),
        (SITE, "nobody", SECRET),
        ("https://127.0.0.1", "ada", SECRET),
        ("me.cloud.example", "ada", SECRET),
        (SITE, "", SECRET),
    ] {
        let (status, mut answer) = browser.form(&nonce, site, user, secret).await;
        nonce = answer["nonce"].take().as_str().unwrap().to_owned();
        assert_eq!((status, answer), (422, json!({"error": "credential", "nonce": null})), "{site} {user}");
        assert!(!used.contains(&nonce), "a fresh nonce each time");
        used.push(nonce.clone());
    }
    assert_eq!(world.shop_hits(), 2, "what is refused is not asked");
    for log in world.linker.logged() {
        assert!(!log.contains(SECRET) && !log.contains("wrong") && !log.contains("nobody"), "{log}");
    }
    // Nothing that the page itself may get wrong ends it either.
    for body in [json!({"method": "none"}), json!({"method": "own"})] {
        let mut body = body;
        body["nonce"] = json!(nonce);
        let (status, answer) = browser.post("/link/form", body).await;
        assert_eq!(status, 422, "{answer}");
        answer["nonce"].as_str().unwrap().clone_into(&mut nonce);
    }
    assert_eq!(browser.form(&nonce, SITE, "ada", SECRET).await.0, 200, "a typo is no end");
    assert_eq!(world.cloud.items("code#").await.len(), 1);
}

#[tokio::test]
async fn a_nonce_is_used_once() {
    let world = World::start().await;
    let browser = world.begin().await;
    let old = browser.nonce().await;
    let nonce = browser.nonce().await;
    let expired = (403, json!({"error": "expired"}));
    assert_eq!(browser.form(&old, SITE, "ada", SECRET).await, expired, "the page was shown again");
    assert_eq!(browser.form("", SITE, "ada", SECRET).await, expired);
    let posts = (0..12).map(|_| browser.form(&nonce, SITE, "ada", SECRET));
    let answers = futures_util::future::join_all(posts).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == expired).count(), 11, "{answers:?}");
    assert_eq!(world.cloud.items("code#").await.len(), 1);
    assert_eq!(browser.form(&nonce, SITE, "ada", SECRET).await, expired);
}

#[tokio::test]
async fn only_the_browser_that_began_goes_on() {
    let world = World::start().await;
    let (browser, other) = (world.begin().await, world.begin().await);
    let nonce = browser.nonce().await;
    let foreign = Browser { cookie: other.cookie.clone(), ..browser.clone() };
    let expired = (403, json!({"error": "expired"}));
    assert_eq!(foreign.form(&nonce, SITE, "ada", SECRET).await, expired);
    assert_eq!(foreign.get(&format!("/link/tx?tx={}", browser.tx)).await.status(), 403);
    let cookieless = Browser { cookie: "a=b".to_owned(), ..browser.clone() };
    assert_eq!(cookieless.form(&nonce, SITE, "ada", SECRET).await, expired);
    assert_eq!(other.form(&nonce, SITE, "ada", SECRET).await, expired, "the nonce is for another linking");
    let unknown = Browser { tx: "none".to_owned(), ..browser.clone() };
    assert_eq!(unknown.form(&nonce, SITE, "ada", SECRET).await, expired);
    assert_eq!(world.shop_hits(), 0);
    assert_eq!(browser.form(&nonce, SITE, "ada", SECRET).await.0, 200, "nothing of that used the nonce up");
}

#[tokio::test]
async fn time_runs_out() {
    let world = World::start().await;
    let browser = world.begin().await;
    let nonce = browser.nonce().await;
    world.cloud.advance(599);
    assert_eq!(browser.show().await["expires_in"], 1);
    let nonce_now = browser.nonce().await;
    assert_ne!(nonce, nonce_now);
    world.cloud.advance(1);
    assert_eq!(browser.form(&nonce_now, SITE, "ada", SECRET).await, (403, json!({"error": "expired"})));
    assert_eq!(world.cloud.items("tx#").await.len(), 1, "the row is still there");
}

#[tokio::test]
async fn credentials_come_by_post_from_the_page() {
    let world = World::start().await;
    let browser = world.begin().await;
    let nonce = browser.nonce().await;
    let fields = json!({"site": SITE, "user": "ada", "secret": SECRET});
    let body = json!({"tx": browser.tx, "nonce": nonce, "method": "own", "fields": fields});
    let send = async |change: &dyn Fn(&mut http::Request<Vec<u8>>)| {
        let mut request = post("/link/form", &browser.cookie, &body);
        change(&mut request);
        world.send(request).await.status().as_u16()
    };
    let query = format!("https://api.example/link/form?site={SITE}&user=ada&secret={SECRET}");
    assert_eq!(send(&|request| *request.method_mut() = http::Method::GET).await, 405);
    assert_eq!(send(&|request| *request.uri_mut() = query.parse().unwrap()).await, 400);
    assert_eq!(send(&|request| drop(request.headers_mut().remove("origin"))).await, 403);
    let evil = || "https://evil.example".parse().unwrap();
    assert_eq!(send(&|request| drop(request.headers_mut().insert("origin", evil()))).await, 403);
    let text = || "text/plain".parse().unwrap();
    assert_eq!(send(&|request| drop(request.headers_mut().insert("content-type", text()))).await, 415);
    assert_eq!(send(&|request| request.body_mut().truncate(20)).await, 400);
    assert_eq!(send(&|request| request.body_mut().extend([b' '; 8 * 1024])).await, 413);
    for path in ["/", "/link", "/link/", "/link/form/", "/LINK/form", "/oauth/token", "//link/form"] {
        assert_eq!(world.send(post(path, &browser.cookie, &body)).await.status(), 404, "{path}");
    }
    for path in ["/oauth/authorize", "/link/manage", "/link/tx", "/link/callback"] {
        let answer = world.send(post(path, &browser.cookie, &body)).await;
        assert_eq!((answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()), (405, "GET"));
    }
    assert_eq!(world.shop_hits(), 0);
    assert_eq!(world.cloud.items("link#").await.len(), 0);
    assert_eq!(send(&|_| ()).await, 200, "nothing of that used the nonce up");
}

#[tokio::test]
async fn a_bad_authorization_request_stores_nothing() {
    let world = World::start().await;
    let good = authorize("s");
    for bad in [
        good.replace("client_id=alexa", "client_id=other"),
        good.replace("M1", "M2"),
        good.clone() + "&client_id=alexa",
        "/oauth/authorize".to_owned(),
    ] {
        let answer = world.send(get(&bad, None)).await;
        assert_eq!(answer.status(), 400, "{bad}");
        assert!(answer.headers().get("location").is_none() && answer.headers().get("set-cookie").is_none());
        assert!(!answer.body().contains("alexa"), "nothing of the request is shown: {}", answer.body());
    }
    let without = good.replace(&format!("&code_challenge={CHALLENGE}&code_challenge_method=S256"), "");
    for bad in [good.replace("S256", "plain"), without, good.clone() + "&scope=shop"] {
        let answer = world.send(get(&bad, None)).await;
        assert_eq!(answer.status(), 303);
        let location = answer.headers()["location"].to_str().unwrap();
        assert!(location.starts_with(&format!("{REDIRECT}?error=invalid_request&")), "{location}");
        assert!(answer.headers().get("set-cookie").is_none());
    }
    assert_eq!(world.cloud.items("").await.len(), 0);
    assert_eq!(world.linker.logged().iter().filter(|line| line.contains("linking_refused")).count(), 7);
    let alarms = world.linker.logged().into_iter().filter(|line| line.contains("\"security\""));
    assert!(alarms.clone().all(|line| line.contains("no_pkce")), "RFC 7636 is not for Alexa to leave out");
    assert_eq!(alarms.count(), 2);
}

#[tokio::test]
async fn signing_in_at_a_provider_links_a_site() {
    let world = World::start().await;
    let browser = world.begin().await;
    let state = browser.depart("atlas").await;
    let answer = browser.come_back(&state, "code=good").await;
    assert_eq!(answer.status(), 303, "never 307: {}", answer.body());
    assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/?tx={}", browser.tx));
    let view = browser.show().await;
    assert_eq!(
        (&view["step"], &view["method"], &view["error"]),
        (&json!("site"), &json!("atlas"), &Value::Null)
    );
    let sites = json!([{"id": "north", "name": "North"}, {"id": "south", "name": "South"}]);
    assert_eq!(view["sites"], sites);
    for secret in ["access-canary", "refresh-canary"] {
        assert!(!world.cloud.holds(secret).await, "the tokens wait sealed");
    }
    let nonce = view["nonce"].as_str().unwrap();
    let (status, answer) = browser.post("/link/site", json!({"nonce": nonce, "site": "west"})).await;
    assert_eq!((status, &answer["error"]), (422, &json!("site")));
    let nonce = answer["nonce"].as_str().unwrap();
    let (status, answer) = browser.post("/link/site", json!({"nonce": nonce, "site": "south"})).await;
    assert_eq!(status, 200, "{answer}");
    assert!(location(&answer).starts_with(&format!("{REDIRECT}?code=")));
    let links = world.cloud.items("link#").await;
    assert_eq!(links[0]["site"].as_s().unwrap(), "South");
    let last = world.shop.lines();
    assert_eq!(last.last().map(String::as_str), Some("GET /ex/south/me"));
    for secret in ["access-canary", "refresh-canary", &world.cloud.secret("shop-local-atlas")] {
        assert!(!world.cloud.holds(secret).await);
        assert!(!world.linker.logged().concat().contains(secret));
    }
    assert!(world.cloud.items("tx#").await[0]["step"].as_s().is_ok_and(|step| step == "done"));
    assert_eq!(world.cloud.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn a_provider_without_sites_links_at_once() {
    let world = World::start().await;
    let browser = world.begin().await;
    let state = browser.depart("plain").await;
    let answer = browser.come_back(&state, "code=good").await;
    assert_eq!(answer.status(), 303);
    assert!(answer.headers()["location"].to_str().unwrap().starts_with(&format!("{REDIRECT}?code=")));
    assert_eq!(world.cloud.items("link#").await.len(), 1);
}

#[tokio::test]
async fn the_callback_is_bound_to_the_browser() {
    let world = World::start().await;
    let (victim, attacker) = (world.begin().await, world.begin().await);
    let (state, theirs) = (victim.depart("atlas").await, attacker.depart("atlas").await);
    // A session swapped either way, and states that were never given.
    let forged = format!("{}.x", victim.tx);
    let (_, random) = state.split_once('.').unwrap();
    let mixed = format!("{}.{random}", attacker.tx);
    for (browser, state) in [(&victim, &theirs), (&attacker, &state), (&victim, &forged), (&attacker, &mixed)]
    {
        let answer = browser.come_back(state, "code=good").await;
        assert_eq!(answer.status(), 403);
        assert!(answer.headers().get("location").is_none());
    }
    for query in
        ["code=good", "state=", "state=x&code=good", &format!("state={state}&state={state}&code=good")]
    {
        assert_eq!(victim.get(&format!("/link/callback?{query}")).await.status(), 400, "{query}");
    }
    assert_eq!(world.provider.received().len(), 0, "no code was exchanged");
    assert_eq!(victim.come_back(&state, "code=good").await.status(), 303);
    assert_eq!(victim.come_back(&state, "code=good").await.status(), 403, "once");
    assert_eq!(world.provider.received().len(), 1);
}

#[tokio::test]
async fn what_goes_wrong_at_the_provider_is_shown() {
    let world = World::start().await;
    let browser = world.begin().await;
    for (rest, error) in [
        ("error=access_denied", "cancelled"),
        ("error=server_error&error_description=%3Cb%3E", "provider"),
        ("code=bad", "provider"),
        ("code=lonely", "no_sites"),
        ("code=good&error=access_denied", "cancelled"),
        ("", "provider"),
    ] {
        let state = browser.depart("atlas").await;
        assert_eq!(browser.come_back(&state, rest).await.status(), 303, "{rest}");
        let view = browser.show().await;
        assert_eq!((&view["step"], &view["error"]), (&json!("method"), &json!(error)), "{rest}");
    }
    assert_eq!(link_ada(&browser).await.0, 200, "another way is still open");
    let browser = world.begin().await;
    let nonce = browser.nonce().await;
    let (status, answer) = browser.post("/link/provider", json!({"nonce": nonce, "method": "own"})).await;
    assert_eq!((status, &answer["error"]), (422, &json!("provider")));
    assert!(answer["nonce"].is_string());
}

#[tokio::test]
async fn a_store_that_is_down_leaves_nothing_half_done() {
    let world = World::start().await;
    for (service, action) in [
        (Service::DynamoDb, "GetItem"),
        (Service::DynamoDb, "PutItem"),
        (Service::Kms, "GenerateDataKey"),
        (Service::DynamoDb, "TransactWriteItems"),
    ] {
        for kind in [FaultKind::Throttle, FaultKind::Internal, FaultKind::Reset] {
            let browser = world.begin().await;
            let nonce = browser.nonce().await;
            world.cloud.inject(service, action, kind, 99);
            let (status, answer) = browser.form(&nonce, SITE, "ada", SECRET).await;
            assert_eq!((status, &answer["error"]), (503, &json!("unavailable")), "{action} {kind:?}");
            world.cloud.heal();
            assert_eq!(world.cloud.items("link#").await.len(), 0);
            assert_eq!(world.cloud.items("code#").await.len(), 0);
            assert_eq!(world.cloud.items("account#").await.len(), 0);
        }
    }
    let browser = world.begin().await;
    let nonce = browser.nonce().await;
    world.cloud.inject(Service::Kms, "GenerateDataKey", FaultKind::Internal, 99);
    let (status, answer) = browser.form(&nonce, SITE, "ada", SECRET).await;
    assert_eq!(status, 503);
    world.cloud.heal();
    let nonce = answer["nonce"].as_str().unwrap();
    assert_eq!(browser.form(nonce, SITE, "ada", SECRET).await.0, 200, "the same linking goes on");
    world.cloud.inject(Service::DynamoDb, "PutItem", FaultKind::Internal, 99);
    let answer = world.send(get(&authorize("s"), None)).await;
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap();
    assert!(location.starts_with(&format!("{REDIRECT}?error=temporarily_unavailable&")), "{location}");
}

#[tokio::test]
async fn a_lost_answer_of_the_store_is_found_out() {
    let world = World::start().await;
    for (count, action) in ["PutItem", "TransactWriteItems", "GetItem"].into_iter().enumerate() {
        let browser = world.begin().await;
        let nonce = browser.nonce().await;
        world.cloud.inject(Service::DynamoDb, action, FaultKind::LostReply, 1);
        let (status, answer) = browser.form(&nonce, SITE, "ada", SECRET).await;
        assert_eq!(status, 200, "{action}: {answer}");
        assert_eq!(world.cloud.items("code#").await.len(), count + 1);
        assert_eq!(world.cloud.items("link#").await.len(), 1);
    }
}

#[tokio::test]
async fn no_parameter_splits_a_header() {
    let world = World::start().await;
    let answer = world.send(get(&authorize("%0D%0ASet-Cookie:%20a=b"), None)).await;
    assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 1);
    let answer = world.send(get(&authorize("s").replace("S256", "%0D%0AX-A:%20b"), None)).await;
    assert!(answer.headers().get("x-a").is_none());
    assert!(
        answer.headers()["location"]
            .to_str()
            .unwrap()
            .ends_with(&format!("&state=s&iss={}", "http%3A%2F%2Fshop.localhost%3A4000"))
    );
    assert_eq!(ISSUER, "http://shop.localhost:4000");
}
