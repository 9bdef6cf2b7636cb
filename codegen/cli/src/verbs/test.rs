//! `sayso test`.

mod files;
mod times;
mod verdict;

use crate::Outcome;
use crate::cloud::{Log, Own, Profile, show};
use crate::selection::Selection;
use crate::terminal::{self, Colour, Style};
use anyhow::{Context, anyhow, bail};
use files::DialogFile;
use futures_util::future::{join_all, try_join_all};
use similar::TextDiff;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use verdict::{Verdict, play, unplayable};

/// Play the dialogs in tests/dialogs and compare what is said
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso test                  every dialog
  sayso test hello/first      those whose name contains `hello/first`
  sayso test --update         rewrites the dialogs to what is said now; read the difference before you commit it
  sayso test --times          builds the skills as they ship, and tells how long each intent took

A dialog is a text file tests/dialogs/<skill>/<name>.dialog:
  # now: 2026-03-02T09:00:00Z
  You: open fact garden
  Alexa: Welcome to Fact Garden.
  You: stop
  Alexa: Goodbye.
  (session ended)

A line before a `You:` makes a service fail, by its name in the spec, once for each line:
  ! weather 503
  ! weather 429 retry-after: 1
  ! weather slow 3s
  ! weather POST lost         or `torn`; a method, where there is one, waits for a request of that method
Its demo backend has to take faults, and the skill to ask it that often. `alexa` is Alexa's own API.

Each is played to an empty cloud of its own, at the time of its header (2026-03-02T09:00:00Z where it has none) and in
the skill's first locale (or `# locale:`), by a device that is set to UTC (or `# zone: Europe/Berlin`). With `# linked: cloud, datacenter` it is played once for each of these accounts
of stage `local`, and must go the same way. Write the `You:` lines and let `--update` fill in the rest. Exit code 1 if a
dialog went otherwise.")]
pub(crate) struct Arguments {
    /// Only dialogs whose name, <skill>/<name>, contains this.
    filter: Option<String>,
    /// Rewrite the dialogs that went otherwise.
    #[arg(long)]
    update: bool,
    /// Build the skills as they ship, and tell for each intent how long the function took, without the time in which a
    /// service was waited for. The first request of each process pays for connections, and is left out.
    #[arg(long)]
    times: bool,
    /// How many dialogs are played at once, each to a cloud of its own.
    #[arg(long, default_value_t = 4, value_name = "NUMBER")]
    jobs: u8,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let mut files = files::find(&selection.project.root)?;
    files.retain(|file| file.name.contains(filter) && skill.is_none_or(|skill| file.skill() == Some(skill)));
    if files.is_empty() && (skill.is_some() || !filter.is_empty()) {
        bail!("no dialog in tests/dialogs is asked for by that; a dialog's name is `<skill>/<name>`");
    }
    let wanted: BTreeSet<&str> = files.iter().filter_map(DialogFile::skill).collect();
    let skills: Vec<String> =
        selection.skills.iter().filter(|skill| wanted.contains(skill.as_str())).cloned().collect();
    super::block_on(async {
        tokio::select! {
            result = test(&selection, &skills, &files, arguments) => result,
            signal = super::interrupted() => {
                signal.context("can't wait for Ctrl-C")?;
                bail!("stopped before all dialogs were played")
            }
        }
    })
}

async fn test(
    selection: &Selection,
    skills: &[String],
    files: &[DialogFile],
    arguments: &Arguments,
) -> anyhow::Result<Outcome> {
    let mut tally = Tally::default();
    if skills.is_empty() {
        // Nothing can be played; what there is says why.
        for file in files {
            tally.count(file, &unplayable(file, &[]));
        }
        return Ok(tally.end());
    }
    // What is measured is measured alone.
    let (profile, jobs) =
        if arguments.times { (Profile::Shipped, 1) } else { (Profile::Dev, arguments.jobs) };
    let jobs = usize::from(jobs).clamp(1, files.len().max(1));
    let clouds = match Own::start_several(&selection.project, skills, profile, jobs).await? {
        Ok(clouds) => clouds,
        Err(outcome) => return Ok(outcome),
    };
    let result = play_all(&selection.project.root, &clouds, files, arguments.update, &mut tally).await;
    let logs: Vec<_> = clouds.iter().map(|own| own.log.clone()).collect();
    join_all(clouds.into_iter().map(Own::stop)).await;
    if arguments.times {
        let took: Vec<_> = logs.iter().flat_map(Log::took).collect();
        terminal::result_text(&times::table(&took));
    }
    result.map(|()| tally.end())
}

/// Plays each dialog to the cloud that is free next, and tells how they went in their order.
async fn play_all(
    root: &Path,
    clouds: &[Own],
    files: &[DialogFile],
    update: bool,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let (next, told) = (Cell::new(0), RefCell::new(Told { tally, waiting: BTreeMap::new(), next: 0 }));
    let play_some = async |own: &Own| -> anyhow::Result<()> {
        let status = own.client.status().await?.map_err(|complaint| anyhow!(complaint.in_words()))?;
        while let Some(file) = files.get(next.get()) {
            let index = next.replace(next.get() + 1);
            terminal::progress(&format!("{}/{} {}", index + 1, files.len(), file.name));
            own.log.clear();
            let verdict = match play(root, own, file, &status.skills).await? {
                Verdict::Otherwise { now, .. } if update => {
                    std::fs::write(&file.path, now)
                        .with_context(|| format!("can't write `{}`", file.path.display()))?;
                    Verdict::Updated
                }
                other => other,
            };
            let log = if verdict.is_fine() { Vec::new() } else { own.log.lines() };
            told.borrow_mut().tell(files, index, (verdict, log));
        }
        Ok(())
    };
    try_join_all(clouds.iter().map(play_some)).await.map(drop)
}

/// Dialogs that are played at once end in any order.
struct Told<'a> {
    tally: &'a mut Tally,
    /// Played before one that comes before them; with what the skills wrote where it went wrong.
    waiting: BTreeMap<usize, (Verdict, Vec<String>)>,
    next: usize,
}

impl Told<'_> {
    fn tell(&mut self, files: &[DialogFile], index: usize, played: (Verdict, Vec<String>)) {
        self.waiting.insert(index, played);
        terminal::progress("");
        while let (Some(file), Some((verdict, log))) = (files.get(self.next), self.waiting.remove(&self.next))
        {
            self.tally.count(file, &verdict);
            for line in &log {
                show(line);
            }
            self.next += 1;
        }
    }
}

/// What was played so far.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// Tells how a dialog went.
    fn count(&mut self, file: &DialogFile, verdict: &Verdict) {
        let style = Style::stdout();
        let (ok, failed) = (style.paint(Colour::Green, "ok"), style.paint(Colour::Red, "FAILED"));
        let name = &file.name;
        match verdict {
            Verdict::AsWritten => terminal::result(format!("{ok} {name}")),
            Verdict::Updated => {
                terminal::result(format!("{} {name}", style.paint(Colour::Yellow, "updated")));
            }
            Verdict::Otherwise { written, now } => {
                terminal::result(format!("{failed} {name}"));
                terminal::result_text(&difference(written, now, style));
            }
            Verdict::Divided { accounts, first, other } => {
                terminal::result(format!("{failed} {name}: it goes otherwise with the accounts {accounts}"));
                terminal::result_text(&difference(first, other, style));
            }
            Verdict::Unplayable(why) => terminal::result(format!("{failed} {name}: {why}")),
        }
        *(if verdict.is_fine() { &mut self.passed } else { &mut self.failed }) += 1;
    }

    /// Tells how it went altogether.
    fn end(&self) -> Outcome {
        if self.failed > 0 {
            let update = terminal::command("test --update");
            terminal::note(format!(
                "`-` is written, `+` is what is said now; `{update}` rewrites the dialogs"
            ));
        }
        terminal::result(format!("{} passed, {} failed", self.passed, self.failed));
        Outcome::found(self.failed > 0)
    }
}

/// The lines that differ, with those around them.
fn difference(written: &str, now: &str, style: Style) -> String {
    let difference = TextDiff::from_lines(written, now);
    let mut text = String::new();
    for line in difference.unified_diff().context_radius(2).to_string().lines() {
        let painted = match line.as_bytes().first() {
            Some(b'-') => style.paint(Colour::Red, line),
            Some(b'+') => style.paint(Colour::Green, line),
            Some(b'@') => style.paint(Colour::Dim, line),
            _ => line.to_owned(),
        };
        text.push_str("    ");
        text.push_str(&painted);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_only_the_lines_around_a_difference() {
        let written = "You: a\nAlexa: b\nYou: c\nAlexa: d\nYou: e\nAlexa: f\n";
        let text = difference(written, &written.replace("Alexa: f", "Alexa: g"), Style { colour: false });
        assert_eq!(
            text.lines().skip(1).collect::<Vec<_>>(),
            ["     Alexa: d", "     You: e", "    -Alexa: f", "    +Alexa: g"]
        );
    }
}
