//! One skill, running: its data files, its functions, and what it needs of the services.

use crate::{
    alexa,
    aws::{ACCOUNT, Aws, Credentials, Grant, REGION, resource_name},
    data,
    demos::Demos,
    events::{Event, Events},
    lambda::{Failure, Function, Status, Version},
    problem::{Kind, Problem},
    state::{RunFolder, State},
};
use sayso_schemas::plan::{self, Plan, ServiceAt};
use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
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
    pub demos: Demos,
}

/// A skill.
pub struct Skill {
    /// Its name.
    pub name: String,
    around: Arc<Surroundings>,
    /// Every function has its own access key, the same for the life of this process.
    credentials: std::sync::Mutex<BTreeMap<String, Credentials>>,
    running: RwLock<Arc<Running>>,
    /// Held while the skill is being reloaded.
    reloading: Mutex<()>,
}

/// One generation of a skill.
struct Running {
    generation: u64,
    plan: Plan,
    model: Arc<alexa::Skill>,
    functions: BTreeMap<String, Arc<Function>>,
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
        let credentials = std::sync::Mutex::default();
        let running = run(name, 1, &around, &credentials, &BTreeMap::new()).await?;
        warm(&running).await.ok();
        Ok(Self {
            name: name.to_owned(),
            around,
            credentials,
            running: RwLock::new(Arc::new(running)),
            reloading: Mutex::default(),
        })
    }

    /// Runs what is in the project now. Answers when new environments are ready; what runs meanwhile finishes.
    /// Where the new files can't be run at all, the old ones stay.
    pub async fn reload(&self) -> Result<Reloaded, Problem> {
        let _alone = self.reloading.lock().await;
        let begun = Instant::now();
        let old = self.running();
        let generation = old.generation + 1;
        let new = run(&self.name, generation, &self.around, &self.credentials, &old.functions).await?;
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
        self.credentials.lock().unwrap_or_else(PoisonError::into_inner).get(function).cloned()
    }

    fn running(&self) -> Arc<Running> {
        self.running.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Brings up one generation of a skill; functions that are in `old` keep their identity and running invocations.
async fn run(
    name: &str,
    generation: u64,
    around: &Surroundings,
    credentials: &std::sync::Mutex<BTreeMap<String, Credentials>>,
    old: &BTreeMap<String, Arc<Function>>,
) -> Result<Running, Problem> {
    let data = data::load(&around.root, name)?;
    let folder = Arc::new(task_root(&data, generation, around)?);
    provide(&data.plan, &around.aws)?;
    let services = services(&data.plan, &around.demos).await?;
    let mut functions = BTreeMap::new();
    for function in &data.plan.functions {
        let key = credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(function.name.clone())
            .or_insert_with(Credentials::random)
            .clone();
        around.aws.grant(&key.access_key_id, Grant::of(&data.plan, function));
        let mut variables = variables(&data.plan, function, &key, &around.aws.endpoint());
        variables.extend(services.clone());
        let lambda_name = resource_name(name, &function.name);
        let version = Version {
            generation,
            folder: folder.clone(),
            timeout: Duration::from_millis(function.timeout_ms),
            arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{lambda_name}"),
            variables,
        };
        let running = match old.get(&function.name) {
            Some(running) => {
                running.replace(version);
                running.clone()
            }
            None => Arc::new(Function::new(name, &function.name, version, around.events.clone())),
        };
        functions.insert(function.name.clone(), running);
    }
    Ok(Running { generation, plan: data.plan, model: Arc::new(data.model), functions })
}

/// Starts one environment of each function, all at once.
async fn warm(running: &Running) -> Result<(), Failure> {
    let all = running.functions.values().map(|function| function.warm());
    futures_util::future::try_join_all(all).await.map(drop)
}

fn provide(plan: &Plan, aws: &Aws) -> Result<(), Problem> {
    aws.tables().ensure(plan)?;
    aws.kms().ensure(plan)
}

/// Lays out what Lambda would unpack: the program as `bootstrap`, and the words.
fn task_root(data: &data::Data, generation: u64, around: &Surroundings) -> Result<RunFolder, Problem> {
    let skill = &data.plan.skill;
    let program = around.programs.join(&data.plan.binary);
    if !program.is_file() {
        return Err(Problem::project(
            format!("`{skill}` has no program `{}`", program.display()),
            format!("build it: `cargo build --bin {}`", data.plan.binary),
        ));
    }
    let lay_out = || -> io::Result<RunFolder> {
        let folder = around.state.run_folder(skill, generation)?;
        fs::copy(&program, folder.path().join("bootstrap"))?;
        let words = folder.path().join("words");
        fs::create_dir_all(&words)?;
        for locale in &data.plan.locales {
            let name = Path::new(&locale.words).file_name().ok_or(io::ErrorKind::InvalidFilename)?;
            fs::copy(data.folder.join(&locale.words), words.join(name))?;
        }
        Ok(folder)
    };
    lay_out().map_err(|error| {
        Problem::project(
            format!("the run folder of `{skill}` can't be made: {error}"),
            "run `sayso generate`, and see that the state folder can be written to",
        )
    })
}

/// The variables that say where the services of stage `local` are.
async fn services(plan: &Plan, demos: &Demos) -> Result<BTreeMap<String, String>, Problem> {
    let mut variables = BTreeMap::new();
    for service in &plan.services {
        let at = plan.stages.get(crate::aws::STAGE).and_then(|stage| stage.services.get(&service.name));
        let url = match at {
            Some(ServiceAt::Url(url)) => url.clone(),
            Some(ServiceAt::Demo(demo)) => demos.url(demo).await?,
            None => {
                return Err(Problem::project(
                    format!("`{}` does not say where `{}` is in stage `local`", plan.skill, service.name),
                    format!("add `{}` to `infra.stages.local.services` of its skill.yaml", service.name),
                ));
            }
        };
        variables.insert(service.variable.clone(), url);
    }
    Ok(variables)
}

/// The stage's skill id; a made-up one where the skill is not registered with Alexa.
fn skill_id(plan: &Plan) -> String {
    let stated = plan.stages.get(crate::aws::STAGE).and_then(|stage| stage.skill_id.clone());
    stated.unwrap_or_else(|| format!("amzn1.ask.skill.local-{}", plan.skill))
}

/// What Lambda sets (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>), the endpoints, and
/// the stage.
fn variables(
    plan: &Plan,
    function: &plan::Function,
    key: &Credentials,
    endpoint: &str,
) -> BTreeMap<String, String> {
    let name = resource_name(&plan.skill, &function.name);
    [
        ("AWS_ACCESS_KEY_ID", key.access_key_id.clone()),
        ("AWS_SECRET_ACCESS_KEY", key.secret_access_key.clone()),
        ("AWS_SESSION_TOKEN", "local".to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.to_owned()),
        ("AWS_ENDPOINT_URL_KMS", endpoint.to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("_HANDLER", "bootstrap".to_owned()),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin".to_owned()),
        ("TZ", ":UTC".to_owned()),
        ("SAYSO_FUNCTION", function.name.clone()),
        ("SAYSO_SKILL_ID", skill_id(plan)),
        ("SAYSO_STAGE", crate::aws::STAGE.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
