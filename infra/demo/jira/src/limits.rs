//! How many writes one issue takes on Cloud: 20 in 2 seconds and 100 in 30.

use crate::request::Reply;
use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

/// So many within so long.
const LIMITS: [(usize, Duration); 2] = [(20, Duration::from_secs(2)), (100, LONGEST)];
const LONGEST: Duration = Duration::from_secs(30);

/// When issues were written to lately.
#[derive(Debug, Default)]
pub(crate) struct Writes {
    by_issue: BTreeMap<String, VecDeque<Instant>>,
}

impl Writes {
    /// Counts a write to an issue of a site at `now`; one that is too much is answered, and not counted.
    pub(crate) fn admit(&mut self, issue: &str, now: Instant) -> Result<(), Reply> {
        let times = self.by_issue.entry(issue.to_owned()).or_default();
        while times.front().is_some_and(|at| now.duration_since(*at) >= LONGEST) {
            times.pop_front();
        }
        for (most, within) in LIMITS {
            let lately: Vec<&Instant> = times.iter().filter(|at| now.duration_since(**at) < within).collect();
            if let (true, Some(first)) = (lately.len() >= most, lately.first()) {
                let wait = within.saturating_sub(now.duration_since(**first));
                return Err(refuse(wait));
            }
        }
        times.push_back(now);
        Ok(())
    }
}

/// 429, with the whole seconds to wait.
fn refuse(wait: Duration) -> Reply {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Reply::error(429, ["Rate limit exceeded: too many changes of this issue."])
        .with("Retry-After", seconds.max(1).to_string())
        .with("RateLimit-Reason", "jira-per-issue-on-write")
        .with("X-RateLimit-NearLimit", "true")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::Writes;
    use std::time::{Duration, Instant};

    /// Whether a write so many milliseconds after the first is taken; the seconds to wait where it is not.
    fn write(writes: &mut Writes, begin: Instant, after: u64) -> Result<(), String> {
        let refused = writes.admit("OPS-1", begin + Duration::from_millis(after));
        refused.map_err(|reply| reply.headers[0].1.clone())
    }

    #[test]
    fn twenty_in_two_seconds_are_enough() {
        let (mut writes, begin) = (Writes::default(), Instant::now());
        for at in 0..20 {
            write(&mut writes, begin, at * 10).unwrap();
        }
        assert_eq!(write(&mut writes, begin, 200), Err("2".to_owned()));
        assert_eq!(write(&mut writes, begin, 1500), Err("1".to_owned()));
        writes.admit("OPS-2", begin).unwrap();
        // The first one is two seconds old, and so there is room for one.
        write(&mut writes, begin, 2000).unwrap();
        assert!(write(&mut writes, begin, 2001).is_err());
    }

    #[test]
    fn a_hundred_in_half_a_minute_are_enough() {
        let (mut writes, begin) = (Writes::default(), Instant::now());
        for at in 0..100 {
            write(&mut writes, begin, at * 200).unwrap();
        }
        assert_eq!(write(&mut writes, begin, 20_000), Err("10".to_owned()));
        write(&mut writes, begin, 30_000).unwrap();
    }
}
