//! Whatever was secret in the sweep must be found nowhere: in no log, no answer to an error, no address, no byte that is
//! kept, no process's arguments or environment.

use crate::{
    scan::{Canary, Index, in_files, in_lines},
    world::{World, children},
};
use std::{collections::BTreeSet, fmt::Write as _, fs};

/// AWS's own store of secrets is the one place where these are.
const ALLOWED: [&str; 3] = [
    "secrets.json: the client's secret at the provider plain",
    "secrets.json: the origin secret plain",
    "secrets.json: the secret of Alexa plain",
];

/// What was looked at, and what was found.
#[derive(Default)]
pub struct Scan {
    pub canaries: usize,
    lines: usize,
    bytes: u64,
    processes: usize,
    /// Arguments and environments.
    seen: Vec<(String, Vec<u8>)>,
    pub found: Vec<String>,
    /// Of which kinds events were in the logs.
    pub events: BTreeSet<&'static str>,
}

impl Scan {
    /// Looks at what the processes of a cloud show of themselves.
    pub fn processes(&mut self, world: &World) {
        let mut waiting = vec![world.cloud.process()];
        while let Some(process) = waiting.pop() {
            waiting.extend(children(process));
            self.processes += 1;
            for what in ["cmdline", "environ"] {
                // One that has ended shows nothing any more.
                if let Ok(bytes) = fs::read(format!("/proc/{process}/{what}")) {
                    self.seen.push((format!("{what} of a process"), bytes));
                }
            }
        }
    }

    /// Ends a world, and looks for its secrets in all that it leaves.
    pub fn finish(&mut self, world: World) {
        self.processes(&world);
        let canaries = canaries(&world);
        self.canaries += canaries.len();
        let state = world.folder.state();
        let mut found: BTreeSet<String> = in_files(&state, &canaries).into_iter().collect();
        let asked = [world.jira.since(0), world.idp.since(0)].concat();
        let mut lines: Vec<String> = asked.into_iter().map(|asked| asked.address).collect();
        // The files go with it.
        let folder = world.folder.clone();
        lines.extend(world.end());
        self.lines += lines.len();
        found.extend(in_lines(&lines, &canaries));
        found.extend(in_files(&state, &canaries));
        self.bytes +=
            crate::scan::files(&state).iter().map(|path| fs::metadata(path).unwrap().len()).sum::<u64>();
        // What was looked at is what it is taken for.
        for event in ["linked", "token_answered", "unlinked", "security", "invoked", "call_failed"] {
            let sign = format!("\\\"event\\\":\\\"{event}\\\"");
            self.events.extend(lines.iter().any(|line| line.contains(&sign)).then_some(event));
        }
        let hash = b"SAYSO_CLIENT_SECRETS=";
        assert!(
            self.seen.iter().any(|(_, bytes)| bytes.windows(hash.len()).any(|it| it == hash)),
            "no function"
        );
        let index = Index::new(&canaries);
        for (what, bytes) in std::mem::take(&mut self.seen) {
            found.extend(
                index
                    .within(&bytes)
                    .into_iter()
                    .map(|(canary, how)| format!("{what}: {} {how}", canary.name)),
            );
        }
        for allowed in ALLOWED {
            assert!(found.remove(allowed), "not found: {allowed}");
        }
        self.found.extend(found);
        drop(folder);
    }

    pub fn merge(&mut self, other: Self) {
        self.canaries += other.canaries;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.processes += other.processes;
        self.found.extend(other.found);
        self.events.extend(other.events);
    }

    pub fn print(&self) -> String {
        let mut text = String::new();
        let Self { canaries, lines, bytes, processes, found, .. } = self;
        writeln!(
            text,
            "{canaries} secrets looked for in {lines} lines, {} KB of records and files, and what {processes} processes \
             show: {} found",
            bytes / 1024,
            found.len()
        )
        .unwrap();
        text
    }
}

/// All that was secret, also what only the provider and the skill have seen.
fn canaries(world: &World) -> Vec<Canary> {
    let noted = world.canaries.lock().unwrap().clone();
    let mut canaries: Vec<Canary> = noted.iter().map(|(name, secret)| Canary::new(name, secret)).collect();
    let answers = String::from_utf8(world.idp.answers()).unwrap();
    for name in ["access_token", "refresh_token"] {
        let start = format!("\"{name}\":\"");
        let given: BTreeSet<&str> =
            answers.split(&start).skip(1).filter_map(|after| after.split('"').next()).collect();
        canaries.extend(given.iter().map(|secret| Canary::new(&format!("the provider's {name}"), secret)));
    }
    canaries
}
