//! The AWS services that functions call, behind one address: `DynamoDB`, KMS and Secrets Manager.
//!
//! Every request passes, in this order: who calls (the access key of the signature), what it may do (the
//! plan of its function), which fault a test has injected, and then the service. Beside the functions there is an operator
//! per skill, who may do what the plan's `rewrap` says, and one who may do everything.

mod answer;
mod calls;
mod dynamodb;
mod faults;
mod grant;
mod key_condition;
pub mod kms;
pub mod secrets;
mod serving;
mod signature;
mod tables;

pub use calls::Call;
pub use faults::{Fault, FaultKind};
pub use grant::{Credentials, Grant};
pub(crate) use grant::{OPERATOR, STAGE, resource_name};

use crate::{events::Events, lambda::Processes, problem::Problem, state::State as StateFolder};
use axum::Router;
use calls::Calls;
use faults::Faults;
use kms::Kms;
use secrets::Secrets;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
};
use tables::Tables;
use tokio::{net::TcpListener, task::JoinSet};

/// The region that everything local is in.
pub const REGION: &str = "us-east-1";
/// The account that everything local is in.
pub const ACCOUNT: &str = "000000000000";

/// The services, running.
pub struct Aws {
    address: SocketAddr,
    root: Credentials,
    functions: RwLock<BTreeMap<String, Arc<Grant>>>,
    faults: Faults,
    calls: Calls,
    processes: Arc<Processes>,
    tables: Tables,
    kms: Kms,
    secrets: Secrets,
    events: Events,
}

impl Aws {
    /// Opens what `state` holds and serves it on a loopback port; the servers are spawned on `servers`.
    pub async fn start(
        state: &StateFolder,
        events: Events,
        servers: &mut JoinSet<()>,
    ) -> Result<Arc<Self>, Problem> {
        let no_listener = |error| {
            Problem::project(format!("the AWS services can't listen: {error}"), "see what holds the ports")
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_listener)?;
        let aws = Arc::new(Self {
            address: listener.local_addr().map_err(no_listener)?,
            root: Credentials::random(),
            functions: RwLock::default(),
            faults: Faults::default(),
            calls: Calls::default(),
            processes: Arc::default(),
            tables: Tables::open(&state.database(), servers).await?,
            kms: Kms::open(state.keys())?,
            secrets: Secrets::open(state.secrets())?,
            events,
        });
        let app = Router::new().fallback(serving::serve).with_state(aws.clone());
        servers.spawn(async move {
            // Serving ends with the task only.
            drop(axum::serve(listener, app).await);
        });
        Ok(aws)
    }

    /// The value of `AWS_ENDPOINT_URL_…`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The access key that may do everything: an operator's.
    pub fn root(&self) -> &Credentials {
        &self.root
    }

    /// What the function that signs with `access_key_id` may do from now on.
    pub fn grant(&self, access_key_id: &str, grant: Grant) {
        let mut functions = self.functions.write().unwrap_or_else(PoisonError::into_inner);
        functions.insert(access_key_id.to_owned(), Arc::new(grant));
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The keys.
    pub fn kms(&self) -> &Kms {
        &self.kms
    }

    /// The secrets.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The faults that are injected from now on.
    pub fn inject(&self, faults: Vec<Fault>) {
        self.faults.replace(faults);
    }

    /// The requests of functions and operators since [`Aws::forget_calls`].
    pub fn calls(&self) -> Vec<Call> {
        self.calls.list()
    }

    /// Forgets them.
    pub fn forget_calls(&self) {
        self.calls.clear();
    }

    /// The processes that call from environments of Lambda.
    pub fn processes(&self) -> &Arc<Processes> {
        &self.processes
    }
}

/// A service, as the target header names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Amazon `DynamoDB`.
    #[serde(rename = "dynamodb")]
    DynamoDb,
    /// AWS Key Management Service.
    Kms,
    /// AWS Secrets Manager.
    SecretsManager,
}

impl Service {
    const ALL: &[Self] = &[Self::DynamoDb, Self::Kms, Self::SecretsManager];

    /// What stands before the action in `X-Amz-Target`.
    fn target(self) -> &'static str {
        match self {
            Self::DynamoDb => "DynamoDB_20120810",
            Self::Kms => "TrentService",
            Self::SecretsManager => "secretsmanager",
        }
    }

    /// What stands before an action in policies.
    fn iam_prefix(self) -> &'static str {
        match self {
            Self::DynamoDb => "dynamodb",
            Self::Kms => "kms",
            Self::SecretsManager => "secretsmanager",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::DynamoDb => "application/x-amz-json-1.0",
            Self::Kms | Self::SecretsManager => "application/x-amz-json-1.1",
        }
    }
}
