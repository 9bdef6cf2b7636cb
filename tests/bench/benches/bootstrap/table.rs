//! The numbers, and whether they are as small as they should be.

use crate::measure::Measured;
use sayso_bench::statistics::{median, ms, us};
use std::time::Duration;

/// From the start of the process to the first answer.
const COLD: Duration = Duration::from_millis(5);
/// CPU per warm request beyond the empty function's.
const CPU: Duration = Duration::from_micros(25);
/// The same for a skill of the most intents.
const CPU_LARGEST: Duration = Duration::from_micros(40);
/// A skill with more intents than this has the looser aim.
const MANY_INTENTS: usize = 30;
/// Resident memory in bytes.
const MEMORY: u64 = 10_000_000;
/// A zip of the program and its words, in bytes.
const ZIP: u64 = 3_000_000;

/// Prints the numbers.
pub fn print(measured: &[Measured<'_>]) {
    println!(
        "\n{:<16}{:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{:>9}{:>8}{:>9}{:>8}",
        "", "init", "first", "cold", "warm p50", "warm p99", "CPU", "+ CPU", "RSS", "binary", "zip"
    );
    println!(
        "{:<16}{:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{:>9}{:>8}{:>9}{:>8}",
        "", "ms", "ms", "ms", "µs", "µs", "µs", "µs", "MB", "MB", "MB"
    );
    let empty = empty(measured);
    for it in measured {
        println!(
            "{:<16}{:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{:>9}{:>8}{:>9}{:>8}",
            it.subject.label,
            ms(it.init),
            ms(it.first),
            ms(it.cold),
            us(it.p50),
            us(it.p99),
            if it.cpu.is_empty() { unknown() } else { us(median(&it.cpu)) },
            more_cpu(it, empty).map_or_else(unknown, |more| format!("{more:+.1}")),
            it.memory.map_or_else(unknown, mb),
            mb(it.subject.size),
            mb(it.subject.zip),
        );
    }
    println!();
}

/// Prints which aims are met.
pub fn aims(measured: &[Measured<'_>]) {
    let empty = empty(measured);
    measured.iter().filter(|it| it.subject.intents > 0).for_each(|it| aims_of(it, empty));
    println!();
}

fn empty<'m, 's>(measured: &'m [Measured<'s>]) -> Option<&'m Measured<'s>> {
    measured.iter().find(|it| it.subject.intents == 0)
}

/// CPU beyond the empty function's in the same round, in microseconds, at the median: what else the machine does slows
/// both.
fn more_cpu(it: &Measured<'_>, empty: Option<&Measured<'_>>) -> Option<f64> {
    let micros = |time: &Duration| time.as_secs_f64() * 1e6;
    let mut more: Vec<f64> =
        it.cpu.iter().zip(&empty?.cpu).map(|(it, empty)| micros(it) - micros(empty)).collect();
    more.sort_by(f64::total_cmp);
    more.get(more.len() / 2).copied()
}

fn aims_of(it: &Measured<'_>, empty: Option<&Measured<'_>>) {
    let cpu = if it.subject.intents > MANY_INTENTS { CPU_LARGEST } else { CPU };
    let met = |met: bool| if met { "met" } else { "MISSED" };
    let cpu_met = more_cpu(it, empty).map_or("unknown", |more| met(more <= cpu.as_secs_f64() * 1e6));
    println!(
        "{}: cold ≤ {} ms {}; CPU ≤ +{} µs {cpu_met}; RSS ≤ {} MB {}; zip ≤ {} MB {}",
        it.subject.label,
        COLD.as_millis(),
        met(it.cold <= COLD),
        cpu.as_micros(),
        MEMORY / 1_000_000,
        it.memory.map_or("unknown", |memory| met(memory <= MEMORY)),
        ZIP / 1_000_000,
        met(it.subject.zip <= ZIP),
    );
}

fn unknown() -> String {
    "–".to_owned()
}

#[allow(clippy::cast_precision_loss, reason = "shown with two places")]
fn mb(bytes: u64) -> String {
    format!("{:.2}", bytes as f64 / 1e6)
}
