//! One generation of a skill: what its data files describe, brought up.

use super::{Keys, Surroundings, environment, places::Places};
use crate::{
    alexa::{self, linking::Linking},
    aws::{ACCOUNT, Aws, Credentials, Grant, OPERATOR, REGION, resource_name},
    data,
    gateway::Page,
    lambda::{Failure, Function, Version},
    problem::Problem,
    state::RunFolder,
};
use axum::http::HeaderValue;
use sayso_schemas::plan::Plan;
use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    sync::{Arc, PoisonError},
    time::Duration,
};

/// One generation of a skill.
pub(super) struct Running {
    pub(super) generation: u64,
    pub(super) plan: Plan,
    pub(super) model: Arc<alexa::Skill>,
    pub(super) page: Option<Arc<Page>>,
    pub(super) linking: Option<Linking>,
    /// Where services are, by name.
    pub(super) services: BTreeMap<String, String>,
    pub(super) origin_secret: Option<HeaderValue>,
    pub(super) functions: BTreeMap<String, Arc<Function>>,
}

/// Brings up one generation of a skill; functions that are in `old` keep their identity and running invocations.
pub(super) async fn bring_up(
    name: &str,
    generation: u64,
    around: &Surroundings,
    keys: &Keys,
    old: &BTreeMap<String, Arc<Function>>,
) -> Result<Running, Problem> {
    let data = data::load(&around.root, name)?;
    let page = data.plan.linking.as_ref().and_then(|linking| linking.page.as_ref());
    let page = page.map(|page| Page::load(&data.folder, page)).transpose()?.map(Arc::new);
    provide(&data.plan, &around.aws)?;
    let origin_secret = origin_secret(&data.plan, &around.aws)?;
    let places = Places::of(&data.plan, around).await?;
    let folder = Arc::new(task_root(&data, &places, generation, around)?);
    if let Some(grant) = Grant::of_operator(&data.plan) {
        around.aws.grant(&key_of(keys, OPERATOR).access_key_id, grant);
    }
    let mut functions = BTreeMap::new();
    for function in &data.plan.functions {
        let key = key_of(keys, &function.name);
        around.aws.grant(&key.access_key_id, Grant::of(&data.plan, function));
        let mut variables = environment::lambda(&data.plan, function, &key, &around.aws.endpoint());
        variables.extend(environment::sayso(&data.plan, function, &places, around)?);
        let lambda_name = resource_name(name, &function.name);
        let version = Version {
            generation,
            folder: folder.clone(),
            timeout: Duration::from_millis(function.timeout_ms),
            arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{lambda_name}"),
            variables,
            processes: around.aws.processes().clone(),
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
    let named = data.plan.services.iter();
    let services = named.filter_map(|it| Some((it.name.clone(), places.services.get(&it.variable)?.clone())));
    let services = services.collect();
    let (linking, model) = (places.linking, Arc::new(data.model));
    Ok(Running { generation, plan: data.plan, model, page, linking, services, origin_secret, functions })
}

/// The access key of a function, or of the operator.
fn key_of(keys: &Keys, name: &str) -> Credentials {
    let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
    keys.entry(name.to_owned()).or_insert_with(Credentials::random).clone()
}

/// As the value of a header that is never printed.
fn origin_secret(plan: &Plan, aws: &Aws) -> Result<Option<HeaderValue>, Problem> {
    let Some(current) = aws.secrets().ensure_origin(plan)? else { return Ok(None) };
    let mut value = HeaderValue::try_from(current).map_err(|_| {
        Problem::project(
            format!("the origin secret of `{}` can't be sent in a header", plan.skill),
            "make it of letters, digits, `-` and `_`",
        )
    })?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// Starts one environment of each function, all at once.
pub(super) async fn warm(running: &Running) -> Result<(), Failure> {
    let all = running.functions.values().map(|function| function.warm());
    futures_util::future::try_join_all(all).await.map(drop)
}

/// Makes what the skill needs of the services, where it is missing.
pub(super) fn provide(plan: &Plan, aws: &Aws) -> Result<(), Problem> {
    aws.tables().ensure(plan)?;
    aws.kms().ensure(plan)
}

/// Lays out what Lambda would unpack: the program as `bootstrap`, the words, and where pinned hosts are.
fn task_root(
    data: &data::Data,
    places: &Places,
    generation: u64,
    around: &Surroundings,
) -> Result<RunFolder, Problem> {
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
        if data.plan.linking.is_some() {
            fs::write(folder.path().join("pinned-hosts.json"), serde_json::to_vec(&places.pinned)?)?;
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
