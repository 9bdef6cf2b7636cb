//! How much is allowed, and who is refused where it is used up.

use crate::browser::{Browser, GONE, SITE, World, authorize, from, get, post};
use futures_util::future::join_all;
use http::Response;
use sayso_local::aws::{FaultKind, Service};
use serde_json::{Value, json};

const SECRET: &str = "s3cret-canary";

/// A browser whose network nobody else has.
async fn stranger(world: &World, number: usize) -> Browser<'_> {
    world.begin_at(&authorize("s"), &format!("198.51.100.{number}")).await
}

async fn attempt(world: &World, number: usize, site: &str, user: &str, secret: &str) -> (u16, Value) {
    let browser = stranger(world, number).await;
    browser.form(&browser.nonce().await, site, user, secret).await
}

fn too_many(answer: &(u16, Value), seconds: i64) -> bool {
    let (status, body) = answer;
    *status == 429
        && body["error"] == "too_many"
        && body["retry_after"] == seconds
        && body["nonce"].is_string()
}

fn retry_after(answer: &Response<String>) -> i64 {
    answer.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn wrong_credentials_of_a_user_are_few_wherever_they_come_from() {
    let world = World::start().await;
    for (number, user) in ["ada", " ADA "].into_iter().enumerate() {
        assert_eq!(attempt(&world, number, SITE, user, "wrong").await.0, 422);
    }
    let hits = world.shop_hits();
    assert_eq!(hits, 2);
    for (number, (site, user, secret)) in [
        (SITE, "ada", "wrong"),
        (&*format!("https://{}/base", SITE.to_uppercase()), "Ada", "wrong"),
        // Right or wrong, nobody is asked: the answer tells nothing.
        (SITE, "ada", SECRET),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = attempt(&world, 10 + number, site, user, secret).await;
        assert!(too_many(&answer, 24 * 3600), "{answer:?}");
    }
    assert_eq!(world.shop_hits(), hits, "no more arrive than lock no account");
    assert_eq!(attempt(&world, 20, SITE, "grace", SECRET).await.0, 200, "another user is nobody's hostage");
    let another = world.another_linker();
    let browser = stranger(&world, 21).await;
    let fields = json!({"site": SITE, "user": "ada", "secret": "wrong"});
    let body = json!({"tx": browser.tx, "nonce": browser.nonce().await, "method": "own", "fields": fields});
    let mut request = post("/link/form", &browser.cookie, &body);
    request.headers_mut().insert("x-origin-verify", world.cloud.origin_secret().parse().unwrap());
    assert_eq!(another.handle(request).await.status(), 429, "in every process, and after a restart");
    world.cloud.advance(24 * 3600);
    assert_eq!(attempt(&world, 22, SITE, "ada", SECRET).await.0, 200);
    let alarms = world.linker.logged().into_iter().filter(|line| line.contains("limit_reached")).count();
    assert_eq!(alarms, 3);
    assert!(!world.cloud.holds("198.51.100").await, "whose limits these are is not kept in clear");
}

#[tokio::test]
async fn wrong_credentials_at_once_are_as_few() {
    let world = World::start().await;
    let mut browsers = Vec::new();
    for number in 0..12 {
        let browser = stranger(&world, number).await;
        let nonce = browser.nonce().await;
        browsers.push((browser, nonce));
    }
    let posts = browsers.iter().map(|(browser, nonce)| browser.form(nonce, SITE, "ada", "wrong"));
    let answers = join_all(posts).await;
    let wrong = answers.iter().filter(|(status, _)| *status == 422).count();
    assert!(wrong <= 2, "{answers:?}");
    assert!(answers.iter().all(|(status, _)| [422, 429, 503].contains(status)), "{answers:?}");
    assert!((1..=2).contains(&world.shop_hits()), "{answers:?} {:#?}", world.linker.logged());
}

#[tokio::test]
async fn a_right_credential_forgets_the_wrong_ones() {
    let world = World::start().await;
    for round in 0..3 {
        assert_eq!(attempt(&world, round, SITE, "ada", "wrong").await.0, 422);
        assert_eq!(attempt(&world, round, SITE, "ada", SECRET).await.0, 200, "round {round}");
    }
    // In a visit, too.
    for (secret, status) in [("wrong", 422), ("wrong", 422), (SECRET, 429)] {
        let browser = world.manage().await;
        assert_eq!(browser.form(&browser.nonce().await, SITE, "ada", secret).await.0, status);
    }
}

#[tokio::test]
async fn what_never_arrived_was_not_wrong() {
    let world = World::start().await;
    let sites = ["https://127.0.0.1", "me.cloud.example", GONE, GONE, GONE, "http://shop.corp.example"];
    for (number, site) in sites.into_iter().enumerate() {
        assert_eq!(attempt(&world, number, site, "ada", "wrong").await.0, 422, "{site}");
    }
    assert_eq!(world.shop_hits(), 0);
    assert_eq!(attempt(&world, 9, GONE, "ada", "wrong").await.0, 422, "still not too many");
    for row in world.cloud.items("limit#").await {
        let count: i64 = row["count"].as_n().unwrap().parse().unwrap();
        assert!((0..=20).contains(&count), "{count}");
    }
}

#[tokio::test]
async fn a_visit_has_room_for_ten_and_a_network_for_twenty() {
    let world = World::start().await;
    for _ in 0..2 {
        let browser = world.begin().await;
        let mut nonce = browser.nonce().await;
        for _ in 0..10 {
            let (status, answer) = browser.form(&nonce, "nowhere", "ada", "wrong").await;
            assert_eq!(status, 422, "{answer}");
            answer["nonce"].as_str().unwrap().clone_into(&mut nonce);
        }
        let answer = browser.form(&nonce, SITE, "ada", SECRET).await;
        assert_eq!(answer.0, 429, "{answer:?}");
        world.cloud.advance(1);
    }
    let here = world.begin().await;
    let answer = here.form(&here.nonce().await, SITE, "ada", SECRET).await;
    assert!(answer.1["retry_after"].as_i64().is_some_and(|seconds| seconds > 800), "{answer:?}");
    assert_eq!(attempt(&world, 1, SITE, "ada", SECRET).await.0, 200, "another network has room of its own");
    // A nonce that an answer carries is good for when there is room again.
    world.cloud.advance(15 * 60 - 1);
    assert_eq!(world.shop_hits(), 1);
    let browser = world.begin().await;
    assert_eq!(browser.form(&browser.nonce().await, SITE, "ada", SECRET).await.0, 200);
}

#[tokio::test]
async fn a_network_begins_a_hundred_visits() {
    let world = World::start().await;
    let begin = async |network: &str, path: &str| world.send(from(network, get(path, None))).await;
    for number in 0..100 {
        let path = if number % 2 == 0 { "/link/manage" } else { &authorize("s") };
        // Any address of a household's network.
        let answer = begin(&format!("2001:db8:1:2::{number:x}"), path).await;
        assert_eq!(answer.status(), 303);
    }
    world.cloud.advance(60);
    for path in ["/link/manage", &authorize("s")] {
        let answer = begin("2001:db8:1:2::ffff", path).await;
        assert_eq!((answer.status().as_u16(), retry_after(&answer)), (429, 240));
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(answer.headers().get("location").is_none() && answer.headers().get("set-cookie").is_none());
        assert_eq!(begin("2001:db8:1:3::1", path).await.status(), 303, "the neighbours");
    }
    // What a client writes before what the edge writes counts for nothing.
    let context = json!({"http": {"method": "GET", "sourceIp": "130.176.1.2"}});
    let mut request = from("203.0.113.9, 2001:db8:1:2::1, 130.176.1.2", get("/link/manage", None));
    let context = serde_json::from_value(context).unwrap();
    request.extensions_mut().insert(lambda_http::request::RequestContext::ApiGatewayV2(context));
    assert_eq!(world.send(request).await.status(), 429);
    world.cloud.advance(240);
    assert_eq!(begin("2001:db8:1:2::ffff", "/link/manage").await.status(), 303);
}

#[tokio::test]
async fn a_provider_is_asked_sixty_times_for_a_network() {
    let world = World::start().await;
    let browser = world.begin().await;
    for _ in 0..30 {
        let state = browser.depart("atlas").await;
        assert_eq!(browser.come_back(&state, "code=bad").await.status(), 303);
    }
    let nonce = browser.nonce().await;
    let (status, answer) = browser.post("/link/provider", json!({"nonce": nonce, "method": "atlas"})).await;
    assert_eq!((status, &answer["error"]), (429, &json!("too_many")));
    let answer = browser.come_back(&format!("{}.x", browser.tx), "code=bad").await;
    assert_eq!(answer.status(), 429);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{answer:?}");
    assert_eq!(world.provider.received().len(), 30);
}

#[tokio::test]
async fn nobody_comes_past_the_edge() {
    let world = World::start().await;
    let browser = world.begin().await;
    let before = world.cloud.items("").await.len();
    let fields = json!({"site": SITE, "user": "ada", "secret": SECRET});
    let body = json!({"tx": browser.tx, "nonce": browser.nonce().await, "method": "own", "fields": fields});
    let asked = authorize("s");
    let gets = ["/link/tx", "/link/manage", "/link/callback", "/nowhere", asked.as_str()];
    let posts = ["/link/form", "/link/provider", "/link/site", "/link/revoke", "/oauth/authorize"];
    let requests = gets.iter().map(|path| get(path, Some(&browser.cookie)));
    let requests = requests.chain(posts.iter().map(|path| post(path, &browser.cookie, &body)));
    let mut refused = 0;
    for mut request in requests {
        for shown in ["", "guess"] {
            let mut request = request.clone();
            request.headers_mut().insert("x-origin-verify", shown.parse().unwrap());
            assert_eq!(world.linker.handle(request).await.status(), 403, "{shown}");
        }
        request.headers_mut().remove("x-origin-verify");
        let path = request.uri().path().to_owned();
        let answer = world.linker.handle(request).await;
        assert_eq!(
            (answer.status().as_u16(), answer.body().as_str()),
            (403, r#"{"error":"forbidden"}"#),
            "{path}"
        );
        assert_eq!(answer.headers()["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
        refused += 3;
    }
    assert_eq!(world.cloud.items("").await.len(), before, "not even a limit is counted");
    assert_eq!(world.shop_hits(), 0);
    let alarms = world.linker.logged().into_iter().filter(|line| line.contains("past_the_edge")).count();
    assert_eq!(alarms, refused);
}

#[tokio::test]
async fn where_nothing_can_be_counted_nothing_is_tried() {
    let world = World::start().await;
    let browser = world.begin().await;
    let nonce = browser.nonce().await;
    world.cloud.inject(Service::DynamoDb, "UpdateItem", FaultKind::Internal, 99);
    let (status, answer) = browser.form(&nonce, SITE, "ada", SECRET).await;
    assert_eq!((status, &answer["error"]), (503, &json!("unavailable")));
    assert_eq!(world.shop_hits(), 0);
    world.cloud.heal();
    let nonce = answer["nonce"].as_str().unwrap();
    assert_eq!(browser.form(nonce, SITE, "ada", SECRET).await.0, 200, "the same linking goes on");
}
