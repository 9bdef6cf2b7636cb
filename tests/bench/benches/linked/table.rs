//! The numbers.

use crate::{
    bare::{Bare, Trip},
    cold::Start,
    measure::{Measured, Whose},
    rows::Process,
    token::Granted,
};
use sayso_bench::statistics::{median, ms, percentile, us};
use std::time::Duration;

/// Prints the round trips.
pub fn bare(all: &[Bare]) {
    println!(
        "\nOne round trip, and nothing else. Elsewhere: the median without the CPU time of whoever asks.\n"
    );
    println!("{:<24}{:>10}{:>10}{:>10}{:>11}", "µs", "p50", "p99", "CPU", "elsewhere");
    for it in all {
        let at_median =
            |part: fn(&Trip) -> Duration| us(median(&it.rounds.iter().map(part).collect::<Vec<_>>()));
        let (p50, p99) = (us(median(&it.times)), us(percentile(&it.times, 0.99)));
        let (cpu, elsewhere) = (at_median(|trip| trip.cpu), at_median(Trip::elsewhere));
        println!("{:<24}{p50:>10}{p99:>10}{cpu:>10}{elsewhere:>11}", it.name);
    }
}

/// Prints the warm requests, without what is not theirs.
pub fn warm(all: &[Measured<'_>], bare: &[Bare]) {
    println!(
        "\nWarm requests. AWS, backend: what is elsewhere of the round trips in brackets. Own: what is left; of that,\n\
         clients: the CPU time of the skill's side of these round trips.\n"
    );
    let columns = ["p50", "p99", "CPU", "+ CPU", "AWS", "backend", "own", "clients"];
    println!("{:<24}{}", "µs", columns.map(|column| format!("{column:>9}")).concat());
    let mut process = Process::Hello;
    for it in all {
        if it.row.process != process {
            process = it.row.process;
            println!("{}", heading(process));
        }
        let more = all.first().and_then(|hello| it.more_cpu(hello));
        let cells = [
            us(it.p50()),
            us(it.p99()),
            it.cpu().map_or_else(unknown, us),
            more.map_or_else(unknown, |more| format!("{more:+.1}")),
            format!("{:.1}", it.sum(bare, Whose::Aws, Trip::elsewhere)),
            format!("{:.1}", it.sum(bare, Whose::Backend, Trip::elsewhere)),
            format!("{:.1}", it.own(bare)),
            format!("{:.1}", it.sum(bare, Whose::All, |trip| trip.cpu)),
        ];
        let cells = cells.map(|cell| format!("{cell:>9}")).concat();
        println!("{}", format!("{:<24}{cells}  {}", it.row.label, asked(it)).trim_end());
    }
}

/// Prints what the token endpoint costs.
pub fn granted(all: &[Granted]) {
    println!("\nThe token endpoint, warm. CPU: of the function; the rest is the embedded DynamoDB.\n");
    println!("{:<24}{:>10}{:>10}{:>10}", "µs", "p50", "p99", "CPU");
    for it in all {
        let (p50, p99) = (us(median(&it.times)), us(percentile(&it.times, 0.99)));
        println!("{:<24}{p50:>10}{p99:>10}{:>10}", it.label, it.cpu.map_or_else(unknown, us));
    }
}

fn heading(process: Process) -> &'static str {
    match process {
        Process::Hello => "",
        Process::One => "jira, one account: its data key is kept",
        Process::Many => "jira, more accounts in turn than keys are kept: each request has its key opened",
    }
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
