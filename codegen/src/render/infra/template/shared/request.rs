//! What a run is asked for, by context:
//!
//! | context | says |
//! |---|---|
//! | `-c skill=NAME`, `-c stage=NAME` | only these stacks; without a stage, every one but `local` |
//! | `-c bootstrap=placeholder\|build\|PATH` | where the functions' program comes from; a placeholder cannot be deployed |
//! | `-c demo:NAME=URL` | where a demo backend is (stage `local`) |
//! | `-c pinned:HOST=ADDRESS:PORT`, `-c demo-ca=PATH` | where a pinned demo backend is, and who certifies it (stage `local`) |
//! | `-c redirect=URL` | where the stand-in for Alexa has users sent back (stage `local`) |

use super::{
    Result,
    stage::{Client, Pinned, Place, Provider, Service, Stage},
};
use cdk::{
    App,
    function::{Bootstrap, Build},
    jsii::FromValue,
};
use serde_json::{Map, Value, json};
use std::{cell::Cell, collections::BTreeMap, fs};

/// Where the stand-in for Alexa has users sent back unless the context says otherwise.
const REDIRECT: &str = "http://localhost/alexa/redirect/M1LOCAL";

/// What this run is asked for.
pub struct Request {
    app: App,
    skill: Option<String>,
    stage: Option<String>,
    /// Whether any stack was what is asked for.
    found: Cell<bool>,
}

impl Request {
    /// Reads the context.
    pub fn of(app: &App) -> Result<Self> {
        let mut request = Self { app: app.clone(), skill: None, stage: None, found: Cell::new(false) };
        request.skill = request.context("skill")?;
        request.stage = request.context("stage")?;
        Ok(request)
    }

    /// The stages of a skill that are asked for.
    pub fn stages<'s>(&self, skill: &str, stages: &'s [Stage]) -> Vec<&'s Stage> {
        let wanted = |stage: &&Stage| match &self.stage {
            Some(name) => name == stage.name,
            None => !stage.is_local(),
        };
        let of_skill = self.skill.as_ref().is_none_or(|name| name == skill);
        let found: Vec<_> = stages.iter().filter(|_| of_skill).filter(wanted).collect();
        self.found.set(self.found.get() || !found.is_empty());
        found
    }

    /// Fails where the context names a skill or a stage that is not there.
    pub fn must_be_found(&self, skills: &[(&str, &[Stage])]) -> Result<()> {
        if self.found.get() || (self.skill.is_none() && self.stage.is_none()) {
            return Ok(());
        }
        let stages = |stages: &[Stage]| stages.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        let there: Vec<_> = skills.iter().map(|(skill, of)| format!("`{skill}` ({})", stages(of))).collect();
        let asked = [("skill", &self.skill), ("stage", &self.stage)];
        let asked: Vec<_> =
            asked.iter().filter_map(|(key, it)| Some(format!("{key} `{}`", it.as_ref()?))).collect();
        Err(format!("there is no {}\nhelp: there are {}", asked.join(" with "), there.join(", ")).into())
    }

    /// Where the functions' program comes from.
    pub fn bootstrap(&self, package: &str) -> Result<Bootstrap> {
        let from = self.context("bootstrap")?;
        Ok(Bootstrap::parse(from.as_deref(), Build::new(package)))
    }

    /// The variables that tell functions where services are.
    pub fn services(&self, stage: &Stage) -> Result<BTreeMap<String, String>> {
        let url = |service: &Service| match service.at {
            Place::Url(url) => Ok(url.to_owned()),
            Place::Demo(name) => self.demo(name),
        };
        stage.services.iter().map(|it| Ok((it.variable.to_owned(), url(it)?))).collect()
    }

    /// The variables that tell functions of identity providers, and of the stage's clients there.
    pub fn providers(&self, skill: &str, stage: &Stage) -> Result<BTreeMap<String, String>> {
        let mut variables = BTreeMap::new();
        for provider in stage.providers {
            let (authorize, token) = self.endpoints(provider)?;
            let id = provider.client_id(skill);
            let secret = provider.secret(skill, stage);
            let values = [("AUTHORIZE", authorize), ("TOKEN", token), ("CLIENT_ID", id), ("SECRET", secret)];
            variables.extend(values.map(|(part, value)| (format!("{}_{part}", provider.variable), value)));
        }
        Ok(variables)
    }

    /// Authorization and token endpoint of a provider; a demo's are below its own address.
    pub fn endpoints(&self, provider: &Provider) -> Result<(String, String)> {
        let (authorize, token) = (provider.authorize, provider.token);
        Ok(match provider.client {
            Client::Registered { .. } => (authorize.to_owned(), token.to_owned()),
            Client::Demo(name) => {
                let base = self.demo(name)?;
                let below = |endpoint| format!("{base}{}", path(endpoint));
                (below(authorize), below(token))
            }
        })
    }

    /// Where Alexa has users sent back, parted by spaces.
    pub fn redirects(&self, stage: &Stage) -> Result<String> {
        let mut redirects: Vec<_> = stage.redirects.iter().map(|&url| url.to_owned()).collect();
        if stage.is_local() {
            redirects.push(self.context("redirect")?.unwrap_or_else(|| REDIRECT.to_owned()));
        }
        Ok(redirects.join(" "))
    }

    /// Alexa's id of the skill. Stage `local`, which Alexa never calls, has the one that the embedded cloud has.
    pub fn skill_id(&self, skill: &str, stage: &Stage) -> Option<String> {
        let made_up = || stage.is_local().then(|| format!("amzn1.ask.skill.local-{skill}"));
        stage.skill_id.map(str::to_owned).or_else(made_up)
    }

    /// The file `pinned-hosts.json`, host to where it is, where there is any.
    pub fn pinned_hosts(&self, stage: &Stage) -> Result<Option<String>> {
        let mut hosts = Map::new();
        for &(host, pinned) in stage.pinned_hosts {
            let at = match pinned {
                Pinned::Host { addresses, ca: None } => Some(json!({ "addresses": addresses })),
                Pinned::Host { addresses, ca } => Some(json!({ "addresses": addresses, "ca": ca })),
                Pinned::Demo(_) => self.pinned_demo(host)?,
            };
            hosts.extend(at.map(|at| (host.to_owned(), at)));
        }
        if hosts.is_empty() { Ok(None) } else { Ok(Some(serde_json::to_string_pretty(&hosts)?)) }
    }

    /// Where a demo backend is that plays a pinned host.
    fn pinned_demo(&self, host: &str) -> Result<Option<Value>> {
        let Some(address) = self.context(&format!("pinned:{host}"))? else { return Ok(None) };
        let mut pinned = json!({ "addresses": [address] });
        if let Some(path) = self.context("demo-ca")? {
            let read = fs::read_to_string(&path);
            pinned["ca"] = read
                .map_err(|error| format!("can't read `{path}`, the CA of demo backends: {error}"))?
                .into();
        }
        Ok(Some(pinned))
    }

    /// The base URL of a demo backend, without a slash at its end.
    fn demo(&self, name: &str) -> Result<String> {
        let url = self.context(&format!("demo:{name}"))?;
        let url = url.ok_or_else(|| {
            format!("nothing says where the demo backend `{name}` is\nhelp: add `-c demo:{name}=http://127.0.0.1:PORT`")
        })?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// A text of the context.
    fn context(&self, key: &str) -> Result<Option<String>> {
        let value: Option<String> = Option::from_value(self.app.node()?.try_get_context(key)?)?;
        Ok(value.filter(|text| !text.is_empty()))
    }
}

impl Provider {
    /// The name of the secret that holds the secret of the stage's client.
    pub fn secret(&self, skill: &str, stage: &Stage) -> String {
        match self.client {
            Client::Registered { secret, .. } => secret.to_owned(),
            Client::Demo(_) => stage.name(skill, Some(self.name)),
        }
    }
}

/// What follows the host of a URL.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}
