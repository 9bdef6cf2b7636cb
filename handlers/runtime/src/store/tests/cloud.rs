//! The embedded cloud's AWS services, in this process.

use crate::store::{Clock, Store, StoreConfig};
use sayso_local::{
    aws::{Aws, Credentials, Fault, FaultKind, Grant, Service},
    events::{Event, Events},
    state::State,
};
use sayso_schemas::plan::{Permission, Plan, ProviderAt};
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
/// The name of the origin secret.
pub(crate) const ORIGIN_SECRET: &str = "shop-local-origin";

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
        let plan = plan();
        aws.tables().ensure(&plan).unwrap();
        aws.kms().ensure(&plan).unwrap();
        aws.secrets().ensure_origin(&plan).unwrap();
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

    /// The store as the operator has it who seals data keys anew.
    pub(crate) fn rewrapper(&self) -> Store {
        let credentials = Credentials::random();
        self.aws.grant(&credentials.access_key_id, Grant::of_operator(&self.plan).unwrap());
        self.store_of(&credentials)
    }

    /// Another key takes the skill's key's place, which still opens.
    pub(crate) fn replace_key(&self) {
        self.aws.kms().replace(&self.plan).unwrap();
    }

    /// The key before is ended.
    pub(crate) fn retire_key(&self) {
        self.aws.kms().retire(&self.plan).unwrap();
    }

    /// The store as an operator has it, who may do anything.
    pub(crate) fn operator(&self) -> Store {
        self.store_of(self.aws.root())
    }

    fn store_of(&self, credentials: &Credentials) -> Store {
        let endpoint = self.aws.endpoint();
        let keys = self.aws.kms().variable(&self.plan).unwrap();
        let variables = [
            ("SAYSO_TABLE", "shop-local-data"),
            ("SAYSO_KEY", &keys),
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

    /// What CloudFront shows to the functions `link` and `token`.
    pub(crate) fn origin_secret(&self) -> String {
        self.aws.secrets().ensure_origin(&self.plan).unwrap().unwrap()
    }

    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// What happens to the next `times` requests of `action`; to all where not given.
    pub(crate) fn fault(&self, service: Service, action: &str, kind: FaultKind, times: Option<u32>) {
        self.aws.inject(vec![Fault { action: Some(action.to_owned()), times, ..Fault::new(service, kind) }]);
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

/// The plan of the fixture `workshop`, so that functions may do what the compiler says, with names of our own.
fn plan() -> Plan {
    let fixture = include_str!("../../../../../tests/cases/workshop/infra/app/generated/workshop/plan.json");
    let mut plan: Plan = serde_json::from_str(fixture).unwrap();
    "shop".clone_into(&mut plan.skill);
    let key = plan.key.as_mut().unwrap();
    key.context =
        [("app", "shop"), ("table", "data")].map(|(name, value)| (name.into(), value.into())).into();
    for function in plan.functions.iter_mut().filter(|function| function.name != "token") {
        function.permissions.push(Permission::Secrets { providers: vec!["atlas".to_owned()] });
    }
    let local = plan.stages.get_mut("local").unwrap();
    local.providers = [("atlas".to_owned(), ProviderAt::Demo("idp".to_owned()))].into();
    plan
}
