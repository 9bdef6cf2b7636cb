//! One round trip to each of those whom a linked request asks, and nothing else: what of a request's time is theirs.

use crate::world::World;
use anyhow::Context;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use aws_sdk_kms::{primitives::Blob, types::DataKeySpec};
use sayso_bench::{
    mode::Mode,
    statistics::{median, percentile},
};
use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};
use tokio::runtime::{Builder, Runtime};

const TABLE: &str = "jira-local-data";
const KEY: &str = "alias/jira-local-records";
/// Round trips before the clock is read.
const BEFORE: usize = 50;

/// A round trip.
#[derive(Debug)]
pub struct Bare {
    /// An AWS action, or `backend`.
    pub name: &'static str,
    /// At the median.
    pub p50: Duration,
    /// At the 99th percentile.
    pub p99: Duration,
    /// CPU time of the side that asks; `None` where the system does not tell.
    pub cpu: Option<Duration>,
}

impl Bare {
    /// What the other side takes, and the system between both.
    pub fn elsewhere(&self) -> Duration {
        self.p50.saturating_sub(self.cpu.unwrap_or_default())
    }
}

/// The clients, configured as the runtime configures its own.
struct Clients {
    dynamodb: aws_sdk_dynamodb::Client,
    kms: aws_sdk_kms::Client,
    http: reqwest::Client,
}

macro_rules! client {
    ($sdk:ident, $world:expr) => {{
        use $sdk::config::{
            BehaviorVersion, Builder, Credentials, IdentityCache, Region, StalledStreamProtectionConfig,
            retry::RetryConfig, timeout::TimeoutConfig,
        };
        let key = $world.aws.root();
        let key = Credentials::new(&key.access_key_id, &key.secret_access_key, None, None, "bench");
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(sayso_local::aws::REGION))
            .endpoint_url($world.aws.endpoint())
            .credentials_provider(key)
            .identity_cache(IdentityCache::no_cache())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        $sdk::Client::from_conf(config.build())
    }};
}

/// Measures each kind.
pub fn all(world: &World, mode: Mode) -> anyhow::Result<Vec<Bare>> {
    // As in a function: one thread does everything.
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let clients = Clients {
        dynamodb: client!(aws_sdk_dynamodb, world),
        kms: client!(aws_sdk_kms, world),
        http: reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?,
    };
    let keys = runtime.block_on(keys(&clients.dynamodb))?;
    let sealed = runtime.block_on(sealed(&clients.kms))?;
    let (first, times) = (keys.first().context("the table is empty")?, mode.pick(1_000, 20));
    let batch = keys.iter().map(|key| pk(key)).collect::<Vec<_>>();
    let batch = KeysAndAttributes::builder().consistent_read(true).set_keys(Some(batch)).build()?;
    let issue = format!("{}/ex/jira/site-0/rest/api/3/issue/OPS-42", world.backend.url());
    let measure = Measure { runtime: &runtime, times };
    Ok(vec![
        measure.of("GetItem", async || {
            let request = clients.dynamodb.get_item().table_name(TABLE).set_key(Some(pk(first)));
            request.consistent_read(true).send().await.map(drop).context("GetItem")
        })?,
        measure.of("BatchGetItem", async || {
            let request = clients.dynamodb.batch_get_item().request_items(TABLE, batch.clone());
            request.send().await.map(drop).context("BatchGetItem")
        })?,
        measure.of("PutItem", async || {
            let request = clients.dynamodb.put_item().table_name(TABLE).set_item(Some(pk("bench#1")));
            let data = AttributeValue::S(r#"{"project":{"id":"OPS","name":"Operations"}}"#.to_owned());
            request.item("data", data).send().await.map(drop).context("PutItem")
        })?,
        measure.of("Decrypt", async || {
            let request = clients.kms.decrypt().key_id(KEY).ciphertext_blob(sealed.clone());
            request.set_encryption_context(Some(record())).send().await.map(drop).context("Decrypt")
        })?,
        measure.of("backend", async || {
            let response = clients.http.get(&issue).send().await?.error_for_status()?;
            response.bytes().await.map(drop).context("the backend")
        })?,
    ])
}

struct Measure<'r> {
    runtime: &'r Runtime,
    times: u32,
}

impl Measure<'_> {
    fn of(
        &self,
        name: &'static str,
        mut ask: impl AsyncFnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<Bare> {
        let mut times = Vec::new();
        let cpu = self.runtime.block_on(async {
            for _ in 0..BEFORE {
                ask().await?;
            }
            let before = cpu();
            for _ in 0..self.times {
                let begun = Instant::now();
                ask().await?;
                times.push(begun.elapsed());
            }
            let used = before.zip(cpu()).map(|(before, after)| after.saturating_sub(before));
            anyhow::Ok(used.map(|used| used / self.times))
        })?;
        Ok(Bare { name, p50: median(&times), p99: percentile(&times, 0.99), cpu })
    }
}

/// CPU time of this thread so far. Source: `proc(5)`, `schedstat`.
fn cpu() -> Option<Duration> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    schedstat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The keys of the records that a request reads at once, of anybody's account.
async fn keys(dynamodb: &aws_sdk_dynamodb::Client) -> anyhow::Result<Vec<String>> {
    let scanned = dynamodb.scan().table_name(TABLE).send().await?;
    let keys = scanned.items().iter().filter_map(|item| item.get("pk")?.as_s().ok());
    let of = |prefix: &str| keys.clone().find(|key| key.starts_with(prefix)).cloned();
    ["family#", "link#", "profile#"]
        .map(|prefix| of(prefix).with_context(|| format!("the table has no `{prefix}…`")))
        .into_iter()
        .collect()
}

fn pk(key: &str) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), AttributeValue::S(key.to_owned()))])
}

/// A data key, sealed.
async fn sealed(kms: &aws_sdk_kms::Client) -> anyhow::Result<Blob> {
    let request = kms.generate_data_key().key_id(KEY).key_spec(DataKeySpec::Aes256);
    let made = request.set_encryption_context(Some(record())).send().await?;
    made.ciphertext_blob.context("KMS made no data key")
}

/// The encryption context of a record.
fn record() -> HashMap<String, String> {
    [("app", "jira"), ("table", "data"), ("record", "link#bench")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}
