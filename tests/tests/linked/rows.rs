//! What is in the table, seen by who can read and write it, and by who has a function's rights and no more.

use crate::{
    accounts::{self, JIRA, link, link_at},
    agent::{code_of, exchange, tokens},
    aws::{Aws, table},
    cloud::{Cloud, Folder},
    outside::Outside,
    principals::{command_lines, function},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Part of the path at which the Cloud's issues are looked for.
const SEARCH: &str = "/search/jql";
const KEY: &str = "alias/jira-local-records";

/// The bytes of an attribute of a record's credential, in base64.
fn sealed<'a>(row: &'a Value, name: &str) -> &'a str {
    row["credential"]["M"][name]["B"].as_str().unwrap_or_else(|| panic!("no `{name}` in {row}"))
}

fn context(app: &str, table: &str, record: &str) -> Value {
    json!({"app": app, "table": table, "record": record})
}

async fn kms(aws: &Aws, action: &str, body: Value) -> (u16, String) {
    let (status, answer) = aws.try_ask(&format!("TrentService.{action}"), body).await;
    (status, answer["__type"].as_str().unwrap_or_default().to_owned())
}

fn denied((status, kind): &(u16, String)) -> bool {
    *status == 400 && kind.ends_with("AccessDeniedException")
}

#[tokio::test]
async fn a_credential_opens_in_its_own_context_only() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    cloud.say("jira", "turn", Some(&linked), "what is blocked").await;
    let (record, row) = cloud.aws().only("jira", "link").await;
    let body = |context: Value| json!({"KeyId": KEY, "CiphertextBlob": sealed(&row, "key"), "EncryptionContext": context});
    let skill = function(&cloud, "jira", "skill");
    let right = context("jira", "data", &record);
    assert_eq!(kms(&skill, "Decrypt", body(right.clone())).await.0, 200);
    let wrong = [
        context("workshop", "data", &record),
        context("jira", "other", &record),
        json!({"app": "jira", "table": "data"}),
        json!({"app": "jira", "record": record}),
        json!({"table": "data", "record": record}),
        json!({}),
    ];
    for wrong in wrong {
        let answer = kms(&skill, "Decrypt", body(wrong.clone())).await;
        assert!(denied(&answer), "{wrong}: {answer:?}");
    }
    // Of another record the policy knows nothing, but the key does.
    let other = kms(&skill, "Decrypt", body(context("jira", "data", "link#another"))).await;
    assert!(other.0 == 400 && other.1.ends_with("InvalidCiphertextException"), "{other:?}");
}

#[tokio::test]
async fn each_function_may_do_with_the_key_what_it_needs() {
    let cloud = Cloud::start(&["jira"]);
    let linked = link(&cloud, "jira", accounts::token()).await;
    cloud.say("jira", "turn", Some(&linked), "what is blocked").await;
    let (record, row) = cloud.aws().only("jira", "link").await;
    let right = context("jira", "data", &record);
    let decrypt = json!({"KeyId": KEY, "CiphertextBlob": sealed(&row, "key"), "EncryptionContext": right});
    let generate = json!({"KeyId": KEY, "KeySpec": "AES_256", "EncryptionContext": right});
    let encrypt = json!({"KeyId": KEY, "Plaintext": "c2VjcmV0", "EncryptionContext": right});
    let again = json!({
        "CiphertextBlob": sealed(&row, "key"), "DestinationKeyId": KEY,
        "SourceEncryptionContext": right, "DestinationEncryptionContext": right,
    });
    for (name, may) in [("link", "GenerateDataKey"), ("token", ""), ("skill", "Decrypt")] {
        let own = function(&cloud, "jira", name);
        for (action, body) in [
            ("Decrypt", &decrypt),
            ("GenerateDataKey", &generate),
            ("GenerateDataKeyWithoutPlaintext", &generate),
            ("Encrypt", &encrypt),
            ("ReEncrypt", &again),
            ("DescribeKey", &json!({"KeyId": KEY})),
            ("DisableKey", &json!({"KeyId": KEY})),
            ("ScheduleKeyDeletion", &json!({"KeyId": KEY})),
        ] {
            let answer = kms(&own, action, body.clone()).await;
            assert_eq!(answer.0 == 200, action == may, "{name} {action}: {answer:?}");
        }
        // Nobody reads the whole table, nor what is another function's.
        let (status, scanned) =
            own.try_ask("DynamoDB_20120810.Scan", json!({"TableName": table("jira")})).await;
        assert_eq!(status, 400, "{name} scans: {scanned}");
        let get = json!({"TableName": table("jira"), "Key": {"pk": {"S": record}}, "ConsistentRead": true});
        let (status, _) = own.try_ask("DynamoDB_20120810.GetItem", get).await;
        assert_eq!(status == 200, name != "token", "{name} reads a link");
        let secrets = [
            ("jira-local-alexa-client", false),
            ("jira-local-origin", name != "skill"),
            ("jira-local-atlassian", name != "token"),
        ];
        for (secret, may) in secrets {
            let (status, _) = own.try_ask("secretsmanager.GetSecretValue", json!({"SecretId": secret})).await;
            assert_eq!(status == 200, may, "{name} reads {secret}");
        }
    }
    assert!(
        command_lines(&cloud).iter().any(|line| line.contains("bootstrap")),
        "the functions were looked at"
    );
}

#[tokio::test]
async fn a_row_in_the_place_of_another_opens_nothing() {
    let cloud = Cloud::start(&["jira"]);
    let ada = link(&cloud, "jira", accounts::token()).await;
    let grace =
        link(&cloud, "jira", ("password", json!({"site": JIRA, "user": "grace", "secret": "hopper-1906"})))
            .await;
    let old = link_rows(&cloud).await;
    assert_eq!(old.len(), 2);
    // Ada links again: her credential has another version now.
    link(&cloud, "jira", accounts::token()).await;
    let rows = link_rows(&cloud).await;
    let of_ada = usize::from(rows[0]["version"] == old[0]["version"]);
    assert_ne!(rows[of_ada]["version"], old[of_ada]["version"]);
    let own = (&rows[of_ada], &rows[1 - of_ada]);
    let heard = async |link: &str, about: &str| {
        cloud.turn("jira", &format!("{about} {link}"), Some(link), "what is blocked").await
    };
    let asked = cloud.asked_of_jira().await.len();
    let cases: [(&str, Value, Value); 4] = [
        ("another's credential", own.0.clone(), own.1["credential"].clone()),
        ("an older version of it", own.0.clone(), old[of_ada]["credential"].clone()),
        ("another version said within", own.0.clone(), with_version(&own.0["credential"], "7")),
        ("another format", own.0.clone(), with_format(&own.0["credential"], "9")),
    ];
    for (about, mut row, credential) in cases {
        row["credential"] = credential;
        cloud.aws().put("jira", row).await;
        let turn = heard(&ada, about).await;
        assert_ne!(turn["card"], "LinkAccount", "{about}: who tampered is not to unlink anybody");
        assert!(!turn["speech"].as_str().unwrap().contains("O P S"), "{about}: {turn:#}");
    }
    // Another version, said by the row as well.
    let mut row = own.0.clone();
    row["version"] = json!({"N": "7"});
    row["credential"] = with_version(&own.0["credential"], "7");
    cloud.aws().put("jira", row).await;
    let turn = heard(&ada, "another version throughout").await;
    assert!(!turn["speech"].as_str().unwrap().contains("O P S"), "{turn:#}");
    // The whole row, under another key.
    let mut whole = own.1.clone();
    whole["pk"] = own.0["pk"].clone();
    cloud.aws().put("jira", whole).await;
    assert!(!heard(&ada, "a whole row").await["speech"].as_str().unwrap().contains("O P S"));
    assert_eq!(cloud.asked_of_jira().await.len(), asked, "nothing was asked with what does not open");
    cloud.aws().put("jira", own.0.clone()).await;
    assert!(heard(&ada, "as it was").await["speech"].as_str().unwrap().contains("O P S"));
    assert!(heard(&grace, "as it was").await["speech"].as_str().unwrap().contains("O P S"));
}

async fn link_rows(cloud: &Cloud) -> Vec<Value> {
    let records = cloud.aws().records("jira").await;
    records.into_iter().filter(|(key, _)| key.starts_with("link#")).map(|(_, row)| row).collect()
}

fn with_version(credential: &Value, version: &str) -> Value {
    let mut credential = credential.clone();
    credential["M"]["version"] = json!({"N": version});
    credential
}

fn with_format(credential: &Value, format: &str) -> Value {
    let mut credential = credential.clone();
    credential["M"]["format"] = json!({"N": format});
    credential
}

/// A cloud whose provider gives tokens that are soon to be renewed: by every request.
async fn short_lived() -> (Cloud, Outside) {
    let folder = Folder::new(&["jira"]);
    let outside = Outside::start(&folder);
    outside.idp.say_instead("\"expires_in\":3600", "\"expires_in\": 100");
    let cloud = Cloud::on(&folder);
    Outside::introduce(&cloud).await;
    (cloud, outside)
}

#[tokio::test]
async fn every_seal_has_a_nonce_of_its_own() {
    let (cloud, _outside) = short_lived().await;
    let linked = link_at(&cloud, "Northwind").await;
    let (mut nonces, mut keys, mut versions) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for turn in 0..8 {
        let (_, row) = cloud.aws().only("jira", "link").await;
        nonces.insert(sealed(&row, "nonce").to_owned());
        keys.insert(sealed(&row, "key").to_owned());
        versions.insert(row["version"]["N"].as_str().unwrap().to_owned());
        let heard = cloud.say("jira", &format!("turn {turn}"), Some(&linked), "what is blocked").await;
        assert!(heard.contains("O P S"), "{heard}");
    }
    assert_eq!((versions.len(), nonces.len()), (8, 8), "sealed anew each time");
    assert_eq!(keys.len(), 1, "under the same data key: the function cannot make one");
    // Linked anew, another one.
    link_at(&cloud, "Northwind").await;
    let (_, row) = cloud.aws().only("jira", "link").await;
    assert!(nonces.insert(sealed(&row, "nonce").to_owned()) && keys.insert(sealed(&row, "key").to_owned()));
}

#[tokio::test]
async fn of_many_that_renew_at_once_nobody_sees_a_card() {
    let (cloud, outside) = short_lived().await;
    let linked = link_at(&cloud, "Northwind").await;
    let before = token_requests(&outside);
    for round in 0..3 {
        let turns = (0..4).map(async |at| {
            cloud.turn("jira", &format!("{round} {at}"), Some(&linked), "what is blocked").await
        });
        for turn in join_all(turns).await {
            assert_ne!(turn["card"], "LinkAccount", "{turn:#}");
        }
    }
    assert!(token_requests(&outside) > before, "tokens were renewed");
    let heard = cloud.say("jira", "after", Some(&linked), "what is blocked").await;
    assert!(heard.contains("O P S"), "{heard}");
}

fn token_requests(outside: &Outside) -> usize {
    String::from_utf8_lossy(&outside.idp.passed()).matches("POST /oauth/token").count()
}

/// How often Jira was asked for issues.
async fn searches(cloud: &Cloud, outside: Option<&Outside>) -> usize {
    if let Some(outside) = outside {
        let passed = outside.jira.passed();
        let passed = String::from_utf8_lossy(&passed);
        return passed.lines().filter(|line| line.contains("GET /ex/jira/") && line.contains(SEARCH)).count();
    }
    let asked = cloud.asked_of_jira().await;
    asked.iter().filter(|it| it["path"].as_str().is_some_and(|path| path.contains("/search"))).count()
}

#[tokio::test]
async fn a_credential_that_is_refused_is_tried_once() {
    let cloud = Cloud::start(&["jira"]);
    for (name, linked) in [
        ("a token", link(&cloud, "jira", accounts::token()).await),
        ("a password", link(&cloud, "jira", accounts::password()).await),
        ("a provider's", link_at(&cloud, "Northwind").await),
    ] {
        let demo = cloud.demo("jira").await;
        let faults = json!([{"kind": "status", "status": 401, "path_prefix": "/", "times": 9}]);
        let headers = [("content-type", "application/json")];
        let set =
            cloud.send(reqwest::Method::POST, &format!("{demo}/faults"), &headers, &faults.to_string()).await;
        assert_eq!(set.status, 204);
        let before = searches(&cloud, None).await;
        let turn = cloud.turn("jira", name, Some(&linked), "what is blocked").await;
        assert_eq!(turn["card"], "LinkAccount", "{name}: {turn:#}");
        assert_eq!(searches(&cloud, None).await - before, 1, "{name}: wrong passwords are not repeated");
        cloud.send(reqwest::Method::POST, &format!("{demo}/faults"), &headers, "[]").await;
        // The refusal may have been a mistake: nobody was unlinked for it.
        let turn = cloud.turn("jira", &format!("{name} again"), Some(&linked), "what is blocked").await;
        assert_ne!(turn["card"], "LinkAccount", "{name}: {turn:#}");
    }
}

#[tokio::test]
async fn a_token_that_was_renewed_elsewhere_meanwhile_is_no_reason_for_a_card() {
    let (cloud, outside) = short_lived().await;
    let linked = link_at(&cloud, "Northwind").await;
    cloud.say("jira", "before", Some(&linked), "what is blocked").await;
    // One process is about to ask when another one renews the token, which ends the first one's. That must be done before
    // the first one gives up; where the machine is too busy for that, it is tried again.
    for attempt in 0..5 {
        let asked = searches(&cloud, Some(&outside)).await;
        let (reached, go_on) = outside.jira.hold("GET /ex/jira/", SEARCH);
        let slow = format!("slow {attempt}");
        let slow = cloud.turn("jira", &slow, Some(&linked), "what is blocked");
        let quick = async {
            tokio::task::spawn_blocking(move || reached.recv().unwrap()).await.unwrap();
            let heard =
                cloud.say("jira", &format!("quick {attempt}"), Some(&linked), "what is blocked").await;
            go_on.send(()).unwrap();
            heard
        };
        let (slow, quick) = futures_util::future::join(slow, quick).await;
        assert!(quick.contains("O P S"), "{quick}");
        assert_ne!(slow["card"], "LinkAccount", "{slow:#}");
        if slow["speech"].as_str() == Some(quick.as_str()) {
            // One search of the quick one, two of the slow one: with the old token and the new. Who gave up may come late.
            let asked = searches(&cloud, Some(&outside)).await - asked;
            assert!(asked == 3 || (attempt > 0 && asked > 3), "{asked} in attempt {attempt}");
            return;
        }
    }
    panic!("the machine is too busy");
}

#[tokio::test]
async fn nothing_that_is_given_out_is_kept_as_it_is() {
    let cloud = Cloud::start(&["jira"]);
    let (method, fields) = accounts::password();
    let code = code_of(&cloud, "jira", method, fields).await;
    let given = tokens(&exchange(&cloud, "jira", &code).await);
    let records = format!("{:?}", cloud.aws().records("jira").await);
    for secret in [&code, &given.access, &given.refresh, accounts::ADA.1, crate::agent::VERIFIER] {
        assert!(!records.contains(secret));
    }
    for (kind, token) in [("code", &code), ("access", &given.access), ("refresh", &given.refresh)] {
        cloud.aws().record_of("jira", kind, token).await;
    }
    let lines = command_lines(&cloud).join("\n");
    let secret = cloud.aws().secret("jira-local-alexa-client").await;
    assert!(!lines.contains(&secret) && !lines.contains(accounts::ADA.1), "{lines}");
}
