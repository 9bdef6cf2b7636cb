//! Answers of the services, and their errors in AWS's words.

use super::{Service, grant::Grant};
use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::io;

/// An answer, ready to be sent.
pub(super) struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

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
        Self { status, headers: headers.into_iter().collect(), body: Body::from(body) }
    }

    /// No answer at all: a body that fails before anything was flushed makes the server drop the connection.
    pub(super) fn torn() -> Self {
        let failure = futures_util::stream::once(std::future::ready(Err::<Bytes, _>(io::Error::other(
            "injected fault",
        ))));
        Self { status: StatusCode::OK, headers: Vec::new(), body: Body::from_stream(failure) }
    }

    fn of(status: StatusCode, content_type: &'static str, body: &Value) -> Self {
        let request = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string());
        let mut headers = vec![(CONTENT_TYPE, HeaderValue::from_static(content_type))];
        headers.extend(request.map(|id| (HeaderName::from_static("x-amzn-requestid"), id)));
        Self { status, headers, body: Body::from(body.to_string()) }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
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
        let user = &grant.principal;
        let message = format!(
            "User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based \
             policy allows the {action} action"
        );
        let denied = Denied { skill: grant.skill.clone(), function: grant.function.clone() };
        Self { denied: Some(denied), ..Self::bad_request("AccessDeniedException", message) }
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
