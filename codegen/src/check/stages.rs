//! Stages: every service has its place in each.

use super::{
    context::Context,
    draft::{get, names},
};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Infra, ServiceAt, Stage},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Text};

/// The stage that `sayso dev` runs.
const LOCAL: &str = "local";

/// Checks all stages.
pub fn infra(context: &mut Context<'_>) -> Infra {
    let draft = context.draft;
    let mut stages = IndexMap::new();
    for (name, stage) in &draft.infra.stages {
        super::naming::value_name(context.diagnostics, name, "stage");
        let stage = self::stage(context, name, stage);
        stages.insert(name.value.clone(), stage);
    }
    if !draft.services.is_empty() && !stages.contains_key(LOCAL) {
        let at = draft.services.keys().next().map(|name| name.span).unwrap_or_default();
        context.push(
            Diagnostic::error(Code::SERVICE_PLACE, "there is no stage `local`, which `sayso dev` runs")
                .at(at, "where is this service then?")
                .help("add `infra: {stages: {local: {services: {…: {demo: …}}}}}`"),
        );
    }
    let region = draft.infra.region.as_ref().map_or("us-east-1", |region| region.value.as_str());
    Infra { region: region.to_owned(), architecture: draft.infra.architecture, stages }
}

fn stage(context: &mut Context<'_>, name: &Text, stage: &spec::Stage) -> Stage {
    let draft = context.draft;
    if let Some(id) = &stage.skill_id
        && !id.starts_with("amzn1.ask.skill.")
    {
        context.push(
            Diagnostic::error(Code::BAD_SKILL_ID, format!("`{id}` is no skill id"))
                .at(id.span, "")
                .help("copy it from the developer console: `amzn1.ask.skill.…`"),
        );
    }
    let mut services = IndexMap::new();
    for (service, at) in &stage.services {
        if get(&draft.services, service).is_none() && !draft.is_broken("services", service) {
            let help = suggest(service, "services", names(&draft.services));
            context.not_declared("service", service, help);
        }
        services.insert(service.value.clone(), place(context, name, at));
    }
    for service in draft.services.keys().filter(|service| !stage.services.contains_key(*service)) {
        context.push(
            Diagnostic::error(
                Code::SERVICE_PLACE,
                format!("stage `{name}` does not say where `{service}` is"),
            )
            .at(name.span, "")
            .at(service.span, "the service")
            .help(format!("add `services: {{{service}: {{url: https://…}}}}` to the stage")),
        );
    }
    Stage { skill_id: stage.skill_id.as_ref().map(|id| id.value.clone()), services }
}

fn place(context: &mut Context<'_>, stage: &Text, at: &spec::ServiceAt) -> ServiceAt {
    match at {
        spec::ServiceAt::Url(at) => {
            check_url(context, stage, &at.url);
            ServiceAt::Url(at.url.value.clone())
        }
        spec::ServiceAt::Demo(at) => {
            if stage.value != LOCAL {
                context.push(
                    Diagnostic::error(Code::DEMO_STAGE, format!("stage `{stage}` has a demo backend"))
                        .at(at.demo.span, "runs in `local` only")
                        .help("give the real service's `url`"),
                );
            }
            super::naming::skill_name(context.diagnostics, &at.demo);
            ServiceAt::Demo(at.demo.value.clone())
        }
    }
}

/// A base URL: https (in `local` also http to this machine), a host, no query, no fragment, no credentials.
fn check_url(context: &mut Context<'_>, stage: &Text, url: &Text) {
    let fault = match url.parse::<http::Uri>() {
        Err(_) => Some("it cannot be read"),
        Ok(uri) => {
            let loopback = matches!(uri.host(), Some("localhost" | "127.0.0.1"));
            match uri.scheme_str() {
                Some("https") => None,
                Some("http") if stage.value == LOCAL && loopback => None,
                Some("http") => Some("it is not https"),
                _ => Some("it does not begin with `https://`"),
            }
            .or_else(|| uri.query().map(|_| "it has a query"))
            .or_else(|| {
                uri.authority().filter(|it| it.as_str().contains('@')).map(|_| "it holds credentials")
            })
            .or_else(|| url.contains('#').then_some("it has a fragment"))
        }
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::BAD_URL, format!("`{url}` cannot be used: {fault}"))
                .at(url.span, "")
                .help("write a base URL: `https://api.example.com/v1`"),
        );
    }
}
