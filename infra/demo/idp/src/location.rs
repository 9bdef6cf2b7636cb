//! Where a browser is sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A redirect URI with more parameters, each of which arrives as it is here.
pub(crate) fn with(redirect_uri: &str, parameters: &[(&str, &str)]) -> String {
    let mut location = redirect_uri.to_owned();
    for (name, value) in parameters {
        location.push(if location.contains('?') { '&' } else { '?' });
        location.extend([name, "="]);
        location.extend(utf8_percent_encode(value, RESERVED));
    }
    location
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place() {
        assert_eq!(
            with("https://a.example/x", &[("code", "a-b_c"), ("state", "1&error=x#\r\nset-cookie: ä+ %41")]),
            "https://a.example/x?code=a-b_c&state=1%26error%3Dx%23%0D%0Aset-cookie%3A%20%C3%A4%2B%20%2541"
        );
        assert_eq!(with("https://a.example/x?y=1", &[("code", "c")]), "https://a.example/x?y=1&code=c");
    }
}
