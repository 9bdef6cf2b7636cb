//! What a stack costs, from its template: by the month while nobody uses it, and by the million requests.
//!
//! An estimate, for choosing: list prices of one region, no free tier, and the assumptions below.

mod prices;
mod summary;

use crate::cdk::{Resource, Stack};
use prices as price;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use summary::in_words;

/// How long a function runs for a request, in seconds; what it waits for a slow service comes on top.
const RUNS: f64 = 0.1;
/// How much a function and the HTTP API log of a request, in gigabytes.
const LOGS: f64 = 1e-6;
/// How many rows of the table are read for a request, and written.
const READS: f64 = 3.0;
const WRITES: f64 = 1.0;
/// How often the key is used for a request.
const KEY_USES: f64 = 1.0;

/// The cost of one stack, in US dollars.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Cost {
    /// A month without a request.
    pub(crate) idle: Vec<Item>,
    /// A million requests of Alexa.
    pub(crate) spoken: Vec<Item>,
    /// A million requests over HTTP, of the linking page and the token endpoint.
    pub(crate) http: Vec<Item>,
    /// Kinds of resources that this knows no price of.
    pub(crate) not_priced: BTreeSet<String>,
}

/// A part of a cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Item {
    /// `key`.
    pub(crate) what: &'static str,
    /// How many there are.
    pub(crate) count: usize,
    /// Of all of them.
    pub(crate) dollars: f64,
}

/// The sum of parts.
pub(crate) fn total(items: &[Item]) -> f64 {
    items.iter().fold(0.0, |sum, item| sum + item.dollars)
}

impl Cost {
    /// Of a stack.
    pub(crate) fn of(stack: &Stack) -> Self {
        let resources = stack.template.resources.values();
        let mut cost = Self::default();
        let mut idle = BTreeMap::new();
        for resource in resources.clone() {
            let known = price::FREE.contains(&resource.kind.as_str())
                || price::BY_SIZE.contains(&resource.kind.as_str())
                || resource.kind.starts_with("Custom::");
            match by_the_month(&resource.kind, &resource.properties) {
                Some((what, count, dollars)) => {
                    let item = idle.entry(what).or_insert(Item { what, count: 0, dollars: 0.0 });
                    item.count += count;
                    item.dollars += dollars;
                }
                None if known => {}
                None => {
                    cost.not_priced.insert(resource.kind.clone());
                }
            }
        }
        if stack.template.parameters.contains_key(crate::stage::CLIENT_SECRET_HASHES) {
            // `sayso deploy` makes it, beside the stack.
            let item = idle.entry("secret").or_insert(Item { what: "secret", count: 0, dollars: 0.0 });
            item.count += 1;
            item.dollars += price::SECRET;
        }
        cost.idle = idle.into_values().collect();
        let (alexa, web): (Vec<_>, Vec<_>) = functions(stack).partition(|it| is_skill(it));
        cost.spoken = answered(&alexa);
        cost.http = http(&web, &counts(stack));
        cost
    }
}

/// How many there are of each kind.
pub(crate) fn counts(stack: &Stack) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for resource in stack.template.resources.values() {
        *counts.entry(resource.kind.as_str()).or_default() += 1;
    }
    counts
}

/// What a resource costs by being there: what it is, how many of that, and their price.
fn by_the_month(
    kind: &str,
    properties: &serde_json::Map<String, Value>,
) -> Option<(&'static str, usize, f64)> {
    let list = |name: &str| properties.get(name).and_then(Value::as_array);
    match kind {
        "AWS::KMS::Key" => Some(("key", 1, price::KEY)),
        "AWS::SecretsManager::Secret" => Some(("secret", 1, price::SECRET)),
        "AWS::CloudWatch::Dashboard" => Some(("dashboard", 1, price::DASHBOARD)),
        "AWS::CloudWatch::Alarm" => {
            // Of an expression, each metric that it is made of is paid for.
            let metrics =
                list("Metrics").map_or(1, |it| it.iter().filter(|it| it.get("MetricStat").is_some()).count());
            let fast = properties.get("Period").and_then(Value::as_u64).is_some_and(|seconds| seconds < 60);
            let each = if fast { price::ALARM_METRIC_FAST } else { price::ALARM_METRIC };
            Some(("alarm", 1, each * number(metrics)))
        }
        "AWS::WAFv2::WebACL" => {
            let rules = list("Rules").map_or(0, Vec::len);
            Some(("firewall", 1, price::FIREWALL + price::FIREWALL_RULE * number(rules)))
        }
        _ => None,
    }
}

/// What a function is told, by the names of its variables.
fn variables(function: &Resource) -> Option<&serde_json::Map<String, Value>> {
    function.properties.get("Environment")?.get("Variables")?.as_object()
}

/// The functions of a skill, which are told which one they are.
fn functions(stack: &Stack) -> impl Iterator<Item = &Resource> {
    let all = stack.template.resources.values().filter(|it| it.kind == "AWS::Lambda::Function");
    all.filter(|it| variables(it).is_some_and(|it| it.contains_key("SAYSO_FUNCTION")))
}

/// Whether Alexa calls it; the others are asked over HTTP.
fn is_skill(function: &Resource) -> bool {
    variables(function).is_some_and(|it| it.get("SAYSO_FUNCTION").is_some_and(|name| name == "skill"))
}

/// A million answers of the largest of these functions, with what they ask: a table or a key of which they are told.
fn answered(functions: &[&Resource]) -> Vec<Item> {
    let second = |function: &&Resource| {
        let megabytes = function.properties.get("MemorySize").and_then(Value::as_f64).unwrap_or(128.0);
        let arm = function.properties.get("Architectures").is_some_and(|it| it[0] == "arm64");
        let each = if arm { price::FUNCTION_GB_SECOND_ARM } else { price::FUNCTION_GB_SECOND };
        megabytes / 1024.0 * each
    };
    let Some(second) = functions.iter().map(second).reduce(f64::max) else { return Vec::new() };
    let mut items = vec![
        million("function", price::FUNCTION_REQUEST + RUNS * second),
        million("logs", LOGS * price::LOGS_TAKEN_IN),
    ];
    let told = |name| functions.iter().any(|it| variables(it).is_some_and(|it| it.contains_key(name)));
    if told("SAYSO_TABLE") {
        items.push(million("table", READS * price::TABLE_READ + WRITES * price::TABLE_WRITE));
    }
    if told("SAYSO_KEY") {
        items.push(million("key", KEY_USES * price::KEY_USE));
    }
    items
}

/// … with what is before them.
fn http(functions: &[&Resource], counts: &BTreeMap<&str, usize>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |kind: &str, item| items.extend(counts.contains_key(kind).then_some(item));
    add("AWS::WAFv2::WebACL", million("firewall", price::FIREWALL_REQUEST));
    add("AWS::CloudFront::Distribution", million("CloudFront", price::CDN_REQUEST));
    add("AWS::CloudFront::Function", million("CloudFront function", price::CDN_FUNCTION));
    if counts.contains_key("AWS::ApiGatewayV2::Api") {
        items.push(million("HTTP API", price::API_REQUEST + LOGS * price::LOGS_TAKEN_IN));
        items.extend(answered(functions));
    }
    items
}

fn million(what: &'static str, each: f64) -> Item {
    Item { what, count: 1, dollars: each * price::MILLION }
}

/// A count, for reckoning.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests;
