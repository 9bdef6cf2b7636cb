//! What time does to codes and tokens. It passes by what an operator writes into the records.

use crate::{
    accounts,
    agent::{Tokens, ask_as_client, code_of, exchange, refresh, refusal, tokens},
    cloud::{Cloud, Folder},
    function::{invoke, with_token},
};
use serde_json::Value;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

async fn linked(cloud: &Cloud) -> Tokens {
    let (method, fields) = accounts::token();
    tokens(&exchange(cloud, "jira", &code_of(cloud, "jira", method, fields).await).await)
}

async fn refreshed(cloud: &Cloud, from: &Tokens) -> Tokens {
    tokens(&refresh(cloud, "jira", &from.refresh).await)
}

async fn is_active(cloud: &Cloud, token: &str) -> bool {
    let answer = ask_as_client(cloud, "jira", "/oauth/introspect", &[("token", token)]).await;
    answer.json()["active"].as_bool().unwrap()
}

fn refused() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn a_token_whose_successor_was_used_ends_the_family_after_the_window() {
    let cloud = Cloud::start(&["jira"]);
    let r1 = linked(&cloud).await;
    let r2 = refreshed(&cloud, &r1).await;
    let r3 = refreshed(&cloud, &r2).await;
    // Inside the window it may be a late copy on the network.
    cloud.aws().pass("jira", 50).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &r1.refresh).await), refused());
    assert!(is_active(&cloud, &r3.refresh).await, "nobody is unlinked for that");
    cloud.aws().pass("jira", 11).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &r1.refresh).await), refused());
    for token in [&r1, &r2, &r3] {
        assert_eq!(refusal(&refresh(&cloud, "jira", &token.refresh).await), refused());
        assert!(!is_active(&cloud, &token.access).await);
    }
    assert_eq!(cloud.aws().count("jira", "family").await, 0);
    let security = cloud.logged("security", 1);
    assert_eq!(security[0]["what"], "refresh_token_replayed");
    assert_eq!(security[0]["link"], cloud.logged("linked", 1)[0]["link"]);
}

#[tokio::test]
async fn a_token_whose_successor_the_skill_has_seen_ends_the_family_after_the_window() {
    let cloud = Cloud::start(&["jira"]);
    let link = accounts::link(&cloud, "jira", accounts::token()).await;
    let request = cloud.turn("jira", "turn", Some(&link), "what is blocked").await["request"].clone();
    let r1 = linked(&cloud).await;
    let r2 = refreshed(&cloud, &r1).await;
    let heard = invoke(&cloud, "jira", &with_token(&request, &r2.access)).await;
    assert_ne!(heard["response"]["card"]["type"], "LinkAccount", "{heard:#}");
    // Within the window a client that refreshed twice at once gets the same tokens.
    assert_eq!(refreshed(&cloud, &r1).await.refresh, r2.refresh);
    cloud.aws().pass("jira", MINUTE + 1).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &r1.refresh).await), refused());
    assert_eq!(refusal(&refresh(&cloud, "jira", &r2.refresh).await), refused(), "two hold it");
}

#[tokio::test]
async fn a_reply_that_was_lost_unlinks_nobody() {
    let folder = Folder::new(&["jira"]);
    let cloud = Cloud::on(&folder);
    let r1 = linked(&cloud).await;
    let lost = refreshed(&cloud, &r1).await;
    // Within the window: the same tokens.
    cloud.aws().pass("jira", 50).await;
    assert_eq!(refreshed(&cloud, &r1).await.refresh, lost.refresh);
    // An hour later: others, in place of those that nobody has.
    cloud.aws().pass("jira", HOUR).await;
    let r2 = refreshed(&cloud, &r1).await;
    assert_ne!(r2.refresh, lost.refresh);
    assert_eq!(
        refusal(&refresh(&cloud, "jira", &lost.refresh).await),
        refused(),
        "it is of no generation any more"
    );
    // The same with other processes, after the machine has died.
    cloud.kill();
    let cloud = Cloud::on(&folder);
    let again = refreshed(&cloud, &r1).await;
    assert_eq!(again.refresh, r2.refresh);
    cloud.aws().pass("jira", 2 * HOUR).await;
    cloud.kill();
    let cloud = Cloud::on(&folder);
    let r3 = refreshed(&cloud, &r1).await;
    assert_ne!(r3.refresh, r2.refresh);
    assert!(is_active(&cloud, &r3.access).await);
    // Now it has arrived: an older one never works again.
    let r4 = refreshed(&cloud, &r3).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &r1.refresh).await), refused());
    assert!(is_active(&cloud, &r4.refresh).await);
}

#[tokio::test]
async fn refresh_tokens_end_by_disuse_and_for_good() {
    let cloud = Cloud::start(&["jira"]);
    // The table's own expiry may be late by days: rows are left where they are.
    let used = linked(&cloud).await;
    cloud.aws().pass("jira", 89 * DAY).await;
    let used = refreshed(&cloud, &used).await;
    cloud.aws().pass("jira", 90 * DAY).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &used.refresh).await), refused(), "90 days without use");
    assert!(cloud.aws().count("jira", "family").await > 0, "the row is there");

    let mut current = linked(&cloud).await;
    for _ in 0..6 {
        cloud.aws().pass("jira", 60 * DAY).await;
        current = refreshed(&cloud, &current).await;
    }
    // Of the 365 days of a linking five are left, and less than an hour is given where less is left.
    cloud.aws().pass("jira", 5 * DAY - 30 * MINUTE).await;
    let last = refresh(&cloud, "jira", &current.refresh).await;
    let life = last.json()["expires_in"].as_i64().unwrap();
    assert!((1..=30 * MINUTE).contains(&life), "{life}");
    let last = tokens(&last);
    cloud.aws().pass("jira", 30 * MINUTE + 1).await;
    assert_eq!(refusal(&refresh(&cloud, "jira", &last.refresh).await), refused(), "365 days in all");
    assert!(!is_active(&cloud, &last.access).await);
}

#[tokio::test]
async fn what_has_expired_is_refused_though_its_row_is_there() {
    let cloud = Cloud::start(&["jira"]);
    let link = accounts::link(&cloud, "jira", accounts::token()).await;
    let turn = cloud.turn("jira", "turn", Some(&link), "what is blocked").await;
    let (method, fields) = accounts::token();
    let code = code_of(&cloud, "jira", method, fields).await;
    let agent = crate::agent::Agent::begin(&cloud, "jira").await;
    let given = linked(&cloud).await;
    let request = with_token(&turn["request"], &given.access);
    let has_card = async || {
        let heard = invoke(&cloud, "jira", &request).await;
        heard["response"]["card"]["type"] == "LinkAccount"
    };
    assert!(!has_card().await);
    for kind in ["access", "code", "tx", "refresh", "family", "link"] {
        let before = cloud.aws().records("jira").await;
        let of_kind: Vec<Value> = before
            .iter()
            .filter(|(key, _)| key.starts_with(&format!("{kind}#")))
            .map(|(_, row)| row.clone())
            .collect();
        assert!(!of_kind.is_empty(), "{kind}");
        for row in &of_kind {
            cloud.aws().expire("jira", row["pk"]["S"].as_str().unwrap()).await;
        }
        match kind {
            "code" => assert_eq!(refusal(&exchange(&cloud, "jira", &code).await), refused()),
            "tx" => assert_eq!(agent.get(&cloud, &format!("/link/tx?tx={}", agent.tx)).await.status, 403),
            "refresh" => assert_eq!(refusal(&refresh(&cloud, "jira", &given.refresh).await), refused()),
            _ => assert!(has_card().await, "{kind}"),
        }
        assert!(
            !is_active(&cloud, if kind == "refresh" { &given.refresh } else { &given.access }).await
                || ["code", "tx"].contains(&kind),
            "{kind}"
        );
        cloud.aws().put_all("jira", of_kind).await;
    }
}
