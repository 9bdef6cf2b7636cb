//! What to do on Alexa's side, once a stage is deployed.

use super::client_secret::{Accepted, ClientSecret};
use super::stacks::Outputs;
use crate::stage::Skill;
use anyhow::Context;
use sayso_codegen::package;
use sayso_schemas::plan::Plan;
use serde_json::Value;
use std::path::PathBuf;

/// Where skills are kept.
const CONSOLE: &str = "https://developer.amazon.com/alexa/console/ask";

/// A skill whose stage is deployed.
pub(super) struct Deployed<'a> {
    pub(super) plan: &'a Plan,
    pub(super) stage: &'a str,
    /// The folder of what is generated of it for the cloud.
    pub(super) generated: PathBuf,
    /// What its main stack tells.
    pub(super) outputs: Outputs,
    /// Where it links accounts.
    pub(super) secret: Option<(&'a ClientSecret, Accepted)>,
}

impl Deployed<'_> {
    /// Alexa's id of the skill.
    pub(super) fn skill_id(&self) -> Option<&str> {
        self.plan.stages.get(self.stage)?.skill_id.as_deref()
    }

    /// One of the things that the stack tells.
    pub(super) fn output(&self, name: &str) -> anyhow::Result<&str> {
        let found = self.outputs.get(name).map(String::as_str);
        found.with_context(|| format!("the stack tells no `{name}`; it is an output of infra/app"))
    }

    /// The manifest as it is generated: without the function.
    pub(super) fn generated_manifest(&self) -> anyhow::Result<String> {
        self.read("skill-package/skill.json")
    }

    /// The manifest, with the function that Alexa is to call.
    pub(super) fn manifest(&self) -> anyhow::Result<String> {
        let text = self.read("skill-package/skill.json")?;
        let linked = self.secret.is_some();
        Ok(package::manifest(&text, self.output("SkillFunctionArn")?, linked)?)
    }

    /// The request of account linking, without the secret.
    pub(super) fn account_linking(&self) -> anyhow::Result<String> {
        let text = self.read("account-linking.json")?;
        let (authorize, token) = (self.output("AuthorizationUrl")?, self.output("TokenUrl")?);
        Ok(package::account_linking(&text, authorize, token)?)
    }

    fn read(&self, name: &str) -> anyhow::Result<String> {
        let path = self.generated.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("can't read `{}`", path.display()))
    }

    /// What the stack tells.
    pub(super) fn told(&self) -> String {
        let name = Skill::name(self.plan, self.stage);
        let mut lines = vec![format!("{name} is deployed. It tells:")];
        lines.extend(self.outputs.iter().map(|(name, value)| row(name, value)));
        let domain = self.plan.stages.get(self.stage).and_then(|stage| stage.domain.as_deref());
        if let (Some(domain), Some(target)) = (domain, self.outputs.get("DistributionDomainName")) {
            lines.push(format!("At your DNS: {domain} is an alias (CNAME) of {target}"));
        }
        if let Some(until) = self.secret.as_ref().and_then(|(_, accepted)| accepted.previous_until) {
            let day = day(until);
            lines.push(format!(
                "Two client secrets are accepted until {day}; Alexa must have the new one by then."
            ));
        }
        lines.join("\n")
    }

    /// Why the skill can't be submitted yet, as far as its package tells.
    pub(super) fn lacks_store(&self) -> anyhow::Result<bool> {
        let manifest: Value = serde_json::from_str(&self.generated_manifest()?)?;
        Ok(manifest["manifest"]["publishingInformation"].get("category").is_none())
    }

    /// All that is to be pasted into Alexa's console, and where.
    pub(super) fn instructions(&self) -> anyhow::Result<String> {
        let mut lines = vec![match self.skill_id() {
            Some(id) => format!("At Alexa ({CONSOLE}), for the skill {id}:"),
            None => format!(
                "At Alexa ({CONSOLE}): this stage has no skill yet. `sayso deploy --stage {} --create-skill` makes one \
                 with the ASK CLI; or make a custom skill there. Put its id into the spec, `skill_id` of the stage, and \
                 deploy again: until then the function refuses every request. Then, for that skill:",
                self.stage
            ),
        }];
        lines.push("  Build > Endpoint: AWS Lambda ARN".to_owned());
        lines.push(row("Default region", self.output("SkillFunctionArn")?));
        lines.push("  Build > JSON Editor, for each locale: the file of".to_owned());
        lines.push(format!(
            "    infra/app/generated/{}/skill-package/interactionModels/custom",
            self.plan.skill
        ));
        if let Some((secret, _)) = &self.secret {
            lines.extend(self.linking(secret)?);
        }
        Ok(lines.join("\n"))
    }

    /// What the page `Account Linking` asks for.
    fn linking(&self, secret: &ClientSecret) -> anyhow::Result<Vec<String>> {
        let request: Value = serde_json::from_str(&self.account_linking()?)?;
        let request = &request["accountLinkingRequest"];
        let list = |name: &str| {
            let texts = request[name].as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.collect::<Vec<_>>().join(", ")
        };
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let mut lines = vec!["  Build > Account Linking: Auth Code Grant".to_owned()];
        lines.extend([
            row("Web authorization URI", &text("authorizationUrl")),
            row("Access token URI", &text("accessTokenUrl")),
            row("Your client ID", &text("clientId")),
            row("Your secret", &format!("what this shows: {}", secret.command())),
            row("Authentication scheme", "HTTP Basic"),
            row("Scope", &list("scopes")),
            row("Domain list", &list("domains")),
            row("Default expiration", &request["defaultTokenExpirationInSeconds"].to_string()),
            row("PKCE", "on, S256"),
        ]);
        Ok(lines)
    }
}

fn row(name: &str, value: &str) -> String {
    format!("    {name:<24} {value}")
}

/// The day of a point in time, in UTC.
fn day(epoch_seconds: i64) -> String {
    jiff::Timestamp::from_second(epoch_seconds)
        .map_or_else(|_| epoch_seconds.to_string(), |it| it.strftime("%-d %B %Y").to_string())
}
