//! Limits, and the way past them that is none.

use crate::{
    accounts::{self, ADA, JIRA},
    agent::{
        Agent, FORM, VERIFIER, authorize, code_of, exchange, form, redirect, refresh, refusal, request,
        tokens,
    },
    cloud::{Answer, Cloud, Folder, client_at, household, send},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

const TOO_MANY: u16 = 429;

/// The seconds after which to come again, which an answer must say.
#[track_caller]
fn retry_after(answer: &Answer) -> u64 {
    assert_eq!(answer.status, TOO_MANY, "{}", answer.text);
    let seconds = answer.header("retry-after").parse().unwrap();
    assert!(seconds > 0);
    seconds
}

fn wrong(user: &str) -> Value {
    json!({"site": JIRA, "user": user, "secret": "babbage"})
}

async fn begin_by(cloud: &Cloud, from: &Client) -> Answer {
    send(from, Method::GET, &authorize(cloud, "jira", &request(cloud, "jira")), &[], "").await
}

/// How often Jira was asked who somebody is.
async fn tries(cloud: &Cloud) -> usize {
    cloud.asked_of_jira().await.iter().filter(|asked| asked["path"] == "/rest/api/2/myself").count()
}

#[tokio::test]
async fn who_begins_too_often_waits_and_nobody_else_does() {
    let folder = Folder::new(&["jira"]);
    let cloud = Cloud::on(&folder);
    let from = household();
    let mut begun = 0;
    let full = loop {
        let answer = begin_by(&cloud, &from).await;
        if answer.status != 303 {
            break answer;
        }
        begun += 1;
        assert!(begun <= 100, "a hundred in five minutes");
    };
    assert_eq!(begun, 100);
    assert!(retry_after(&full) <= 300);
    assert_eq!((full.header("location"), full.header("set-cookie")), ("", ""));
    assert!(full.header("content-type").starts_with("text/html"));
    let manage = format!("{}/link/manage", cloud.origin("jira"));
    retry_after(&send(&from, Method::GET, &manage, &[], "").await);
    assert_eq!(begin_by(&cloud, &household()).await.status, 303, "somebody else");
    // What the viewer says about itself does not count: CloudFront says who it is.
    for claim in [
        ("x-forwarded-for", "198.51.100.9"),
        ("x-forwarded-for", "1.1.1.1, 2.2.2.2"),
        ("forwarded", "for=1.1.1.1"),
    ] {
        let url = authorize(&cloud, "jira", &request(&cloud, "jira"));
        retry_after(&send(&from, Method::GET, &url, &[claim], "").await);
    }
    // It is written down: another process, after a crash, knows it too.
    cloud.kill();
    let cloud = Cloud::on(&folder);
    retry_after(&begin_by(&cloud, &from).await);
    cloud.aws().pass("jira", 301).await;
    assert_eq!(begin_by(&cloud, &from).await.status, 303, "five minutes later");
    let limits = cloud.aws().records("jira").await.into_iter().filter(|(key, _)| key.starts_with("limit#"));
    let text = format!("{:?}", limits.collect::<Vec<_>>());
    assert!(!text.contains("127.") && text.contains("limit#"), "{text}");
}

#[tokio::test]
async fn a_victims_account_cannot_be_locked_through_us() {
    let folder = Folder::new(&["jira"]);
    let cloud = Cloud::on(&folder);
    // Fifty at once, each from somewhere else: no more get through than are allowed.
    let agents: Vec<Agent> = join_all((0..50).map(|_| Agent::begin(&cloud, "jira"))).await;
    let spellings = ["ada", "Ada", "ADA", " ada", "ada "];
    let typed = agents.iter().enumerate().map(|(at, agent)| {
        let fields = wrong(spellings[at % spellings.len()]);
        agent.type_in(&cloud, "password", fields)
    });
    let answers = join_all(typed).await;
    let tried = answers.iter().filter(|answer| answer.status == 422).count();
    assert_eq!(tried, 2, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert_eq!(tries(&cloud).await, 2, "of the three that Jira allows");
    let full = answers.iter().find(|answer| answer.status == TOO_MANY).unwrap();
    assert_eq!(full.json()["error"], "too_many");
    assert_eq!(full.json()["retry_after"], retry_after(full));
    // Ada herself is let in by Jira as before.
    let own = format!("Basic {}", STANDARD.encode(format!("{}:{}", ADA.0, ADA.1)));
    let me = format!("{}/rest/api/2/myself", cloud.demo("jira").await);
    assert_eq!(send(&household(), Method::GET, &me, &[("authorization", &own)], "").await.status, 200);
    // For a day, also with other processes.
    cloud.kill();
    let cloud = Cloud::on(&folder);
    let agent = Agent::begin(&cloud, "jira").await;
    retry_after(&agent.type_in(&cloud, "password", wrong(ADA.0)).await);
    // Nor does the answer tell whether there is such a user.
    let (mut nobody, mut somebody) = (Vec::new(), Vec::new());
    for (user, statuses) in [("nobody-1815", &mut nobody), ("grace", &mut somebody)] {
        for _ in 0..3 {
            let agent = Agent::begin(&cloud, "jira").await;
            statuses.push(agent.type_in(&cloud, "password", wrong(user)).await.status);
        }
    }
    assert_eq!(nobody, [422, 422, TOO_MANY]);
    assert_eq!(nobody, somebody);
    // And by us the next day.
    cloud.aws().pass("jira", 24 * 3600 + 1).await;
    let agent = Agent::begin(&cloud, "jira").await;
    agent.typed(&cloud, "password", accounts::password().1).await;
}

#[tokio::test]
async fn a_right_credential_makes_the_wrong_ones_forgotten() {
    let cloud = Cloud::start(&["jira"]);
    for _ in 0..3 {
        let agent = Agent::begin(&cloud, "jira").await;
        assert_eq!(agent.type_in(&cloud, "password", wrong(ADA.0)).await.status, 422);
        agent.typed(&cloud, "password", accounts::password().1).await;
    }
    // What never got as far as Jira is no attempt.
    let agent = Agent::begin(&cloud, "jira").await;
    for site in
        ["http://x", "https://127.0.0.1", "https://acme.atlassian.net", "https://jira.northwind.test:1"]
    {
        let fields = json!({"site": site, "user": ADA.0, "secret": "babbage"});
        assert_eq!(agent.type_in(&cloud, "password", fields).await.status, 422, "{site}");
    }
    agent.typed(&cloud, "password", accounts::password().1).await;
}

#[tokio::test]
async fn who_guesses_from_one_place_is_stopped_there() {
    let cloud = Cloud::start(&["jira"]);
    let from = client_at(Ipv4Addr::new(127, 9, 9, 9));
    let mut statuses = Vec::new();
    // Each time another user in another linking, all from one address; what is typed is not even asked about.
    for at in 0..21 {
        let url = authorize(&cloud, "jira", &request(&cloud, "jira"));
        let agent = Agent::open_by(&cloud, "jira", &url, from.clone()).await;
        let fields =
            json!({"site": format!("https://127.0.0.{at}"), "user": format!("user{at}"), "secret": "guess"});
        let nonce = agent.show(&cloud).await["nonce"].clone();
        statuses.push((agent, json!({"nonce": nonce, "method": "password", "fields": fields})));
    }
    let answers =
        join_all(statuses.iter().map(|(agent, body)| agent.post_with(&cloud, "/link/form", body.clone())))
            .await;
    let full: Vec<&Answer> = answers.iter().filter(|answer| answer.status == TOO_MANY).collect();
    assert_eq!(full.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert!(retry_after(full[0]) <= 900);
    assert!(full[0].json()["nonce"].is_string(), "the page may go on later");
    // In one linking there are ten.
    let agent = Agent::begin(&cloud, "jira").await;
    let mut nonce = agent.show(&cloud).await["nonce"].clone();
    for at in 0..=10 {
        let fields = json!({"site": "https://127.0.0.1", "user": format!("user{at}"), "secret": "guess"});
        let body = json!({"nonce": nonce, "method": "password", "fields": fields});
        let answer = agent.post_with(&cloud, "/link/form", body).await;
        assert_eq!(answer.status, if at < 10 { 422 } else { TOO_MANY }, "{at}");
        nonce = answer.json()["nonce"].clone();
    }
    assert_eq!(tries(&cloud).await, 0);
    let reached = cloud.logged("security", 2);
    assert!(reached.iter().all(|event| event["what"] == "limit_reached"), "{reached:?}");
}

#[tokio::test]
async fn who_fails_as_the_client_is_stopped_and_alexa_is_not() {
    let cloud = Cloud::start(&["jira"]);
    let (method, fields) = accounts::token();
    let first = tokens(&exchange(&cloud, "jira", &code_of(&cloud, "jira", method, fields).await).await);
    let guess = async || {
        let body =
            form(&[("client_id", "alexa-jira"), ("client_secret", "guess"), ("grant_type", "refresh_token")]);
        let url = format!("{}/oauth/token", cloud.origin("jira"));
        cloud.send(Method::POST, &url, &[("content-type", FORM)], &body).await
    };
    let answers = join_all((0..40).map(|_| guess())).await;
    let (refused, stopped): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 401);
    assert_eq!((refused.len(), stopped.len()), (20, 20));
    for answer in stopped {
        assert!(retry_after(answer) <= 60);
    }
    let second = tokens(&refresh(&cloud, "jira", &first.refresh).await);
    tokens(&refresh(&cloud, "jira", &second.refresh).await);
    cloud.aws().pass("jira", 61).await;
    assert!([401, TOO_MANY].contains(&guess().await.status));
}

#[tokio::test]
async fn who_comes_past_the_edge_is_refused_whatever_is_asked() {
    let cloud = Cloud::start(&["jira"]);
    let (method, fields) = accounts::token();
    let code = code_of(&cloud, "jira", method, fields).await;
    let agent = Agent::begin(&cloud, "jira").await;
    let direct = cloud.direct("jira");
    let (id, secret) = crate::agent::alexa(&cloud, "jira").await;
    let grant = form(&[
        ("client_id", &id),
        ("client_secret", &secret),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &redirect(&cloud)),
        ("code_verifier", VERIFIER),
    ]);
    let authorize =
        authorize(&cloud, "jira", &request(&cloud, "jira")).replace(&cloud.origin("jira"), &direct);
    let before = cloud.aws().kept("jira").await;
    let mut asked = 0;
    for claim in [
        None,
        Some(("x-origin-verify", "guess")),
        Some(("x-origin-verify", "")),
        Some(("x-forwarded-for", "127.1.2.3")),
    ] {
        for (method, url, body) in [
            (Method::GET, authorize.clone(), ""),
            (Method::GET, format!("{direct}/link/manage"), ""),
            (Method::GET, format!("{direct}/link/tx?tx={}", agent.tx), ""),
            (Method::GET, format!("{direct}/link/callback?state=x.y&code=c"), ""),
            (Method::POST, format!("{direct}/link/form"), "{}"),
            (Method::POST, format!("{direct}/link/provider"), "{}"),
            (Method::POST, format!("{direct}/link/site"), "{}"),
            (Method::POST, format!("{direct}/link/revoke"), "{}"),
            (Method::POST, format!("{direct}/oauth/token"), grant.as_str()),
            (Method::POST, format!("{direct}/oauth/revoke"), grant.as_str()),
            (Method::POST, format!("{direct}/oauth/introspect"), grant.as_str()),
            (Method::GET, format!("{direct}/.well-known/oauth-authorization-server"), ""),
        ] {
            let origin = cloud.origin("jira");
            let kind = if body == "{}" { "application/json" } else { FORM };
            let mut headers =
                vec![("cookie", agent.cookie.as_str()), ("origin", &origin), ("content-type", kind)];
            headers.extend(claim);
            let answer = send(&household(), method.clone(), &url, &headers, body).await;
            assert_eq!(
                refusal(&answer),
                (403, "forbidden".to_owned()),
                "{method} {url} {claim:?}: {}",
                answer.text
            );
            asked += 1;
        }
    }
    assert_eq!(cloud.aws().kept("jira").await, before, "nothing is stored");
    let security = cloud.logged("security", asked);
    assert!(security.iter().all(|event| event["what"] == "past_the_edge"));
    // The code is still good, for those who come through the edge.
    tokens(&exchange(&cloud, "jira", &code).await);
    // Nor does a viewer of CloudFront get its own claim through.
    let url = crate::agent::authorize(&cloud, "jira", &request(&cloud, "jira"));
    let answer = send(&household(), Method::GET, &url, &[("x-origin-verify", "guess")], "").await;
    assert_eq!(answer.status, 303);
}
