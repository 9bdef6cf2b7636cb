//! The embedded cloud's AWS services, in this process.

use crate::store::{Clock, Store, StoreConfig};
use sayso_local::{
    aws::{Aws, Credentials, Fault, FaultKind, Grant, Service},
    events::{Event, Events},
    state::State,
};
use sayso_schemas::plan::Plan;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{
    task::JoinSet,
    time::{Duration, Instant},
};

/// When tests begin, in epoch seconds.
pub(crate) const START: i64 = 1_790_000_000;

/// The services of a skill `shop` with the permissions that every skill with linking has.
pub(crate) struct Cloud {
    pub(crate) aws: Arc<Aws>,
    plan: Plan,
    clock: Arc<AtomicI64>,
    denied: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
    _servers: JoinSet<()>,
}

impl Cloud {
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let denied: Arc<Mutex<Vec<String>>> = Arc::default();
        let listener = denied.clone();
        let events = Events::to(move |event| {
            if let Event::AccessDenied { message, .. } = event {
                listener.lock().unwrap().push(message);
            }
        });
        let mut servers = JoinSet::new();
        let state = State::open(folder.path()).unwrap();
        let aws = Aws::start(&state, events, &mut servers).await.unwrap();
        let plan: Plan = serde_json::from_value(plan()).unwrap();
        aws.tables().ensure(&plan).unwrap();
        aws.kms().ensure(&plan).unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        Self { aws, plan, clock, denied, folder, _servers: servers }
    }

    /// The store as a fresh process of `function` has it.
    pub(crate) fn store(&self, function: &str) -> Store {
        let credentials = Credentials::random();
        let function = self.plan.functions.iter().find(|it| it.name == function).unwrap();
        self.aws.grant(&credentials.access_key_id, Grant::of(&self.plan, function));
        self.store_of(&credentials)
    }

    /// The store as an operator has it, who may do anything.
    pub(crate) fn operator(&self) -> Store {
        self.store_of(self.aws.root())
    }

    fn store_of(&self, credentials: &Credentials) -> Store {
        let endpoint = self.aws.endpoint();
        let variables = [
            ("SAYSO_TABLE", "shop-local-data"),
            ("SAYSO_KEY", "alias/shop-local-records"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoint),
            ("AWS_ENDPOINT_URL_KMS", &endpoint),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoint),
        ];
        let variables: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let config = StoreConfig::read("shop", &variables).unwrap();
        Store::new(config.with_clock(Clock::Set(self.clock.clone())))
    }

    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// What happens to the next `times` requests of `action`; to all where not given.
    pub(crate) fn fault(&self, service: Service, action: &str, kind: FaultKind, times: Option<u32>) {
        self.aws.inject(vec![Fault { service, action: Some(action.to_owned()), kind, times }]);
    }

    pub(crate) fn no_faults(&self) {
        self.aws.inject(Vec::new());
    }

    /// How often something was denied, since this was asked last.
    pub(crate) fn denied(&self) -> usize {
        self.denied.lock().unwrap().drain(..).count()
    }

    /// Whether the bytes of the table hold `text`.
    pub(crate) fn table_holds(&self, text: &str) -> bool {
        let mut read = 0;
        let holds = fs::read_dir(self.folder.path()).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            let bytes = if path.is_file() { fs::read(path).unwrap() } else { Vec::new() };
            read += bytes.len();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        });
        assert!(read > 4096, "the table's files were not found");
        holds
    }
}

/// Time enough.
pub(crate) fn soon() -> Instant {
    Instant::now() + Duration::from_secs(7)
}

fn plan() -> Value {
    let function = |name: &str, items: &[(&str, &[&str])], more: Vec<Value>| {
        let items = items.iter().map(|(prefix, actions)| {
            let actions: Vec<String> = actions.iter().map(|action| format!("{action}Item")).collect();
            json!({ "items": { "prefix": prefix, "actions": actions } })
        });
        let permissions: Vec<Value> = items.chain(more).collect();
        json!({ "name": name, "timeout_ms": 8000, "memory_mb": 512, "permissions": permissions })
    };
    let key = |action: &str| json!({ "key": { "actions": [action] } });
    let secrets = || json!({ "secrets": { "providers": ["atlas"] } });
    let all: &[&str] = &["Get", "Put", "Update", "Delete", "ConditionCheck"];
    let kept: &[&str] = &["Get", "Put", "Update", "ConditionCheck"];
    let changed: &[&str] = &["Get", "BatchGet", "Update"];
    json!({
        "format": sayso_schemas::plan::FORMAT,
        "skill": "shop",
        "binary": "shop-skill",
        "functions": [
            function(
                "skill",
                &[
                    ("access#", &["Get"]),
                    ("family#", changed),
                    ("link#", changed),
                    ("profile#", &["Get", "BatchGet", "Put", "Update"]),
                ],
                vec![key("Decrypt"), secrets()],
            ),
            function(
                "link",
                &[("tx#", all), ("code#", &["Put"]), ("link#", kept), ("account#", kept)],
                vec![key("GenerateDataKey"), secrets()],
            ),
            function(
                "token",
                &[
                    ("code#", &["Get", "Update"]),
                    ("family#", all),
                    ("refresh#", &["Get", "Put", "Update", "Delete"]),
                    ("access#", &["Put", "Delete"]),
                    ("link#", &["Get", "ConditionCheck"]),
                ],
                vec![],
            ),
        ],
        "routes": [],
        "table": { "name": "data", "partition_key": "pk", "ttl": "expires" },
        "key": { "name": "records", "context": { "app": "shop", "table": "data" }, "context_present": ["record"] },
        "locales": [],
        "services": [],
        "stages": {
            "local": {
                "services": {},
                "redirects": [],
                "providers": { "atlas": { "demo": "idp" } },
                "pinned_hosts": {},
                "accounts": {},
            }
        },
    })
}
