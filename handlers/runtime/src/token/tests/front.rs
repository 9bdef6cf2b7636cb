//! What every request has in common.

use super::{Here, error, post, process, read};
use crate::token::{
    server::Route,
    shaky::{CLIENT, SECRET},
};
use http::{Request, StatusCode};
use sayso_local::aws::{FaultKind, Service};
use sayso_schemas::plan::ORIGIN_HEADER;
use tokio::time::{Duration, Instant};

const WRONG: &str = "grant_type=refresh_token&refresh_token=1&client_id=alexa&client_secret=wrong-canary";
const RIGHT: &str = "grant_type=refresh_token&refresh_token=1";

#[tokio::test]
async fn nothing_is_served_past_the_edge() {
    let here = Here::start().await;
    let right = format!("{RIGHT}&client_id={CLIENT}&client_secret={SECRET}");
    let forbidden = (StatusCode::FORBIDDEN, error("forbidden"));
    for route in Route::ALL {
        for secrets in [&[][..], &["wrong"], &[""], &[&here.cloud.origin_secret(), "wrong"]] {
            let mut request = post(route, &right);
            *request.method_mut() = route.method();
            for secret in secrets {
                request.headers_mut().append(ORIGIN_HEADER, secret.parse().unwrap());
            }
            assert_eq!(read(&here.token.handle(request).await), forbidden, "{route:?} {secrets:?}");
        }
    }
    assert!(here.logged().contains(r#"{"event":"security","what":"past_the_edge"}"#));
    let nowhere = Request::get("/oauth/other").body(String::new()).unwrap();
    assert_eq!(read(&here.token.handle(nowhere).await), forbidden);
}

#[tokio::test]
async fn a_path_and_its_method_are_known() {
    let here = Here::start().await;
    for path in ["/", "/oauth/token/", "/oauth/TOKEN", "/oauth/authorize", "/oauth/canary"] {
        let request = Request::post(path).body(String::new()).unwrap();
        let answer = here.send(request).await;
        assert_eq!(read(&answer), (StatusCode::NOT_FOUND, error("not_found")), "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
    assert!(!here.logged().contains("canary"), "a path of somebody else's is not kept");
    for route in Route::ALL {
        let (allowed, refused) = match route {
            Route::Metadata => ("GET", ["POST", "HEAD"]),
            _ => ("POST", ["GET", "PUT"]),
        };
        for method in refused {
            let request = Request::builder().method(method).uri(route.path()).body(String::new());
            let answer = here.send(request.unwrap()).await;
            assert_eq!(answer.status(), 405, "{method} {route:?}");
            assert_eq!(answer.headers()["allow"], allowed);
        }
    }
}

#[tokio::test]
async fn a_store_that_hangs_is_answered_for_in_time() {
    let here = Here::start().await;
    for (service, action) in [
        (Service::SecretsManager, "GetSecretValue"),
        (Service::DynamoDb, "GetItem"),
        (Service::DynamoDb, "UpdateItem"),
    ] {
        for route in [Route::Token, Route::Revoke, Route::Introspect] {
            // A process that has read nothing yet.
            let token = process(&here.cloud, &here.log);
            here.cloud.fault(service, action, FaultKind::Hang, None);
            let body = if action == "UpdateItem" {
                WRONG.to_owned()
            } else {
                format!("{RIGHT}&token=1&client_id={CLIENT}&client_secret={SECRET}")
            };
            let mut request = post(route, &body);
            request.headers_mut().insert(ORIGIN_HEADER, here.cloud.origin_secret().parse().unwrap());
            let began = Instant::now();
            let answer = token.handle(request).await;
            assert!(began.elapsed() < Duration::from_secs(4), "{action}: {:?}", began.elapsed());
            if action == "UpdateItem" {
                // The limit is not known, but that it is not the client is.
                assert!([401, 503].contains(&answer.status().as_u16()));
            } else {
                let unavailable = (StatusCode::SERVICE_UNAVAILABLE, error("temporarily_unavailable"));
                assert_eq!(read(&answer), unavailable, "{action} {route:?}");
                assert_eq!(answer.headers()["retry-after"], "1");
            }
            here.cloud.no_faults();
        }
    }
}

#[tokio::test]
async fn whoever_guesses_the_clients_secret_has_few_tries_and_cannot_lock_it_out() {
    let here = Here::start().await;
    for guess in 0..20 {
        // At all endpoints, and in all processes.
        let route = [Route::Token, Route::Revoke, Route::Introspect][guess % 3];
        let mut request = post(route, WRONG);
        request.headers_mut().insert(ORIGIN_HEADER, here.cloud.origin_secret().parse().unwrap());
        let answer = process(&here.cloud, &here.log).handle(request).await;
        assert_eq!(read(&answer), (StatusCode::UNAUTHORIZED, error("invalid_client")), "{guess}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    }
    here.cloud.pass(10);
    let too_many = (StatusCode::TOO_MANY_REQUESTS, error("temporarily_unavailable"));
    let answer = here.send(post(Route::Token, WRONG)).await;
    assert_eq!(read(&answer), too_many);
    assert_eq!(answer.headers()["retry-after"], "50");
    // From here on nothing is written, so a table that is down is not noticed.
    here.cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::Internal, None);
    here.cloud.pass(40);
    let answer = here.send(post(Route::Introspect, WRONG)).await;
    assert_eq!(read(&answer), too_many);
    assert_eq!(answer.headers()["retry-after"], "10");
    here.cloud.no_faults();
    // The client is served as always.
    assert_eq!(read(&here.post(RIGHT).await), (StatusCode::BAD_REQUEST, error("invalid_grant")));
    here.cloud.pass(10);
    assert_eq!(here.send(post(Route::Token, WRONG)).await.status(), 401, "another window");
    let logged = here.logged();
    assert_eq!(logged.matches(r#""what":"client_authentication_failed""#).count(), 21);
    assert_eq!(logged.matches(r#""what":"limit_reached""#).count(), 1);
    assert!(!logged.contains("wrong-canary"));
    assert_eq!(here.cloud.denied(), 0);
}
