//! The response of a Lambda proxy integration, payload format 2.0.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// The HTTP response that `answer` means; nothing where API Gateway can't make one of it.
///
/// An object with `statusCode` says everything; any other JSON is the body of a success.
pub(super) fn response(answer: &[u8]) -> Option<Response> {
    match serde_json::from_slice(answer).ok()? {
        Value::Object(said) if said.contains_key("statusCode") => explicit(&said),
        inferred => {
            let body = match inferred {
                Value::String(text) => text,
                other => other.to_string(),
            };
            let builder = Response::builder().header(header::CONTENT_TYPE, "application/json");
            builder.body(Body::from(body)).ok()
        }
    }
}

fn explicit(said: &Map<String, Value>) -> Option<Response> {
    let status = match said.get("statusCode")? {
        Value::String(text) => text.parse().ok()?,
        number => u16::try_from(number.as_u64()?).ok()?,
    };
    let text = match said.get("body") {
        None | Some(Value::Null) => "",
        Some(body) => body.as_str()?,
    };
    let body = match said.get("isBase64Encoded").and_then(Value::as_bool) {
        Some(true) => STANDARD.decode(text).ok()?,
        _ => text.as_bytes().to_vec(),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).ok().filter(|status| status.as_u16() >= 200)?;
    let headers = response.headers_mut();
    for (name, value) in said.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let value = match value {
            Value::String(text) => HeaderValue::from_str(text).ok()?,
            Value::Number(_) | Value::Bool(_) => HeaderValue::from_str(&value.to_string()).ok()?,
            _ => return None,
        };
        // The length is the body's, whatever the function says.
        if name != header::CONTENT_LENGTH {
            headers.insert(name, value);
        }
    }
    for cookie in said.get("cookies").and_then(Value::as_array).into_iter().flatten() {
        headers.append(header::SET_COOKIE, HeaderValue::from_str(cookie.as_str()?).ok()?);
    }
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain;charset=UTF-8"));
    Some(response)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    async fn of(answer: Value) -> Option<(u16, Vec<(String, String)>, String)> {
        let response = response(answer.to_string().as_bytes())?;
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        Some((status, headers, String::from_utf8(body.to_vec()).unwrap()))
    }

    fn header(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[tokio::test]
    async fn an_object_with_a_status_says_everything() {
        let answer = json!({
            "statusCode": 303, "headers": { "Location": "/there", "X-Count": 3, "Content-Length": "99" },
            "cookies": ["a=b; Secure", "c=d"], "body": "aGk=", "isBase64Encoded": true,
        });
        let (status, headers, body) = of(answer).await.unwrap();
        assert_eq!((status, body.as_str()), (303, "hi"));
        assert_eq!(
            headers,
            [
                header("location", "/there"),
                header("x-count", "3"),
                header("set-cookie", "a=b; Secure"),
                header("set-cookie", "c=d"),
                header("content-type", "text/plain;charset=UTF-8"),
            ]
        );
    }

    #[tokio::test]
    async fn any_other_json_is_the_body_of_a_success() {
        let json = vec![header("content-type", "application/json")];
        assert_eq!(of(json!({ "a": 1 })).await, Some((200, json.clone(), "{\"a\":1}".to_owned())));
        assert_eq!(of(json!("hello")).await, Some((200, json.clone(), "hello".to_owned())));
        assert_eq!(of(Value::Null).await, Some((200, json, "null".to_owned())));
    }

    #[tokio::test]
    async fn nonsense_is_no_response() {
        assert!(response(b"no json").is_none());
        for nonsense in [
            json!({ "statusCode": "x" }),
            json!({ "statusCode": 99 }),
            json!({ "statusCode": 200, "body": {} }),
            json!({ "statusCode": 200, "body": "%", "isBase64Encoded": true }),
            json!({ "statusCode": 200, "headers": { "x": "a\r\nset-cookie: b" } }),
            json!({ "statusCode": 200, "cookies": ["a\nb"] }),
        ] {
            assert_eq!(of(nonsense.clone()).await, None, "{nonsense}");
        }
    }
}
