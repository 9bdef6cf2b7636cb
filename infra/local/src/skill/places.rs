//! Where everything is that a skill reaches in stage `local`; what is a demo backend is started.

use super::Surroundings;
use crate::{
    alexa::linking::{self, Behind, Linking},
    aws::{STAGE, secrets},
    demos::Instance,
    problem::Problem,
};
use reqwest::Url;
use sayso_schemas::plan::{
    self, PinnedAt, PinnedHost, PinnedHosts, Plan, Provider, ProviderAt, ServiceAt, Stage,
};
use std::collections::BTreeMap;

/// Where an app on this machine is sent back, at any port.
const LOOPBACK: &str = "http://127.0.0.1/callback";

/// Where everything is.
pub(super) struct Places {
    /// Variables that say where services are.
    pub(super) services: BTreeMap<String, String>,
    /// Variables that say where identity providers are, and which client the stage has there.
    pub(super) providers: BTreeMap<String, String>,
    /// Where pinned hosts are.
    pub(super) pinned: PinnedHosts,
    /// What Alexa is told of the skill's account linking.
    pub(super) linking: Option<Linking>,
}

impl Places {
    /// Identity providers first: services ask them whose tokens they get.
    pub(super) async fn of(plan: &Plan, around: &Surroundings) -> Result<Self, Problem> {
        let nothing = Stage::default();
        let stage = plan.stages.get(STAGE).unwrap_or(&nothing);
        let (providers, arguments) = providers(plan, stage, around).await?;
        let demo = |name: &str| Instance { arguments: arguments.clone(), ..Instance::plain(name) };
        let mut services = BTreeMap::new();
        for service in &plan.services {
            let url = match stage.services.get(&service.name) {
                Some(ServiceAt::Url(url)) => url.clone(),
                Some(ServiceAt::Demo(name)) => around.demos.url(&demo(name)).await?,
                None => {
                    return Err(unstated(
                        plan,
                        &format!("where `{}` is", service.name),
                        "services",
                        &service.name,
                    ));
                }
            };
            services.insert(service.variable.clone(), url);
        }
        let mut pinned = PinnedHosts::new();
        for (host, at) in &stage.pinned_hosts {
            let at = match at {
                PinnedAt::Host(at) => at.clone(),
                PinnedAt::Demo(name) => {
                    let demo = demo(name);
                    around.demos.url(&demo).await?;
                    let address = around.fronts.address(host, &demo).await?;
                    let ca = around.fronts.certificate().to_owned();
                    PinnedHost { addresses: vec![address.to_string()], ca: Some(ca) }
                }
            };
            pinned.insert(host.clone(), at);
        }
        let linking =
            plan.linking.as_ref().map(|linking| told(linking, &around.origin(&plan.skill), &providers));
        Ok(Self { services, providers, pinned, linking })
    }
}

/// What whoever registers the skill tells Alexa: of its own authorization server, or of the provider's.
fn told(linking: &plan::Linking, origin: &str, providers: &BTreeMap<String, String>) -> Linking {
    let provider = linking
        .proxy
        .as_ref()
        .and_then(|proxy| linking.providers.iter().find(|provider| provider.name == proxy.provider));
    let of = |part: &str| providers.get(&format!("{}_{part}", provider?.variable)).cloned();
    Linking {
        client_id: linking.client_id.clone().or_else(|| of("CLIENT_ID")).unwrap_or_default(),
        scope: linking.scope.clone(),
        authorize: of("AUTHORIZE").unwrap_or_else(|| format!("{origin}/oauth/authorize")),
        behind: of("TOKEN").zip(of("SECRET")).map(|(token, secret)| Behind { token, secret }),
    }
}

/// The variables of all providers, and what services are told of those that are demo backends.
async fn providers(
    plan: &Plan,
    stage: &Stage,
    around: &Surroundings,
) -> Result<(BTreeMap<String, String>, Vec<String>), Problem> {
    let (mut variables, mut arguments) = (BTreeMap::new(), Vec::new());
    for provider in plan.linking.iter().flat_map(|linking| &linking.providers) {
        let name = &provider.name;
        let client = match stage.providers.get(name) {
            Some(ProviderAt::Client { id, secret }) => Client {
                id: id.clone(),
                secret: secret.clone(),
                authorize: provider.authorize.clone(),
                token: provider.token.clone(),
            },
            Some(ProviderAt::Demo(demo)) => {
                let (client, url) = demo_client(plan, provider, demo, around).await?;
                arguments.extend(["--provider".to_owned(), url]);
                client
            }
            None => {
                return Err(unstated(plan, &format!("which client it has at `{name}`"), "providers", name));
            }
        };
        let values = [
            ("AUTHORIZE", client.authorize),
            ("TOKEN", client.token),
            ("CLIENT_ID", client.id),
            ("SECRET", client.secret),
        ];
        variables.extend(values.map(|(part, value)| (format!("{}_{part}", provider.variable), value)));
    }
    Ok((variables, arguments))
}

/// A client at a provider.
struct Client {
    id: String,
    /// The name of its secret in Secrets Manager.
    secret: String,
    authorize: String,
    token: String,
}

/// Makes a client, starts a demo provider that knows it, and says where that is.
async fn demo_client(
    plan: &Plan,
    provider: &Provider,
    demo: &str,
    around: &Surroundings,
) -> Result<(Client, String), Problem> {
    let id = format!("sayso-{}", plan.skill);
    let secret = secrets::of_provider(plan, &provider.name).unwrap_or_default();
    let redirect = match &provider.callback {
        Some(callback) => format!("{}{callback}", around.origin(&plan.skill)),
        // An app on this machine has a port of its own each time (RFC 8252, section 7.3): `sayso token`.
        None => format!("{} {LOOPBACK}", linking::redirect_uri(around.port)),
    };
    let variables = [
        ("DEMO_CLIENT_ID", id.clone()),
        ("DEMO_CLIENT_SECRET", around.aws.secrets().ensure(&secret)?),
        ("DEMO_REDIRECT_URIS", redirect),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value)).into();
    let url = around.demos.url(&Instance { variables, ..Instance::plain(demo) }).await?;
    let client = Client {
        id,
        secret,
        authorize: below(&url, &provider.authorize)?,
        token: below(&url, &provider.token)?,
    };
    Ok((client, url))
}

/// An endpoint of the real provider, below the demo's base URL.
fn below(base: &str, endpoint: &str) -> Result<String, Problem> {
    let url = Url::parse(endpoint).map_err(|error| {
        Problem::project(format!("the endpoint `{endpoint}` is no URL: {error}"), "run `sayso generate`")
    })?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok(format!("{base}{}{query}", url.path()))
}

fn unstated(plan: &Plan, what: &str, key: &str, name: &str) -> Problem {
    Problem::project(
        format!("`{}` does not say {what} in stage `local`", plan.skill),
        format!("add `{name}` to `infra.stages.local.{key}` of its skill.yaml"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_has_the_endpoints_of_the_real_provider() {
        let at = |endpoint| below("http://127.0.0.1:9", endpoint);
        assert_eq!(
            at("https://auth.example.com/oauth/token"),
            Ok("http://127.0.0.1:9/oauth/token".to_owned())
        );
        assert_eq!(at("https://auth.example.com/a?b=c"), Ok("http://127.0.0.1:9/a?b=c".to_owned()));
        assert!(at("auth.example.com").is_err());
    }
}
