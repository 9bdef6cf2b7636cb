//! The event of a Lambda proxy integration, payload format 2.0.

use crate::{
    aws::{ACCOUNT, REGION},
    skill::RouteKey,
};
use axum::http::{HeaderMap, header, request::Parts};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use std::{collections::BTreeMap, net::IpAddr};

/// Headers that concern one connection (RFC 9110 section 7.6.1); no proxy passes them on.
const HOP_BY_HOP: &[&str] =
    &["connection", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"];

/// Whom a request passed, the nearest last.
pub(super) const FORWARDED_FOR: &str = "x-forwarded-for";

/// The event. A member that is absent is absent in AWS's events too. It holds secrets, so it can't be printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    version: &'static str,
    route_key: String,
    raw_path: String,
    raw_query_string: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    pub(super) request_context: RequestContext,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestContext {
    account_id: &'static str,
    api_id: String,
    domain_name: String,
    domain_prefix: String,
    http: Http,
    pub(super) request_id: String,
    route_key: String,
    stage: &'static str,
    time: String,
    time_epoch: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    path: String,
    protocol: String,
    source_ip: IpAddr,
    user_agent: String,
}

/// The event of one request to the API of `skill` by `source`.
pub(super) fn event(skill: &str, route: &RouteKey, source: IpAddr, parts: &Parts, body: &[u8]) -> Event {
    let request_id = uuid::Uuid::new_v4().simple().to_string();
    let now = jiff::Timestamp::now();
    // A function that looked here for its own origin would find the API's.
    let host = format!("{skill}.execute-api.{REGION}.amazonaws.com");
    let query = parts.uri.query().unwrap_or_default();
    let (body, is_base64_encoded) = encode_body(&parts.headers, body);
    Event {
        version: "2.0",
        route_key: route.to_string(),
        raw_path: parts.uri.path().to_owned(),
        raw_query_string: query.to_owned(),
        cookies: cookies(&parts.headers),
        headers: headers(&parts.headers, &host, source),
        query_string_parameters: query_parameters(query),
        request_context: RequestContext {
            account_id: ACCOUNT,
            api_id: skill.to_owned(),
            domain_name: host,
            domain_prefix: skill.to_owned(),
            http: Http {
                method: parts.method.to_string(),
                path: parts.uri.path().to_owned(),
                protocol: format!("{:?}", parts.version),
                source_ip: source,
                user_agent: one(&parts.headers, header::USER_AGENT.as_str()),
            },
            request_id,
            route_key: route.to_string(),
            stage: "$default",
            time: now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            time_epoch: now.as_millisecond(),
        },
        body,
        is_base64_encoded,
    }
}

/// The header `x-forwarded-for` with the address of whoever is connected at its end, as every proxy adds it.
pub(super) fn forwarded_for(headers: &HeaderMap, source: IpAddr) -> String {
    match one(headers, FORWARDED_FOR) {
        none if none.trim().is_empty() => source.to_string(),
        list => format!("{list}, {source}"),
    }
}

/// The values of one header, comma-joined; a byte that is no text is replaced.
fn one(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<_> =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    values.join(",")
}

/// Lower-case names, comma-joined values, without cookies, with what the gateway adds.
fn headers(from: &HeaderMap, host: &str, source: IpAddr) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = from
        .keys()
        .filter(|name| **name != header::COOKIE && !HOP_BY_HOP.contains(&name.as_str()))
        .map(|name| (name.as_str().to_owned(), one(from, name.as_str())))
        .collect();
    headers.insert("host".to_owned(), host.to_owned());
    headers.insert("x-forwarded-port".to_owned(), "443".to_owned());
    headers.insert("x-forwarded-proto".to_owned(), "https".to_owned());
    headers.insert(FORWARDED_FOR.to_owned(), forwarded_for(from, source));
    headers
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = lines.flat_map(|line| line.split(';')).map(str::trim).filter(|cookie| !cookie.is_empty());
    cookies.map(str::to_owned).collect()
}

/// Decoded; the values of a name that comes more than once are comma-joined.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let mut parameters = BTreeMap::<String, String>::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value);
        parameters
            .entry(decode(name))
            .and_modify(|joined| {
                joined.push(',');
                joined.push_str(&value);
            })
            .or_insert(value);
    }
    parameters
}

/// The body as text where its type is one that API Gateway takes for text, else as base64: a form, for example.
fn encode_body(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let kind = one(headers, header::CONTENT_TYPE.as_str()).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.is_empty()
        || kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/javascript" | "application/xml");
    match std::str::from_utf8(body) {
        Ok(text) if is_text => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use axum::http::Request;
    use serde_json::{Value, json};

    fn of(request: axum::http::request::Builder, body: &[u8]) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let route = RouteKey { method: "POST".to_owned(), path: "/oauth/token".to_owned() };
        serde_json::to_value(event("hello", &route, IpAddr::from([203, 0, 113, 80]), &parts, body)).unwrap()
    }

    fn post(uri: &str) -> axum::http::request::Builder {
        Request::post(uri).header("host", "hello.localhost:8000")
    }

    #[test]
    fn a_request_becomes_the_event_of_the_developer_guide() {
        let request = post("/oauth/token?a=1&b=x%20y+z&a=2&flag")
            .header("X-One", "1")
            .header("X-One", "2")
            .header("cookie", "k=v; l=w")
            .header("connection", "keep-alive")
            .header("user-agent", "test")
            .header("content-type", "application/json; charset=utf-8");
        let mut event = of(request, b"{}");
        let context = event["requestContext"].take();
        let expected = json!({
            "version": "2.0",
            "routeKey": "POST /oauth/token",
            "rawPath": "/oauth/token",
            "rawQueryString": "a=1&b=x%20y+z&a=2&flag",
            "cookies": ["k=v", "l=w"],
            "headers": {
                "content-type": "application/json; charset=utf-8", "user-agent": "test",
                "host": "hello.execute-api.us-east-1.amazonaws.com", "x-forwarded-for": "203.0.113.80",
                "x-forwarded-port": "443", "x-forwarded-proto": "https", "x-one": "1,2",
            },
            "queryStringParameters": { "a": "1,2", "b": "x y z", "flag": "" },
            "requestContext": null,
            "body": "{}",
            "isBase64Encoded": false,
        });
        assert_eq!(event, expected);
        assert_eq!(
            context["http"],
            json!({ "method": "POST", "path": "/oauth/token", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.80", "userAgent": "test" })
        );
        assert_eq!(context["domainName"], "hello.execute-api.us-east-1.amazonaws.com");
        assert_eq!(context["stage"], "$default");
    }

    #[test]
    fn bodies_are_text_only_where_aws_takes_them_for_text() {
        let form = of(post("/").header("content-type", "application/x-www-form-urlencoded"), b"a=b");
        assert_eq!((&form["body"], &form["isBase64Encoded"]), (&json!("YT1i"), &json!(true)));
        let broken = of(post("/").header("content-type", "text/plain"), b"\xff");
        assert_eq!((&broken["body"], &broken["isBase64Encoded"]), (&json!("/w=="), &json!(true)));
        let none = of(post("/"), b"");
        assert_eq!((none.get("body"), &none["isBase64Encoded"]), (None, &json!(false)));
    }
}
