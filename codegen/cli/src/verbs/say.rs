//! `sayso say`.

use crate::Outcome;
use crate::cloud::running::{self, Address, Other};
use crate::cloud::{Client, Own, Profile};
use crate::dialog::{NOW, Player, Said, check_time, check_zone, one_line};
use crate::linking;
use crate::selection::{Selection, listed};
use crate::terminal::{self, Colour, Style};
use anyhow::{Context, anyhow, bail};
use std::io::{IsTerminal, Write};

/// Talk to a skill in the terminal
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso say                                          a conversation; Ctrl-D ends it
  sayso say \"open fact garden\" \"a fact about bees\"   says these, one after the other
  sayso say --locale de-DE \"öffne fakten garten\"
  sayso say --linked \"what is blocked\"                with an account linked, as by the skill's own page
  sayso say \"open fact garden\" stop > tests/dialogs/hello/open.dialog

It talks to the `sayso dev` that runs for this project, or starts a cloud of its own for as long as it takes. What it
prints on stdout is a dialog, which `sayso test` plays. Exit code 1 if something could not be said or answered.")]
pub(crate) struct Arguments {
    /// The locale to speak in, such as en-US; the skill's first where left out.
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// The time it is for the skill.
    #[arg(long, value_name = "TIME", default_value = NOW, value_parser = time)]
    now: String,
    /// The time zone that the device is set to, such as Europe/Berlin; UTC where left out.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Option<String>,
    /// Link an account first: the one of that name in stage `local`, or the first.
    #[arg(long, value_name = "ACCOUNT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    linked: Option<String>,
    /// Speak as the user who linked an account in the browser; the page there shows the id.
    #[arg(long, value_name = "ID", conflicts_with = "linked")]
    link: Option<String>,
    /// What to say, one after the other. None: lines typed at the keyboard, or piped in.
    #[arg(value_name = "UTTERANCE")]
    utterances: Vec<String>,
}

fn time(text: &str) -> Result<String, String> {
    check_time(text).map(|()| text.to_owned())
}

fn zone(text: &str) -> Result<String, String> {
    check_zone(text).map(|()| text.to_owned())
}

pub(crate) fn run(arguments: Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::one(skill)?;
    super::block_on(async {
        tokio::select! {
            result = say(arguments, &selection) => result,
            signal = super::interrupted() => signal.map(|()| Outcome::Clean).context("can't wait for Ctrl-C"),
        }
    })
}

async fn say(arguments: Arguments, selection: &Selection) -> anyhow::Result<Outcome> {
    match running::find(&selection.project.root)? {
        Other::Ready(Address { port, .. }) => talk(arguments, selection, &Client::new(port)?, None).await,
        Other::Starting => {
            bail!("`sayso dev` runs for this project but has not come up; look at what it says there")
        }
        Other::None => {
            let own = match Own::start(&selection.project, &selection.skills, Profile::Dev).await? {
                Ok(own) => own,
                Err(outcome) => return Ok(outcome),
            };
            let result = talk(arguments, selection, &own.client, Some(&own)).await;
            let log = own.log.clone();
            own.stop().await;
            if !matches!(result, Ok(Outcome::Clean)) {
                // What a function wrote may come after the answer that it failed.
                log.show();
            }
            result
        }
    }
}

async fn talk(
    arguments: Arguments,
    selection: &Selection,
    client: &Client,
    own: Option<&Own>,
) -> anyhow::Result<Outcome> {
    let [skill] = selection.skills.as_slice() else { bail!("one skill is talked to at a time") };
    let locale = locale(client, skill, arguments.locale).await?;
    let mut utterances = Utterances::new(arguments.utterances);
    let accounts = match &arguments.linked {
        Some(_) => linking::accounts(&selection.project.root, skill)?,
        None => Vec::new(),
    };
    let account = match arguments.linked.as_deref() {
        Some(name) => Some(linking::choose(&accounts, skill, Some(name).filter(|name| !name.is_empty()))?),
        None => None,
    };
    let link = match account {
        Some(account) => Some(linking::link(client, skill, account).await?),
        None => arguments.link,
    };
    let mut player =
        Player::new(client, skill, &locale, &arguments.now).in_zone(arguments.zone.as_deref()).linked(link);
    let mut failed = false;
    terminal::result(format!("# skill: {skill}\n# locale: {locale}"));
    if let Some(account) = account {
        terminal::result(format!("# linked: {}", account.name));
    }
    if arguments.now != NOW {
        terminal::result(format!("# now: {}", arguments.now));
    }
    if let Some(zone) = &arguments.zone {
        terminal::result(format!("# zone: {zone}"));
    }
    while let Some(utterance) = utterances.next().await? {
        let reaction = player.say(&utterance, None).await?;
        for said in &reaction.said {
            terminal::result(said.to_string());
        }
        let misheard = reaction.said.iter().any(|said| matches!(said, Said::Error(_)));
        failed |= misheard;
        if let Some(help) = reaction.help {
            terminal::note(format!("{}: {help}", Style::stderr().paint(Colour::Yellow, "help")));
        }
        match own {
            Some(own) if misheard => own.log.show(),
            Some(own) => own.log.clear(),
            None => {}
        }
    }
    Ok(Outcome::found(failed))
}

/// The locale asked for, or the skill's first.
async fn locale(client: &Client, skill: &str, wanted: Option<String>) -> anyhow::Result<String> {
    let status = client.status().await?.map_err(|complaint| anyhow!(complaint.in_words()))?;
    let Some(status) = status.skills.into_iter().find(|running| running.name == skill) else {
        bail!("`sayso dev` runs for this project, but not with the skill `{skill}`");
    };
    match wanted {
        None => {
            status.locales.into_iter().next().with_context(|| format!("the skill `{skill}` has no locale"))
        }
        Some(wanted) if status.locales.contains(&wanted) => Ok(wanted),
        Some(wanted) => {
            bail!("the skill `{skill}` does not speak `{wanted}`; it speaks {}", listed(&status.locales))
        }
    }
}

/// Where utterances come from.
enum Utterances {
    /// The command line.
    Given(std::vec::IntoIter<String>),
    /// Standard input, a line each. True: a person types them.
    Read { typed: bool },
}

impl Utterances {
    fn new(given: Vec<String>) -> Self {
        if given.is_empty() {
            return Self::Read { typed: std::io::stdin().is_terminal() };
        }
        Self::Given(given.into_iter())
    }

    /// The next one, which then stands on stdout as `You: …`.
    async fn next(&mut self) -> anyhow::Result<Option<String>> {
        loop {
            let (text, shown) = match self {
                Self::Given(given) => (given.next(), false),
                Self::Read { typed } => (read_line(*typed).await?, *typed && std::io::stdout().is_terminal()),
            };
            let Some(text) = text.map(|text| one_line(&text)) else { return Ok(None) };
            if text.is_empty() {
                continue;
            }
            // A terminal shows what is typed behind the prompt by itself.
            if !shown {
                terminal::result(format!("You: {text}"));
            }
            return Ok(Some(text));
        }
    }
}

/// Reads a line, with a prompt if a person types it: on stdout where that is the terminal, else on stderr.
async fn read_line(typed: bool) -> anyhow::Result<Option<String>> {
    if typed && std::io::stdout().is_terminal() {
        terminal::result_text("You: ");
    } else if typed {
        terminal::note_text("You: ");
    }
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|bytes| (bytes > 0).then_some(line))
    });
    let line = read.await.context("standard input can't be read")?.context("standard input can't be read")?;
    if typed && line.is_none() {
        // Ctrl-D leaves the cursor behind the prompt.
        std::io::stderr().write_all(b"\n").context("the terminal is gone")?;
    }
    Ok(line)
}
