//! What a process and its children use until they end. Source: `proc(5)`.

use anyhow::{Context, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What a run used.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// From start to end.
    pub wall: Duration,
    /// Of all processes, to a hundredth of a second; zero where there is no `/proc`.
    pub cpu: Duration,
    /// Bytes: the sum of the most that each process had resident.
    pub memory: u64,
}

/// Runs a command to its end. Nothing else may run below this process meanwhile.
pub fn run(command: &mut Command) -> anyhow::Result<Usage> {
    let before = cpu_of_children();
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let watched = child.id();
    let (child, memory) = thread::scope(|scope| {
        let watch = scope.spawn(|| watch(watched));
        (child.wait_with_output(), watch.join())
    });
    let wall = start.elapsed();
    let output = child?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let memory = memory.ok().context("nobody watched the memory")?;
    Ok(Usage { wall, cpu: cpu_of_children().saturating_sub(before), memory })
}

/// The CPU time of all that this process has waited for, and of what these had waited for.
fn cpu_of_children() -> Duration {
    // The second field is the program's name in parentheses, which may have spaces; 16 and 17 are the children's ticks.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = fields.iter().skip(13).take(2).filter_map(|it| it.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// The most memory of each process below one, until that one ends.
fn watch(root: u32) -> u64 {
    let mut most: BTreeMap<u32, u64> = BTreeMap::new();
    loop {
        let family = family(root);
        if family.is_empty() {
            return most.values().sum();
        }
        for id in family {
            let peak = most.entry(id).or_default();
            *peak = memory(id).unwrap_or_default().max(*peak);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// A process that has not ended, and all below it.
fn family(root: u32) -> Vec<u32> {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        // A zombie waits to be waited for, and has no memory.
        let alive = fields.next().is_some_and(|state| state != "Z");
        let parent = fields.next().and_then(|it| it.parse::<u32>().ok());
        parents.extend(id.zip(parent).filter(|_| alive));
    }
    let mut found: Vec<u32> = parents.iter().filter(|(id, _)| *id == root).map(|(id, _)| *id).collect();
    let mut at = 0;
    while let Some(id) = found.get(at).copied() {
        found.extend(parents.iter().filter(|(_, parent)| *parent == id).map(|(child, _)| *child));
        at += 1;
    }
    found
}

/// The most memory that a process has had resident so far.
fn memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(Path::new("/proc").join(id.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
