//! The token of a skill that gives tokens by itself, as the stand-in for Alexa has it: its client is registered, and its
//! redirect is the one that the skill's authorization server knows.

use super::Wanted;
use super::asking::{PATIENCE, invite, nobody};
use crate::cloud::Client;
use crate::linking;
use crate::oauth::{Failure, Loopback, Reply};
use anyhow::anyhow;
use std::time::Duration;

/// How often it is asked whether the user has linked an account.
const INTERVAL: Duration = Duration::from_millis(500);

/// Links an account, and tells its token.
pub(super) async fn token(wanted: &Wanted<'_>, client: &Client) -> anyhow::Result<Reply> {
    let link = match wanted.arguments.linked.as_deref() {
        Some(name) => {
            let accounts = linking::accounts_of(&wanted.compiled.plan);
            let name = Some(name).filter(|name| !name.is_empty());
            linking::link(client, wanted.skill, linking::choose(&accounts, wanted.skill, name)?).await?
        }
        None => by_user(wanted, client).await?,
    };
    let told = client.link_token(wanted.skill, &link).await?.map_err(|it| anyhow!(it.in_words()))?;
    Reply::of(told).map_err(|odd| anyhow!("what the embedded cloud answered is {odd}"))
}

/// Has a user link an account in the browser: the link.
async fn by_user(wanted: &Wanted<'_>, client: &Client) -> anyhow::Result<String> {
    let begun = client.begin_link(wanted.skill).await?.map_err(|it| anyhow!(it.in_words()))?;
    let loopback = Loopback::bind(wanted.arguments.port).await?;
    invite(&loopback.home(), wanted.arguments.open);
    tokio::select! {
        failure = loopback.lead(&begun.url) => Err(failure.into()),
        linked = linked(client, wanted.skill, &begun.link) => linked.map(|()| begun.link),
        () = tokio::time::sleep(PATIENCE) => Err(nobody().into()),
    }
}

/// Waits until the user has.
async fn linked(client: &Client, skill: &str, link: &str) -> anyhow::Result<()> {
    loop {
        let report = client.link(skill, link).await?.map_err(|it| anyhow!(it.in_words()))?;
        match report.state.as_str() {
            "linked" => return Ok(()),
            "open" => tokio::time::sleep(INTERVAL).await,
            _ => {
                let why = report.error.unwrap_or(report.state);
                return Err(Failure::Refused(format!("no account was linked: {why}")).into());
            }
        }
    }
}
