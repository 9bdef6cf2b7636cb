//! The embedded services in process, with a plan that grants what the design grants, and a clock that tests move.

use aws_sdk_dynamodb::types::AttributeValue;
use sayso_local::{
    aws::{Aws, Credentials, Fault, FaultKind, Grant, Service},
    events::{Event, Events},
    state::State,
};
use sayso_runtime::Clock;
use sayso_schemas::plan::{Permission, Plan, ProviderAt};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// When tests begin, in epoch seconds.
const START: i64 = 1_800_000_000;

/// The embedded services; they end when dropped.
pub struct Cloud {
    aws: Arc<Aws>,
    plan: Plan,
    keys: BTreeMap<String, Credentials>,
    denied: Arc<Mutex<Vec<String>>>,
    time: Arc<AtomicI64>,
    _servers: JoinSet<()>,
    _folder: TempDir,
}

impl Cloud {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let denied = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&denied);
        let events = Events::to(move |event| {
            if let Event::AccessDenied { message, .. } = event {
                log.lock().unwrap().push(message);
            }
        });
        let mut servers = JoinSet::new();
        let aws = Aws::start(&state, events, &mut servers).await.unwrap();
        let plan = plan();
        aws.tables().ensure(&plan).unwrap();
        aws.kms().ensure(&plan).unwrap();
        aws.secrets().ensure("shop-local-atlas").unwrap();
        aws.secrets().ensure_origin(&plan).unwrap();
        let mut keys = BTreeMap::new();
        for function in &plan.functions {
            let key = Credentials::random();
            aws.grant(&key.access_key_id, Grant::of(&plan, function));
            keys.insert(function.name.clone(), key);
        }
        let time = Arc::new(AtomicI64::new(START));
        Self { aws, plan, keys, denied, time, _servers: servers, _folder: folder }
    }

    /// The variables of a function, without those about linking.
    pub fn environment(&self, function: &str) -> BTreeMap<String, String> {
        let (key, endpoint) = (&self.keys[function], self.aws.endpoint());
        let skill = &self.plan.skill;
        [
            ("SAYSO_FUNCTION", function),
            ("SAYSO_TABLE", &format!("{skill}-local-data")),
            ("SAYSO_KEY", &format!("alias/{skill}-local-records")),
            ("SAYSO_ORIGIN_SECRET", &format!("{skill}-local-origin")),
            ("AWS_REGION", sayso_local::aws::REGION),
            ("AWS_ACCESS_KEY_ID", &key.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &key.secret_access_key),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoint),
            ("AWS_ENDPOINT_URL_KMS", &endpoint),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoint),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    pub fn clock(&self) -> Clock {
        Clock::Set(Arc::clone(&self.time))
    }

    pub fn advance(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The next request of this kind meets a fault; `times` of them.
    pub fn inject(&self, service: Service, action: &str, kind: FaultKind, times: u32) {
        let fault =
            Fault { action: Some(action.to_owned()), times: Some(times), ..Fault::new(service, kind) };
        self.aws.inject(vec![fault]);
    }

    /// Of the requests of this kind, none but the first `after` is answered.
    pub fn inject_after(&self, after: u32, service: Service, action: &str, kind: FaultKind) {
        self.aws.inject(vec![Fault { action: Some(action.to_owned()), after, ..Fault::new(service, kind) }]);
    }

    pub fn heal(&self) {
        self.aws.inject(Vec::new());
    }

    /// What functions were denied.
    pub fn denied(&self) -> Vec<String> {
        self.denied.lock().unwrap().clone()
    }

    /// What CloudFront shows to the functions `link` and `token`.
    pub fn origin_secret(&self) -> String {
        self.aws.secrets().ensure_origin(&self.plan).unwrap().unwrap()
    }

    /// The value of a secret that an operator keeps.
    pub fn secret(&self, name: &str) -> String {
        self.aws.secrets().ensure(name).unwrap()
    }

    /// All items whose key begins so, as an operator sees them.
    pub async fn items(&self, prefix: &str) -> Vec<HashMap<String, AttributeValue>> {
        let table = format!("{}-local-data", self.plan.skill);
        let found = self.operator().scan().table_name(table).consistent_read(true).send().await.unwrap();
        assert!(found.last_evaluated_key.is_none());
        let begins = |item: &HashMap<String, AttributeValue>| item["pk"].as_s().unwrap().starts_with(prefix);
        found.items.unwrap_or_default().into_iter().filter(begins).collect()
    }

    /// Whether a text stands anywhere in the table, in clear.
    pub async fn holds(&self, text: &str) -> bool {
        let within =
            |item: &HashMap<String, AttributeValue>| item.values().any(|value| finds(value, text.as_bytes()));
        self.items("").await.iter().any(within)
    }

    /// Removes all items whose key begins so.
    pub async fn remove(&self, prefix: &str) {
        let (table, operator) = (format!("{}-local-data", self.plan.skill), self.operator());
        for item in self.items(prefix).await {
            let delete = operator.delete_item().table_name(&table).key("pk", item["pk"].clone());
            delete.send().await.unwrap();
        }
    }

    /// Puts an item as it is.
    pub async fn put(&self, item: HashMap<String, AttributeValue>) {
        let table = format!("{}-local-data", self.plan.skill);
        self.operator().put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
    }

    fn operator(&self) -> aws_sdk_dynamodb::Client {
        use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
        let key = self.aws.root();
        let key = Credentials::new(&key.access_key_id, &key.secret_access_key, None, None, "test");
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(sayso_local::aws::REGION))
            .endpoint_url(self.aws.endpoint())
            .credentials_provider(key)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        aws_sdk_dynamodb::Client::from_conf(config)
    }
}

fn finds(value: &AttributeValue, text: &[u8]) -> bool {
    let within = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => within(text.as_bytes()),
        AttributeValue::B(bytes) => within(bytes.as_ref()),
        AttributeValue::M(map) => map.values().any(|value| finds(value, text)),
        AttributeValue::L(list) => list.iter().any(|value| finds(value, text)),
        _ => false,
    }
}

/// The plan of the fixture `workshop`, so that functions may do what the compiler says, with names of our own.
fn plan() -> Plan {
    let fixture = include_str!("../../../../tests/cases/workshop/infra/app/generated/workshop/plan.json");
    let mut plan: Plan = serde_json::from_str(fixture).unwrap();
    "shop".clone_into(&mut plan.skill);
    let key = plan.key.as_mut().unwrap();
    key.context =
        [("app", "shop"), ("table", "data")].map(|(name, value)| (name.into(), value.into())).into();
    for function in plan.functions.iter_mut().filter(|function| function.name != "token") {
        function.permissions.push(Permission::Secrets { providers: vec!["atlas".to_owned()] });
    }
    let client = ProviderAt::Client { id: "us".to_owned(), secret: "shop-local-atlas".to_owned() };
    plan.stages.get_mut("local").unwrap().providers = [("atlas".to_owned(), client)].into();
    plan
}
