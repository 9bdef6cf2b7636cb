//! What must be true of the records after all faults, and after the cloud was killed.

use crate::{
    peer::Peer,
    world::{World, owner},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{SystemTime, UNIX_EPOCH},
};

/// An authorization code may be redeemed for so many seconds.
const CODE: i64 = 60;

/// How many accounts were looked at, and what is odd.
pub async fn accounts(world: &World, alive: Vec<Peer>) -> (usize, Vec<String>) {
    let records = world.cloud.aws().records("jira").await;
    let mut odd = whole(&records);
    let looked = alive.len();
    let owners = owners(&records);
    for mut peer in alive.into_iter().filter(|peer| peer.lives) {
        if !owners.contains_key(&owner(peer.number)) {
            odd.push(format!("user {}: the account is not linked any more", peer.number));
        }
        odd.extend(alive_still(world, &mut peer).await.map(|why| format!("user {}: {why}", peer.number)));
    }
    (looked, odd)
}

/// Whether the tokens that Alexa holds for a user work, where they worked before.
async fn alive_still(world: &World, peer: &mut Peer) -> Option<String> {
    peer.tokens.as_ref()?;
    if peer.introspect(world).await.as_ref() != Some(&peer.id) {
        return Some("the access token is inactive".to_owned());
    }
    let answer = peer.refresh(world).await;
    if answer.status != 200 {
        return Some(format!("a refresh must link again: {} {}", answer.status, answer.text));
    }
    peer.hold(world, &answer);
    None
}

/// How many links the accounts have, by what their owners are called.
fn owners(records: &BTreeMap<String, Value>) -> BTreeMap<String, usize> {
    let mut owners = BTreeMap::new();
    for (_, row) in records.iter().filter(|(key, _)| key.starts_with("link#")) {
        *owners.entry(row["owner"]["S"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    owners
}

/// One link for an account, one account for a link, and nothing that gives leave to anything without a link.
fn whole(records: &BTreeMap<String, Value>) -> Vec<String> {
    let mut odd = Vec::new();
    let kind = |kind: &'static str| {
        records.iter().filter_map(move |(key, row)| Some((key.strip_prefix(kind)?.strip_prefix('#')?, row)))
    };
    let text = |row: &Value, name: &str| row[name]["S"].as_str().unwrap_or_default().to_owned();
    let links: BTreeSet<&str> = kind("link").map(|(id, _)| id).collect();
    odd.extend(
        owners(records)
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(owner, count)| format!("{count} links of one account: {owner}")),
    );
    let mut accounts: Vec<String> = kind("account").map(|(_, row)| text(row, "link")).collect();
    accounts.sort();
    let linked: Vec<String> = links.iter().map(|id| (*id).to_owned()).collect();
    if accounts != linked {
        odd.push(format!("links {linked:?}, and accounts with the links {accounts:?}"));
    }
    for (id, row) in kind("family") {
        if !links.contains(text(row, "link").as_str()) {
            odd.push(format!("family {id} has no link"));
        }
    }
    for (id, _) in kind("families").chain(kind("profile")).filter(|(id, _)| !links.contains(id)) {
        odd.push(format!("something is left of link {id}"));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let until = i64::try_from(now).unwrap() + CODE;
    for (_, row) in kind("code").filter(|(_, row)| row["used_by"].is_null()) {
        let expires: i64 = row["expires"]["N"].as_str().unwrap().parse().unwrap();
        if expires > until {
            odd.push(format!("a code that nobody has may be redeemed for {} s", expires - until + CODE));
        }
    }
    odd
}
