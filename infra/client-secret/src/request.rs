//! The request that tells Alexa how to link accounts, with the secret in it.

use crate::error::Error;
use serde_json::Value;
use std::{fs::OpenOptions, io::Write, path::Path};
use zeroize::Zeroizing;

/// Puts the secret where SMAPI looks for it
/// (<https://developer.amazon.com/docs/smapi/account-linking-schemas.html>).
pub(crate) fn with_secret(request: &str, secret: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut request: Value = serde_json::from_str(request).map_err(|_| Error::Request)?;
    let body = request.get_mut("accountLinkingRequest").and_then(Value::as_object_mut);
    body.ok_or(Error::Request)?.insert("clientSecret".to_owned(), Value::from(secret));
    serde_json::to_vec(&request).map(Zeroizing::new).map_err(|_| Error::Request)
}

/// Writes a file that is new, so that nobody can have opened it before, and that nobody else may read.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|source| Error::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_secret_joins_the_request() {
        let text = with_secret(r#"{"accountLinkingRequest":{"type":"AUTH_CODE"}}"#, "s3cret").unwrap();
        let expected = br#"{"accountLinkingRequest":{"type":"AUTH_CODE","clientSecret":"s3cret"}}"#;
        let (found, expected): (Value, Value) =
            (serde_json::from_slice(&text).unwrap(), serde_json::from_slice(expected).unwrap());
        assert_eq!(found, expected);
        for wrong in ["", "[]", r#"{"accountLinkingRequest":"x"}"#] {
            assert!(matches!(with_secret(wrong, "s3cret"), Err(Error::Request)), "{wrong}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn its_file_is_new_and_for_nobody_else() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("request.json");
        write(&path, b"x").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(write(&path, b"y"), Err(Error::File { .. })), "it was there");
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
    }
}
