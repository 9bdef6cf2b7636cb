//! What the skill's functions need: the embedded cloud's DynamoDB, KMS and secrets in this process, a backend, and
//! linked accounts.

use crate::{
    backend::Backend,
    gateway,
    linking::{Linker, Tokens},
};
use anyhow::{Context, ensure};
use sayso_bench::{function::Function, request, workspace::Workspace};
use sayso_local::{
    aws::{Aws, Credentials, Grant},
    events::{Event, Events},
    state::State,
};
use sayso_schemas::plan::Plan;
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tempfile::TempDir;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

/// The skill's origin.
pub const ISSUER: &str = "http://jira.localhost:4000";
/// Where users come back to Alexa.
pub const REDIRECT: &str = "https://alexa.example/link/M1";
/// What Alexa authenticates with; and its SHA-256.
pub const CLIENT_SECRET: &str = "bench";
const CLIENT_SECRET_HASH: &str = "1b32c28cb38c05480eccc1bd60ff97029b57a05c96718b96dad7e9d84894f549";

/// The skill's table in stage `local`.
pub const TABLE: &str = "jira-local-data";
/// The key that seals its records.
pub const KEY: &str = "alias/jira-local-records";
/// What holds its client secret at the provider.
const SECRET: &str = "jira-local-atlassian";
/// What holds the secret that CloudFront shows.
const ORIGIN: &str = "jira-local-origin";

/// Everything that is not measured.
pub struct World {
    /// The embedded services.
    pub aws: Arc<Aws>,
    /// The services that the skill calls.
    pub backend: Backend,
    /// The skill's plan.
    pub plan: Plan,
    binary: PathBuf,
    data: PathBuf,
    hello: PathBuf,
    keys: BTreeMap<String, Credentials>,
    denied: Arc<Mutex<Vec<String>>>,
    _servers: JoinSet<()>,
    // After the servers, which run on it.
    _runtime: Runtime,
    _folder: TempDir,
}

impl World {
    /// Builds the skills, and starts everything around them.
    pub fn start(workspace: &Workspace) -> anyhow::Result<Self> {
        let binary = workspace.build("jira-skill", "jira-skill")?;
        let hello = workspace.build("hello-skill", "hello-skill")?;
        let data = workspace.root.join("infra/app/generated/jira");
        let plan: Plan = serde_json::from_str(&fs::read_to_string(data.join("plan.json"))?)?;
        let (folder, mut servers) = (tempfile::tempdir()?, JoinSet::new());
        let denied = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&denied);
        let events = Events::to(move |event| {
            if let Event::AccessDenied { message, .. } = event {
                log.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            }
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let state = State::open(folder.path())?;
        let aws = runtime.block_on(Aws::start(&state, events, &mut servers))?;
        aws.tables().ensure(&plan)?;
        aws.kms().ensure(&plan)?;
        aws.secrets().ensure(SECRET)?;
        let origin = aws.secrets().ensure_origin(&plan)?.context("the skill links no account")?;
        gateway::ORIGIN_SECRET.get_or_init(|| origin);
        let mut keys = BTreeMap::new();
        for function in &plan.functions {
            let key = Credentials::random();
            aws.grant(&key.access_key_id, Grant::of(&plan, function));
            keys.insert(function.name.clone(), key);
        }
        let backend = Backend::start()?;
        Ok(Self {
            aws,
            backend,
            plan,
            binary,
            data,
            hello,
            keys,
            denied,
            _servers: servers,
            _runtime: runtime,
            _folder: folder,
        })
    }

    /// Starts the skill that everything is compared with: it has no accounts, and calls nothing here.
    pub fn hello(&self) -> anyhow::Result<Function> {
        let data = self.data.with_file_name("hello");
        let variables =
            [("SAYSO_SKILL_ID", request::SKILL_ID), ("SAYSO_SERVICE_FACTS", "http://127.0.0.1:9")];
        Ok(Function::spawn(&self.hello, &data, &variables)?)
    }

    /// Starts one of the skill's functions.
    pub fn spawn(&self, function: &str) -> anyhow::Result<Function> {
        self.spawn_at(function, &self.aws.endpoint())
    }

    /// The same where the AWS services are at `endpoint`.
    pub fn spawn_at(&self, function: &str, endpoint: &str) -> anyhow::Result<Function> {
        let key =
            self.keys.get(function).with_context(|| format!("the plan has no function `{function}`"))?;
        let (backend, linking) = (self.backend.url(), self.linking()?);
        let (authorize, token) = (format!("{backend}/authorize"), format!("{backend}/oauth/token"));
        let variables = [
            ("SAYSO_FUNCTION", function),
            ("SAYSO_SKILL_ID", request::SKILL_ID),
            ("SAYSO_TABLE", TABLE),
            ("SAYSO_KEY", KEY),
            ("SAYSO_ISSUER", ISSUER),
            ("SAYSO_CLIENT_ID", linking.0),
            ("SAYSO_CLIENT_SECRETS", CLIENT_SECRET_HASH),
            ("SAYSO_REDIRECTS", REDIRECT),
            ("SAYSO_ORIGIN_SECRET", ORIGIN),
            ("SAYSO_SERVICE_JIRA", &backend),
            ("SAYSO_PROVIDER_ATLASSIAN_AUTHORIZE", &authorize),
            ("SAYSO_PROVIDER_ATLASSIAN_TOKEN", &token),
            ("SAYSO_PROVIDER_ATLASSIAN_CLIENT_ID", "bench"),
            ("SAYSO_PROVIDER_ATLASSIAN_SECRET", SECRET),
            ("AWS_ACCESS_KEY_ID", &key.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &key.secret_access_key),
            ("AWS_SESSION_TOKEN", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
            ("AWS_ENDPOINT_URL_KMS", endpoint),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint),
        ];
        Ok(Function::spawn(&self.binary, &self.data, &variables)?)
    }

    /// Links the accounts of this many people.
    pub fn link(&self, people: usize) -> anyhow::Result<Vec<Tokens>> {
        let (link, token) = (self.spawn("link")?, self.spawn("token")?);
        let (client_id, scope) = self.linking()?;
        let linker = Linker { link: &link, token: &token, client_id, scope };
        (0..people).map(|person| linker.link(person)).collect()
    }

    /// Alexa's id at the skill, and the scope that it asks for.
    pub fn linking(&self) -> anyhow::Result<(&str, &str)> {
        let linking = self.plan.linking.as_ref().context("the skill links no account")?;
        let client_id = linking.client_id.as_deref().context("Alexa has another id in each stage")?;
        Ok((client_id, &linking.scope))
    }

    /// Fails where a function overstepped its permissions: what was measured then is a refusal.
    pub fn check(&self) -> anyhow::Result<()> {
        let denied = self.denied.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(denied.is_empty(), "the embedded cloud denied something: {denied:?}");
        Ok(())
    }
}
