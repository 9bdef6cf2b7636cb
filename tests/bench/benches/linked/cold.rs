//! Fresh processes: from their start to their first answer, in turns.

use crate::{
    gateway::Answer,
    linking::{self, Tokens},
    rows::linked_event,
    world::World,
};
use anyhow::Context;
use sayso_bench::{function::Function, mode::Mode, request, statistics::median};
use serde_json::Value;
use std::time::Duration;

/// What starting a function costs, at the median.
#[derive(Debug)]
pub struct Start {
    /// Which function, and what it is asked first.
    pub label: &'static str,
    /// From the start of the process until it asks for an event.
    pub init: Duration,
    /// From its first event to the answer.
    pub first: Duration,
    /// Both.
    pub whole: Duration,
    /// Resident memory in bytes after the first answer.
    pub memory: Option<u64>,
}

#[derive(Debug, Default)]
struct Samples {
    init: Vec<Duration>,
    first: Vec<Duration>,
    whole: Vec<Duration>,
    memory: Vec<u64>,
}

/// Measures hello and the three functions of the linked skill. The renewals are of `tokens`.
pub fn all(world: &World, mut tokens: Tokens, session: &Value, mode: Mode) -> anyhow::Result<[Start; 4]> {
    let (client_id, scope) = world.linking()?;
    let spoken = linked_event(&tokens, session)?;
    let begun = linking::authorization(client_id, scope).event();
    let question = request::intent("en-US", "FactAbout", &["topic"]);
    let [mut hello, mut skill, mut link, mut token] = std::array::from_fn(|_| Samples::default());
    for _ in 0..mode.pick(30, 2) {
        hello.add(&world.hello()?, &question)?;
        let answer = skill.add(&world.spawn("skill")?, &spoken)?;
        anyhow::ensure!(
            answer.contains(crate::answers::SUMMARY),
            "the skill answers something else: {answer}"
        );
        Answer::read(&link.add(&world.spawn("link")?, &begun)?, 303)?;
        let renewal = linking::renewal(client_id, &tokens).event();
        let answer = token.add(&world.spawn("token")?, &renewal)?;
        tokens = linking::given(&Answer::read(&answer, 200).context("the tokens were not renewed")?)?;
    }
    world.check()?;
    Ok([
        hello.of("hello: a question"),
        skill.of("skill: MyIssues, linked"),
        link.of("link: a linking begins"),
        token.of("token: tokens are renewed"),
    ])
}

impl Samples {
    /// Asks a fresh function; its answer.
    fn add(&mut self, function: &Function, event: &str) -> anyhow::Result<String> {
        let exchange = function.api().exchange();
        let init = exchange.ready()? - function.spawned();
        let served = exchange.serve(&[event.to_owned()], 1)?;
        let first = median(&served.times);
        self.init.push(init);
        self.first.push(first);
        self.whole.push(init + first);
        self.memory.extend(function.memory());
        Ok(served.last)
    }

    fn of(mut self, label: &'static str) -> Start {
        self.memory.sort_unstable();
        let memory = self.memory.get(self.memory.len() / 2).copied();
        let [init, first, whole] = [&self.init, &self.first, &self.whole].map(|it| median(it));
        Start { label, init, first, whole, memory }
    }
}
