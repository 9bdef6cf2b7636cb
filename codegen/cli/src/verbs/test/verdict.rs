//! Playing one dialog.

use super::files::DialogFile;
use crate::cloud::{Own, SkillStatus};
use crate::dialog::{Dialog, NOW, Player};
use crate::linking;
use crate::selection::listed;
use anyhow::{Context, anyhow};
use std::path::Path;

/// How a dialog went.
pub(super) enum Verdict {
    /// As written.
    AsWritten,
    /// Otherwise; it is rewritten.
    Updated,
    /// Otherwise: as it should have been, and as it is now.
    Otherwise { written: String, now: String },
    /// With one account so, with another one otherwise.
    Divided { accounts: String, first: String, other: String },
    /// It can't be played, because.
    Unplayable(String),
}

impl Verdict {
    pub(super) fn is_fine(&self) -> bool {
        matches!(self, Self::AsWritten | Self::Updated)
    }
}

/// Why a file can't be played with the skills that run.
pub(super) fn unplayable(file: &DialogFile, running: &[SkillStatus]) -> Verdict {
    Verdict::Unplayable(match (&file.dialog, file.skill()) {
        (Err(error), _) => error.to_string(),
        (Ok(_), None) => {
            "it does not say which skill; put it into a folder named after one, or write `# skill: …`".into()
        }
        (Ok(_), Some(skill)) => {
            let known = listed(running.iter().map(|status| &status.name));
            let known = if known.is_empty() { known } else { format!("; there is {known}") };
            format!("this project has no skill `{skill}`{known}")
        }
    })
}

/// Plays a dialog, once for each account that it names.
pub(super) async fn play(
    root: &Path,
    own: &Own,
    file: &DialogFile,
    running: &[SkillStatus],
) -> anyhow::Result<Verdict> {
    let status = file.skill().and_then(|skill| running.iter().find(|status| status.name == skill));
    let (Ok(dialog), Some(status)) = (&file.dialog, status) else { return Ok(unplayable(file, running)) };
    let locale = match &dialog.header.locale {
        Some(locale) if status.locales.contains(locale) => locale,
        Some(locale) => {
            let why =
                format!("`{}` does not speak `{locale}`; it speaks {}", status.name, listed(&status.locales));
            return Ok(Verdict::Unplayable(why));
        }
        None => status.locales.first().context("a skill runs without a locale")?,
    };
    if dialog.exchanges.is_empty() {
        return Ok(Verdict::Unplayable("nothing is said in it; write a line `You: open …`".to_owned()));
    }
    let accounts = match accounts(root, &status.name, &dialog.header.linked) {
        Ok(accounts) => accounts,
        Err(why) => return Ok(Verdict::Unplayable(format!("{why:#}"))),
    };
    let mut first: Option<(Option<&str>, Dialog)> = None;
    for account in &accounts {
        own.client.reset().await?.map_err(|complaint| anyhow!(complaint.in_words()))?;
        let link = match account {
            Some(account) => match linking::link(&own.client, &status.name, account).await {
                Ok(link) => Some(link),
                Err(why) => return Ok(Verdict::Unplayable(format!("{why:#}"))),
            },
            None => None,
        };
        let now = dialog.header.now.as_deref().unwrap_or(NOW);
        let mut player = Player::new(&own.client, &status.name, locale, now)
            .in_zone(dialog.header.zone.as_deref())
            .linked(link);
        let exchanges = match player.play(&dialog.exchanges).await? {
            Ok(exchanges) => exchanges,
            Err(why) => return Ok(Verdict::Unplayable(why)),
        };
        let outcome = Dialog { exchanges, ..dialog.clone() };
        let name = account.as_ref().map(|account| account.name.as_str());
        match &first {
            None => first = Some((name, outcome)),
            Some((_, other)) if *other == outcome => {}
            Some((other_name, other)) => {
                return Ok(Verdict::Divided {
                    accounts: format!("{} and {}", other_name.unwrap_or_default(), name.unwrap_or_default()),
                    first: other.to_string(),
                    other: outcome.to_string(),
                });
            }
        }
    }
    Ok(match first {
        Some((_, outcome)) if outcome != *dialog => {
            Verdict::Otherwise { written: dialog.to_string(), now: outcome.to_string() }
        }
        _ => Verdict::AsWritten,
    })
}

/// The accounts with which a dialog is played; one that is none where it names none.
fn accounts(root: &Path, skill: &str, names: &[String]) -> anyhow::Result<Vec<Option<linking::Account>>> {
    if names.is_empty() {
        return Ok(vec![None]);
    }
    let known = linking::accounts(root, skill)?;
    names.iter().map(|name| linking::choose(&known, skill, Some(name)).cloned().map(Some)).collect()
}
