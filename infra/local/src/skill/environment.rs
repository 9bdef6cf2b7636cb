//! The environment of a function: what Lambda sets, and the table in [`sayso_schemas::plan`].

use super::{Surroundings, places::Places};
use crate::{
    alexa::linking,
    aws::{Credentials, REGION, STAGE, resource_name, secrets},
    problem::Problem,
};
use aws_lc_rs::digest::{SHA256, digest};
use sayso_schemas::plan::{Function, Plan};
use std::{collections::BTreeMap, fmt::Write};

/// The stage's skill id; a made-up one where the skill is not registered with Alexa.
pub(super) fn skill_id(plan: &Plan) -> String {
    let stated = plan.stages.get(STAGE).and_then(|stage| stage.skill_id.clone());
    stated.unwrap_or_else(|| format!("amzn1.ask.skill.local-{}", plan.skill))
}

/// What Lambda sets (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>), and the endpoints.
pub(super) fn lambda(
    plan: &Plan,
    function: &Function,
    key: &Credentials,
    endpoint: &str,
) -> BTreeMap<String, String> {
    let name = resource_name(&plan.skill, &function.name);
    [
        ("AWS_ACCESS_KEY_ID", key.access_key_id.clone()),
        ("AWS_SECRET_ACCESS_KEY", key.secret_access_key.clone()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_KMS", endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint.to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("_HANDLER", "bootstrap".to_owned()),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin".to_owned()),
        ("TZ", ":UTC".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// What the plan's table says of the function, and no more.
pub(super) fn sayso(
    plan: &Plan,
    function: &Function,
    places: &Places,
    around: &Surroundings,
) -> Result<BTreeMap<String, String>, Problem> {
    let (skill, link, token) = (function.name == "skill", function.name == "link", function.name == "token");
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: String| drop(variables.insert(name.to_owned(), value));
    set("SAYSO_FUNCTION", function.name.clone());
    if skill {
        set("SAYSO_SKILL_ID", skill_id(plan));
        set("SAYSO_ALEXA_API", around.alexa_api());
    }
    if let (true, Some(table)) = (function.touches_table(), &plan.table) {
        set("SAYSO_TABLE", resource_name(&plan.skill, &table.name));
    }
    if let (true, Some(key)) = (skill || link, around.aws.kms().variable(plan)) {
        set("SAYSO_KEY", key);
    }
    if let (true, Some(linking)) = (link || token, &plan.linking) {
        set("SAYSO_ISSUER", around.origin(&plan.skill));
        set("SAYSO_CLIENT_ID", places.linking.as_ref().map(|it| it.client_id.clone()).unwrap_or_default());
        set("SAYSO_ORIGIN_SECRET", resource_name(&plan.skill, &linking.origin_secret));
    }
    if token && plan.linking.is_some() {
        set("SAYSO_CLIENT_SECRETS", hex_sha256(&around.aws.secrets().ensure(&secrets::of_alexa(plan))?));
    }
    if link && plan.linking.is_some() {
        let stated = plan.stages.get(STAGE).map(|stage| stage.redirects.clone());
        let mut redirects = stated.unwrap_or_default();
        redirects.push(linking::redirect_uri(around.port));
        set("SAYSO_REDIRECTS", redirects.join(" "));
    }
    // Beside the three there are only those of tests.
    if !token {
        variables.extend(places.services.clone());
    }
    let proxied = plan.linking.as_ref().is_some_and(|linking| linking.proxy.is_some());
    let asks_providers = if proxied { token } else { skill || link };
    if asks_providers {
        variables.extend(places.providers.clone());
    }
    Ok(variables)
}

/// In lower case.
fn hex_sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in digest(&SHA256, text.as_bytes()).as_ref() {
        // Writing to a string can't fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
