//! Runs every case. Each worker has a cloud of its own, in which one case at a time is run: a fault meets the request
//! that it is meant for.

use crate::{
    kind::Kind,
    matrix::{Matrix, Outcome},
    peer::Peer,
    reconcile,
    secrets::Scan,
    step::{First, Step},
    world::{Site, World},
};
use std::{
    collections::VecDeque,
    fs,
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::{Builder, Runtime};

/// Most of the time goes by waiting for answers that do not come.
const WORKERS: usize = 8;

/// The cases of a kind in some steps.
struct Job {
    kind: Kind,
    steps: Vec<(Step, Vec<Site>)>,
}

impl Job {
    /// How long it may take, as compared with others: nothing takes as long as no answer.
    fn weight(&self) -> usize {
        let sites: usize = self.steps.iter().map(|(_, sites)| sites.len()).sum();
        if waits(self.kind) { sites * 10 } else { sites }
    }
}

/// Whether answers to this kind come when the time is used up.
fn waits(kind: Kind) -> bool {
    matches!(kind, Kind::Hang | Kind::Down)
}

/// The whole sweep.
pub fn sweep() {
    let begun = Instant::now();
    let (world, sites) = look_around();
    let looked = begun.elapsed().as_secs();
    let jobs = Arc::new(Mutex::new(jobs(&sites)));
    let mut first = Some(world);
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (jobs, world) = (jobs.clone(), first.take());
            thread::spawn(move || work(&jobs, world))
        })
        .collect();
    let (mut matrix, mut scan) = (Matrix::default(), Scan::default());
    for worker in workers {
        let (done, scanned) = worker.join().unwrap();
        matrix.merge(done);
        scan.merge(scanned);
    }
    let took = begun.elapsed().as_secs();
    let text = format!(
        "{}{}in {took} s ({looked} s to look around), by {WORKERS} clouds\n",
        matrix.print(),
        scan.print()
    );
    println!("{text}");
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("sweep.txt"), &text).unwrap();
    let wrong = [matrix.wrong(), scan.found].concat();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    if filter().is_empty() {
        assert!(scan.canaries > 5000, "there was little to look for: {}", scan.canaries);
        assert_eq!(scan.events.len(), 6, "logs were not looked at: {:?}", scan.events);
    }
}

/// Which cases are wanted: a part of a step's name and a kind's, `POST /oauth/token, refresh hang`.
fn filter() -> String {
    std::env::var("SWEEP").unwrap_or_default()
}

/// A runtime for one thread.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Takes every step once, without a fault: the calls that it leads to.
fn look_around() -> (World, Vec<(Step, Vec<Site>)>) {
    runtime().block_on(async {
        let world = World::start().await;
        let mut sites = Vec::new();
        for step in Step::ALL {
            sites.push((step, look_at(&world, step).await));
        }
        (world, sites)
    })
}

async fn look_at(world: &World, step: Step) -> Vec<Site> {
    let mut peer = step.prepare(world, None).await;
    if step.is_cold() {
        world.cool(step.function()).await;
    }
    let before = world.listen().await;
    let answer = step.run(world, &mut peer).await;
    let sites = world.sites(before, step.function()).await;
    assert!(!sites.is_empty(), "{} calls nothing: {}", step.name(), answer.text);
    let served = step.judge(&answer, &sites[0], Kind::Hang);
    assert_eq!(served, Ok(First::Served), "{}: {}", step.name(), answer.text);
    step.settle(world, &mut peer, &answer, First::Served).await;
    sites
}

/// What there is to do: kind by kind, since the cloud is killed after each, and first those that take long.
fn jobs(sites: &[(Step, Vec<Site>)]) -> VecDeque<Job> {
    let wanted = filter();
    let mut jobs = Vec::new();
    for kind in Kind::ALL {
        let is_wanted = |step: Step| format!("{} {}", step.name(), kind.name()).contains(&wanted);
        let steps: Vec<_> = sites.iter().filter(|(step, _)| is_wanted(*step)).cloned().collect();
        let at_once = if waits(kind) { 1 } else { steps.len().div_ceil(3).max(1) };
        jobs.extend(steps.chunks(at_once).map(|steps| Job { kind, steps: steps.to_vec() }));
    }
    jobs.sort_by_key(|job| (!waits(job.kind), job.kind, usize::MAX - job.weight()));
    jobs.into()
}

fn work(jobs: &Mutex<VecDeque<Job>>, world: Option<World>) -> (Matrix, Scan) {
    let runtime = runtime();
    let (mut matrix, mut scan) = (Matrix::default(), Scan::default());
    let mut world = runtime.block_on(async {
        match world {
            Some(world) => world,
            None => World::start().await,
        }
    });
    let mut kind = None;
    let mut alive = Vec::new();
    loop {
        let job = jobs.lock().unwrap().pop_front();
        if kind.is_some() && kind != job.as_ref().map(|job| job.kind) {
            scan.processes(&world);
            world = world.restart();
            let (looked, odd) = runtime.block_on(reconcile::accounts(&world, std::mem::take(&mut alive)));
            matrix.restarts += 1;
            matrix.reconciled += looked;
            matrix.odd.extend(
                odd.into_iter().map(|odd| format!("after {}: {odd}", kind.unwrap_or(Kind::Down).name())),
            );
        }
        let Some(job) = job else { break };
        kind = Some(job.kind);
        let shared = Arc::new(world);
        for (step, sites) in &job.steps {
            alive.extend(runtime.block_on(run(&shared, *step, sites, job.kind, &mut matrix)));
        }
        world = Arc::into_inner(shared).unwrap();
    }
    scan.finish(world);
    (matrix, scan)
}

/// Runs the cases of a kind in a step; the users that it leaves.
async fn run(world: &Arc<World>, step: Step, sites: &[Site], kind: Kind, matrix: &mut Matrix) -> Vec<Peer> {
    let mut alive: Vec<Peer> = Vec::new();
    for site in sites {
        let last = alive.pop_if(|peer| step.may_reuse(peer));
        let case = tokio::spawn(case(world.clone(), step, site.clone(), kind, last));
        match case.await {
            Ok((outcome, took, peer)) => {
                if step != Step::AccountLinked {
                    matrix.answered(step, site, kind, took);
                }
                matrix.add(step, site, kind, outcome);
                alive.extend(peer);
            }
            Err(panic) => {
                let why = panic.into_panic();
                let text = why.downcast_ref::<String>().cloned();
                let text = text.or(why.downcast_ref::<&str>().map(|it| (*it).to_owned()));
                matrix.add(step, site, kind, Err(text.unwrap_or_default()));
                world.mend(site).await;
            }
        }
    }
    alive
}

type Done = (Result<Outcome, String>, Duration, Option<Peer>);

async fn case(world: Arc<World>, step: Step, site: Site, kind: Kind, last: Option<Peer>) -> Done {
    let mut peer = step.prepare(&world, last).await;
    if site.is_cold() {
        world.cool(step.function()).await;
    }
    world.listen().await;
    world.befall(&site, kind).await;
    let begun = Instant::now();
    let answer = step.run(&world, &mut peer).await;
    let took = begun.elapsed();
    let met = world.mend(&site).await;
    if answer.status >= 400 {
        world.said.lock().unwrap().push(without_nonce(&answer.text));
    }
    if !met {
        return (Err(format!("nothing was asked there: {} {}", answer.status, answer.text)), took, None);
    }
    let first = match step.judge(&answer, &site, kind) {
        Ok(first) => first,
        Err(why) => return (Err(why), took, None),
    };
    let then = step.settle(&world, &mut peer, &answer, first).await;
    (Ok(Outcome { first, then }), took, Some(peer))
}

/// What an error says to everybody; the next nonce is for the page.
fn without_nonce(text: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(mut members)) => {
            members.remove("nonce");
            serde_json::Value::Object(members).to_string()
        }
        _ => text.to_owned(),
    }
}
