//! Cold and warm, in turns: all functions see the same machine, whatever else it does.

use crate::subject::Subject;
use anyhow::{Context, ensure};
use sayso_bench::{
    function::Function,
    mode::Mode,
    statistics::{median, percentile},
};
use std::time::Duration;

/// Requests before the clock is read, so that everything lazy is made.
const WARM_UP: usize = 300;

/// What a function costs.
#[derive(Debug)]
pub struct Measured<'s> {
    /// Which function.
    pub subject: &'s Subject,
    /// From the start of the process until it asks for an event.
    pub init: Duration,
    /// From its first event to the answer.
    pub first: Duration,
    /// From the start of the process to its first answer.
    pub cold: Duration,
    /// A warm request, at the median.
    pub p50: Duration,
    /// A warm request, at the 99th percentile.
    pub p99: Duration,
    /// CPU time of a warm request, in each round; empty where the system does not tell.
    pub cpu: Vec<Duration>,
    /// Resident memory in bytes, after the warm requests.
    pub memory: Option<u64>,
}

/// Measures all.
pub fn all(subjects: &[Subject], mode: Mode) -> anyhow::Result<Vec<Measured<'_>>> {
    let mut colds: Vec<Vec<[Duration; 3]>> = vec![Vec::new(); subjects.len()];
    for _ in 0..mode.pick(30, 2) {
        for (subject, colds) in subjects.iter().zip(&mut colds) {
            colds.push(cold(subject)?);
        }
    }
    let mut warm: Vec<Warm> = subjects.iter().map(Warm::start).collect::<Result<_, _>>()?;
    for _ in 0..mode.pick(40, 1) {
        for warm in &mut warm {
            warm.round(mode.pick(2_000, 50))?;
        }
    }
    Ok(warm.iter().zip(colds).map(|(warm, colds)| warm.measured(&colds)).collect())
}

fn spawn(subject: &Subject) -> anyhow::Result<Function> {
    Function::spawn(&subject.binary, &subject.task_root, &subject.variables)
        .with_context(|| format!("`{}` does not start", subject.binary.display()))
}

/// Init, first answer, both together.
fn cold(subject: &Subject) -> anyhow::Result<[Duration; 3]> {
    let function = spawn(subject)?;
    let exchange = function.api().exchange();
    let ready = exchange.ready().with_context(|| format!("`{}` failed at start", subject.label))?;
    let init = ready - function.spawned();
    let served = exchange.serve(&subject.events, 1).with_context(|| format!("`{}` failed", subject.label))?;
    check(subject, &served.last)?;
    let first = median(&served.times);
    Ok([init, first, init + first])
}

fn check(subject: &Subject, answer: &str) -> anyhow::Result<()> {
    ensure!(answer.contains(subject.answer), "`{}` answers something else: {answer}", subject.label);
    Ok(())
}

/// A function that runs.
struct Warm<'s> {
    subject: &'s Subject,
    function: Function,
    times: Vec<Duration>,
    /// CPU per request, of each round.
    cpu: Vec<Duration>,
}

impl<'s> Warm<'s> {
    fn start(subject: &'s Subject) -> anyhow::Result<Self> {
        let function = spawn(subject)?;
        function.api().exchange().serve(&subject.events, WARM_UP)?;
        Ok(Self { subject, function, times: Vec::new(), cpu: Vec::new() })
    }

    fn round(&mut self, requests: u32) -> anyhow::Result<()> {
        let before = self.function.cpu();
        let served = self.function.api().exchange().serve(&self.subject.events, requests as usize)?;
        check(self.subject, &served.last)?;
        self.times.extend(served.times);
        if let (Some(before), Some(after)) = (before, self.function.cpu()) {
            self.cpu.push(after.saturating_sub(before) / requests);
        }
        Ok(())
    }

    fn measured(&self, colds: &[[Duration; 3]]) -> Measured<'s> {
        let [init, first, cold] =
            [0, 1, 2].map(|at| median(&colds.iter().map(|it| it[at]).collect::<Vec<_>>()));
        Measured {
            subject: self.subject,
            init,
            first,
            cold,
            p50: median(&self.times),
            p99: percentile(&self.times, 0.99),
            cpu: self.cpu.clone(),
            memory: self.function.memory(),
        }
    }
}
