//! Whatever fails, whoever comes twice, and however often everything is started anew: the account stays linked.

use crate::{
    cloud::{Cloud, Folder},
    gate::{Gate, Side},
    proxy::{Alexa, Outside, SECRET, SKILL, TOKEN, befall, environments, get, reach},
    scan::{Canary, in_files, in_lines},
};
use serde_json::{Value, json};
use std::fs;

/// What befalls what the function asks of AWS: each once, where nothing else is said.
fn of_aws() -> Vec<Value> {
    let dynamodb = |action: &str, after: u32, kind: &str| json!({"service": "dynamodb", "action": action, "after": after, "kind": kind, "times": 1});
    let mut faults = Vec::new();
    for kind in ["throttle", "internal", "reset", "lost_reply", "torn_reply", "wrong_checksum"] {
        // The look for an answer, the lease, and what is kept.
        faults.extend([
            dynamodb("GetItem", 0, kind),
            dynamodb("PutItem", 0, kind),
            dynamodb("PutItem", 1, kind),
        ]);
    }
    for kind in ["crash_before", "crash_after"] {
        faults.extend([dynamodb("PutItem", 0, kind), dynamodb("PutItem", 1, kind)]);
    }
    faults.push(json!({"service": "dynamodb", "kind": "hang", "times": 1}));
    // A secret is asked for by processes that are new.
    faults.push(json!({"service": "secretsmanager", "kind": "throttle", "times": 2}));
    faults
}

/// What befalls what it asks of the provider.
fn of_provider() -> Vec<Value> {
    let status = |status: u16, body: Value| json!({"path_prefix": TOKEN, "kind": "status", "status": status, "body": body});
    vec![
        status(200, json!("<!doctype html><title>Maintenance</title>")),
        status(500, json!("<h1>Oops</h1>")),
        status(502, json!("")),
        json!({"path_prefix": TOKEN, "kind": "status", "status": 429, "headers": {"retry-after": "1"}}),
        json!({"path_prefix": TOKEN, "kind": "slow", "milliseconds": 5000}),
        json!({"path_prefix": TOKEN, "kind": "lost_reply"}),
    ]
}

#[tokio::test]
async fn an_account_stays_linked_for_generations_through_faults_and_restarts() {
    let folder = Folder::new(&[SKILL]);
    let outside = Outside::start(&folder);
    let mut cloud = outside.cloud(&folder).await;
    let mut alexa = Alexa::link(&cloud, &outside).await;
    let (mut generations, mut restarts) = (0, 0);
    let troubles = of_aws().into_iter().map(|it| (it, Value::Null));
    let troubles = troubles.chain(of_provider().into_iter().map(|it| (Value::Null, it)));
    for (number, (aws, provider)) in troubles.enumerate() {
        let before = alexa.refresh.clone();
        befall(&cloud, aws.clone()).await;
        outside.tell("/faults", if provider.is_null() { json!([]) } else { json!([provider]) }).await;
        alexa.refresh(&cloud).await;
        assert!(outside.takes(&alexa.access).await, "{aws} {provider}");
        assert_ne!(alexa.refresh, before, "{aws} {provider}");
        befall(&cloud, Value::Null).await;
        generations += 1;
        // In the middle of nothing, and in the middle of a refresh.
        if number % 6 == 0 {
            if number % 12 == 0 {
                let reached = outside.gate.shut(&format!("POST {TOKEN}"), "", Side::After);
                alexa.begin(&cloud);
                reach(reached).await;
            }
            cloud.kill();
            cloud = Cloud::on(&folder);
            restarts += 1;
        }
    }
    println!("{generations} generations, {restarts} restarts");
    assert!(generations >= 25 && restarts >= 4);
}

#[tokio::test]
async fn two_processes_at_once_ask_the_provider_once() {
    let folder = Folder::new(&[SKILL]);
    let outside = Outside::start(&folder);
    // It forgives nothing: a refresh token that comes twice ends the account's tokens.
    outside.tell("/habits", json!({"leeway": 0})).await;
    let cloud = outside.cloud(&folder).await;
    let mut alexa = Alexa::link(&cloud, &outside).await;
    for generation in 1..=5 {
        let (reached, go_on) = outside.gate.hold(&format!("POST {TOKEN}"), "");
        let (answers, ()) = tokio::join!(alexa.at_once(&cloud, 4), async {
            reach(reached).await;
            go_on.send(()).unwrap();
        });
        let first = answers[0].json();
        for answer in &answers {
            let told = answer.json();
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(
                (&told["access_token"], &told["refresh_token"]),
                (&first["access_token"], &first["refresh_token"])
            );
        }
        alexa.take(&answers[0]);
        assert!(outside.takes(&alexa.access).await);
        assert_eq!(outside.refreshed().await, generation, "of four requests one goes out");
    }
    assert!(environments(&cloud) >= 2, "they were in processes of their own");
    assert_eq!(cloud.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn a_provider_that_sends_us_elsewhere_is_not_followed() {
    let folder = Folder::new(&[SKILL]);
    let outside = Outside::start(&folder);
    let cloud = outside.cloud(&folder).await;
    let mut alexa = Alexa::link(&cloud, &outside).await;
    let (elsewhere, asked) = Gate::nowhere();
    for status in [301, 302, 303, 307, 308] {
        let headers = json!({"location": format!("http://{elsewhere}/latest/meta-data")});
        let fault = json!({"path_prefix": TOKEN, "kind": "status", "status": status, "headers": headers});
        outside.tell("/faults", json!([fault])).await;
        assert_eq!(alexa.ask(&cloud).await.status, 503, "{status}");
    }
    assert!(asked.try_recv().is_err(), "nobody came there");
    alexa.refresh(&cloud).await;
    assert!(outside.takes(&alexa.access).await);
}

/// The command lines of everything that runs.
pub fn command_lines() -> Vec<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|it| fs::read(it.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).into_owned()).collect()
}

#[tokio::test]
async fn no_secret_of_the_proxy_is_in_a_file_a_log_or_a_command_line() {
    let folder = Folder::new(&[SKILL]);
    let outside = Outside::start(&folder);
    let cloud = outside.cloud(&folder).await;
    let mut alexa = Alexa::link(&cloud, &outside).await;
    let mut canaries = vec![
        Canary::new("the client's secret at the provider", SECRET),
        Canary::new("the secret of Alexa", &alexa.secret),
        Canary::new("a code", &alexa.code),
    ];
    for fault in of_provider().into_iter().chain([Value::Null]) {
        canaries.push(Canary::new("an access token", &alexa.access));
        canaries.push(Canary::new("a refresh token", &alexa.refresh));
        outside.tell("/faults", if fault.is_null() { json!([]) } else { json!([fault]) }).await;
        alexa.refresh(&cloud).await;
    }
    // Refused by us, and by the provider.
    let stranger = "a-refresh-token-of-nobody-0123456789";
    let nobody =
        Alexa { refresh: stranger.to_owned(), secret: "a-wrong-secret-0123456789".to_owned(), ..alexa };
    assert_eq!(nobody.ask(&cloud).await.status, 401);
    let nobody = Alexa { secret: cloud.aws().secret("wear-local-alexa-client").await, ..nobody };
    assert_eq!(nobody.ask(&cloud).await.status, 400);
    for secret in [stranger, "a-wrong-secret-0123456789", &nobody.access] {
        canaries.push(Canary::new("what somebody showed", secret));
    }
    for path in ["/oauth/token?code=x", "/oauth/authorize", "/.well-known/oauth-authorization-server", "/"] {
        assert!([404, 405].contains(&get(&cloud, path).await), "{path}");
    }

    assert!(cloud.aws().count(SKILL, "flight").await > 0);
    // The cloud's own store of secrets, as AWS has it, is the one place for these two.
    let allowed = [
        "secrets.json: the client's secret at the provider plain",
        "secrets.json: the secret of Alexa plain",
    ];
    assert_eq!(in_files(&folder.state(), &canaries), allowed, "while it runs");
    let lines = command_lines();
    assert!(lines.iter().any(|line| line.contains("wear-skill") || line.contains("bootstrap")), "{lines:?}");
    assert_eq!(in_lines(&lines, &canaries), Vec::<String>::new(), "command lines");
    let said = [cloud.end(), outside.end()].concat();
    for event in ["token_answered", "provider_failed"] {
        assert!(said.iter().any(|line| line.contains(&format!("\\\"event\\\":\\\"{event}\\\""))), "{event}");
    }
    assert_eq!(in_lines(&said, &canaries), Vec::<String>::new(), "logs");
    assert_eq!(in_files(&folder.state(), &canaries), allowed, "after its end");
}
