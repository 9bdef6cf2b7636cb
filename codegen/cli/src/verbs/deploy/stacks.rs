//! Deploying the stacks of a skill.

use super::client_secret::Accepted;
use crate::cdk::{Cdk, Shown, Stack};
use crate::stage::CLIENT_SECRET_HASHES;
use crate::terminal;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// What stacks tell, by name.
pub(super) type Outputs = BTreeMap<String, String>;

/// Deploys stacks in their order; what the last one tells. What one tells is a parameter of those after it, where they
/// have one of that name. None where CloudFormation refused.
pub(super) async fn deploy(
    cdk: &Cdk<'_>,
    stacks: &[Stack],
    accepted: Option<&Accepted>,
) -> anyhow::Result<Option<Outputs>> {
    let folder = TempDir::with_prefix("sayso-").context("no temporary folder can be made")?;
    let mut known = Outputs::new();
    known.extend(accepted.map(|accepted| (CLIENT_SECRET_HASHES.to_owned(), accepted.hashes.join(","))));
    let mut outputs = Outputs::new();
    for stack in stacks {
        if stack.template.resources.values().any(|it| it.kind == "AWS::CertificateManager::Certificate") {
            terminal::note(
                "a new certificate is issued once your domain's DNS has the record that AWS asks for; see \
                 https://us-east-1.console.aws.amazon.com/acm/home",
            );
        }
        let file = folder.path().join(format!("{}.json", stack.name));
        let parameters = parameters(stack, &known)?;
        let path = file.to_str().context("the temporary folder's path is not in UTF-8")?;
        let mut arguments = vec!["deploy", &stack.name, "--exclusively", "--require-approval", "never"];
        arguments.extend(["--progress", "events", "--outputs-file", path]);
        arguments.extend(parameters.iter().flat_map(|it| ["--parameters", it.as_str()]));
        let ran = cdk.run(&arguments, Shown::Progress).await?;
        if let Some(error) = ran.environment() {
            return Err(error);
        }
        if !ran.succeeded {
            return Ok(None);
        }
        outputs = read(&file, &stack.name)?;
        known.extend(outputs.clone());
    }
    Ok(Some(outputs))
}

/// `stack:Name=value` of each parameter that has no default.
fn parameters(stack: &Stack, known: &Outputs) -> anyhow::Result<Vec<String>> {
    let mut parameters = Vec::new();
    for name in stack.wanted() {
        match known.get(name) {
            Some(value) => parameters.push(format!("{}:{name}={value}", stack.name)),
            None => bail!(
                "the stack `{}` asks for a parameter `{name}`, which nothing tells; give it a default in infra/app",
                stack.name
            ),
        }
    }
    Ok(parameters)
}

fn read(file: &Path, stack: &str) -> anyhow::Result<Outputs> {
    let text = std::fs::read(file).context("the CDK did not write what the stack tells")?;
    let mut all: BTreeMap<String, Outputs> =
        serde_json::from_slice(&text).context("what the stack tells is not what it should be")?;
    Ok(all.remove(stack).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use serde_json::json;

    #[test]
    fn a_stack_is_told_what_it_asks_for_and_nothing_else() {
        let template = serde_json::from_value(json!({"Parameters": {
            "CertificateArn": {"Type": "String"},
            "BootstrapVersion": {"Type": "String", "Default": "/x"},
        }}));
        let stack = Stack { name: "shop-prod".to_owned(), region: None, template: template.unwrap() };
        let known = [("CertificateArn", "arn:c"), ("WebAclArn", "arn:w")];
        let known = known.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(parameters(&stack, &known).unwrap(), ["shop-prod:CertificateArn=arn:c"]);
        let told = parameters(&stack, &Outputs::new()).unwrap_err().to_string();
        assert!(told.contains("asks for a parameter `CertificateArn`"), "{told}");
    }
}
