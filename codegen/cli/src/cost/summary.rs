//! The cost of a stack, in words.

use super::{Cost, Item, counts, total};
use crate::cdk::Stack;
use crate::terminal::{Colour, Style, count};

/// A few lines: what a stack holds, and what that costs.
pub(crate) fn in_words(stack: &Stack, cost: &Cost, style: Style) -> String {
    let place = stack.region.as_ref().map(|region| format!(" ({region})")).unwrap_or_default();
    let mut lines = vec![format!("{}{place}", style.paint(Colour::Green, &stack.name))];
    lines.push(format!("  holds                    {}", holds(stack)));
    lines.push(format!(
        "  idle                     {} a month{}",
        dollars(total(&cost.idle)),
        parts(&cost.idle)
    ));
    for (who, items) in [("Alexa's requests", &cost.spoken), ("requests over HTTP", &cost.http)] {
        if !items.is_empty() {
            lines.push(format!("  {who:<24} {} a million{}", dollars(total(items)), parts(items)));
        }
    }
    if !cost.not_priced.is_empty() {
        let kinds: Vec<_> = cost.not_priced.iter().map(String::as_str).collect();
        lines.push(format!("  not priced               {}", kinds.join(", ")));
    }
    lines.join("\n")
}

/// `3 Lambda functions, …`: the kinds that one would name first, and the number of all.
fn holds(stack: &Stack) -> String {
    const NAMED: [(&str, &str); 12] = [
        ("AWS::Lambda::Function", "function"),
        ("AWS::DynamoDB::Table", "table"),
        ("AWS::KMS::Key", "key"),
        ("AWS::SecretsManager::Secret", "secret"),
        ("AWS::ApiGatewayV2::Api", "HTTP API"),
        ("AWS::ApiGatewayV2::Route", "route"),
        ("AWS::CloudFront::Distribution", "distribution"),
        ("AWS::S3::Bucket", "bucket"),
        ("AWS::CertificateManager::Certificate", "certificate"),
        ("AWS::WAFv2::WebACL", "firewall"),
        ("AWS::CloudWatch::Alarm", "alarm"),
        ("AWS::CloudWatch::Dashboard", "dashboard"),
    ];
    let counts = counts(stack);
    let mut parts: Vec<String> =
        NAMED.iter().filter_map(|(kind, noun)| counts.get(kind).map(|number| count(*number, noun))).collect();
    parts.push(format!("{} in all", count(stack.template.resources.len(), "resource")));
    parts.join(", ")
}

/// ` (key $1.00, 3 alarms $0.30)`.
fn parts(items: &[Item]) -> String {
    let part = |item: &Item| {
        let what = if item.count == 1 { item.what.to_owned() } else { count(item.count, item.what) };
        format!("{what} {}", dollars(item.dollars))
    };
    let parts: Vec<_> = items.iter().filter(|item| item.dollars > 0.0).map(part).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn dollars(amount: f64) -> String {
    format!("${amount:.2}")
}
