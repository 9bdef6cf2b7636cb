//! Calls of HTTP services: every one within the time that its request has left, and every failure by the rules of
//! its service.

mod access;
mod address;
mod client;
mod document;
mod exchange;
mod failure;
mod operation;
mod paging;
mod parameter;
mod reason;
mod request;
mod rules;
mod waited;

pub(crate) use access::{Access, Known};
pub(crate) use client::Http;
pub use document::Document;
pub use failure::Failure;
pub use operation::{Method, Operation, Service};
pub use paging::{page_after, page_start};
pub use parameter::{Parameter, Single};
pub use request::Request;
pub use rules::{Rule, Then, When};
pub(crate) use waited::Waited;

use crate::{
    config::Services,
    fields::{FieldIds, Fields},
    log::{Event, Log},
};
use std::{future::Future, pin::pin, sync::Arc};
use tokio::time::{Duration, Instant};

/// The calls of one request.
#[derive(Debug, Clone, Copy)]
pub struct Calls<'a> {
    http: &'a Http,
    services: &'a Services,
    deadline: Instant,
    log: &'a Log,
    access: Access<'a>,
    /// What is known of fields; nowhere kept while an account is being linked.
    fields: Option<&'a Fields>,
    /// The time that services take; nowhere noted while an account is being linked.
    waited: Option<&'a Waited>,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(
        http: &'a Http,
        services: &'a Services,
        deadline: Instant,
        log: &'a Log,
        access: Access<'a>,
    ) -> Self {
        Self { http, services, deadline, log, access, fields: None, waited: None }
    }

    /// The same, with what is known of fields.
    pub(crate) fn with_fields(self, fields: &'a Fields) -> Self {
        Self { fields: Some(fields), ..self }
    }

    /// The same, noting how long services take.
    pub(crate) fn with_waited(self, waited: &'a Waited) -> Self {
        Self { waited: Some(waited), ..self }
    }

    /// The fields `names` of `service`, which `find` finds where they are not known yet.
    #[doc(hidden)]
    pub async fn fields<F>(
        &self,
        service: &'static Service,
        names: &[&str],
        find: impl FnOnce() -> F,
    ) -> Result<Arc<FieldIds>, Failure>
    where
        F: Future<Output = Result<FieldIds, Failure>>,
    {
        let account = if service.linked { self.access.link().await? } else { "" };
        match self.fields {
            Some(fields) => fields.of(service.name, account, names, find).await,
            None => Box::pin(find()).await.map(Arc::new),
        }
    }

    /// At which variant of its service the linked account is; a failure that asks to link one where there is none.
    pub async fn variant(&self) -> Result<&'static str, Failure> {
        Ok(self.access.account().await?.account.method.variant.unwrap_or_default())
    }

    /// Begins a call of `operation`.
    pub fn request(&self, operation: &'static Operation) -> Request<'a> {
        Request::new(*self, operation)
    }

    /// Notes a failure after which the request goes on.
    pub(crate) fn note(&self, failure: &Failure) {
        self.log.write(&Event::Failed { detail: &failure.to_string() });
    }

    /// The time that is left for all further calls.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// Makes a call, and meanwhile prepares what a later one needs. A failure is not held up by that.
#[doc(hidden)]
pub async fn beside<T, P>(
    call: impl Future<Output = Result<T, Failure>>,
    prepared: impl Future<Output = P>,
) -> Result<T, Failure> {
    let (mut call, mut prepared) = (pin!(call), pin!(prepared));
    tokio::select! {
        biased;
        called = &mut call => {
            if called.is_ok() {
                prepared.await;
            }
            called
        }
        _ = &mut prepared => call.await,
    }
}

/// Runs calls at once; their results in order, or the first failure.
pub async fn try_each<T, C>(calls: impl IntoIterator<Item = C>) -> Result<Vec<T>, Failure>
where
    C: Future<Output = Result<T, Failure>>,
{
    futures_util::future::try_join_all(calls).await
}
