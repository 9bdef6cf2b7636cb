//! What the embedded cloud reports to the people who use it: what is wrong, and what to do.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// A failure of the embedded cloud or of what runs in it. Its text is lower-case and names what it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// Whose fault it is; the HTTP status of the control API follows from it.
    pub kind: Kind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Whose fault a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request can't be understood.
    Usage,
    /// What the request names is not there.
    Unknown,
    /// The request does not fit the state that things are in.
    Conflict,
    /// The request's body is no JSON, or is not declared as JSON.
    MediaType,
    /// A file of the project, a program, or the state folder is not as it must be.
    Project,
    /// The skill's function failed or answered nonsense.
    Function,
    /// The skill's function did not answer in time.
    Timeout,
}

impl Problem {
    /// A problem of `kind`.
    pub fn new(kind: Kind, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: help.into() }
    }

    /// A file or program that is not as it must be.
    pub fn project(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Kind::Project, message, help)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match self.kind {
            Kind::Usage => StatusCode::BAD_REQUEST,
            Kind::Unknown => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::Project => StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Function => StatusCode::BAD_GATEWAY,
            Kind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        };
        (status, Json(json!({ "error": { "message": self.message, "help": self.help } }))).into_response()
    }
}
