//! A weather service: the one of `schemas/wear/weather.openapi.yaml`, for bearers of an access token that is for
//! `https://weather.example` and has the scope `weather.read`. Tokens are verified by the keys of the identity provider,
//! which is found by its metadata (`GET {provider}/.well-known/openid-configuration`); without one, all are refused.
//!
//! It is always Monday, 2 March 2026, 09:00 UTC, and what is forecast for a day never changes: each of the twelve cities
//! in `cities.json` has ten days, which begin with that Monday and come again and again. What is over is not forecast.
//! Ada (`user-ada-1815`) lives in Berlin, Grace (`user-grace-1906`) in New York.
//!
//! For tests: `POST /faults` takes a list of faults that replaces the one before ([`demo_backend::Fault`]), and `GET /faults`
//! gives the positions of those that are left; `POST /clock` `{"advance_seconds": n}` makes it later, also for tokens; `GET /log`
//! lists method, path, query and status of the requests since `POST /reset`, which makes everything as it was.

mod atlas;
mod bearer;
mod clock;
mod control;
mod forecasts;
mod keys;
mod problem;

use atlas::Atlas;
use axum::{
    Router, middleware,
    routing::{get, post},
};
use clock::Clock;
use demo_backend::Traffic;
use keys::Keys;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The service. `provider` is the base URL of the identity provider, which is its issuer, too. Fails where the compiled-in
/// forecasts can't be read.
pub fn app(provider: Option<&str>) -> Result<Router, String> {
    let atlas = Atlas::read().map_err(|error| error.to_string())?;
    let keys = provider.map(Keys::new).transpose().map_err(|error| error.to_string())?;
    let traffic = Traffic::default();
    let weather = Weather(Arc::new(Inner { atlas, keys, clock: Mutex::default(), traffic: traffic.clone() }));
    Ok(Router::new()
        .route("/me", get(forecasts::me))
        .route("/cities", get(forecasts::cities))
        .route("/forecast", get(forecasts::day))
        .route("/forecast/days", get(forecasts::days))
        .route_layer(middleware::from_fn_with_state(traffic.clone(), Traffic::observe))
        // What is below has no faults, and is not logged.
        .route("/reset", post(control::reset))
        .route("/clock", post(control::clock))
        .merge(traffic.routes())
        .merge(traffic.log_route())
        .with_state(weather))
}

#[derive(Clone)]
struct Weather(Arc<Inner>);

struct Inner {
    atlas: Atlas,
    keys: Option<Keys>,
    clock: Mutex<Clock>,
    traffic: Traffic,
}

impl Weather {
    /// The clock for one request. No request leaves it half changed, so one that panicked does no harm.
    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.0.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn atlas(&self) -> &Atlas {
        &self.0.atlas
    }

    fn keys(&self) -> Option<&Keys> {
        self.0.keys.as_ref()
    }
}
