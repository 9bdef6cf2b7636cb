//! The function `token`, warm: codes are redeemed, and tokens refreshed, over the embedded cloud's DynamoDB.

use crate::{
    gateway::Answer,
    linking::{Linker, Tokens, given, renewal},
    world::World,
};
use anyhow::Context;
use sayso_bench::{function::Function, mode::Mode};
use std::time::Duration;

/// What one kind of grant costs.
#[derive(Debug)]
pub struct Granted {
    /// Which.
    pub label: &'static str,
    /// From the event to the answer, each.
    pub times: Vec<Duration>,
    /// The function's own CPU time, per request.
    pub cpu: Option<Duration>,
}

/// Measures both grants. Each code and each refresh token is used once, as they are.
pub fn all(world: &World, mode: Mode) -> anyhow::Result<[Granted; 2]> {
    let people = mode.pick(256, 2);
    let (link, token) = (world.spawn("link")?, world.spawn("token")?);
    let (client_id, scope) = world.linking()?;
    let linker = Linker { link: &link, token: &token, client_id, scope };
    // The first answer pays for connections.
    let first = linker.link(1_000_000)?;
    let codes = (0..people).map(|person| Ok(linker.grant(2_000_000 + person)?.event()));
    let codes: Vec<String> = codes.collect::<anyhow::Result<_>>()?;
    let (redeemed, mut given_now) = measured("authorization_code", &token, codes)?;
    given_now.push(first);
    let renewals = given_now.iter().map(|tokens| renewal(client_id, tokens).event()).collect();
    let (refreshed, _) = measured("refresh_token", &token, renewals)?;
    world.check()?;
    Ok([redeemed, refreshed])
}

fn measured(
    label: &'static str,
    token: &Function,
    events: Vec<String>,
) -> anyhow::Result<(Granted, Vec<Tokens>)> {
    let (mut times, mut tokens) = (Vec::new(), Vec::new());
    let count = u32::try_from(events.len())?;
    let before = token.cpu();
    for event in events {
        let served = token.api().exchange().serve(&[event], 1)?;
        times.extend(served.times);
        tokens.push(given(&Answer::read(&served.last, 200).context(label)?)?);
    }
    let cpu = token.cpu().zip(before).map(|(after, before)| after.saturating_sub(before) / count);
    Ok((Granted { label, times, cpu }, tokens))
}
