//! What a stage asks of AWS.

use super::{context::Context, linking, stages::LOCAL};
use crate::{
    diagnostic::{Code, Diagnostic, listed},
    model::{Alarms, Deployment},
};
use sayso_schemas::spec::{self, Text};

/// Where an Alexa skill's function may be. Source: "Host a Custom Skill as an AWS Lambda Function", Alexa Skills Kit.
const REGIONS: [&str; 4] = ["us-east-1", "eu-west-1", "us-west-2", "ap-northeast-1"];

/// What `RetentionInDays` may be. Source: `PutRetentionPolicy`, API of `CloudWatch` Logs.
const LOG_DAYS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// How long logs are kept where the spec does not say.
const DEFAULT_LOG_DAYS: u32 = 30;

/// Checks the region.
pub fn region(context: &mut Context<'_>, region: Option<&Text>) -> String {
    let Some(region) = region else { return REGIONS[0].to_owned() };
    if !REGIONS.contains(&region.value.as_str()) {
        let message = format!("Alexa calls no function in `{region}`");
        let help = format!("write {}", listed(REGIONS, "or"));
        context.push(Diagnostic::error(Code::REGION, message).at(region.span, "").help(help));
    }
    region.value.clone()
}

/// Checks what a stage asks for.
pub fn deployment(context: &mut Context<'_>, name: &Text, stage: &spec::Stage) -> Deployment {
    if name.value == LOCAL {
        nothing_of_aws(context, name, stage);
    } else if let Some(domain) = &stage.domain {
        self::domain(context, domain);
    }
    Deployment {
        domain: stage.domain.as_ref().map(|it| it.value.clone()),
        waf: stage.waf,
        alarms: stage.alarms.as_ref().map(|alarms| self::alarms(context, alarms)),
        retain: stage.retain.unwrap_or(name.value != LOCAL),
        log_days: log_days(context, stage),
    }
}

/// What only AWS has, a machine has not.
fn nothing_of_aws(context: &mut Context<'_>, name: &Text, stage: &spec::Stage) {
    let asked = [("domain", stage.domain.is_some()), ("waf", stage.waf), ("alarms", stage.alarms.is_some())];
    let asked: Vec<&str> = asked.into_iter().filter_map(|(what, is)| is.then_some(what)).collect();
    if !asked.is_empty() {
        let message = format!("stage `{name}` has {}", listed(asked, "and"));
        context.push(
            Diagnostic::error(Code::STAGE_VALUE, message)
                .at(name.span, "runs on this machine")
                .help("say it of a stage that is deployed to AWS"),
        );
    }
}

/// A name that a certificate can be made out for, and that the stage can be reached at.
fn domain(context: &mut Context<'_>, domain: &Text) {
    let draft = context.draft;
    if !draft.links() {
        context.push(
            Diagnostic::error(Code::STAGE_VALUE, "there is nothing at this domain")
                .at(domain.span, "the skill links no accounts, so it has no page")
                .help("remove it, or add `linking`"),
        );
    }
    // An X.509 common name holds 64 characters, and Certificate Manager puts the first name there.
    if !linking::names_host(domain) || !domain.contains('.') || domain.len() > 64 {
        context.push(
            Diagnostic::error(Code::STAGE_VALUE, format!("`{domain}` is no name of a host"))
                .at(domain.span, "a certificate is made out for it")
                .help("write lower-case labels, at most 64 characters: `link.example.com`"),
        );
    }
}

fn alarms(context: &mut Context<'_>, alarms: &spec::Alarms) -> Alarms {
    if let Some(email) = &alarms.email {
        let fits = email.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
        });
        if !fits {
            context.push(
                Diagnostic::error(Code::STAGE_VALUE, format!("`{email}` is no e-mail address"))
                    .at(email.span, "")
                    .help("write `ops@example.com`, or leave it out and subscribe to the topic"),
            );
        }
    }
    Alarms { email: alarms.email.as_ref().map(|it| it.value.clone()) }
}

fn log_days(context: &mut Context<'_>, stage: &spec::Stage) -> u32 {
    let Some(days) = &stage.log_days else { return DEFAULT_LOG_DAYS };
    if !LOG_DAYS.contains(&days.value) {
        let message = format!("logs cannot be kept for {} days", days.value);
        let help =
            format!("write {}", listed(LOG_DAYS.map(|it| it.to_string()).iter().map(String::as_str), "or"));
        context.push(Diagnostic::error(Code::STAGE_VALUE, message).at(days.span, "").help(help));
    }
    days.value
}
