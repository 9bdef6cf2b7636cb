//! What answering one request costs in process, and beside it what only parsing the same request costs.

use anyhow::{Context, ensure};
use divan::Bencher;
use hello_skill::generated::Hello;
use sayso_bench::request;
use sayso_runtime::testing::Harness;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};
use tokio::runtime::{Builder, Runtime};

fn main() -> anyhow::Result<()> {
    // A request that is refused would be answered quickly.
    let (harness, runtime) = harness().context("the skill `hello` does not start")?;
    for name in REQUESTS {
        let answer = runtime.block_on(harness.invoke_text(&event(name)))?;
        ensure!(answer.contains("outputSpeech"), "`{name}` is answered with {answer}");
    }
    divan::main();
    Ok(())
}

/// Requests of the skill `hello`, by name.
const REQUESTS: [&str; 6] = ["launch", "help", "elicit", "unknown", "repeat", "german elicit"];

fn event(name: &str) -> String {
    match name {
        "launch" => request::launch("en-US"),
        "help" => request::intent("en-US", "AMAZON.HelpIntent", &[]),
        "elicit" => request::intent("en-US", "FactAbout", &["topic"]),
        "german elicit" => request::intent("de-DE", "FactAbout", &["topic"]),
        "repeat" => request::intent("en-US", "AMAZON.RepeatIntent", &[]),
        _ => request::intent("en-US", "NoSuchIntent", &[]),
    }
}

/// The skill in process, and what drives it.
fn harness() -> Option<(Harness<Hello>, Runtime)> {
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/app/generated/hello/words");
    // Nothing is called: no request here has a filled slot.
    let service = ("SAYSO_SERVICE_FACTS".to_owned(), "http://127.0.0.1:9".to_owned());
    let harness = Harness::new(&words, BTreeMap::from([service])).ok()?;
    Some((harness, Builder::new_current_thread().enable_all().build().ok()?))
}

/// From the event's text to the response's, log line included.
#[divan::bench(args = REQUESTS, sample_count = 200, sample_size = 100)]
fn dispatch(bencher: Bencher<'_, '_>, name: &str) {
    let (Some((harness, runtime)), event) = (harness(), event(name)) else { return };
    bencher.bench_local(|| runtime.block_on(harness.invoke_text(&event)));
}

/// `serde_json` reading the same event into a tree: the yardstick.
#[divan::bench(args = REQUESTS, sample_count = 200, sample_size = 100)]
fn parse_only(bencher: Bencher<'_, '_>, name: &str) {
    let event = event(name);
    bencher.bench_local(|| serde_json::from_str::<Value>(&event));
}
