//! Warm requests and bare round trips, in turns: all see the same machine, whatever else it does.

use crate::{
    bare::{Bare, Traveller, Trip},
    rows::{Asked, Process, Processes, Row},
    world::World,
};
use sayso_bench::{
    mode::Mode,
    statistics::{median, percentile},
};
use std::{iter::zip, time::Duration};

/// Requests of a round: at least one per account.
const REQUESTS: usize = crate::rows::ACCOUNTS;
/// Requests before those, so that a process has the row's own code at hand.
const BEFORE: usize = 5;

/// What a row costs.
#[derive(Debug)]
pub struct Measured<'r> {
    /// Which row.
    pub row: &'r Row,
    /// What an event asks of others.
    pub asked: Asked,
    times: Vec<Duration>,
    /// A request, at the median of each round.
    rounds: Vec<Duration>,
    /// CPU time per request, of each round; empty where the system does not tell.
    cpu: Vec<Duration>,
}

/// What was measured.
#[derive(Debug)]
pub struct Warm<'r> {
    /// The rows.
    pub rows: Vec<Measured<'r>>,
    /// Bare round trips.
    pub bare: [Bare; 5],
    /// Resident memory of the process that answers for one account, in bytes.
    pub memory: Option<u64>,
}

/// Measures all rows.
pub fn all<'r>(rows: &'r [Row], asked: Vec<Asked>, world: &World, mode: Mode) -> anyhow::Result<Warm<'r>> {
    let processes = Processes::start(world, &world.aws.endpoint())?;
    let mut traveller = Traveller::new(world)?;
    let measured = |(row, asked)| Measured { row, asked, times: vec![], rounds: vec![], cpu: vec![] };
    let mut rows: Vec<Measured<'_>> = zip(rows, asked).map(measured).collect();
    for round in 0..=mode.pick(20, 1) {
        traveller.round(mode.pick(50, 4))?;
        for it in &mut rows {
            it.round(&processes, mode.pick(REQUESTS, 4))?;
            if round == 0 {
                // It made what is lazy.
                (it.times, it.rounds, it.cpu) = (vec![], vec![], vec![]);
            }
        }
    }
    world.check()?;
    Ok(Warm { rows, bare: traveller.measured(), memory: processes.get(Process::One).memory() })
}

impl Measured<'_> {
    fn round(&mut self, processes: &Processes, requests: usize) -> anyhow::Result<()> {
        let function = processes.get(self.row.process);
        let exchange = function.api().exchange();
        // The last ones: what they keep is forgotten again until their turn comes.
        let events = &self.row.events;
        let last = events.get(events.len().saturating_sub(BEFORE)..).unwrap_or_default();
        exchange.serve(last, BEFORE)?;
        let before = function.cpu();
        let served = exchange.serve(events, requests)?;
        self.row.check(&served.last)?;
        if let (Some(before), Some(after), Ok(requests)) = (before, function.cpu(), u32::try_from(requests)) {
            self.cpu.push(after.saturating_sub(before) / requests);
        }
        self.rounds.push(median(&served.times));
        self.times.extend(served.times);
        Ok(())
    }

    /// A request, at the median.
    pub fn p50(&self) -> Duration {
        median(&self.times)
    }

    /// A request, at the 99th percentile.
    pub fn p99(&self) -> Duration {
        percentile(&self.times, 0.99)
    }

    /// Its CPU time, at the median.
    pub fn cpu(&self) -> Option<Duration> {
        (!self.cpu.is_empty()).then(|| median(&self.cpu))
    }

    /// CPU beyond another row's in the same round, in microseconds, at the median.
    pub fn more_cpu(&self, than: &Self) -> Option<f64> {
        middle(zip(&self.cpu, &than.cpu).map(|(it, than)| micros(*it) - micros(*than)))
    }

    /// What the round trips of a request to AWS, to the backend, or to both sum up to, one after the other: `part` of
    /// them, in microseconds, at the median of the rounds.
    pub fn sum(&self, bare: &[Bare], whose: Whose, part: impl Fn(&Trip) -> Duration) -> f64 {
        middle((0..self.rounds.len()).map(|round| self.sum_in(round, bare, whose, &part))).unwrap_or_default()
    }

    /// What is left of a request without what is elsewhere in the same round, in microseconds, at the median.
    pub fn own(&self, bare: &[Bare]) -> f64 {
        let elsewhere = |round| self.sum_in(round, bare, Whose::All, &Trip::elsewhere);
        let rounds = self.rounds.iter().enumerate();
        middle(rounds.map(|(round, wall)| micros(*wall) - elsewhere(round))).unwrap_or_default()
    }

    fn sum_in(&self, round: usize, bare: &[Bare], whose: Whose, part: &impl Fn(&Trip) -> Duration) -> f64 {
        let of = |name: &str, times: usize| {
            let kind = bare.iter().find(|kind| kind.name == name);
            let trip = kind.and_then(|kind| kind.rounds.get(round)).map(part).unwrap_or_default();
            micros(trip * u32::try_from(times).unwrap_or_default())
        };
        let aws = || self.asked.aws.iter().fold(0.0, |sum, (action, times)| sum + of(action, *times));
        let backend = || of("backend", self.asked.backend);
        match whose {
            Whose::Aws => aws(),
            Whose::Backend => backend(),
            Whose::All => aws() + backend(),
        }
    }
}

/// Whose round trips.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    /// Those to AWS.
    Aws,
    /// Those to the backend.
    Backend,
    /// All.
    All,
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn middle(samples: impl Iterator<Item = f64>) -> Option<f64> {
    let mut samples: Vec<f64> = samples.collect();
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied()
}
