//! Exact statements of policies: what one role may do, and nothing near it. CDK's `grant_*` are not used: beside a key of
//! one's own they also allow its use without a context, and reading includes `Scan`.

use super::Result;
use cdk::{
    ArnComponents, ArnFormat, Stack,
    dynamodb::Table,
    iam::{PolicyStatement, PolicyStatementProps},
    logs::LogGroup,
};
use serde_json::json;

/// One action on items whose partition keys start with one of `prefixes`. All prefixes are in one statement, because a
/// `BatchGetItem` may name rows of several, and each of its keys must be allowed by the same one. `ForAllValues` holds of
/// no keys, too, so `Null` says that there must be one.
pub fn items(table: &Table, action: &str, prefixes: &[&str]) -> Result<PolicyStatement> {
    let keys: Vec<_> = prefixes.iter().map(|prefix| format!("{prefix}*")).collect();
    let statement = of(action, "dynamodb", &[action]).resources([table.table_arn()?]).conditions([
        ("ForAllValues:StringLike", json!({ "dynamodb:LeadingKeys": keys })),
        ("Null", json!({ "dynamodb:LeadingKeys": "false" })),
    ]);
    Ok(PolicyStatement::new(table, statement)?)
}

/// Every item of the table.
pub fn whole_table(table: &Table, actions: &[&str]) -> Result<PolicyStatement> {
    Ok(PolicyStatement::new(table, of("WholeTable", "dynamodb", actions).resources([table.table_arn()?]))?)
}

/// Writing to one log group.
pub fn logs(group: &LogGroup) -> Result<PolicyStatement> {
    let statement = of("Logs", "logs", &["CreateLogStream", "PutLogEvents"]);
    Ok(PolicyStatement::new(group, statement.resources([group.log_group_arn()?]))?)
}

/// Reading one secret.
pub fn secret(sid: &str, stack: &Stack, arn: impl Into<String>) -> Result<PolicyStatement> {
    let statement = of(sid, "secretsmanager", &["GetSecretValue"]);
    Ok(PolicyStatement::new(stack, statement.resources([arn.into()]))?)
}

/// Reading a secret that somebody else made: its ARN ends in six letters that Secrets Manager adds.
pub fn named_secret(sid: &str, stack: &Stack, name: &str) -> Result<PolicyStatement> {
    let parts = ArnComponents::new("secret", "secretsmanager")
        .resource_name(format!("{name}-??????"))
        .arn_format(ArnFormat::ColonResourceName);
    secret(sid, stack, stack.format_arn(parts)?)
}

/// A statement with the actions of one service.
pub fn of(sid: &str, service: &str, actions: &[&str]) -> PolicyStatementProps {
    let actions = actions.iter().map(|action| format!("{service}:{action}"));
    PolicyStatementProps::new().sid(sid).actions(actions)
}
