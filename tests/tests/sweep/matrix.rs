//! What came of every case, as a table.

use crate::{
    kind::Kind,
    step::{First, Step, Then},
    world::Site,
};
use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub first: First,
    pub then: Then,
}

/// All cases.
#[derive(Default)]
pub struct Matrix {
    cells: BTreeMap<(Step, Site, Kind), Result<Outcome, String>>,
    /// What was odd after a kill, once per account.
    pub odd: Vec<String>,
    /// The longest answer by function, and the case.
    longest: BTreeMap<&'static str, (Duration, String)>,
    pub restarts: usize,
    pub reconciled: usize,
}

/// How long the peers of a function wait: Alexa for tokens and for an answer (its documentation), a user for a page.
pub fn patience(function: &str) -> Duration {
    match function {
        "token" => Duration::from_millis(4500),
        "skill" => Duration::from_secs(8),
        _ => Duration::from_secs(10),
    }
}

impl Matrix {
    pub fn add(&mut self, step: Step, site: &Site, kind: Kind, outcome: Result<Outcome, String>) {
        self.cells.insert((step, site.clone(), kind), outcome);
    }

    pub fn answered(&mut self, step: Step, site: &Site, kind: Kind, took: Duration) {
        let case = format!("{}, {}, {}", step.name(), site.name(), kind.name());
        let longest = self.longest.entry(step.function()).or_default();
        if took > longest.0 {
            *longest = (took, case);
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.cells.extend(other.cells);
        self.odd.extend(other.odd);
        self.restarts += other.restarts;
        self.reconciled += other.reconciled;
        for (function, longest) in other.longest {
            let known = self.longest.entry(function).or_default();
            if longest.0 > known.0 {
                *known = longest;
            }
        }
    }

    /// What must not be: one on a line.
    pub fn wrong(&self) -> Vec<String> {
        let failed = self.cells.iter().filter_map(|((step, site, kind), outcome)| {
            let why = outcome.as_ref().err()?;
            Some(format!("{}, {}, {}: {why}", step.name(), site.name(), kind.name()))
        });
        let late = self.longest.iter().filter(|(function, (took, _))| *took >= patience(function));
        let late = late.map(|(function, (took, case))| format!("`{function}` took {took:?}: {case}"));
        failed.chain(late).chain(self.odd.iter().cloned()).collect()
    }

    /// The table, and what it comes to.
    pub fn print(&self) -> String {
        let mut reasons: Vec<&str> = Vec::new();
        let mut text = String::new();
        let mut step_before = None;
        let mut sites: Vec<(Step, &Site)> = self.cells.keys().map(|(step, site, _)| (*step, site)).collect();
        sites.dedup();
        for (step, site) in sites {
            if step_before.replace(step) != Some(step) {
                write!(text, "\n{:<64}", format!("{} ({})", step.name(), step.function())).unwrap();
                for kind in Kind::ALL {
                    write!(text, "{:>9}", kind.name()).unwrap();
                }
                text.push('\n');
            }
            let mut row = format!("  {:<62}", site.name());
            for kind in Kind::ALL {
                let cell = self.cells.get(&(step, site.clone(), kind));
                write!(row, "{:>9}", cell.map_or("-".to_owned(), |cell| mark(cell, &mut reasons))).unwrap();
            }
            writeln!(text, "{row}").unwrap();
        }
        writeln!(
            text,
            "\nok: answered as without a fault; later: refused for now, and fine when tried again;"
        )
        .unwrap();
        writeln!(text, "died: the process was killed, nobody answered, and fine when tried again.").unwrap();
        for (at, reason) in reasons.iter().enumerate() {
            writeln!(text, "[{}]: {reason}", at + 1).unwrap();
        }
        self.sums(&mut text);
        text
    }

    fn sums(&self, text: &mut String) {
        let count =
            |is: &dyn Fn(&Result<Outcome, String>) -> bool| self.cells.values().filter(|it| is(it)).count();
        let listed = count(&|it| matches!(it, Ok(Outcome { then: Then::Listed(_), .. })));
        let wrong = self.wrong();
        let of =
            |signs: &[&str]| wrong.iter().filter(|it| signs.iter().any(|sign| it.contains(sign))).count();
        let double = of(&["more than once", "of one account"]);
        let unlinked = of(&["link again", "inactive", "invalid_grant", "not linked any more"]);
        let lost = wrong.len() - double - unlinked;
        writeln!(
            text,
            "\n{} cases, {listed} of them listed; {} clouds killed and started again, {} accounts looked at then",
            self.cells.len(),
            self.restarts,
            self.reconciled
        )
        .unwrap();
        writeln!(text, "lost {lost}, double {double}, unlinked {unlinked}").unwrap();
        for (function, (took, case)) in &self.longest {
            let patience = patience(function).as_secs_f64();
            writeln!(
                text,
                "longest answer of `{function}`: {:.2} s of {patience} s ({case})",
                took.as_secs_f64()
            )
            .unwrap();
        }
    }
}

/// What stands in a cell.
fn mark<'a>(outcome: &'a Result<Outcome, String>, reasons: &mut Vec<&'a str>) -> String {
    match outcome {
        Err(_) => "WRONG".to_owned(),
        Ok(Outcome { then: Then::Listed(reason), .. }) => {
            let at = reasons.iter().position(|it| it == reason).unwrap_or_else(|| {
                reasons.push(reason);
                reasons.len() - 1
            });
            format!("[{}]", at + 1)
        }
        Ok(Outcome { first, .. }) => match first {
            First::Served => "ok".to_owned(),
            First::Refused => "later".to_owned(),
            First::Died => "died".to_owned(),
        },
    }
}
