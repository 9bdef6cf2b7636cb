//! Account linking: the page, the ways to link, and the lives of tokens.

use super::{context::Context, draft, intents::Scope, naming, safe_needed};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{self, Call, LinkKind, Linking, Type},
};
use indexmap::IndexMap;
use sayso_schemas::spec::{self, LinkMethod, Text};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Checks it, once calls are known.
pub fn linking(context: &mut Context<'_>) {
    let draft = context.draft;
    let Some(declared) = &draft.linking else {
        without(context);
        return;
    };
    let none = Scope::new();
    context.message("linking.title".to_owned(), &declared.title, &none);
    if let Some(intro) = &declared.intro {
        context.message("linking.intro".to_owned(), intro, &none);
    }
    for url in [&declared.privacy, &declared.terms] {
        https(context, url);
    }
    if declared.methods.is_empty() {
        context.push(
            Diagnostic::error(Code::NO_LINKING, "there is no way to link an account")
                .at(declared.title.span, "")
                .help("add one to `methods`, with `oauth` or `form`"),
        );
    }
    let mut methods = IndexMap::new();
    for (name, method) in &declared.methods {
        naming::value_name(context.diagnostics, name, "method");
        if let Some(method) = self::method(context, name, method) {
            methods.insert(name.value.clone(), method);
        }
    }
    uncovered(context, declared);
    let tokens = &declared.tokens;
    let (refresh_idle_s, refresh_absolute_s) = refresh_lives(context, &tokens.refresh);
    context.linking = Some(Linking {
        privacy: declared.privacy.value.clone(),
        terms: declared.terms.value.clone(),
        methods,
        code_s: life(context, tokens.code.as_ref(), MINUTE, 1, MINUTE),
        // Source: "Requirements for Account Linking", Alexa: a token lives six minutes at least.
        access_s: life(context, tokens.access.as_ref(), HOUR, 6 * MINUTE, DAY),
        refresh_idle_s,
        refresh_absolute_s,
    });
}

/// How long refresh tokens live: unused, and at all.
fn refresh_lives(context: &mut Context<'_>, refresh: &spec::RefreshLives) -> (u64, u64) {
    let absolute = life(context, refresh.absolute.as_ref(), 365 * DAY, DAY, 730 * DAY);
    let idle = life(context, refresh.idle.as_ref(), absolute.min(90 * DAY), DAY, 730 * DAY);
    if let Some(text) = refresh.idle.as_ref().filter(|_| idle > absolute) {
        context.push(
            Diagnostic::error(Code::TOKEN_LIFE, format!("an unused token cannot live for {}", shown(idle)))
                .at(text.span, format!("every one is over {} after the linking", shown(absolute)))
                .help("let `idle` be no longer than `absolute`"),
        );
    }
    (idle, absolute)
}

/// Services and memory that need an account, in a skill without linking.
fn without(context: &mut Context<'_>) {
    let draft = context.draft;
    if draft.is_broken("linking", "") || draft.broken.has("linking", "linking") {
        return;
    }
    let linked = draft.services.iter().find(|(_, it)| it.auth == spec::ServiceAuth::LinkedAccount);
    let place = linked.map(|(name, _)| name).or_else(|| draft.memory.profile.keys().next());
    if let Some(name) = place {
        context.push(
            Diagnostic::error(Code::NO_LINKING, format!("`{name}` needs a linked account, and none can be linked"))
                .at(name.span, "")
                .help("add `linking: {…}`"),
        );
    }
}

/// Every service whose calls carry the account's credential can be linked, in each of its variants.
fn uncovered(context: &mut Context<'_>, declared: &spec::Linking) {
    let draft = context.draft;
    let of = |method| match method {
        &LinkMethod::Oauth(spec::OauthMethod { ref service, ref variant, .. })
        | &LinkMethod::Form(spec::FormMethod { ref service, ref variant, .. }) => (service, variant.as_ref()),
    };
    let methods: Vec<_> = declared.methods.values().map(of).collect();
    // What a method with a wrong name was meant to cover is not uncovered as well.
    let fits = |(service, variant): &(&Text, Option<&Text>)| {
        draft::get(&draft.services, service).is_some_and(|it| match variant {
            Some(variant) => it.variants.contains(variant),
            None => it.variants.is_empty(),
        })
    };
    if methods.is_empty() || !methods.iter().all(fits) {
        return;
    }
    for (name, service) in &draft.services {
        if service.auth != spec::ServiceAuth::LinkedAccount {
            continue;
        }
        let ways: Vec<_> = methods.iter().filter(|(it, _)| *it == name).collect();
        let mut missing: Vec<&Text> = service
            .variants
            .iter()
            .filter(|variant| !ways.iter().any(|(_, it)| *it == Some(*variant)))
            .collect();
        if ways.is_empty() {
            missing = vec![name];
        }
        if let Some(first) = missing.first() {
            context.push(
                Diagnostic::error(Code::NO_LINKING, format!("no account at `{first}` can be linked"))
                    .at(first.span, "its calls carry the linked account's credential")
                    .help("add a method to `linking.methods` that names it"),
            );
        }
    }
}

fn method(context: &mut Context<'_>, name: &Text, method: &LinkMethod) -> Option<model::LinkMethod> {
    let none = Scope::new();
    let mut say = |key: &str, text: Option<&Text>| {
        if let Some(text) = text {
            context.message(format!("linking.methods.{name}.{key}"), text, &none);
        }
    };
    match method {
        LinkMethod::Form(it) => {
            say("name", Some(&it.name));
            say("hint", it.hint.as_ref());
            say("form.site", Some(&it.form.site));
            say("form.user", it.form.user.as_ref());
            say("form.secret", Some(&it.form.secret));
            for host in &it.refuse {
                self::host(context, host, true);
            }
            let service = service(context, &it.service, it.variant.as_ref(), name)?;
            let account = account(context, &it.account, &service)?;
            let refuse = it.refuse.iter().map(|it| it.value.clone()).collect();
            Some(model::LinkMethod {
                service,
                variant: it.variant.as_ref().map(|it| it.value.clone()),
                account,
                kind: LinkKind::Form { user: it.form.user.is_some(), refuse },
            })
        }
        LinkMethod::Oauth(it) => {
            say("name", Some(&it.name));
            say("hint", it.hint.as_ref());
            https(context, &it.oauth.authorize);
            https(context, &it.oauth.token);
            parameters(context, &it.oauth.parameters);
            let service = service(context, &it.service, it.variant.as_ref(), name)?;
            let account = account(context, &it.account, &service)?;
            let sites = match &it.sites {
                Some(declared) => Some(sites(context, declared, &service)?),
                None => None,
            };
            let base = base(context, it)?;
            let leeway = it.oauth.rotation_leeway.as_ref();
            Some(model::LinkMethod {
                service,
                variant: it.variant.as_ref().map(|it| it.value.clone()),
                account,
                kind: LinkKind::Oauth {
                    authorize: it.oauth.authorize.value.clone(),
                    token: it.oauth.token.value.clone(),
                    parameters: it
                        .oauth
                        .parameters
                        .iter()
                        .map(|(name, value)| (name.value.clone(), value.value.clone()))
                        .collect(),
                    scopes: it.oauth.scopes.iter().map(|it| it.value.clone()).collect(),
                    leeway_s: life(context, leeway, 0, 0, HOUR),
                    base,
                    sites,
                },
            })
        }
    }
}

/// The service of a method, which must be one whose calls carry the account's credential.
fn service(context: &mut Context<'_>, service: &Text, variant: Option<&Text>, method: &Text) -> Option<String> {
    let draft = context.draft;
    let Some(declared) = draft::get(&draft.services, service) else {
        if !draft.is_broken("services", service) {
            let help = suggest(service, "services", draft::names(&draft.services));
            context.not_declared("service", service, help);
        }
        return None;
    };
    if declared.auth != spec::ServiceAuth::LinkedAccount {
        context.push(
            Diagnostic::error(Code::NO_LINKING, format!("the calls of `{service}` carry no credential"))
                .at(service.span, "nothing would use the account")
                .help("add `auth: linked_account` to the service"),
        );
    }
    let known = || declared.variants.iter().map(|it| it.value.as_str());
    match variant {
        Some(variant) if !known().any(|it| it == variant.value) => {
            let help = suggest(variant, "variants", known());
            context.not_declared("variant", variant, help);
            None
        }
        None if !declared.variants.is_empty() => {
            context.push(
                Diagnostic::error(Code::NO_LINKING, format!("`{method}` does not say at which variant the account is"))
                    .at(method.span, "")
                    .help(format!("add `variant: {}`", declared.variants[0])),
            );
            None
        }
        _ => Some(service.value.clone()),
    }
}

/// A call that is made while an account is linked: safe, without inputs, of the method's service.
fn call(context: &mut Context<'_>, name: &Text, service: &str) -> Option<Call> {
    let call = context.call(name)?;
    if !call.safe {
        context.push(safe_needed(name, "it is made before the user agreed to anything"));
    }
    let needs = call.inputs.iter().find(|(_, kind)| !kind.is_option());
    let wrong = match needs {
        Some((input, _)) => Some(format!("it needs `{input}`")),
        None if call.service != service => Some(format!("it is one of `{}`", call.service)),
        None => None,
    };
    if let Some(wrong) = wrong {
        context.push(
            Diagnostic::error(Code::LINK_CALL, format!("`{name}` cannot be called here: {wrong}"))
                .at(name.span, "called with the new credential, and nothing else")
                .help(format!("name a call of `{service}` without required inputs")),
        );
    }
    Some(call)
}

fn account(context: &mut Context<'_>, declared: &spec::AccountCall, service: &str) -> Option<model::AccountCall> {
    let call = call(context, &declared.call, service)?;
    // An output that could not be read is reported already.
    let unread = context.unread(&declared.call);
    if [Some(&declared.id), declared.name.as_ref()].into_iter().flatten().any(|it| unread.contains(&it.value)) {
        return None;
    }
    let id = field(context, &Type::Record(call.record.clone()), &declared.id, false)?;
    let name = match &declared.name {
        Some(name) => {
            let optional = call.record.fields.get(&name.value).is_some_and(Type::is_option);
            Some((field(context, &Type::Record(call.record.clone()), name, true)?, optional))
        }
        None => None,
    };
    Some(model::AccountCall { call: declared.call.value.clone(), id, name })
}

fn sites(context: &mut Context<'_>, declared: &spec::SitesCall, service: &str) -> Option<model::SitesCall> {
    let call = call(context, &declared.call, service)?;
    if context.unread(&declared.call).contains(&declared.list.value) {
        return None;
    }
    let Some(Type::List(element)) = call.record.fields.get(&declared.list.value) else {
        let help = suggest(&declared.list, "outputs", call.record.fields.keys().map(String::as_str));
        context.push(
            Diagnostic::error(Code::NOT_A_LIST, format!("`{}` gives no list `{}`", declared.call, declared.list))
                .at(declared.list.span, "")
                .help(help),
        );
        return None;
    };
    Some(model::SitesCall {
        call: declared.call.value.clone(),
        list: declared.list.value.clone(),
        id: field(context, element, &declared.id, false)?,
        name: field(context, element, &declared.name, false)?,
    })
}

/// A text of a record.
fn field(context: &mut Context<'_>, of: &Type, name: &Text, optional: bool) -> Option<String> {
    match of.field(name) {
        Some(Type::Text) => Some(name.value.clone()),
        Some(Type::Option(inner)) if optional && *inner == Type::Text => Some(name.value.clone()),
        _ => {
            let help = suggest(name, "outputs", of.field_names());
            context.push(
                Diagnostic::error(Code::NO_SUCH_FIELD, format!("there is no text `{name}` among the outputs"))
                    .at(name.span, "a text that is always there is needed")
                    .help(help),
            );
            None
        }
    }
}

/// The path below the service's URL: it has `{site}` exactly where there are sites.
fn base(context: &mut Context<'_>, method: &spec::OauthMethod) -> Option<String> {
    let Some(base) = &method.base else { return Some(String::new()) };
    let sites = base.matches("{site}").count();
    let rest = base.replace("{site}", "");
    let fault = if !base.starts_with('/') || base.ends_with('/') {
        Some("it begins with a slash, and ends with none")
    } else if !rest.chars().all(|it| it.is_ascii_alphanumeric() || "/-._~".contains(it)) || rest.contains("..") {
        Some("it is a plain path with `{site}` in it")
    } else if sites != usize::from(method.sites.is_some()) {
        Some("`{site}` stands in it once where the method has `sites`, else not at all")
    } else {
        None
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::BAD_URL, format!("`{base}` is no path of a site"))
                .at(base.span, fault)
                .help("write `base: /sites/{site}`"),
        );
        return None;
    }
    Some(base.value.clone())
}

/// A host, or, with `pattern`, all below one: `*.example.com`.
pub(super) fn host(context: &mut Context<'_>, text: &Text, pattern: bool) {
    let name = if pattern { text.value.strip_prefix("*.").unwrap_or(&text.value) } else { &text.value };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let number = name.split('.').next_back().is_some_and(|it| it.chars().all(|it| it.is_ascii_digit()));
    if !name.split('.').all(label) || number {
        context.push(
            Diagnostic::error(Code::PINNED_HOST, format!("`{text}` is no host name"))
                .at(text.span, "a host is written in lower case, without scheme, port and path")
                .help(if pattern { "write `example.com`, or `*.example.com`" } else { "write `tracker.example.com`" }),
        );
    }
}

/// Further parameters of an authorization request: none of those that it has anyway.
fn parameters(context: &mut Context<'_>, declared: &spec::Map<Text>) {
    // Source: RFC 6749 § 4.1.1, RFC 7636 § 4.3. A fixed `state` or challenge would undo what it is there for.
    const OWN: &[&str] = &[
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "redirect_uri",
        "response_mode",
        "response_type",
        "scope",
        "state",
    ];
    for name in declared.keys().filter(|name| OWN.contains(&name.as_str())) {
        let help = if name.value == "scope" { "list the scopes under `scopes`" } else { "remove it" };
        context.push(
            Diagnostic::error(Code::BAD_NAME, format!("`{name}` is set by the linking itself"))
                .at(name.span, "not free for a parameter")
                .help(help),
        );
    }
}

/// A URL that a browser, or a credential, is sent to.
fn https(context: &mut Context<'_>, url: &Text) {
    let fault = match url.parse::<http::Uri>() {
        Err(_) => Some("it cannot be read"),
        Ok(uri) if uri.scheme_str() != Some("https") => Some("it is not https"),
        Ok(uri) if uri.authority().is_some_and(|it| it.as_str().contains('@')) => Some("it holds credentials"),
        Ok(_) if url.contains('#') => Some("it has a fragment"),
        Ok(_) => None,
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::BAD_URL, format!("`{url}` cannot be used: {fault}"))
                .at(url.span, "users, and what they entrust, are sent there")
                .help("write an `https://` URL without credentials and fragment"),
        );
    }
}

/// Reads `60s`, `10m`, `1h` or `90d` as seconds between two bounds; `otherwise` where nothing is said.
fn life(context: &mut Context<'_>, text: Option<&Text>, otherwise: u64, least: u64, most: u64) -> u64 {
    let Some(text) = text else { return otherwise };
    let written = text.value.trim();
    let units = [("s", 1), ("m", MINUTE), ("h", HOUR), ("d", DAY)];
    let read = units.iter().find_map(|(unit, seconds)| {
        written.strip_suffix(unit)?.trim().parse::<u64>().ok()?.checked_mul(*seconds)
    });
    if let Some(seconds) = read.filter(|it| (least..=most).contains(it)) {
        return seconds;
    }
    context.push(
        Diagnostic::error(Code::TOKEN_LIFE, format!("`{written}` is no time from {} to {}", shown(least), shown(most)))
            .at(text.span, "")
            .help("write `60s`, `10m`, `1h` or `90d`"),
    );
    otherwise
}

fn shown(seconds: u64) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m")];
    let unit = units.iter().find(|(unit, _)| seconds >= *unit && seconds % unit == 0);
    unit.map_or_else(|| format!("{seconds}s"), |(unit, letter)| format!("{}{letter}", seconds / unit))
}
