//! Calls of HTTP services: every one within the time that its request has left, and every failure by the rules of
//! its service.

mod access;
mod address;
mod client;
mod exchange;
mod failure;
mod operation;
mod paging;
mod parameter;
mod request;
mod rules;

pub(crate) use access::{Access, Known};
pub(crate) use client::Http;
pub use failure::Failure;
pub use operation::{Method, Operation, Service};
pub use paging::{page_after, page_start};
pub use parameter::Parameter;
pub use request::Request;
pub use rules::{Rule, Then, When};

use crate::{config::Services, log::Log};
use std::future::Future;
use tokio::time::{Duration, Instant};

/// The calls of one request.
#[derive(Debug, Clone, Copy)]
pub struct Calls<'a> {
    http: &'a Http,
    services: &'a Services,
    deadline: Instant,
    log: &'a Log,
    access: Access<'a>,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(
        http: &'a Http,
        services: &'a Services,
        deadline: Instant,
        log: &'a Log,
        access: Access<'a>,
    ) -> Self {
        Self { http, services, deadline, log, access }
    }

    /// At which variant of its service the linked account is; a failure that asks to link one where there is none.
    pub async fn variant(&self) -> Result<&'static str, Failure> {
        Ok(self.access.account().await?.account.method.variant.unwrap_or_default())
    }

    /// Begins a call of `operation`.
    pub fn request(&self, operation: &'static Operation) -> Request<'a> {
        Request::new(*self, operation)
    }

    /// The time that is left for all further calls.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// Runs calls at once; their results in order, or the first failure.
pub async fn try_each<T, C>(calls: impl IntoIterator<Item = C>) -> Result<Vec<T>, Failure>
where
    C: Future<Output = Result<T, Failure>>,
{
    futures_util::future::try_join_all(calls).await
}
