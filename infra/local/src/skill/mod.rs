//! One skill, running: its generations, one after the other.

mod environment;
mod generation;
mod places;

use crate::{
    alexa,
    aws::{self, Aws, Credentials, kms::Replaced},
    demos::Demos,
    events::{Event, Events},
    gateway::Page,
    lambda::{Function, Status},
    problem::{Kind, Problem},
    state::State,
    tls::Fronts,
};
use axum::http::HeaderValue;
use environment::skill_id;
use generation::{Running, bring_up, provide, warm};
use sayso_schemas::plan::ServiceAt;
use std::{
    collections::BTreeMap,
    fmt,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};
use tokio::sync::Mutex;

/// What all skills share.
pub struct Surroundings {
    /// The project's folder.
    pub root: PathBuf,
    /// The folder of the built programs.
    pub programs: PathBuf,
    /// The state folder.
    pub state: State,
    /// Where events go.
    pub events: Events,
    /// The services.
    pub aws: Arc<Aws>,
    /// The demo backends.
    pub demos: Arc<Demos>,
    /// TLS before them.
    pub(crate) fronts: Fronts,
    /// The public port.
    pub port: u16,
}

impl Surroundings {
    /// The origin of a skill, which is also the issuer of its tokens.
    pub fn origin(&self, skill: &str) -> String {
        format!("http://{skill}.localhost:{}", self.port)
    }

    /// Where Alexa's own API is, which `/v1/directives` belongs to.
    pub fn alexa_api(&self) -> String {
        format!("http://localhost:{}/alexa", self.port)
    }
}

/// The access keys of functions, by name.
type Keys = std::sync::Mutex<BTreeMap<String, Credentials>>;

/// A skill.
pub struct Skill {
    /// Its name.
    pub name: String,
    around: Arc<Surroundings>,
    /// Every function has its own access key, the same for the life of this process.
    keys: Keys,
    running: RwLock<Arc<Running>>,
    /// Held while the skill is being reloaded.
    reloading: Mutex<()>,
}

/// A method and a path, as API Gateway writes them: `POST /oauth/token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteKey {
    /// `POST`.
    pub method: String,
    /// `/oauth/token`.
    pub path: String,
}

impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// What a reload did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Reloaded {
    /// The generation that runs now.
    pub generation: u64,
    /// How long it took.
    pub ms: u64,
}

impl Skill {
    /// Starts the skill `name`. A program that fails to start is no failure here: its status says so.
    pub async fn start(name: &str, around: Arc<Surroundings>) -> Result<Self, Problem> {
        let keys = Keys::default();
        let running = bring_up(name, 1, &around, &keys, &BTreeMap::new()).await?;
        warm(&running).await.ok();
        Ok(Self {
            name: name.to_owned(),
            around,
            keys,
            running: RwLock::new(Arc::new(running)),
            reloading: Mutex::default(),
        })
    }

    /// Runs what is in the project now. Answers when new environments are ready; what runs meanwhile finishes.
    /// Where the new files can't be run at all, the old ones stay.
    pub async fn reload(&self) -> Result<Reloaded, Problem> {
        let _alone = self.reloading.lock().await;
        self.bring_up_next().await
    }

    /// Has a new key seal from now on, and the old one open what it sealed.
    pub(crate) async fn replace_key(&self) -> Result<Replaced, Problem> {
        let _alone = self.reloading.lock().await;
        let replaced = self.around.aws.kms().replace(&self.running().plan)?;
        self.bring_up_next().await?;
        Ok(replaced)
    }

    /// Ends the use of the key before; what it sealed can't be opened any more.
    pub(crate) async fn retire_key(&self) -> Result<Replaced, Problem> {
        let _alone = self.reloading.lock().await;
        let replaced = self.around.aws.kms().retire(&self.running().plan)?;
        self.bring_up_next().await?;
        Ok(replaced)
    }

    /// Whether its key is being replaced.
    pub(crate) fn is_key_replaced(&self) -> bool {
        self.around.aws.kms().is_replaced(&self.running().plan)
    }

    /// The alias of its key, where it has one.
    pub(crate) fn key_alias(&self) -> Option<String> {
        aws::kms::alias(&self.running().plan)
    }

    /// The name of its table, where it has one.
    pub(crate) fn table(&self) -> Option<String> {
        let running = self.running();
        running.plan.table.as_ref().map(|table| aws::resource_name(&self.name, &table.name))
    }

    async fn bring_up_next(&self) -> Result<Reloaded, Problem> {
        let begun = Instant::now();
        let old = self.running();
        let generation = old.generation + 1;
        let new = bring_up(&self.name, generation, &self.around, &self.keys, &old.functions).await?;
        let new = Arc::new(new);
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = new.clone();
        let warmed = warm(&new).await;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.around.events.send(Event::Restarted { skill: self.name.clone(), generation, ms });
        warmed.map(|()| Reloaded { generation, ms }).map_err(|failure| {
            Problem::new(
                Kind::Function,
                format!("`{}` runs generation {generation}, but does not start: {failure}", self.name),
                "see its log",
            )
        })
    }

    /// Makes what the skill needs of the services, after these were emptied.
    pub fn provide(&self) -> Result<(), Problem> {
        provide(&self.running().plan, &self.around.aws)
    }

    /// The function that answers a request, if the plan has that route.
    pub fn route(&self, method: &str, path: &str) -> Option<(RouteKey, Arc<Function>)> {
        let running = self.running();
        let route = running.plan.routes.iter().find(|route| route.method == method && route.path == path)?;
        let key = RouteKey { method: route.method.clone(), path: route.path.clone() };
        running.functions.get(&route.function).map(|function| (key, function.clone()))
    }

    /// Whether the plan has a route at `path`, of any method.
    pub fn has_route(&self, path: &str) -> bool {
        self.running().plan.routes.iter().any(|route| route.path == path)
    }

    /// The page on which users link an account, where there is one.
    pub(crate) fn page(&self) -> Option<Arc<Page>> {
        self.running().page.clone()
    }

    /// What CloudFront shows to the functions, where the skill has account linking: as it was when this generation was
    /// brought up, as CloudFront has what it was deployed with.
    pub(crate) fn origin_secret(&self) -> Option<HeaderValue> {
        self.running().origin_secret.clone()
    }

    /// What Alexa is told of its account linking, where it has any.
    pub fn linking(&self) -> Option<alexa::linking::Linking> {
        self.running().linking.clone()
    }

    /// Where the services are that it calls, by name.
    pub(crate) fn services(&self) -> BTreeMap<String, String> {
        self.running().services.clone()
    }

    /// The same of those that are demo backends.
    pub(crate) fn demo_services(&self) -> BTreeMap<String, String> {
        let running = self.running();
        let stage = running.plan.stages.get(aws::STAGE);
        let is_demo =
            |name: &str| matches!(stage.and_then(|it| it.services.get(name)), Some(ServiceAt::Demo(_)));
        let services = running.services.iter().filter(|(name, _)| is_demo(name));
        services.map(|(name, url)| (name.clone(), url.clone())).collect()
    }

    /// What Alexa authenticates with at the skill's token endpoint.
    pub(crate) fn client_secret(&self) -> Result<String, Problem> {
        self.around.aws.secrets().ensure(&aws::secrets::of_alexa(&self.running().plan))
    }

    /// What the skill authenticates with at the provider behind its token endpoint.
    pub(crate) fn provider_secret(&self, behind: &alexa::linking::Behind) -> Result<String, Problem> {
        self.around.aws.secrets().ensure(&behind.secret)
    }

    /// The function `name`.
    pub fn function(&self, name: &str) -> Option<Arc<Function>> {
        self.running().functions.get(name).cloned()
    }

    /// What the stand-in for Alexa knows of the skill.
    pub fn model(&self) -> Arc<alexa::Skill> {
        self.running().model.clone()
    }

    /// Alexa's id of the skill.
    pub fn id(&self) -> String {
        skill_id(&self.running().plan)
    }

    /// Its locales, the default one first.
    pub fn locales(&self) -> Vec<String> {
        self.running().plan.locales.iter().map(|locale| locale.locale.clone()).collect()
    }

    /// What it answers on its own origin.
    pub fn routes(&self) -> Vec<RouteKey> {
        let key = |route: &sayso_schemas::plan::Route| RouteKey {
            method: route.method.clone(),
            path: route.path.clone(),
        };
        self.running().plan.routes.iter().map(key).collect()
    }

    /// How its functions are, in the plan's order.
    pub fn functions(&self) -> Vec<Status> {
        let running = self.running();
        running
            .plan
            .functions
            .iter()
            .filter_map(|function| running.functions.get(&function.name))
            .map(|function| function.status())
            .collect()
    }

    /// The access key of a function.
    pub fn credentials(&self, function: &str) -> Option<Credentials> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(function).cloned()
    }

    fn running(&self) -> Arc<Running> {
        self.running.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
