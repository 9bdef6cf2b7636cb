//! Who signed a request. Signatures are not verified: who can reach a loopback port of this process can also read
//! the keys from it.

use super::answer::AwsError;
use axum::http::{HeaderMap, header::AUTHORIZATION};

/// The access key id in an `Authorization` header of Signature Version 4:
/// `AWS4-HMAC-SHA256 Credential=ID/20260301/us-east-1/kms/aws4_request, SignedHeaders=…, Signature=…`.
pub(super) fn access_key_id(headers: &HeaderMap) -> Result<&str, AwsError> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let signed = header.and_then(|value| value.strip_prefix("AWS4-HMAC-SHA256"));
    let signed = signed.ok_or_else(AwsError::missing_token)?;
    signed
        .split([',', ' '])
        .find_map(|part| part.strip_prefix("Credential="))
        .and_then(|credential| credential.split('/').next())
        .filter(|id| !id.is_empty())
        .ok_or_else(AwsError::incomplete_signature)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn of(value: &'static str) -> Result<String, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        access_key_id(&headers).map(str::to_owned).map_err(|error| error.kind)
    }

    #[test]
    fn the_key_is_found_in_any_spacing() {
        let id = Ok("ASIA1".to_owned());
        assert_eq!(
            of("AWS4-HMAC-SHA256 Credential=ASIA1/20260301/us-east-1/kms/aws4_request, Signature=1"),
            id
        );
        assert_eq!(of("AWS4-HMAC-SHA256 SignedHeaders=host,Credential=ASIA1/x,Signature=1"), id);
    }

    #[test]
    fn other_schemes_are_nobody() {
        assert_eq!(of("Bearer ASIA1"), Err("MissingAuthenticationTokenException"));
        assert_eq!(of("AWS4-HMAC-SHA256 Credential=/x"), Err("IncompleteSignatureException"));
        assert_eq!(access_key_id(&HeaderMap::new()), Err(AwsError::missing_token()));
    }
}
