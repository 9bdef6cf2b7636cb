//! A request and a reply, apart from the server that carries them.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::borrow::Cow;

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// As it came, escapes included.
    pub(crate) path: String,
    /// Of the path, without escapes.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body is said to be JSON.
    pub(crate) is_json: bool,
    pub(crate) authorization: Option<String>,
}

impl Request {
    /// The first value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    /// All values of a list, whether its parameter is repeated or its values are joined by commas.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let values = self.query.iter().filter(|(each, _)| each == name);
        values.flat_map(|(_, value)| split(value)).collect()
    }

    /// A number of the query; `otherwise` where it is left out.
    pub(crate) fn number(&self, name: &str, otherwise: usize) -> Result<usize, Reply> {
        self.parameter(name).map_or(Ok(otherwise), |value| {
            value.parse().map_err(|_| Reply::wrong([format!("'{value}' is not a valid value for '{name}'.")]))
        })
    }

    /// The body as a JSON object.
    pub(crate) fn json(&self) -> Result<Value, Reply> {
        let body: Option<Value> = serde_json::from_slice(&self.body).ok();
        body.filter(Value::is_object).ok_or_else(|| Reply::wrong(["The request body is not a JSON object."]))
    }
}

/// The parts of a list that is joined by commas.
pub(crate) fn split(list: &str) -> impl Iterator<Item = String> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Content,
}

/// The body of a reply.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Nothing,
    Json(Value),
    /// HTML, as Data Center's login filter answers.
    Page(String),
}

impl Reply {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Content::Json(body) }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    /// An error in Jira's form.
    pub(crate) fn error(status: u16, messages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let messages: Vec<String> = messages.into_iter().map(Into::into).collect();
        Self::json(status, json!({ "errorMessages": messages, "errors": {} }))
    }

    /// 400.
    pub(crate) fn wrong(messages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::error(400, messages)
    }

    pub(crate) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (kind, body) = match self.body {
            Content::Nothing => (None, Body::empty()),
            Content::Json(body) => (Some("application/json;charset=UTF-8"), Body::from(body.to_string())),
            Content::Page(body) => (Some("text/html;charset=UTF-8"), Body::from(body)),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        if let Some(kind) = kind {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_ref()), HeaderValue::try_from(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
