//! Stages: every service has its place in each.

use super::{
    context::{Context, Files},
    draft::{get, names},
    linking,
};
use crate::{
    diagnostic::{Code, Diagnostic, listed, nearest, suggest},
    model::{DemoAccount, Infra, PinnedAt, ProviderAt, ServiceAt, Stage},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, Text};
use std::net::{IpAddr, SocketAddr};

/// The stage that `sayso dev` runs.
pub(super) const LOCAL: &str = "local";

/// Checks all stages.
pub fn infra(context: &mut Context<'_>, files: &mut Files<'_>) -> Infra {
    let draft = context.draft;
    let mut stages = IndexMap::new();
    for (name, stage) in &draft.infra.stages {
        super::naming::value_name(context.diagnostics, name, "stage");
        let stage = self::stage(context, files, name, stage);
        stages.insert(name.value.clone(), stage);
    }
    let unread = draft.broken.has("infra", "infra");
    if !unread && !draft.services.is_empty() && !stages.contains_key(LOCAL) {
        let at = draft.services.keys().next().map(|name| name.span).unwrap_or_default();
        context.push(
            Diagnostic::error(Code::SERVICE_PLACE, "there is no stage `local`, which `sayso dev` runs")
                .at(at, "where is this service then?")
                .help("add `infra: {stages: {local: {services: {…: {demo: …}}}}}`"),
        );
    }
    let region = super::deployment::region(context, draft.infra.region.as_ref());
    Infra { region, architecture: draft.infra.architecture, stages }
}

fn stage(context: &mut Context<'_>, files: &mut Files<'_>, name: &Text, stage: &spec::Stage) -> Stage {
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
    for service in missing(draft.services.keys(), &stage.services) {
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
    Stage {
        skill_id: stage.skill_id.as_ref().map(|id| id.value.clone()),
        vendor_id: stage.vendor_id.as_ref().map(|id| id.value.clone()),
        deployment: super::deployment::deployment(context, name, stage),
        services,
        providers: providers(context, name, stage),
        pinned_hosts: pinned_hosts(context, files, name, stage),
        accounts: accounts(context, name, stage),
    }
}

/// What a stage does not have. What a misspelt name was meant to be is not missing as well.
fn missing<'d, T>(declared: impl IntoIterator<Item = &'d Text>, stage: &spec::Map<T>) -> Vec<&'d Text> {
    let (there, mut missing): (Vec<_>, Vec<&Text>) =
        declared.into_iter().partition(|name| stage.contains_key(*name));
    for misspelt in stage.keys().filter(|name| !there.contains(name)) {
        let meant = nearest(misspelt, missing.iter().map(|it| it.as_str())).map(str::to_owned);
        missing.retain(|it| Some(&it.value) != meant.as_ref());
    }
    missing
}

/// The stage's client at each provider.
fn providers(context: &mut Context<'_>, name: &Text, stage: &spec::Stage) -> IndexMap<String, ProviderAt> {
    let draft = context.draft;
    let methods = draft.linking.iter().flat_map(|linking| &linking.methods);
    let mut known: Vec<&Text> =
        methods.filter(|(_, it)| matches!(it, spec::LinkMethod::Oauth(_))).map(|(name, _)| name).collect();
    let proxy = draft.proxy.as_ref().map(|it| Text::new(linking::PROXY.to_owned(), it.proxy.token.span));
    known.extend(&proxy);
    let mut providers = IndexMap::new();
    for (provider, at) in &stage.providers {
        if !known.contains(&provider) && !draft.broken.has("linking", "linking") {
            let help = suggest(provider, "methods", known.iter().map(|it| it.as_str()));
            context.not_declared("`oauth` method", provider, help);
        }
        let at = match at {
            spec::ProviderAt::ClientId(at) => {
                ProviderAt::Client { id: at.client_id.value.clone(), secret: at.secret.value.clone() }
            }
            spec::ProviderAt::Demo(at) => ProviderAt::Demo(demo(context, name, &at.demo)),
        };
        providers.insert(provider.value.clone(), at);
    }
    for provider in missing(known, &stage.providers) {
        context.push(
            Diagnostic::error(
                Code::PROVIDER_PLACE,
                format!("stage `{name}` does not say which client it is at `{provider}`"),
            )
            .at(name.span, "")
            .at(provider.span, "the provider")
            .help(format!("add `providers: {{{provider}: {{client_id: …, secret: …}}}}` to the stage")),
        );
    }
    providers
}

/// Hosts at exact addresses: never a pattern, and this machine only in `local`.
fn pinned_hosts(
    context: &mut Context<'_>,
    files: &mut Files<'_>,
    name: &Text,
    stage: &spec::Stage,
) -> IndexMap<String, PinnedAt> {
    let mut pinned = IndexMap::new();
    for (host, at) in &stage.pinned_hosts {
        linking::host(context, host, false);
        let at = match at {
            spec::PinnedAt::Demo(at) => PinnedAt::Demo(demo(context, name, &at.demo)),
            spec::PinnedAt::Addresses(at) => {
                if at.addresses.is_empty() {
                    context.push(
                        Diagnostic::error(Code::PINNED_HOST, format!("`{host}` has no address"))
                            .at(host.span, "nobody can be reached there")
                            .help("write `addresses: [\"10.1.2.3:8443\"]`"),
                    );
                }
                for address in &at.addresses {
                    check_address(context, name, address);
                }
                let ca = at.ca.as_ref().and_then(|file| certificate(context, files, file));
                let addresses = at.addresses.iter().map(|it| it.value.clone()).collect();
                PinnedAt::Host { addresses, ca }
            }
        };
        pinned.insert(host.value.clone(), at);
    }
    pinned
}

fn check_address(context: &mut Context<'_>, stage: &Text, address: &Text) {
    let fault = match address.parse::<SocketAddr>().map(|it| (it.ip().to_canonical(), it.port())) {
        Err(_) => Some("an IP address and a port are needed"),
        Ok((ip, port)) if ip.is_unspecified() || ip.is_multicast() || port == 0 => {
            Some("nobody can be reached there")
        }
        Ok((ip, _)) if ip.is_loopback() && stage.value != LOCAL => Some("only `local` may pin this machine"),
        // Link-local: where clouds hand out a machine's own credentials.
        Ok((IpAddr::V4(ip), _)) if ip.is_link_local() => Some("a machine's own metadata may be there"),
        Ok(_) => None,
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::PINNED_HOST, format!("`{address}` cannot be pinned"))
                .at(address.span, fault)
                .help("write `10.1.2.3:8443`"),
        );
    }
}

/// The text of a PEM file beside the spec.
fn certificate(context: &mut Context<'_>, files: &mut Files<'_>, file: &Text) -> Option<String> {
    let text = match files.load(file, Some(file.span)) {
        Ok(loaded) => files.sources.text(loaded).to_owned(),
        Err(diagnostic) => {
            context.push(diagnostic);
            return None;
        }
    };
    let fault = if text.contains("PRIVATE KEY") {
        Some("holds a private key, which would be read by whoever reads the plan")
    } else if !text.contains("-----BEGIN CERTIFICATE-----") {
        Some("is no certificate")
    } else {
        None
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::PINNED_HOST, format!("`{file}` {fault}"))
                .at(file.span, "a PEM file with certificates and nothing else is needed")
                .help("export the authority's certificate as PEM; never its key"),
        );
    }
    Some(text)
}

/// Accounts at demo backends, in `local` only.
fn accounts(context: &mut Context<'_>, name: &Text, stage: &spec::Stage) -> IndexMap<String, DemoAccount> {
    let draft = context.draft;
    let methods = draft.linking.as_ref().map(|it| &it.methods);
    let mut accounts = IndexMap::new();
    for (account, declared) in &stage.accounts {
        super::naming::value_name(context.diagnostics, account, "account");
        let method = &declared.method;
        if stage_is_public(name) {
            context.push(
                Diagnostic::error(
                    Code::DEMO_ACCOUNT,
                    format!("stage `{name}` holds the credential of an account"),
                )
                .at(account.span, "in `local` only, and of a demo backend only")
                .help("remove it: a spec holds no secret"),
            );
        }
        match methods.and_then(|it| get(it, method)) {
            Some(linked) => account_fits(context, account, declared, linked),
            // The provider's own pages say what they ask for.
            None if draft.proxy.is_some() && method.value == linking::PROXY => {}
            None if draft.broken.has("linking", "linking") => {}
            None => {
                let help = suggest(method, "methods", methods.into_iter().flat_map(names));
                context.not_declared("method", method, help);
            }
        }
        let fields = declared.fields.iter().map(|(field, text)| (field.value.clone(), text.value.clone()));
        accounts.insert(
            account.value.clone(),
            DemoAccount {
                method: method.value.clone(),
                fields: fields.collect(),
                site: declared.site.as_ref().map(|it| it.value.clone()),
            },
        );
    }
    accounts
}

/// An account has what its method asks for: what is typed into a form, and a site where there are several.
fn account_fits(
    context: &mut Context<'_>,
    name: &Text,
    declared: &spec::DemoAccount,
    method: &spec::LinkMethod,
) {
    let mut wrong = |at: &Text, message: String, help: String| {
        context.push(Diagnostic::error(Code::DEMO_ACCOUNT, message).at(at.span, "").help(help));
    };
    let sites = match method {
        spec::LinkMethod::Oauth(it) => it.sites.is_some(),
        spec::LinkMethod::Form(it) => {
            let fields: Vec<&str> = match it.form.user {
                Some(_) => vec!["site", "user", "secret"],
                None => vec!["site", "secret"],
            };
            let mut missing = fields.clone();
            missing.retain(|it| get(&declared.fields, it).is_none());
            for field in declared.fields.keys().filter(|it| !fields.contains(&it.as_str())) {
                // What a misspelt field was meant to be is not missing as well.
                let meant = nearest(field, missing.iter().copied());
                missing.retain(|it| Some(*it) != meant);
                let help = suggest(field, "fields", fields.iter().copied());
                wrong(field, format!("the form of `{}` has no field `{field}`", declared.method), help);
            }
            if let [first, ..] = missing.as_slice() {
                let named = listed(missing.iter().copied(), "and");
                let message = format!("the account `{name}` lacks {named}");
                wrong(name, message, format!("add `{first}: …` to its `fields`"));
            }
            false
        }
    };
    match &declared.site {
        Some(site) if !sites => {
            let message = format!("there is no site to choose with `{}`", declared.method);
            wrong(site, message, "remove `site`; the address of a form is one of its `fields`".to_owned());
        }
        None if sites => {
            let message = format!("the account `{name}` does not say which site it chooses");
            wrong(name, message, "add `site: …`, with the site's name".to_owned());
        }
        _ => {}
    }
}

fn stage_is_public(name: &Text) -> bool {
    name.value != LOCAL
}

/// A demo backend, in `local` only.
fn demo(context: &mut Context<'_>, stage: &Text, demo: &Text) -> String {
    if stage.value != LOCAL {
        context.push(
            Diagnostic::error(Code::DEMO_STAGE, format!("stage `{stage}` has a demo backend"))
                .at(demo.span, "runs in `local` only")
                .help("say where the real one is"),
        );
    }
    super::naming::skill_name(context.diagnostics, demo);
    demo.value.clone()
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
