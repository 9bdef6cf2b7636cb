//! Requests of the HTTP API, before `lambda_http` builds them. It makes a URI of what a client sent, and panics where
//! that is none: an address with a blank in it, or a `Host` that is no host.

use crate::link::query::tame;
use http::{HeaderName, header::HOST};
use lambda_http::{LambdaEvent, request::LambdaRequest};

/// The longest path and the longest query, in bytes; the HTTP API takes no longer request line.
const LONGEST: usize = 10 * 1024;
/// From this, `lambda_http` takes the URI's scheme.
const SCHEME: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// An event of which a request can be made: its path and query stand for the same, in characters that a URI may have
/// (RFC 3986, sections 3.3 and 3.4). What is too long is left out. No function asks for what host it is asked.
pub(super) fn tamed(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        let kept = |text: Option<String>| text.filter(|text| text.len() <= LONGEST).unwrap_or_default();
        let path = tame(&kept(request.raw_path.take())).replace('?', "%3F");
        request.raw_path = Some(if path.starts_with('/') { path } else { format!("/{path}") });
        // What parts parameters stays as it is.
        let parameters = kept(request.raw_query_string.take());
        let parameters: Vec<_> = parameters.split('&').map(tame).collect();
        request.raw_query_string = Some(parameters.join("&"));
        request.headers.remove(HOST);
        request.headers.remove(SCHEME);
        request.request_context.domain_name = None;
    }
    event
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use lambda_http::{Context, Request};
    use proptest::prelude::*;
    use serde_json::json;

    /// What a function sees.
    fn built(path: &str, query: &str, host: &str) -> Request {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "headers": {"host": host, "x-forwarded-proto": host},
            "requestContext": {"stage": "$default", "domainName": host, "http": {"method": "GET", "path": path}},
            "isBase64Encoded": false,
        });
        let payload: LambdaRequest = serde_json::from_str(&event.to_string()).unwrap();
        tamed(LambdaEvent::new(payload, Context::default())).payload.into()
    }

    #[test]
    fn what_is_no_uri_becomes_one_that_stands_for_the_same() {
        for (query, seen) in [
            ("a=%zz&b=%", "a=%zz&b=%"),
            ("&a=b c&&d=&", "&a=b%20c&&d=&"),
            ("a=b c", "a=b%20c"),
            ("a=ü", "a=%C3%BC"),
            ("a=#b", "a=%23b"),
            ("a=\r\nx: y", "a=%0D%0Ax:%20y"),
            ("a=<\">\\^`{|}", "a=%3C%22%3E%5C%5E%60%7B%7C%7D"),
            ("a=b?c/d", "a=b?c/d"),
        ] {
            assert_eq!(built("/x", query, "a.example").uri().query(), Some(seen), "{query}");
        }
        let long = "a".repeat(70_000);
        assert_eq!(built("/x", &long, "a.example").uri().query().unwrap_or_default(), "");
        for (path, seen) in
            [("/a b", "/a%20b"), ("", "/"), (":80", "/:80"), ("/a?b", "/a%3Fb"), ("//a", "//a")]
        {
            assert_eq!(built(path, "", "a.example").uri().path(), seen);
        }
        assert_eq!(built(&long, "", "a b").uri().path(), "/");
    }

    proptest! {
        #[test]
        fn a_request_can_be_built_of_anything(path in ".*", query in ".*", host in "[ -~]*") {
            built(&path, &query, &host);
        }
    }
}
