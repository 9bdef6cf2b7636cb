//! What goes wrong at the store. No text here holds a key, a value or a token.

use super::{aead::Broken, items::Item, secret::RandomError};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::fmt;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// It has too much to do.
    #[error("the store is throttled (`{0}`)")]
    Throttled(String),
    /// It did not answer, or answered that it is broken. A change may have been made nevertheless.
    #[error("the store is not available: {0}")]
    Unavailable(&'static str),
    /// This function may not do that: its plan does not grant it.
    #[error("the function may not do that (`{0}`)")]
    Denied(String),
    /// A condition does not hold. Nothing was changed.
    #[error("a condition of a change does not hold")]
    Conflict(Conflict),
    /// It refuses a request that should not have been made.
    #[error("the store refuses a request (`{0}`)")]
    Refused(String),
    /// A record is not what this version of the program writes.
    #[error("a record cannot be read or written: {0}")]
    Malformed(&'static str),
    /// A record does not open: it was changed, moved, or sealed for another place.
    #[error("a sealed record does not open")]
    Sealed,
    /// There is no random number.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl StoreError {
    /// Whether the same request may succeed a little later.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Throttled(_) | Self::Unavailable(_))
    }

    /// Whether it is a condition that does not hold.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}

impl From<Broken> for StoreError {
    fn from(_: Broken) -> Self {
        Self::Sealed
    }
}

/// Which conditions did not hold.
pub(crate) struct Conflict(pub(super) Vec<Option<Failed>>);

/// A condition that did not hold, and the record that was there.
pub(super) struct Failed(pub(super) Option<Item>);

impl Conflict {
    /// Whether the condition of the write at `index` is among those that did not hold.
    pub(crate) fn is_at(&self, index: usize) -> bool {
        matches!(self.0.get(index), Some(Some(_)))
    }

    /// When the record that was there expires, of a write that was made alone.
    pub(super) fn expires(&self) -> Option<i64> {
        self.0.first()?.as_ref()?.0.as_ref()?.expires()
    }
}

impl fmt::Debug for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(Option::is_some)).finish()
    }
}

/// What an AWS service's answer means, where it is not about a condition.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>,
/// <https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html>
pub(super) fn classify<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> StoreError {
    let service = match error {
        SdkError::ServiceError(service) => service,
        SdkError::ConstructionFailure(_) => return StoreError::Malformed("a request cannot be built"),
        SdkError::TimeoutError(_) => return StoreError::Unavailable("no answer in time"),
        SdkError::DispatchFailure(_) => return StoreError::Unavailable("no connection, or no answer"),
        _ => return StoreError::Unavailable("an answer that cannot be read"),
    };
    // Garbled on the way, whatever its status says: a service names its errors.
    let Some(code) = service.err().code() else {
        return StoreError::Unavailable("an answer that cannot be read");
    };
    match code {
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "ThrottlingError"
        | "RequestLimitExceeded"
        | "LimitExceededException"
        | "TransactionConflictException"
        | "TransactionInProgressException" => StoreError::Throttled(code.to_owned()),
        "AccessDeniedException" => StoreError::Denied(code.to_owned()),
        "InvalidCiphertextException" | "IncorrectKeyException" => StoreError::Sealed,
        "KMSInternalException"
        | "DependencyTimeoutException"
        | "KeyUnavailableException"
        | "InternalServiceError" => StoreError::Unavailable("an internal error of a service"),
        _ if service.raw().status().as_u16() >= 500 => {
            StoreError::Unavailable("an internal error of a service")
        }
        _ => StoreError::Refused(code.to_owned()),
    }
}
