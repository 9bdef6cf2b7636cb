//! The numbers.

use crate::{bare::Bare, cold::Start, measure::Measured, rows::Process};
use sayso_bench::statistics::{ms, us};
use std::time::Duration;

/// Prints the round trips.
pub fn bare(all: &[Bare]) {
    println!(
        "\nOne round trip, and nothing else. \"Elsewhere\" is the median without the CPU time of whoever asks.\n"
    );
    println!("{:<24}{:>10}{:>10}{:>10}{:>11}", "µs", "p50", "p99", "CPU", "elsewhere");
    for it in all {
        let (cpu, elsewhere) = (it.cpu.map_or_else(unknown, us), us(it.elsewhere()));
        println!("{:<24}{:>10}{:>10}{cpu:>10}{elsewhere:>11}", it.name, us(it.p50), us(it.p99));
    }
}

/// Prints the warm requests, without what is not theirs.
pub fn warm(all: &[Measured<'_>], bare: &[Bare]) {
    println!(
        "\nWarm requests. AWS and backend: what is elsewhere of the round trips in brackets; own: what is left.\n"
    );
    let columns = ["p50", "p99", "CPU", "+ CPU", "AWS", "backend", "own"];
    let [p50, p99, cpu, more, aws, backend, own] = columns;
    println!("{:<24}{p50:>9}{p99:>9}{cpu:>9}{more:>9}{aws:>9}{backend:>9}{own:>9}", "µs");
    let mut process = Process::Hello;
    for it in all {
        if it.row.process != process {
            process = it.row.process;
            println!("{}", heading(process));
        }
        let [aws, backend] = elsewhere(it, bare);
        let own = it.p50().saturating_sub(aws + backend);
        let more = all.first().and_then(|hello| it.more_cpu(hello));
        println!(
            "{:<24}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}  {}",
            it.row.label,
            us(it.p50()),
            us(it.p99()),
            it.cpu().map_or_else(unknown, us),
            more.map_or_else(unknown, |more| format!("{more:+.1}")),
            us(aws),
            us(backend),
            us(own),
            asked(it),
        );
    }
}

fn heading(process: Process) -> &'static str {
    match process {
        Process::Hello => "",
        Process::One => "jira, one account: its data key is kept",
        Process::Many => "jira, more accounts in turn than keys are kept: each request has its key opened",
    }
}

/// What AWS and the backend take of a request, if all that it asks of them comes one after the other.
fn elsewhere(it: &Measured<'_>, bare: &[Bare]) -> [Duration; 2] {
    let of = |name: &str, times: usize| {
        let one = bare.iter().find(|it| it.name == name).map(Bare::elsewhere).unwrap_or_default();
        one * u32::try_from(times).unwrap_or_default()
    };
    let aws = it.asked.aws.iter().map(|(action, times)| of(action, *times)).sum();
    [aws, of("backend", it.asked.backend)]
}

/// `[GetItem, BatchGetItem, 2 backend]`.
fn asked(it: &Measured<'_>) -> String {
    let aws = it.asked.aws.iter().map(|(action, times)| (action.as_str(), *times));
    let all = aws.chain([("backend", it.asked.backend)]).filter(|(_, times)| *times > 0);
    let named = all.map(|(name, times)| if times == 1 { name.to_owned() } else { format!("{times} {name}") });
    let named: Vec<_> = named.collect();
    if named.is_empty() { String::new() } else { format!("[{}]", named.join(", ")) }
}

/// Prints the cold starts, and the memory of a warm skill.
pub fn cold(all: &[Start], memory: Option<u64>) {
    println!("\nFresh processes, up to the first answer; RSS after it.\n");
    println!("{:<28}{:>8}{:>8}{:>8}{:>8}", "", "init", "first", "cold", "RSS");
    println!("{:<28}{:>8}{:>8}{:>8}{:>8}", "", "ms", "ms", "ms", "MB");
    for it in all {
        let rss = it.memory.map_or_else(unknown, mb);
        println!("{:<28}{:>8}{:>8}{:>8}{rss:>8}", it.label, ms(it.init), ms(it.first), ms(it.whole));
    }
    println!("\nRSS of the warm skill: {} MB.", memory.map_or_else(unknown, mb));
}

fn unknown() -> String {
    "–".to_owned()
}

#[allow(clippy::cast_precision_loss, reason = "shown with two places")]
fn mb(bytes: u64) -> String {
    format!("{:.2}", bytes as f64 / 1e6)
}
