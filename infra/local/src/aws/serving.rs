//! One request: who calls, what it may do, which fault it meets, and then the service.

use super::{
    Aws, Call, FaultKind, Service,
    answer::{Answer, AwsError},
    calls,
    dynamodb::Accesses,
    grant::Caller,
    signature,
};
use crate::events::Event;
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{self, HeaderMap},
    response::{IntoResponse, Response},
};
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

/// `DynamoDB`'s limit of a request.
const BODY: usize = 16 * 1024 * 1024;

/// One request, understood.
struct Request<'a> {
    service: Service,
    action: &'a str,
    caller: &'a Caller,
    headers: &'a HeaderMap,
    body: Bytes,
}

/// Answers any request to any service.
pub(super) async fn serve(State(aws): State<Arc<Aws>>, request: http::Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, BODY).await {
        Ok(body) => aws.answer(&parts.headers, body).await.into_response(),
        Err(_) => Answer::from(AwsError::too_large()).into_response(),
    }
}

impl Aws {
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
            let request = Request { service, action, caller: &self.caller(headers)?, headers, body };
            let fault = self.admit(&request)?;
            self.meet(fault, request).await
        };
        outcome.await.unwrap_or_else(|error: AwsError| self.refuse(error))
    }

    /// Asks for the caller's permission, where it is not the service that does, and notes the call with its fault.
    fn admit(&self, request: &Request<'_>) -> Result<Option<FaultKind>, AwsError> {
        let Request { service, action, caller, ref body, .. } = *request;
        let mut keys = Vec::new();
        if service == Service::DynamoDb {
            let accesses = Accesses::of(caller, action, body)?;
            accesses.authorize(caller)?;
            keys.extend(accesses.keys().map(calls::prefix));
        }
        let (skill, function) = match caller {
            Caller::Root => (None, None),
            Caller::Function(grant) => (Some(grant.skill.clone()), Some(grant.function.clone())),
        };
        let mut call = Call { skill, function, service, action: action.to_owned(), keys, fault: None };
        call.fault = self.faults.take(&call);
        let fault = call.fault;
        self.calls.add(call);
        Ok(fault)
    }

    /// Answers as the fault wants it.
    async fn meet(&self, fault: Option<FaultKind>, request: Request<'_>) -> Result<Answer, AwsError> {
        let Request { service, action, caller, headers, .. } = request;
        let Some(fault) = fault else { return self.serve_one(request).await };
        match fault {
            FaultKind::Throttle => return Err(AwsError::throttled(service)),
            FaultKind::Internal => return Err(AwsError::internal(service)),
            FaultKind::AccessDenied => return Err(AwsError::access_denied_by_fault(caller, service, action)),
            FaultKind::Hang => return std::future::pending().await,
            FaultKind::Reset => return Ok(Answer::none()),
            FaultKind::CrashBefore => {
                self.kill(headers).await;
                return Ok(Answer::none());
            }
            _ => {}
        }
        let answer = self.serve_one(request).await.unwrap_or_else(|error| self.refuse(error));
        match fault {
            FaultKind::Delay(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            FaultKind::CrashAfter => self.kill(headers).await,
            _ => {}
        }
        Ok(match fault {
            FaultKind::TornReply => answer.torn(),
            FaultKind::WrongChecksum => answer.altered(service),
            FaultKind::LostReply | FaultKind::CrashAfter => Answer::none(),
            _ => answer,
        })
    }

    /// Kills the process that sent a request. Where it is not an environment's, it loses the connection all the same.
    async fn kill(&self, headers: &HeaderMap) {
        if let Some(session) = headers.get("x-amz-security-token").and_then(|value| value.to_str().ok()) {
            self.processes.kill(session).await;
        }
    }

    async fn serve_one(&self, request: Request<'_>) -> Result<Answer, AwsError> {
        let Request { service, action, caller, headers, body } = request;
        match service {
            Service::DynamoDb => self.tables.forward(headers, body).await,
            Service::Kms => self.kms.serve(action, caller, &body).map(|reply| Answer::json(service, &reply)),
            Service::SecretsManager => {
                self.secrets.serve(action, caller, &body).map(|reply| Answer::json(service, &reply))
            }
        }
    }

    /// A function that lacks a permission is told by AWS's answer; its developer by an event as well.
    fn refuse(&self, error: AwsError) -> Answer {
        if let Some(denied) = &error.denied {
            self.events.send(Event::AccessDenied {
                skill: denied.skill.clone(),
                function: denied.function.clone(),
                message: error.message.clone(),
            });
        }
        Answer::from(error)
    }
}
