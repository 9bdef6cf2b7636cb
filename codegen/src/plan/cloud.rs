//! The document for the cloud, `plan.json`.

mod grants;
mod stages;

use super::{names, page};
use crate::model::{LinkKind, Skill};
use grants::{LINK, PROXY, SKILL, TOKEN};
use sayso_schemas::plan::{
    FORMAT, Function, Key, Linking, Locale, Permission, Plan, Provider, Proxied, Route, Service, TABLE,
    Table, Throttle,
};
use sayso_schemas::spec::Architecture;
use std::collections::BTreeMap;

/// Lambda's limit for the skill function: Alexa waits 8 s, with the network and a cold start in them.
pub const SKILL_TIMEOUT_MS: u64 = 7_000;
/// Lambda's limit for the function that a browser waits for.
const LINK_TIMEOUT_MS: u64 = 10_000;
/// Lambda's limit for the token function. Alexa waits 4.5 s, with the network and a cold start in them; the function
/// itself answers within 3.5 s, and is not cut off while it does.
const TOKEN_TIMEOUT_MS: u64 = 4_000;
/// The least memory whose share of a processor keeps a cold start short.
const MEMORY_MB: u32 = 256;
/// Linking is rare, and a token is refreshed once an hour: this serves some hundred thousand users, and bounds what a
/// flood costs.
const THROTTLE: Throttle = Throttle { rate: 100, burst: 200 };
/// The name of the provider behind the proxy.
pub const PROXIED: &str = "proxy";
/// The scope that Alexa asks for: a linked account has no finer grades.
pub const SCOPE: &str = "account";

/// Derives it.
pub fn plan(skill: &Skill) -> Plan {
    let linked = skill.linking.is_some();
    let links = linked || skill.proxy.is_some();
    Plan {
        format: FORMAT,
        skill: skill.name.clone(),
        binary: format!("{}-skill", skill.name),
        functions: functions(skill),
        routes: routes(skill),
        table: links.then(table),
        key: linked.then(|| key(skill)),
        linking: linking(skill),
        rewrap: if linked { grants::rewrap() } else { Vec::new() },
        locales: skill
            .locales
            .iter()
            .map(|locale| Locale {
                locale: locale.tag.clone(),
                model: format!("skill-package/interactionModels/custom/{}.json", locale.tag),
                words: format!("words/{}.json", locale.tag),
            })
            .collect(),
        services: skill
            .services
            .keys()
            .map(|name| Service { name: name.clone(), variable: names::variable("SAYSO_SERVICE_", name) })
            .collect(),
        region: skill.infra.region.clone(),
        architecture: match skill.infra.architecture {
            Architecture::X86_64 => "x86_64".to_owned(),
            Architecture::Arm64 => "arm64".to_owned(),
        },
        throttle: links.then_some(THROTTLE),
        stages: skill.infra.stages.iter().map(|(name, it)| (name.clone(), stages::stage(it))).collect(),
    }
}

fn functions(skill: &Skill) -> Vec<Function> {
    let function = |name: &str, timeout_ms, permissions| Function {
        name: name.to_owned(),
        timeout_ms,
        memory_mb: MEMORY_MB,
        permissions,
    };
    let providers: Vec<String> = providers(skill).into_iter().map(|it| it.name).collect();
    let behind_the_edge = |mut permissions: Vec<Permission>| {
        permissions.push(Permission::OriginSecret {});
        permissions
    };
    if skill.proxy.is_some() {
        let token = behind_the_edge(grants::permissions(PROXY, &[], &providers));
        return vec![
            function("skill", SKILL_TIMEOUT_MS, Vec::new()),
            function("token", TOKEN_TIMEOUT_MS, token),
        ];
    }
    if skill.linking.is_none() {
        return vec![function("skill", SKILL_TIMEOUT_MS, Vec::new())];
    }
    let link = behind_the_edge(grants::permissions(LINK, &["GenerateDataKey"], &providers));
    let token = behind_the_edge(grants::permissions(TOKEN, &[], &[]));
    vec![
        function("skill", SKILL_TIMEOUT_MS, grants::permissions(SKILL, &["Decrypt"], &providers)),
        function("link", LINK_TIMEOUT_MS, link),
        function("token", TOKEN_TIMEOUT_MS, token),
    ]
}

/// Everything that a skill answers over HTTP.
fn routes(skill: &Skill) -> Vec<Route> {
    match (&skill.linking, &skill.proxy) {
        (Some(_), _) => surface(),
        (None, Some(_)) => surface().into_iter().filter(|route| route.path == "/oauth/token").collect(),
        (None, None) => Vec::new(),
    }
}

/// Everything that a skill with a page answers over HTTP.
pub fn surface() -> Vec<Route> {
    [
        ("GET", "/oauth/authorize", "link", "Begins a linking (RFC 6749, section 4.1.1)."),
        ("GET", "/link/tx", "link", "What the page shows, with a fresh nonce."),
        ("POST", "/link/form", "link", "Takes a typed credential."),
        ("POST", "/link/provider", "link", "Begins a sign-in at a provider."),
        ("GET", "/link/callback", "link", "Takes the provider's answer."),
        ("POST", "/link/site", "link", "Takes the choice of a site."),
        ("GET", "/link/manage", "link", "Begins a visit to see and remove what is linked."),
        ("POST", "/link/revoke", "link", "Removes a linked account."),
        ("POST", "/oauth/token", "token", "Gives tokens (RFC 6749, sections 4.1.3 and 6)."),
        ("POST", "/oauth/revoke", "token", "Revokes a token (RFC 7009)."),
        ("POST", "/oauth/introspect", "token", "Tells what a token is worth (RFC 7662)."),
        ("GET", "/.well-known/oauth-authorization-server", "token", "Describes this server (RFC 8414)."),
    ]
    .map(|(method, path, function, summary)| Route {
        method: method.to_owned(),
        path: path.to_owned(),
        function: function.to_owned(),
        summary: summary.to_owned(),
    })
    .into()
}

/// One table: every record has its own partition, told apart by a prefix.
fn table() -> Table {
    Table {
        name: TABLE.to_owned(),
        partition_key: "pk".to_owned(),
        sort_key: None,
        ttl: Some("expires".to_owned()),
    }
}

/// The key seals records of this skill's table only.
fn key(skill: &Skill) -> Key {
    let context = [("app".to_owned(), skill.name.clone()), ("table".to_owned(), TABLE.to_owned())];
    Key { name: "records".to_owned(), context: context.into(), context_present: vec!["record".to_owned()] }
}

fn linking(skill: &Skill) -> Option<Linking> {
    let (client_id, scope, page, proxy) = match (&skill.linking, &skill.proxy) {
        (Some(_), _) => (Some(format!("alexa-{}", skill.name)), SCOPE.to_owned(), Some(page::page()), None),
        (None, Some(proxy)) => {
            let proxied = Proxied {
                provider: PROXIED.to_owned(),
                access_s: proxy.access_s,
                headers: page::answer_headers(),
            };
            (None, proxy.scopes.join(" "), None, Some(proxied))
        }
        (None, None) => return None,
    };
    let origin_secret = "origin".to_owned();
    Some(Linking { client_id, scope, origin_secret, page, proxy, providers: providers(skill) })
}

fn providers(skill: &Skill) -> Vec<Provider> {
    let methods = skill.linking.iter().flat_map(|linking| &linking.methods);
    let provider = |name: &str, authorize: &String, token: &String, callback: Option<&str>| Provider {
        name: name.to_owned(),
        variable: names::variable("SAYSO_PROVIDER_", name),
        authorize: authorize.clone(),
        token: token.clone(),
        callback: callback.map(str::to_owned),
    };
    let own = methods.filter_map(|(name, it)| match &it.kind {
        LinkKind::Oauth { authorize, token, .. } => {
            Some(provider(name, authorize, token, Some("/link/callback")))
        }
        LinkKind::Form { .. } => None,
    });
    let proxied = skill.proxy.iter().map(|it| provider(PROXIED, &it.authorize, &it.token, None));
    own.chain(proxied).collect()
}

/// An ordered map of texts.
fn texts(of: &indexmap::IndexMap<String, String>) -> BTreeMap<String, String> {
    of.iter().map(|(name, text)| (name.clone(), text.clone())).collect()
}
