//! HTTP answers. Every one carries the same headers, errors too.

use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE},
};
use serde::Serialize;

/// An answer.
pub(crate) type Answer = Response<String>;

/// No script, style or frame has a place in what is answered here; nothing of it is kept, and no address of it is told
/// to others (OWASP ASVS 5.0, V3.4 and V14.3).
const HEADERS: [(HeaderName, &str); 5] = [
    (http::header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (http::header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (http::header::REFERRER_POLICY, "no-referrer"),
    (http::header::CACHE_CONTROL, "no-store"),
];

/// Seconds until it is worth asking again.
const AGAIN: &str = "1";

/// JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    match serde_json::to_string(body) {
        Ok(text) => with(status, [(CONTENT_TYPE, "application/json")], text),
        Err(_) => with(StatusCode::INTERNAL_SERVER_ERROR, [], String::new()),
    }
}

/// `{"error": …}`, with the next nonce where there is one.
pub(super) fn error(status: StatusCode, error: &str, nonce: Option<&str>) -> Answer {
    #[derive(Serialize)]
    struct Body<'a> {
        error: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        nonce: Option<&'a str>,
    }
    json(status, &Body { error, nonce })
}

/// Sends the browser somewhere else, with GET whatever it came with (RFC 9700, section 4.12).
pub(super) fn see_other(location: &str) -> Answer {
    match HeaderValue::from_str(location) {
        Ok(location) => {
            let mut answer = with(StatusCode::SEE_OTHER, [], String::new());
            answer.headers_mut().insert(LOCATION, location);
            answer
        }
        Err(_) => page(StatusCode::INTERNAL_SERVER_ERROR, "The address to go to cannot be written."),
    }
}

/// The same, with a cookie.
pub(super) fn see_other_with_cookie(location: &str, cookie: &str) -> Answer {
    let mut answer = see_other(location);
    match HeaderValue::from_str(cookie) {
        Ok(mut cookie) => {
            cookie.set_sensitive(true);
            answer.headers_mut().insert(SET_COOKIE, cookie);
            answer
        }
        Err(_) => page(StatusCode::INTERNAL_SERVER_ERROR, "The cookie cannot be written."),
    }
}

/// A page for errors after which the browser cannot be sent anywhere. `sentence` is ours.
pub(super) fn page(status: StatusCode, sentence: &str) -> Answer {
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Account linking</title>\n<h1>This account cannot be linked</h1>\n<p>{}</p>\n\
         <p>Please go back to the Alexa app, and begin again.</p>\n</html>\n",
        escape(sentence)
    );
    with(status, [(CONTENT_TYPE, "text/html; charset=utf-8")], text)
}

/// Says when to ask again.
pub(super) fn again_soon(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(AGAIN));
    answer
}

/// There was too much of something (RFC 6585, section 4): says when to ask again, with the next nonce where there is
/// one.
pub(super) fn too_many(seconds: i64, nonce: Option<&str>) -> Answer {
    #[derive(Serialize)]
    struct Body<'a> {
        error: &'a str,
        retry_after: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        nonce: Option<&'a str>,
    }
    let body = Body { error: "too_many", retry_after: seconds, nonce };
    after(seconds, json(StatusCode::TOO_MANY_REQUESTS, &body))
}

/// The same as a page.
pub(super) fn too_many_page(seconds: i64) -> Answer {
    let sentence = "There were too many requests. Please wait some minutes.";
    after(seconds, page(StatusCode::TOO_MANY_REQUESTS, sentence))
}

fn after(seconds: i64, mut answer: Answer) -> Answer {
    answer.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
    answer
}

/// Says which method is allowed.
pub(super) fn method_not_allowed(allowed: &'static str) -> Answer {
    let mut answer = error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", None);
    answer.headers_mut().insert(http::header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

fn with<const N: usize>(
    status: StatusCode,
    headers: [(HeaderName, &'static str); N],
    body: String,
) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    for (name, value) in HEADERS.into_iter().chain(headers) {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_carries_the_headers() {
        let answers = [
            json(StatusCode::OK, &1),
            error(StatusCode::FORBIDDEN, "expired", Some("n")),
            see_other("/?tx=1"),
            see_other("\n"),
            see_other_with_cookie("/", "a=b"),
            see_other_with_cookie("/", "a=b\r\n"),
            page(StatusCode::BAD_REQUEST, "<b>&\"'"),
            again_soon(error(StatusCode::SERVICE_UNAVAILABLE, "unavailable", None)),
            too_many(7, Some("n")),
            too_many_page(7),
            method_not_allowed("GET"),
        ];
        for answer in answers {
            for (name, value) in HEADERS {
                assert_eq!(answer.headers().get(&name).map(HeaderValue::as_bytes), Some(value.as_bytes()));
            }
        }
    }

    #[test]
    fn what_a_page_says_is_text() {
        let answer = page(StatusCode::BAD_REQUEST, "<b>&\"'");
        assert!(answer.body().contains("<p>&lt;b&gt;&amp;&quot;&#39;</p>"), "{}", answer.body());
    }

    #[test]
    fn no_header_is_split() {
        assert_eq!(see_other("/\r\nx: y").status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(see_other_with_cookie("/", "a\r\nx: y").headers().get("x").is_none());
    }
}
