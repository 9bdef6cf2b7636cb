//! The AWS services that functions call, behind one address: `DynamoDB`, KMS and Secrets Manager.
//!
//! Every request passes, in this order: who calls (the access key of the signature), what it may do (the plan of its
//! function), which fault a test has injected, and then the service.

mod answer;
mod dynamodb;
mod faults;
mod grant;
mod key_condition;
pub mod kms;
pub mod secrets;
mod signature;
mod tables;

pub use faults::{Fault, FaultKind};
pub use grant::{Credentials, Grant};
pub(crate) use grant::{STAGE, resource_name};

use crate::{
    events::{Event, Events},
    problem::Problem,
    state::State as StateFolder,
};
use answer::{Answer, AwsError};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Request},
    response::{IntoResponse, Response},
};
use faults::Faults;
use grant::Caller;
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
/// `DynamoDB`'s limit of a request.
const BODY: usize = 16 * 1024 * 1024;

/// The services, running.
pub struct Aws {
    address: SocketAddr,
    root: Credentials,
    functions: RwLock<BTreeMap<String, Arc<Grant>>>,
    faults: Faults,
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
            tables: Tables::open(&state.database(), servers).await?,
            kms: Kms::open(state.keys())?,
            secrets: Secrets::open(state.secrets())?,
            events,
        });
        let app = Router::new().fallback(serve).with_state(aws.clone());
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

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, AwsError> {
        let id = signature::access_key_id(headers)?;
        if id == self.root.access_key_id {
            return Ok(Caller::Root);
        }
        let functions = self.functions.read().unwrap_or_else(PoisonError::into_inner);
        let grant = functions.get(id).ok_or_else(AwsError::unrecognized_client)?;
        Ok(Caller::Function(grant.clone()))
    }

    async fn answer(&self, headers: &HeaderMap, body: Bytes) -> Answer {
        let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let Some((service, action)) = target.split_once('.').and_then(|(prefix, action)| {
            Some((Service::ALL.iter().copied().find(|service| service.target() == prefix)?, action))
        }) else {
            return Answer::from(AwsError::unknown_operation());
        };
        let outcome = async {
            let caller = self.caller(headers)?;
            if service == Service::DynamoDb {
                dynamodb::authorize(&caller, action, &body)?;
            }
            match self.faults.take(service, action) {
                Some(FaultKind::Throttle) => Err(AwsError::throttled(service)),
                Some(FaultKind::Internal) => Err(AwsError::internal(service)),
                Some(FaultKind::Hang) => std::future::pending().await,
                Some(FaultKind::Reset) => Ok(Answer::torn()),
                Some(FaultKind::LostReply) => {
                    drop(self.serve_one(service, action, &caller, headers, body).await);
                    Ok(Answer::torn())
                }
                None => self.serve_one(service, action, &caller, headers, body).await,
            }
        };
        outcome.await.unwrap_or_else(|error: AwsError| {
            self.report(&error);
            Answer::from(error)
        })
    }

    async fn serve_one(
        &self,
        service: Service,
        action: &str,
        caller: &Caller,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<Answer, AwsError> {
        match service {
            Service::DynamoDb => self.tables.forward(headers, body).await,
            Service::Kms => self.kms.serve(action, caller, &body).map(|reply| Answer::json(service, &reply)),
            Service::SecretsManager => {
                self.secrets.serve(action, caller, &body).map(|reply| Answer::json(service, &reply))
            }
        }
    }

    /// A function that lacks a permission is told by AWS's answer; its developer by an event as well.
    fn report(&self, error: &AwsError) {
        if let Some(denied) = &error.denied {
            self.events.send(Event::AccessDenied {
                skill: denied.skill.clone(),
                function: denied.function.clone(),
                message: error.message.clone(),
            });
        }
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

    fn content_type(self) -> &'static str {
        match self {
            Self::DynamoDb => "application/x-amz-json-1.0",
            Self::Kms | Self::SecretsManager => "application/x-amz-json-1.1",
        }
    }
}

async fn serve(State(aws): State<Arc<Aws>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, BODY).await {
        Ok(body) => aws.answer(&parts.headers, body).await.into_response(),
        Err(_) => Answer::from(AwsError::too_large()).into_response(),
    }
}
