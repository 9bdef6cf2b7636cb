//! Routes, and what every request has in common: its size, its headers, its time.

use super::{
    Link,
    answer::{self, Answer},
    transaction::{Refused, TurnError},
    visit::Visit,
};
use crate::{
    Skill,
    edge::{Outside, Viewer},
    log::Event,
    store::{RandomError, Secret, StoreError, bearer_sealed::NotSealedFor},
};
use http::{Method, Request, StatusCode};
use lambda_http::request::RequestContext;
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
    Manage,
    Show,
    Form,
    Provider,
    Callback,
    Site,
    Revoke,
}

impl Route {
    /// A browser goes there, and shows what is answered.
    fn is_page(self) -> bool {
        matches!(self, Self::Authorize | Self::Manage | Self::Callback)
    }
}

/// A method, a path, and what is there.
type Place = (&'static Method, &'static str, Route);

const ROUTES: [Place; 8] = [
    (&Method::GET, "/oauth/authorize", Route::Authorize),
    (&Method::GET, "/link/manage", Route::Manage),
    (&Method::GET, "/link/tx", Route::Show),
    (&Method::POST, "/link/form", Route::Form),
    (&Method::POST, "/link/provider", Route::Provider),
    (&Method::GET, super::provider::CALLBACK, Route::Callback),
    (&Method::POST, "/link/site", Route::Site),
    (&Method::POST, "/link/revoke", Route::Revoke),
];

/// What the log calls a path that is none of ours: what stands in it is not ours either.
const ELSEWHERE: &str = "none";

/// Why a request is not served.
#[derive(Debug)]
pub(super) enum Denied {
    /// It did not come through CloudFront.
    Outside,
    /// This browser may not do that, not now or not any more.
    Expired(&'static str),
    /// It is no request of the page.
    Malformed(StatusCode, &'static str),
    /// There was too much of something.
    TooMany {
        /// The limit that is full.
        limit: &'static str,
        /// When there is room again.
        seconds: i64,
        /// The next nonce, where the last one is used up.
        nonce: Option<Secret>,
    },
    /// Something that is needed does not work.
    Unavailable {
        /// What, for the log.
        reason: String,
        /// The next nonce, where the last one is used up.
        nonce: Option<Secret>,
    },
}

impl Denied {
    fn unavailable(reason: &impl ToString) -> Self {
        Self::Unavailable { reason: reason.to_string(), nonce: None }
    }

    /// The page may try again with `next`.
    pub(super) fn with(mut self, next: &Secret) -> Self {
        if let Self::TooMany { nonce, .. } | Self::Unavailable { nonce, .. } = &mut self {
            *nonce = Some(next.clone());
        }
        self
    }
}

impl From<Outside> for Denied {
    fn from(outside: Outside) -> Self {
        match outside {
            Outside::Direct => Self::Outside,
            Outside::Store(error) => error.into(),
        }
    }
}

impl From<TurnError> for Denied {
    fn from(error: TurnError) -> Self {
        match error {
            TurnError::Refused(Refused(reason)) => Self::Expired(reason),
            error => Self::unavailable(&error),
        }
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::unavailable(&error)
    }
}

impl From<RandomError> for Denied {
    fn from(error: RandomError) -> Self {
        Self::unavailable(&error)
    }
}

impl From<NotSealedFor> for Denied {
    fn from(error: NotSealedFor) -> Self {
        Self::unavailable(&error)
    }
}

impl<S: Skill> Link<S> {
    /// Reads what the first request would have to wait for. Where that does not work now, the first request tries.
    pub(crate) async fn warm(&self) {
        let _ = self.edge.warm(self.store.within(Instant::now() + BUDGET)).await;
    }

    /// Answers one request of a browser, whatever it is.
    pub(crate) async fn handle(&self, request: Request<impl AsRef<[u8]>>) -> Answer {
        let started = Instant::now();
        let deadline = started + BUDGET;
        let place = ROUTES.iter().find(|(_, path, _)| *path == request.uri().path());
        let (path, is_page) = place.map_or((ELSEWHERE, false), |(_, path, route)| (path, route.is_page()));
        // Its future is large, and kept off the stack of whoever awaits this one.
        let answer = timeout_at(deadline, Box::pin(self.admit(place, &request, deadline)))
            .await
            .unwrap_or_else(|_| Err(Denied::unavailable(&"the time is used up")))
            .unwrap_or_else(|denied| self.deny(path, is_page, &denied));
        let (status, ms) = (answer.status().as_u16(), started.elapsed().as_millis());
        self.log.write(&Event::Answered { route: path, status, ms });
        answer
    }

    /// Serves what came through CloudFront.
    async fn admit(
        &self,
        place: Option<&Place>,
        request: &Request<impl AsRef<[u8]>>,
        deadline: Instant,
    ) -> Result<Answer, Denied> {
        let context = request.extensions().get::<RequestContext>();
        let viewer = self.edge.admit(self.store.within(deadline), request.headers(), context).await?;
        match place {
            Some((method, _, route)) if request.method() == **method => {
                self.serve(*route, request, &viewer, deadline).await
            }
            Some((method, ..)) => Ok(answer::method_not_allowed(method.as_str())),
            None => Err(Denied::Malformed(StatusCode::NOT_FOUND, "not_found")),
        }
    }

    async fn serve(
        &self,
        route: Route,
        request: &Request<impl AsRef<[u8]>>,
        viewer: &Viewer,
        deadline: Instant,
    ) -> Result<Answer, Denied> {
        let body = request.body().as_ref();
        if body.len() > LARGEST {
            return Err(Denied::Malformed(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        }
        let query = request.uri().query().unwrap_or_default();
        let visit = Visit::new(self, request.headers(), viewer, deadline);
        match route {
            Route::Authorize => visit.authorize(query).await,
            Route::Manage => visit.manage().await,
            Route::Show => visit.show(query).await,
            Route::Callback => visit.come_back(query).await,
            // What belongs into the body is not looked for in the address, which ends in logs.
            _ if !query.is_empty() => Err(Denied::Malformed(StatusCode::BAD_REQUEST, "malformed")),
            Route::Form => visit.form(body).await,
            Route::Provider => visit.depart(body).await,
            Route::Site => visit.site(body).await,
            Route::Revoke => visit.revoke(body).await,
        }
    }

    fn deny(&self, path: &str, is_page: bool, denied: &Denied) -> Answer {
        self.log_denied(path, denied);
        match denied {
            // Never a page: nobody who came this way is a browser that we sent.
            Denied::Outside => answer::error(StatusCode::FORBIDDEN, "forbidden", None),
            Denied::Expired(_) if is_page => {
                answer::page(StatusCode::FORBIDDEN, "The linking has expired, or was begun elsewhere.")
            }
            Denied::Expired(_) => answer::error(StatusCode::FORBIDDEN, "expired", None),
            Denied::Malformed(status, _) if is_page => answer::page(*status, "The address is malformed."),
            Denied::Malformed(status, error) => answer::error(*status, error, None),
            Denied::TooMany { seconds, .. } if is_page => answer::too_many_page(*seconds),
            Denied::TooMany { seconds, nonce, .. } => {
                answer::too_many(*seconds, nonce.as_ref().map(Secret::expose))
            }
            Denied::Unavailable { nonce, .. } => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                answer::again_soon(if is_page {
                    answer::page(status, "Something is not available at the moment.")
                } else {
                    answer::error(status, "unavailable", nonce.as_ref().map(Secret::expose))
                })
            }
        }
    }

    fn log_denied(&self, path: &str, denied: &Denied) {
        let security = |what| self.log.write(&Event::Security { what, link: None });
        let reason = match denied {
            Denied::Outside => return security("past_the_edge"),
            Denied::Expired(reason) | Denied::Malformed(_, reason) => reason,
            Denied::TooMany { limit, .. } => {
                security("limit_reached");
                limit
            }
            Denied::Unavailable { reason, .. } => reason.as_str(),
        };
        self.log.write(&Event::LinkingRefused { route: path, reason });
    }
}
