//! DynamoDB says the CRC-32 of each answer; the SDK does not look. An answer that was altered on the way counts as none.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>

use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents, interceptors::AfterDeserializationInterceptorContextRef,
    },
    error::BoxError,
};

/// The header with the checksum, a decimal number.
const HEADER: &str = "x-amz-crc32";

/// Compares what arrived with its checksum: after it was read, because before that it has not arrived.
#[derive(Debug)]
pub(super) struct Checksum;

/// What arrived is not what was sent.
#[derive(Debug, thiserror::Error)]
#[error("an answer's checksum is another one")]
struct Altered;

impl Intercept for Checksum {
    fn name(&self) -> &'static str {
        "Checksum"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let (Some(said), Some(body)) = (response.headers().get(HEADER), response.body().bytes()) else {
            return Ok(());
        };
        if said.parse() == Ok(crc32fast::hash(body)) { Ok(()) } else { Err(Altered.into()) }
    }
}
