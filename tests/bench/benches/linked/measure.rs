//! Warm requests, in turns: all rows see the same machine, whatever else it does.

use crate::{
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
    /// CPU time per request, of each round; empty where the system does not tell.
    cpu: Vec<Duration>,
}

/// Measures all rows, and the memory of the process that answers those of one account.
pub fn all<'r>(
    rows: &'r [Row],
    asked: Vec<Asked>,
    world: &World,
    mode: Mode,
) -> anyhow::Result<(Vec<Measured<'r>>, Option<u64>)> {
    let processes = Processes::start(world, &world.aws.endpoint())?;
    let mut measured: Vec<Measured<'_>> = zip(rows, asked)
        .map(|(row, asked)| Measured { row, asked, times: Vec::new(), cpu: Vec::new() })
        .collect();
    for round in 0..=mode.pick(20, 1) {
        for it in &mut measured {
            it.round(&processes, mode.pick(REQUESTS, 4))?;
            if round == 0 {
                // It made what is lazy.
                (it.times, it.cpu) = (Vec::new(), Vec::new());
            }
        }
    }
    world.check()?;
    Ok((measured, processes.get(Process::One).memory()))
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
        let micros = |time: &Duration| time.as_secs_f64() * 1e6;
        let mut more: Vec<f64> =
            zip(&self.cpu, &than.cpu).map(|(it, than)| micros(it) - micros(than)).collect();
        more.sort_by(f64::total_cmp);
        more.get(more.len() / 2).copied()
    }
}
