//! Answers of the services, and their errors in AWS's words.

use super::{
    Service,
    grant::{Caller, Grant},
};
use axum::{
    body::{Body, Bytes},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use std::{io, time::Duration};

/// An answer, ready to be sent.
pub(super) struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    /// How much of the body is sent before the connection ends; all of it, and the connection stays, where absent.
    cut: Option<usize>,
}

/// How long the first part of a torn answer has to leave this process.
const FLUSHED: Duration = Duration::from_millis(10);

impl Answer {
    /// A success.
    pub(super) fn json(service: Service, body: &Value) -> Self {
        Self::of(StatusCode::OK, service.content_type(), body)
    }

    /// What the service behind answered.
    pub(super) fn passed_on(
        status: StatusCode,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
        body: Bytes,
    ) -> Self {
        Self { status, headers: headers.into_iter().collect(), body, cut: None }
    }

    /// No answer at all.
    pub(super) fn none() -> Self {
        Self { status: StatusCode::OK, headers: Vec::new(), body: Bytes::new(), cut: Some(0) }
    }

    /// It ends in the middle of its body.
    pub(super) fn torn(self) -> Self {
        let cut = Some(self.body.len() / 2);
        Self { cut, ..self }
    }

    /// Its body was altered on the way, and its headers were not: another character, so that only a checksum tells, or
    /// what is no JSON at all.
    pub(super) fn altered(mut self, service: Service) -> Self {
        let mut body = self.body.to_vec();
        match service {
            Service::DynamoDb => alter(&mut body),
            Service::Kms | Service::SecretsManager => body.insert(0, b'}'),
        }
        self.body = body.into();
        self
    }

    fn of(status: StatusCode, content_type: &'static str, body: &Value) -> Self {
        let request = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string());
        let mut headers = vec![(CONTENT_TYPE, HeaderValue::from_static(content_type))];
        headers.extend(request.map(|id| (HeaderName::from_static("x-amzn-requestid"), id)));
        Self { status, headers, body: body.to_string().into(), cut: None }
    }
}

/// Another letter or digit in the place of the last one; where there is none, another first byte.
fn alter(body: &mut [u8]) {
    let last = body.iter().rposition(u8::is_ascii_alphanumeric);
    if let Some(byte) = body.get_mut(last.unwrap_or_default()) {
        *byte = match *byte {
            b'9' => b'0',
            b'z' => b'a',
            b'Z' => b'A',
            other => other.wrapping_add(1),
        };
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Self { status, headers, body, cut } = self;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        response.headers_mut().extend(headers);
        *response.body_mut() = match cut {
            None => Body::from(body),
            // Without a length: an empty body of a stated length would be a whole answer.
            Some(0) => cut_off(Bytes::new()),
            Some(cut) => {
                response.headers_mut().insert(CONTENT_LENGTH, body.len().into());
                cut_off(body.slice(..cut.min(body.len())))
            }
        };
        response
    }
}

/// A body after whose `part` the connection ends: one that fails makes the server drop it, and where nothing was sent
/// yet, there is no answer at all.
fn cut_off(part: Bytes) -> Body {
    let fails = async move |flush: bool| {
        if flush {
            tokio::time::sleep(FLUSHED).await;
        }
        Err::<Bytes, _>(io::Error::other("injected fault"))
    };
    let end = stream::once(fails(!part.is_empty()));
    let start = stream::iter((!part.is_empty()).then_some(Ok(part)));
    Body::from_stream(start.chain(end))
}

/// An error as AWS words it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AwsError {
    status: StatusCode,
    /// `AccessDeniedException`.
    pub(super) kind: &'static str,
    /// Its text; KMS has errors without one.
    pub(super) message: String,
    /// Whom it concerns, where a permission is missing.
    pub(super) denied: Option<Denied>,
}

/// The function that lacks a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Denied {
    pub(super) skill: String,
    pub(super) function: String,
}

impl AwsError {
    /// An error of the caller.
    pub(super) fn bad_request(kind: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, kind, message: message.into(), denied: None }
    }

    /// A permission is missing.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    pub(super) fn access_denied(grant: &Grant, action: &str, resource: &str) -> Self {
        let denied = Denied { skill: grant.skill.clone(), function: grant.function.clone() };
        Self { denied: Some(denied), ..Self::not_authorized(&grant.principal, action, resource) }
    }

    /// The same by a fault: no plan lacks anything.
    pub(super) fn access_denied_by_fault(caller: &Caller, service: Service, action: &str) -> Self {
        let prefix = service.iam_prefix();
        Self::not_authorized(&caller.principal(), &format!("{prefix}:{action}"), "*")
    }

    fn not_authorized(user: &str, action: &str, resource: &str) -> Self {
        Self::bad_request(
            "AccessDeniedException",
            format!(
                "User: {user} is not authorized to perform: {action} on resource: {resource} because no \
                 identity-based policy allows the {action} action"
            ),
        )
    }

    pub(super) fn missing_token() -> Self {
        Self::bad_request("MissingAuthenticationTokenException", "Request is missing Authentication Token")
    }

    pub(super) fn incomplete_signature() -> Self {
        Self::bad_request(
            "IncompleteSignatureException",
            "Authorization header requires 'Credential' parameter.",
        )
    }

    pub(super) fn unrecognized_client() -> Self {
        Self::bad_request(
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    }

    pub(super) fn unknown_operation() -> Self {
        Self::bad_request("UnknownOperationException", "")
    }

    pub(super) fn serialization() -> Self {
        Self::bad_request("SerializationException", "")
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::bad_request("ValidationException", message)
    }

    pub(super) fn too_large() -> Self {
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, ..Self::bad_request("RequestEntityTooLarge", "") }
    }

    pub(super) fn throttled(service: Service) -> Self {
        match service {
            Service::DynamoDb => Self::bad_request(
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
                 provisioning level with the UpdateTable API.",
            ),
            Service::Kms => Self::bad_request(
                "ThrottlingException",
                "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.",
            ),
            Service::SecretsManager => Self::bad_request("ThrottlingException", "Rate exceeded"),
        }
    }

    pub(super) fn internal(service: Service) -> Self {
        let kind = match service {
            Service::DynamoDb => "InternalServerError",
            Service::Kms => "KMSInternalException",
            Service::SecretsManager => "InternalServiceError",
        };
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self {
            status,
            ..Self::bad_request(kind, "The request could not be completed because of an internal error.")
        }
    }
}

impl From<AwsError> for Answer {
    fn from(error: AwsError) -> Self {
        let mut body = json!({ "__type": error.kind });
        if let (false, Some(object)) = (error.message.is_empty(), body.as_object_mut()) {
            // Services differ in the letter case; SDKs read either.
            object.insert("message".to_owned(), Value::String(error.message));
        }
        Self::of(error.status, "application/x-amz-json-1.1", &body)
    }
}
