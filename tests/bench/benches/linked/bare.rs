//! One round trip to each of those whom a linked request asks, and nothing else: what of a request's time is theirs.

use crate::{
    answers,
    world::{KEY, TABLE, World},
};
use anyhow::Context;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use aws_sdk_kms::{primitives::Blob, types::DataKeySpec};
use sayso_bench::statistics::median;
use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};
use tokio::runtime::{Builder, Runtime};

/// Round trips before the clock is read, in each round.
const BEFORE: usize = 5;

/// A kind of round trip.
#[derive(Debug)]
pub struct Bare {
    /// An AWS action, or `backend`.
    pub name: &'static str,
    /// All of them.
    pub times: Vec<Duration>,
    /// One of each round.
    pub rounds: Vec<Trip>,
}

/// A round trip that stands for those of a round.
#[derive(Debug, Clone, Copy)]
pub struct Trip {
    /// From request to answer, at the median.
    pub wall: Duration,
    /// CPU time of the side that asks; zero where the system does not tell.
    pub cpu: Duration,
}

impl Trip {
    /// What the other side takes, and the system between both.
    pub fn elsewhere(&self) -> Duration {
        self.wall.saturating_sub(self.cpu)
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

/// Whoever makes the round trips.
pub struct Traveller {
    /// As in a function: one thread does everything.
    runtime: Runtime,
    clients: Clients,
    key: HashMap<String, AttributeValue>,
    keys: KeysAndAttributes,
    sealed: Blob,
    issue: String,
    kinds: [Bare; 5],
}

impl Traveller {
    /// Nothing is measured yet. The accounts must have been used: it reads their records.
    pub fn new(world: &World) -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let clients = Clients {
            dynamodb: client!(aws_sdk_dynamodb, world),
            kms: client!(aws_sdk_kms, world),
            http: reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?,
        };
        let keys = runtime.block_on(keys(&clients.dynamodb))?;
        let sealed = runtime.block_on(sealed(&clients.kms))?;
        let key = pk(keys.first().context("the table is empty")?);
        let keys = KeysAndAttributes::builder()
            .consistent_read(true)
            .set_keys(Some(keys.iter().map(|key| pk(key)).collect()))
            .build()?;
        let issue = format!("{}/ex/jira/site-0/rest/api/3/issue/{}", world.backend.url(), answers::KEY);
        let kinds = ["GetItem", "BatchGetItem", "PutItem", "Decrypt", "backend"];
        let kinds = kinds.map(|name| Bare { name, times: Vec::new(), rounds: Vec::new() });
        Ok(Self { runtime, clients, key, keys, sealed, issue, kinds })
    }

    /// Makes so many of each kind.
    pub fn round(&mut self, times: u32) -> anyhow::Result<()> {
        let Self { runtime, clients: Clients { dynamodb, kms, http }, key, keys, sealed, issue, kinds } =
            self;
        let [get, batch, put, decrypt, backend] = kinds;
        runtime.block_on(async {
            get.measure(times, async || {
                let request = dynamodb.get_item().table_name(TABLE).set_key(Some(key.clone()));
                request.consistent_read(true).send().await.map(drop).context("GetItem")
            })
            .await?;
            batch
                .measure(times, async || {
                    let request = dynamodb.batch_get_item().request_items(TABLE, keys.clone());
                    request.send().await.map(drop).context("BatchGetItem")
                })
                .await?;
            put.measure(times, async || {
                let data = AttributeValue::S(r#"{"project":{"id":"OPS","name":"Operations"}}"#.to_owned());
                let request = dynamodb.put_item().table_name(TABLE).set_item(Some(pk("bench#1")));
                request.item("data", data).send().await.map(drop).context("PutItem")
            })
            .await?;
            decrypt
                .measure(times, async || {
                    let request = kms.decrypt().key_id(KEY).ciphertext_blob(sealed.clone());
                    request.set_encryption_context(Some(record())).send().await.map(drop).context("Decrypt")
                })
                .await?;
            backend
                .measure(times, async || {
                    let response = http.get(&*issue).send().await?.error_for_status()?;
                    response.bytes().await.map(drop).context("the backend")
                })
                .await
        })
    }

    /// What came of it, but for the first round, which made what is lazy.
    pub fn measured(self) -> [Bare; 5] {
        self.kinds.map(|mut kind| {
            let first = kind.times.len() / kind.rounds.len().max(1);
            kind.times.drain(..first);
            kind.rounds.drain(..1.min(kind.rounds.len()));
            kind
        })
    }
}

impl Bare {
    async fn measure(
        &mut self,
        times: u32,
        mut ask: impl AsyncFnMut() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for _ in 0..BEFORE {
            ask().await?;
        }
        let (mut walls, before) = (Vec::new(), cpu());
        for _ in 0..times {
            let begun = Instant::now();
            ask().await?;
            walls.push(begun.elapsed());
        }
        let used = before.zip(cpu()).map(|(before, after)| after.saturating_sub(before));
        self.rounds.push(Trip { wall: median(&walls), cpu: used.unwrap_or_default() / times.max(1) });
        self.times.extend(walls);
        Ok(())
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
