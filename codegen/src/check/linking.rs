//! Account linking: the page and the ways to link.

mod addresses;
mod lives;
mod proxy;

pub(super) use addresses::{host, https, names_host};
pub(super) use proxy::NAME as PROXY;

use super::{context::Context, draft, intents::Scope, naming, safe_needed};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{self, Call, LinkKind, Linking, Type},
};
use addresses::base;
use indexmap::IndexMap;
use lives::{DAY, HOUR, MINUTE, life, refresh_lives};
use sayso_schemas::spec::{self, LinkMethod, Text};

/// Checks it, once calls are known.
pub fn linking(context: &mut Context<'_>) {
    let draft = context.draft;
    if let Some(declared) = &draft.proxy {
        proxy::proxy(context, declared);
        return;
    }
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
                .at(declared.title.span, "the page would have nothing to offer")
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
        data_keys_s: life(context, declared.data_keys.as_ref(), 5 * MINUTE, 0, HOUR),
    });
}

/// Services and memory that need an account, in a skill without linking.
fn without(context: &mut Context<'_>) {
    let draft = context.draft;
    if draft.is_broken("linking", "linking") {
        return;
    }
    let linked = draft.services.iter().find(|(_, it)| it.auth == spec::ServiceAuth::LinkedAccount);
    let service = linked.map(|(name, _)| (name, "its calls carry the linked account's credential"));
    let memory =
        draft.memory.profile.keys().next().map(|name| (name, "kept as long as an account is linked"));
    if let Some((name, why)) = service.or(memory) {
        context.push(
            Diagnostic::error(
                Code::NO_LINKING,
                format!("`{name}` needs a linked account, and none can be linked"),
            )
            .at(name.span, why)
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
                kind: LinkKind::Form { user: it.form.user.is_some(), refuse, attempts: attempts(it) },
            })
        }
        LinkMethod::Oauth(it) => {
            say("name", Some(&it.name));
            say("hint", it.hint.as_ref());
            https(context, &it.oauth.authorize);
            https(context, &it.oauth.token);
            if let Some(apps) = &it.oauth.connected_apps {
                https(context, apps);
            }
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
                    connected_apps: it.oauth.connected_apps.as_ref().map(|it| it.value.clone()),
                    base,
                    sites,
                },
            })
        }
    }
}

/// Wrong credentials that a user may get in a day. Two, unless the spec knows better: services that lock an account do so
/// at the third one at the earliest.
fn attempts(method: &spec::FormMethod) -> u32 {
    method.attempts.as_ref().map_or(2, |it| it.value)
}

/// The service of a method, which must be one whose calls carry the account's credential.
fn service(
    context: &mut Context<'_>,
    service: &Text,
    variant: Option<&Text>,
    method: &Text,
) -> Option<String> {
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
                Diagnostic::error(
                    Code::NO_LINKING,
                    format!("`{method}` does not say at which variant the account is"),
                )
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

fn account(
    context: &mut Context<'_>,
    declared: &spec::AccountCall,
    service: &str,
) -> Option<model::AccountCall> {
    let call = call(context, &declared.call, service)?;
    // An output that could not be read is reported already.
    let unread = context.unread(&declared.call);
    if [Some(&declared.id), declared.name.as_ref()].into_iter().flatten().any(|it| unread.contains(&it.value))
    {
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
            Diagnostic::error(
                Code::NOT_A_LIST,
                format!("`{}` gives no list `{}`", declared.call, declared.list),
            )
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
        Some(kind) => {
            context.push(
                Diagnostic::error(Code::NO_SUCH_FIELD, format!("`{name}` is {}", kind.describe()))
                    .at(name.span, "a text that is always there is needed")
                    .help("name another output, or let the contract require it"),
            );
            None
        }
        None => {
            let help = suggest(name, "outputs", of.field_names());
            context.push(
                Diagnostic::error(
                    Code::NO_SUCH_FIELD,
                    format!("there is no text `{name}` among the outputs"),
                )
                .at(name.span, "a text that is always there is needed")
                .help(help),
            );
            None
        }
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
