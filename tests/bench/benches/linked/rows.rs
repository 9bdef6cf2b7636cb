//! What is asked, of which process.

use crate::{
    answers::{PROJECT, SUMMARY},
    linking::Tokens,
    relay::Relay,
    world::World,
};
use anyhow::{Context, ensure};
use sayso_bench::{
    function::Function,
    request::{self, heard, matched},
};
use serde_json::Value;

const LOCALE: &str = "en-US";
/// The runtime keeps a hundred data keys; of more accounts that speak in turn, each finds its key forgotten.
pub const ACCOUNTS: usize = 128;

/// A process that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// The skill without calls, accounts or a store.
    Hello,
    /// The skill with all that, for one account.
    One,
    /// The same for many accounts in turn.
    Many,
}

/// A line of the table.
#[derive(Debug)]
pub struct Row {
    /// What is asked.
    pub label: String,
    /// Who is asked.
    pub process: Process,
    /// Events, asked in turn.
    pub events: Vec<String>,
    /// What every answer has in it.
    answer: &'static str,
}

/// What an intent is asked with, and what its answer has in it.
struct Wish {
    label: &'static str,
    event: String,
    answer: &'static str,
}

impl Row {
    /// Fails where `answer` is another than it should be.
    pub fn check(&self, answer: &str) -> anyhow::Result<()> {
        ensure!(answer.contains(self.answer), "`{}` is answered by something else: {answer}", self.label);
        Ok(())
    }
}

/// An event in the middle of a session of somebody whose account is linked.
pub fn linked_event(tokens: &Tokens, session: &Value) -> anyhow::Result<String> {
    let event = request::intent(LOCALE, "MyIssues", &["project"]);
    Ok(request::linked(&event, &tokens.access, session)?)
}

/// All rows. `session` is what an opened session has kept.
pub fn all(tokens: &[Tokens], session: &Value) -> anyhow::Result<Vec<Row>> {
    let one = |label: &str, process, event: String, answer| Row {
        label: label.to_owned(),
        process,
        events: vec![event],
        answer,
    };
    let mut rows = vec![
        one(
            "hello: a question",
            Process::Hello,
            request::intent(LOCALE, "FactAbout", &["topic"]),
            "Dialog.ElicitSlot",
        ),
        one("help", Process::One, request::intent(LOCALE, "AMAZON.HelpIntent", &[]), "outputSpeech"),
        one(
            "not linked: a card",
            Process::One,
            request::intent(LOCALE, "MyIssues", &["project"]),
            "LinkAccount",
        ),
    ];
    let first = tokens.first().context("nobody has linked an account")?;
    for (process, tokens) in [(Process::One, std::slice::from_ref(first)), (Process::Many, tokens)] {
        for wish in wishes() {
            let events = tokens.iter().map(|it| request::linked(&wish.event, &it.access, session));
            let events = events.collect::<Result<Vec<_>, _>>()?;
            rows.push(Row { label: wish.label.to_owned(), process, events, answer: wish.answer });
        }
    }
    Ok(rows)
}

/// What is asked by somebody whose account is linked. The first only looks the account up, and asks back.
fn wishes() -> [Wish; 6] {
    let slots = |name: &str, slots: &[(&str, Value)]| request::filled_intent(LOCALE, name, slots);
    let (ops, done) = (matched("ops", "OPS", PROJECT), matched("done", "done", "done"));
    let issue = [("issue_project", ops.clone()), ("issue_number", heard("42"))];
    let [project, number] = issue.clone();
    [
        Wish {
            label: "look-up alone",
            event: request::intent(LOCALE, "SetDefaultProject", &["project"]),
            answer: "Dialog.ElicitSlot",
        },
        Wish {
            label: "SetDefaultProject",
            event: slots("SetDefaultProject", &[("project", ops)]),
            answer: PROJECT,
        },
        Wish { label: "MyIssues", event: request::intent(LOCALE, "MyIssues", &["project"]), answer: SUMMARY },
        Wish { label: "Blockers", event: request::intent(LOCALE, "Blockers", &["project"]), answer: SUMMARY },
        Wish { label: "IssueDetails", event: slots("IssueDetails", &issue), answer: SUMMARY },
        Wish {
            label: "MoveIssue, asks",
            event: slots("MoveIssue", &[project, number, ("status", done)]),
            answer: SUMMARY,
        },
    ]
}

/// The processes that are asked.
#[derive(Debug)]
pub struct Processes([Function; 3]);

impl Processes {
    /// Starts them; those of the linked skill find the AWS services at `endpoint`.
    pub fn start(world: &World, endpoint: &str) -> anyhow::Result<Self> {
        Ok(Self([world.hello()?, world.spawn_at("skill", endpoint)?, world.spawn_at("skill", endpoint)?]))
    }

    /// One of them.
    pub fn get(&self, process: Process) -> &Function {
        let [hello, one, many] = &self.0;
        match process {
            Process::Hello => hello,
            Process::One => one,
            Process::Many => many,
        }
    }
}

/// What an event asks of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Requests to AWS, by action.
    pub aws: Vec<(String, usize)>,
    /// Requests to the backend.
    pub backend: usize,
}

/// Opens a session as somebody whose account is linked; what it has kept.
pub fn open_session(world: &World, tokens: &Tokens) -> anyhow::Result<Value> {
    let function = world.spawn("skill")?;
    let event = request::linked(&request::launch(LOCALE), &tokens.access, &Value::default())?;
    let served = function.api().exchange().serve(&[event], 1)?;
    let answer: Value = serde_json::from_str(&served.last)?;
    Ok(answer["sessionAttributes"].clone())
}

/// Asks everything twice, sees that the answers are as they should be, and counts what the second time asks of others.
/// Afterwards nothing is left that is done once per account.
pub fn count(rows: &[Row], world: &World) -> anyhow::Result<Vec<Asked>> {
    let relay = Relay::start(&world.aws.endpoint().replace("http://", ""))?;
    let processes = Processes::start(world, &relay.url())?;
    let mut counted = Vec::new();
    for row in rows {
        let exchange = processes.get(row.process).api().exchange();
        for event in &row.events {
            row.check(&exchange.serve(std::slice::from_ref(event), 1)?.last)?;
        }
        relay.actions();
        let before = world.backend.asked();
        exchange.serve(&row.events, row.events.len())?;
        let each = |count: usize| count.div_ceil(row.events.len());
        let aws = relay.actions().into_iter().map(|(action, count)| (action, each(count))).collect();
        counted.push(Asked { aws, backend: each(world.backend.asked() - before) });
    }
    world.check()?;
    Ok(counted)
}
