//! What every request has in common: where it came through, its route, and its time.

use super::{
    answer::Refusal,
    client::Client,
    failures::{Failure, Failures},
    proxy::Passing,
    server::{Route, Served, Server},
};
use crate::{
    Config, ConfigError, Linking, Proxy,
    config::TokenConfig,
    edge::{Edge, Outside},
    log::{Event, Log},
    store::{Records, Store},
};
use http::{Request, Response};
use lambda_http::request::RequestContext;
use std::future::Future;
use tokio::time::{Duration, Instant, timeout_at};

/// The longest that one request may take. Alexa waits for 4.5 s, with the network, the gateway and a cold start in
/// them.
const BUDGET: Duration = Duration::from_millis(3500);

/// The function `token`.
#[derive(Debug)]
pub(crate) struct Token<S> {
    edge: Edge,
    serving: S,
    failures: Failures,
    store: Store,
    log: Log,
}

/// Whose tokens are given: the skill's own, or a provider's.
pub(crate) trait Serves: Send + Sync {
    /// Whether it has an endpoint there.
    fn has(&self, route: Route) -> bool;

    /// Answers a request whose method and path are those of `route`.
    fn serve(
        &self,
        records: &Records<'_>,
        route: Route,
        request: &Request<impl AsRef<[u8]> + Sync>,
    ) -> impl Future<Output = Served> + Send;
}

impl Serves for Server {
    fn has(&self, _: Route) -> bool {
        true
    }

    async fn serve(
        &self,
        records: &Records<'_>,
        route: Route,
        request: &Request<impl AsRef<[u8]> + Sync>,
    ) -> Served {
        self.serve(records, route, request).await
    }
}

/// A provider has its other endpoints itself.
impl Serves for Passing {
    fn has(&self, route: Route) -> bool {
        route == Route::Token
    }

    async fn serve(
        &self,
        records: &Records<'_>,
        _: Route,
        request: &Request<impl AsRef<[u8]> + Sync>,
    ) -> Served {
        self.serve(records, request).await
    }
}

impl Token<Server> {
    /// As the environment says; nothing is connected yet.
    pub(crate) fn start(
        config: Config,
        token: TokenConfig,
        linking: &'static Linking,
    ) -> Result<Self, ConfigError> {
        let store = config.store.ok_or_else(|| ConfigError::Missing("SAYSO_TABLE".to_owned()))?;
        let client = Client::new(token.client_id, token.client_secrets);
        let server = Server::new(client, token.issuer, linking, config.log.clone());
        Ok(Self::new(Edge::new(token.origin_secret), server, Store::new(store), config.log))
    }
}

impl Token<Passing> {
    /// As the environment says, before a provider's token endpoint.
    pub(crate) fn proxy(
        config: Config,
        token: TokenConfig,
        proxy: &'static Proxy,
    ) -> Result<Self, ConfigError> {
        let store = config.store.ok_or_else(|| ConfigError::Missing("SAYSO_TABLE".to_owned()))?;
        let client = Client::new(token.client_id, token.client_secrets);
        let passing = Passing::new(client, proxy, &config.providers, config.log.clone())?;
        Ok(Self::new(Edge::new(token.origin_secret), passing, Store::new(store), config.log))
    }
}

impl<S: Serves> Token<S> {
    pub(super) fn new(edge: Edge, serving: S, store: Store, log: Log) -> Self {
        Self { edge, serving, failures: Failures::default(), store, log }
    }

    /// Reads what the first request would have to wait for. Where that does not work now, the first request tries.
    pub(crate) async fn warm(&self) {
        let _ = self.edge.warm(self.store.within(Instant::now() + BUDGET)).await;
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn handle(&self, request: Request<impl AsRef<[u8]> + Send + Sync>) -> Response<String> {
        let started = Instant::now();
        let deadline = started + BUDGET;
        let path = request.uri().path();
        let mut routes = Route::ALL.into_iter().filter(|route| self.serving.has(*route));
        let route = routes.find(|route| route.path() == path);
        // Its future is large, and kept off the stack of whoever awaits this one.
        let serve = Box::pin(self.serve(self.store.within(deadline), route, &request));
        let served = timeout_at(deadline, serve).await.unwrap_or_else(|_| {
            self.log.write(&Event::Failed { detail: "the time is used up" });
            Served::refused(None, Refusal::Unavailable)
        });
        self.log.write(&Event::TokenAnswered {
            // A path that is none of ours may be anything.
            route: route.map_or("none", Route::path),
            grant: served.grant,
            error: served.error(),
            ms: started.elapsed().as_millis(),
        });
        served.response()
    }

    async fn serve(
        &self,
        records: Records<'_>,
        route: Option<Route>,
        request: &Request<impl AsRef<[u8]> + Sync>,
    ) -> Served {
        let refused = |refusal| Served::refused(None, refusal);
        if let Err(refusal) = self.admit(records, request).await {
            return refused(refusal);
        }
        let Some(route) = route else { return refused(Refusal::NotFound) };
        if *request.method() != route.method() {
            return refused(Refusal::MethodNotAllowed(route));
        }
        let served = self.serving.serve(&records, route, request).await;
        match served.outcome {
            Err(Refusal::InvalidClient) => refused(self.not_the_client(records).await),
            _ => served,
        }
    }

    /// Nothing is served that came past CloudFront.
    async fn admit<B>(&self, records: Records<'_>, request: &Request<B>) -> Result<(), Refusal> {
        let context = request.extensions().get::<RequestContext>();
        match self.edge.admit(records, request.headers(), context).await {
            // Nobody is limited by address here: all of Alexa comes from a few.
            Ok(_) => Ok(()),
            Err(Outside::Direct) => {
                self.log.write(&Event::Security { what: "past_the_edge", link: None });
                Err(Refusal::Forbidden)
            }
            Err(Outside::Store(error)) => {
                self.log.write(&Event::Failed { detail: &error.to_string() });
                Err(Refusal::Unavailable)
            }
        }
    }

    /// What a client is told that is not who it says.
    async fn not_the_client(&self, records: Records<'_>) -> Refusal {
        let (what, refusal) = match self.failures.count(records).await {
            Ok(Failure::Counted) => ("client_authentication_failed", Refusal::InvalidClient),
            Ok(Failure::Reached(left)) => ("limit_reached", Refusal::TooMany(left)),
            // It was said once.
            Ok(Failure::Known(left)) => return Refusal::TooMany(left),
            Err(error) => {
                self.log.write(&Event::Failed { detail: &error.to_string() });
                ("client_authentication_failed", Refusal::InvalidClient)
            }
        };
        self.log.write(&Event::Security { what, link: None });
        refusal
    }
}
