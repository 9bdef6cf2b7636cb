//! Routes, and what every request has in common: its size, its headers, its time.

use super::{
    Link,
    answer::{self, Answer},
    transaction::{Refused, TurnError},
    visit::Visit,
};
use crate::{
    Skill,
    log::Event,
    store::{RandomError, StoreError, bearer_sealed::NotSealedFor},
};
use http::{Method, Request, StatusCode};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The largest body, in bytes.
const LARGEST: usize = 8 * 1024;

/// The longest that a request may take.
const BUDGET: Duration = Duration::from_secs(8);

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Authorize,
    Show,
    Form,
    Provider,
    Callback,
    Site,
}

/// Methods, paths, and what is there.
const ROUTES: [(&Method, &str, Route); 6] = [
    (&Method::GET, "/oauth/authorize", Route::Authorize),
    (&Method::GET, "/link/tx", Route::Show),
    (&Method::POST, "/link/form", Route::Form),
    (&Method::POST, "/link/provider", Route::Provider),
    (&Method::GET, super::provider::CALLBACK, Route::Callback),
    (&Method::POST, "/link/site", Route::Site),
];

/// Why a request is not served.
#[derive(Debug)]
pub(super) enum Denied {
    /// This browser may not do that, not now or not any more.
    Expired(&'static str),
    /// It is no request of the page.
    Malformed(StatusCode, &'static str),
    /// Something that is needed does not work.
    Unavailable(String),
}

impl From<TurnError> for Denied {
    fn from(error: TurnError) -> Self {
        match error {
            TurnError::Refused(Refused(reason)) => Self::Expired(reason),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<RandomError> for Denied {
    fn from(error: RandomError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<NotSealedFor> for Denied {
    fn from(error: NotSealedFor) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl<S: Skill> Link<S> {
    /// Answers one request of a browser, whatever it is.
    pub(crate) async fn handle(&self, request: Request<impl AsRef<[u8]>>) -> Answer {
        let started = Instant::now();
        let path = request.uri().path();
        let known = ROUTES.iter().find(|(_, known, _)| *known == path);
        let Some((method, path, route)) = known else {
            return answer::error(StatusCode::NOT_FOUND, "not_found", None);
        };
        let answer = if request.method() == **method {
            let deadline = started + BUDGET;
            // Its future is large, and kept off the stack of whoever awaits this one.
            let served = timeout_at(deadline, Box::pin(self.serve(*route, &request, deadline))).await;
            let denied = |denied| self.deny(*route, path, &denied);
            served
                .unwrap_or_else(|_| Err(Denied::Unavailable("the time is used up".into())))
                .unwrap_or_else(denied)
        } else {
            answer::method_not_allowed(method.as_str())
        };
        let (status, ms) = (answer.status().as_u16(), started.elapsed().as_millis());
        self.log.write(&Event::Answered { route: path, status, ms });
        answer
    }

    async fn serve(
        &self,
        route: Route,
        request: &Request<impl AsRef<[u8]>>,
        deadline: Instant,
    ) -> Result<Answer, Denied> {
        let body = request.body().as_ref();
        if body.len() > LARGEST {
            return Err(Denied::Malformed(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        }
        let query = request.uri().query().unwrap_or_default();
        let visit = Visit::new(self, request.headers(), deadline);
        match route {
            Route::Authorize => visit.authorize(query).await,
            Route::Show => visit.show(query).await,
            Route::Callback => visit.come_back(query).await,
            // What belongs into the body is not looked for in the address, which ends in logs.
            _ if !query.is_empty() => Err(Denied::Malformed(StatusCode::BAD_REQUEST, "malformed")),
            Route::Form => visit.form(body).await,
            Route::Provider => visit.depart(body).await,
            Route::Site => visit.site(body).await,
        }
    }

    fn deny(&self, route: Route, path: &str, denied: &Denied) -> Answer {
        let reason = match denied {
            Denied::Expired(reason) | Denied::Malformed(_, reason) => reason,
            Denied::Unavailable(reason) => reason.as_str(),
        };
        self.log.write(&Event::LinkingRefused { route: path, reason });
        let is_page = matches!(route, Route::Authorize | Route::Callback);
        match denied {
            Denied::Expired(_) if is_page => {
                answer::page(StatusCode::FORBIDDEN, "The linking has expired, or was begun elsewhere.")
            }
            Denied::Expired(_) => answer::error(StatusCode::FORBIDDEN, "expired", None),
            Denied::Malformed(status, _) if is_page => answer::page(*status, "The address is malformed."),
            Denied::Malformed(status, error) => answer::error(*status, error, None),
            Denied::Unavailable(_) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                answer::again_soon(if is_page {
                    answer::page(status, "Something is not available at the moment.")
                } else {
                    answer::error(status, "unavailable", None)
                })
            }
        }
    }
}
