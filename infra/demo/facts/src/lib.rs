//! A demo backend: the service of `schemas/hello/facts.openapi.yaml`. Its facts are compiled in; the same request has
//! the same answer every time.
//!
//! For tests: `POST /faults` takes a list of faults that replaces the one before ([`demo_backend::Fault`]), and `GET /faults`
//! gives the positions of those that are left; `GET /log` lists what was asked since `POST /reset`.

mod book;

use axum::{
    Json, Router,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use book::{Book, Fact};
use demo_backend::Traffic;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// The service. Fails where the compiled-in facts can't be read.
pub fn app() -> Result<Router, serde_json::Error> {
    let traffic = Traffic::default();
    Ok(Router::new()
        .route("/facts/of-the-day", get(of_the_day))
        .route("/facts/next", get(next))
        .route_layer(middleware::from_fn_with_state(traffic.clone(), Traffic::observe))
        // What is below has no faults, and is not logged.
        .route("/reset", post(reset).with_state(traffic.clone()))
        .merge(traffic.routes())
        .merge(traffic.log_route())
        .with_state(Arc::new(Book::read()?)))
}

async fn reset(State(traffic): State<Traffic>) -> StatusCode {
    traffic.reset();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct OfTheDay {
    day: String,
    language: String,
}

#[derive(Deserialize)]
struct Next {
    topic: Option<String>,
    after: Option<String>,
    language: String,
}

type Asked<T> = Result<Query<T>, QueryRejection>;

async fn of_the_day(State(book): State<Arc<Book>>, asked: Asked<OfTheDay>) -> Response {
    let Query(OfTheDay { day, language }) = match asked {
        Ok(asked) => asked,
        Err(odd) => return problem(StatusCode::BAD_REQUEST, &odd.body_text()),
    };
    let Ok(day) = day.parse() else {
        return problem(StatusCode::BAD_REQUEST, &format!("`{day}` is no date; write it like `2026-03-01`"));
    };
    tell(book.of_the_day(day), &language)
}

async fn next(State(book): State<Arc<Book>>, asked: Asked<Next>) -> Response {
    match asked {
        Ok(Query(Next { topic, after, language })) => {
            tell(book.next(topic.as_deref(), after.as_deref()), &language)
        }
        Err(odd) => problem(StatusCode::BAD_REQUEST, &odd.body_text()),
    }
}

fn tell(found: Result<&Fact, String>, language: &str) -> Response {
    let told = found.and_then(|fact| {
        let text =
            fact.text(language).ok_or_else(|| format!("there are no facts in the language `{language}`"))?;
        Ok(json!({ "id": fact.id, "topic": fact.topic, "text": text }))
    });
    match told {
        Ok(fact) => Json(fact).into_response(),
        Err(message) => problem(StatusCode::NOT_FOUND, &message),
    }
}

fn problem(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
