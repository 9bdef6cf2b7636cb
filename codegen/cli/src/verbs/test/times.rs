//! How long the functions took, as a table.

use crate::cloud::Took;
use std::collections::BTreeMap;
use std::time::Duration;

/// One line for each intent of each skill: how many requests, the middle one, and the one that a hundredth exceed.
pub(super) fn table(took: &[Took]) -> String {
    let mut rows: BTreeMap<(&str, &str), Vec<Duration>> = BTreeMap::new();
    for Took { skill, request, own } in took {
        rows.entry((skill, request)).or_default().push(*own);
    }
    let name = |(skill, request): &(&str, &str)| format!("{skill} {request}");
    let width = rows.keys().map(|row| name(row).len()).max().unwrap_or_default();
    let mut text = format!("{:width$}  {:>8}  {:>9}  {:>9}\n", "", "requests", "median ms", "p99 ms");
    for (row, mut times) in rows {
        times.sort_unstable();
        let at = |percent| milliseconds(percentile(&times, percent));
        let line = format!("{:width$}  {:>8}  {:>9}  {:>9}\n", name(&row), times.len(), at(50), at(99));
        text.push_str(&line);
    }
    text
}

/// The one that so many of a hundred do not exceed, by nearest rank, of times in order.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_intent() {
        let took = |request: &str, ms| Took {
            skill: "hello".to_owned(),
            request: request.to_owned(),
            own: Duration::from_millis(ms),
        };
        let mut all: Vec<Took> = (1..=200).map(|ms| took("GetFact", ms)).collect();
        all.push(took("LaunchRequest", 7));
        assert_eq!(
            table(&all),
            "                     requests  median ms     p99 ms\n\
             hello GetFact             200     100.00     198.00\n\
             hello LaunchRequest         1       7.00       7.00\n"
        );
    }
}
