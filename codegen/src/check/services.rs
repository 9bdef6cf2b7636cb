//! Services: contracts, timeouts and error rules.

use super::{
    context::{Context, Files},
    draft::Draft,
    fields,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{self, ErrorRule, Then, When},
    syntax::contract,
};
use indexmap::IndexMap;
use sayso_schemas::spec::{ErrorRule as Rule, Given, Map, SayRule, Service, ServiceAuth, Text};

/// Checks all services, and reads their contracts.
pub fn services(context: &mut Context<'_>, files: &mut Files<'_>) -> IndexMap<String, model::Service> {
    let draft = context.draft;
    super::naming::collisions(
        context.diagnostics,
        "services",
        draft.services.keys(),
        crate::plan::names::constant,
    );
    let mut services = IndexMap::new();
    for (name, service) in &draft.services {
        super::naming::value_name(context.diagnostics, name, "service");
        match files.load(&service.contract, Some(service.contract.span)) {
            Ok(file) => {
                let mut found = Diagnostics::new();
                if let Some(contract) = contract::load(files.sources, file, &mut found) {
                    context.contracts.insert(name.value.clone(), contract);
                }
                if found.has_errors() {
                    context.faulty_contracts.insert(file);
                }
                context.diagnostics.extend(found.iter().cloned());
            }
            Err(diagnostic) => context.push(diagnostic),
        }
        duration(context, &service.timeout);
        let rules = rules(context, name, &service.errors);
        service.variants.iter().for_each(|it| super::naming::value_name(context.diagnostics, it, "variant"));
        super::naming::collisions(
            context.diagnostics,
            "variants",
            service.variants.iter(),
            crate::plan::names::kind,
        );
        let linked = service.auth == ServiceAuth::LinkedAccount;
        if !linked {
            needs_account(context, name, service);
        }
        let variants = service.variants.iter().map(|it| it.value.clone()).collect();
        let fields = fields::declared(context, service);
        if let Some(fields) = &fields {
            context.fields.insert(name.value.clone(), fields.clone());
        }
        services.insert(name.value.clone(), model::Service { linked, variants, rules, fields });
    }
    services
}

/// What only makes sense where calls carry the linked account's credential.
fn needs_account(context: &mut Context<'_>, name: &Text, service: &Service) {
    let relink = service.errors.iter().find_map(|rule| match rule {
        Rule::Relink(rule) => Some((rule.relink.span, "linking again would change nothing")),
        Rule::Scope(rule) => Some((rule.scope.span, "linking again would change nothing")),
        Rule::Say(_) | Rule::Wait(_) => None,
    });
    let variants =
        service.variants.first().map(|it| (it.span, "the linked account decides which one is called"));
    if let Some((at, why)) = variants.or(relink) {
        context.push(
            Diagnostic::error(
                Code::NO_LINKING,
                format!("the calls of `{name}` carry no account's credential"),
            )
            .at(at, why)
            .at(name.span, "the service")
            .help("add `auth: linked_account` to the service, or remove this"),
        );
    }
}

/// Reads `2s` or `2500ms` as milliseconds, from 1 ms to 60 s.
pub fn duration(context: &mut Context<'_>, text: &Text) -> Option<u64> {
    let written = text.value.trim();
    let number = |digits: &str| digits.trim().parse::<u64>().ok();
    let read = match (written.strip_suffix("ms"), written.strip_suffix('s')) {
        (Some(digits), _) => number(digits),
        (None, Some(digits)) => number(digits).and_then(|seconds| seconds.checked_mul(1000)),
        (None, None) => None,
    };
    let found = read.filter(|ms| (1..=60_000).contains(ms));
    if found.is_none() {
        context.push(
            Diagnostic::error(Code::NOT_A_DURATION, format!("`{written}` is no duration"))
                .at(text.span, "")
                .help("write `2s` or `2500ms`; at most one minute"),
        );
    }
    found
}

fn rules(context: &mut Context<'_>, service: &Text, rules: &[Rule]) -> Vec<ErrorRule> {
    let mut checked = Vec::new();
    let mut last: Option<&Given> = None;
    for rule in rules {
        let (given, headers) = match rule {
            Rule::Say(rule) => (&rule.when, &rule.header),
            Rule::Wait(rule) => (&rule.when, &rule.header),
            Rule::Relink(rule) => (&rule.when, &rule.header),
            Rule::Scope(rule) => (&rule.when, &rule.header),
        };
        if let Some(before) = last {
            context.push(
                Diagnostic::error(Code::ERROR_RULES, "an error rule can never match")
                    .at(given.span, "the rule before takes everything")
                    .at(before.span, "takes everything")
                    .help("move the rule with `when: _` to the end"),
            );
        }
        let then = match rule {
            Rule::Say(rule) => Some(say(context, rule)),
            Rule::Wait(rule) => {
                let otherwise = context.word(&rule.otherwise);
                duration(context, &rule.wait).map(|max_ms| Then::Wait { max_ms, otherwise })
            }
            Rule::Relink(rule) => Some(Then::Relink(context.word(&rule.relink))),
            Rule::Scope(rule) => Some(Then::Scope(context.word(&rule.scope))),
        };
        let when = when(context, given);
        // A success is none only where a header says so.
        if matches!(when, Some(When::Class(2) | When::Status(200..=299))) && headers.is_empty() {
            context.push(
                Diagnostic::error(Code::ERROR_RULES, format!("`{}` is a success", given.value))
                    .at(given.span, "")
                    .help("say by which header it is none: `header: {x-reason: \"*failed*\"}`"),
            );
        }
        if when == Some(When::Any) && headers.is_empty() {
            last = Some(given);
        }
        if let (Some(when), Some(then)) = (when, then) {
            checked.push(ErrorRule { when, headers: self::headers(headers), then });
        }
    }
    // What comes after such a rule is reported above.
    let takes_all =
        |rule: &Rule| matches!(rule, Rule::Say(rule) if rule.when.value == "_" && rule.header.is_empty());
    if !rules.iter().any(takes_all) {
        context.push(
            Diagnostic::error(Code::ERROR_RULES, format!("the errors of `{service}` are not all covered"))
                .at(rules.last().map_or(service.span, rule_span), "the last rule must take everything")
                .help("end `errors` with `{when: _, say: <word>}`"),
        );
    }
    checked
}

fn rule_span(rule: &Rule) -> sayso_schemas::span::Span {
    match rule {
        Rule::Say(rule) => rule.when.span,
        Rule::Wait(rule) => rule.when.span,
        Rule::Relink(rule) => rule.when.span,
        Rule::Scope(rule) => rule.when.span,
    }
}

/// A sentence, with the reason that the refusal gives.
fn say(context: &mut Context<'_>, rule: &SayRule) -> Then {
    let message = context.word(&rule.say);
    if rule.reason.is_empty() {
        return Then::Say(message);
    }
    for path in rule.reason.iter().filter(|path| path.split('.').any(|step| step.trim().is_empty())) {
        context.push(
            Diagnostic::error(Code::ERROR_RULES, format!("`{path}` leads to no text"))
                .at(path.span, "a step of it is empty")
                .help("write the names on the way with dots between them: `errors.*`, `messages.0`"),
        );
    }
    // Only a refusal has a body that is read for it.
    if !is_status(&rule.when) {
        context.push(
            Diagnostic::error(Code::ERROR_RULES, format!("`{}` gives no reason", rule.when.value))
                .at(rule.when.span, "there is no answer that could say why")
                .help("give `reason` to a rule for a status (`400`, `4xx`), or remove it"),
        );
    }
    Then::SayWhy { message, reason: rule.reason.iter().map(|path| path.value.clone()).collect() }
}

/// True for a rule that may be for an answer with a status.
fn is_status(when: &Given) -> bool {
    !matches!(when.value.as_str(), "timeout" | "unreachable" | "malformed")
}

/// True where a refusal may say why in the word `name`.
pub fn gives_reason(draft: &Draft, name: &str) -> bool {
    let mut rules = draft.services.values().flat_map(|service| &service.errors);
    rules.any(|rule| matches!(rule, Rule::Say(rule) if rule.say.value == name && !rule.reason.is_empty()))
}

fn headers(headers: &Map<Text>) -> Vec<(String, String)> {
    headers.iter().map(|(name, pattern)| (name.to_lowercase(), pattern.value.clone())).collect()
}

/// How a call can fail.
pub fn when(context: &mut Context<'_>, given: &Given) -> Option<When> {
    let written = given.value.as_str();
    let class =
        written.strip_suffix("xx").and_then(|digit| digit.parse().ok()).filter(|it| (2..=5).contains(it));
    let status = written.parse().ok().filter(|it| (200..=599).contains(it));
    match (written, class, status) {
        ("_", ..) => return Some(When::Any),
        ("timeout", ..) => return Some(When::Timeout),
        ("unreachable", ..) => return Some(When::Unreachable),
        ("malformed", ..) => return Some(When::Malformed),
        (_, Some(class), _) => return Some(When::Class(class)),
        (_, _, Some(status)) => return Some(When::Status(status)),
        _ => {}
    }
    context.push(
        Diagnostic::error(Code::ERROR_RULES, format!("`{written}` is nothing that a call can fail with"))
            .at(given.span, "")
            .help("write a status (`404`), a class (`4xx`), `timeout`, `unreachable`, `malformed`, or `_` for the rest"),
    );
    None
}
