//! The partition key that a query names.

use serde_json::Value;

/// The value that `request` demands of the partition key `name`; nothing where it demands none, or more than one.
///
/// A key condition is a conjunction whose only legal demand on the partition key is equality
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>), so that it is enough to find
/// the comparison; what is malformed beyond it is refused by the service.
pub(super) fn partition_key(request: &Value, name: &str) -> Option<String> {
    match request.get("KeyConditionExpression").filter(|it| !it.is_null()) {
        Some(expression) => by_expression(expression.as_str()?, request, name),
        None => by_conditions(request.get("KeyConditions")?, name),
    }
}

fn by_expression(expression: &str, request: &Value, name: &str) -> Option<String> {
    let tokens = tokens(expression);
    let is_name = |token: &str| match token.strip_prefix('#') {
        Some(_) => {
            request.get("ExpressionAttributeNames").and_then(|names| names.get(token)).and_then(Value::as_str)
                == Some(name)
        }
        None => token == name,
    };
    let mut found = tokens.windows(3).filter_map(|window| match window {
        [left, "=", right] if is_name(left) => Some(*right),
        [left, "=", right] if is_name(right) => Some(*left),
        _ => None,
    });
    let value = found.next()?;
    if found.next().is_some() {
        return None;
    }
    Some(request.get("ExpressionAttributeValues")?.get(value)?.get("S")?.as_str()?.to_owned())
}

/// The form before expressions: `{"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "x"}]}}`.
fn by_conditions(conditions: &Value, name: &str) -> Option<String> {
    let condition = conditions.get(name)?;
    if condition.get("ComparisonOperator")?.as_str()? != "EQ" {
        return None;
    }
    match condition.get("AttributeValueList")?.as_array()?.as_slice() {
        [only] => Some(only.get("S")?.as_str()?.to_owned()),
        _ => None,
    }
}

/// Splits an expression into words and single signs.
fn tokens(expression: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '#' | ':' | '_' | '-' | '.');
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let end =
            if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(expression: &str) -> Option<String> {
        let request = json!({
            "KeyConditionExpression": expression,
            "ExpressionAttributeNames": { "#p": "pk", "#s": "sk" },
            "ExpressionAttributeValues": { ":a": { "S": "link#1" }, ":b": { "S": "user#1" }, ":n": { "N": "1" } },
        });
        partition_key(&request, "pk")
    }

    #[test]
    fn equality_is_found_wherever_it_stands() {
        let link = Some("link#1".to_owned());
        assert_eq!(key("pk = :a"), link);
        assert_eq!(key("#p=:a AND begins_with(#s, :b)"), link);
        assert_eq!(key("(#s BETWEEN :b AND :b) AND (#p = :a)"), link);
        assert_eq!(key(":a = pk"), link);
        assert_eq!(key("#s = :b AND pk = :a"), link);
    }

    #[test]
    fn anything_else_names_no_key() {
        for odd in [
            "",
            "pk > :a",
            "sk = :a",
            "pk = :a AND pk = :b",
            "pk = :n",
            "pk = :missing",
            "pk <> :a",
            "xpk = :a",
        ] {
            assert_eq!(key(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_old_form_counts_too() {
        let of = |operator: &str| json!({ "KeyConditions": { "pk": { "ComparisonOperator": operator, "AttributeValueList": [{ "S": "a" }] } } });
        assert_eq!(partition_key(&of("EQ"), "pk"), Some("a".to_owned()));
        assert_eq!(partition_key(&of("BEGINS_WITH"), "pk"), None);
    }
}
