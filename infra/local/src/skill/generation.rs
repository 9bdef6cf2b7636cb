//! One generation of a skill: what its data files describe, brought up.

use super::{Keys, Surroundings};
use crate::{
    alexa,
    aws::{ACCOUNT, Aws, Credentials, Grant, REGION, STAGE, resource_name},
    data,
    demos::Demos,
    lambda::{Failure, Function, Version},
    problem::Problem,
    state::RunFolder,
};
use sayso_schemas::plan::{self, Plan, ServiceAt};
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
    let folder = Arc::new(task_root(&data, generation, around)?);
    provide(&data.plan, &around.aws)?;
    let services = services(&data.plan, &around.demos).await?;
    let mut functions = BTreeMap::new();
    for function in &data.plan.functions {
        let key = keys
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
pub(super) async fn warm(running: &Running) -> Result<(), Failure> {
    let all = running.functions.values().map(|function| function.warm());
    futures_util::future::try_join_all(all).await.map(drop)
}

/// Makes what the skill needs of the services, where it is missing.
pub(super) fn provide(plan: &Plan, aws: &Aws) -> Result<(), Problem> {
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
        let at = plan.stages.get(STAGE).and_then(|stage| stage.services.get(&service.name));
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
pub(super) fn skill_id(plan: &Plan) -> String {
    let stated = plan.stages.get(STAGE).and_then(|stage| stage.skill_id.clone());
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
        ("SAYSO_STAGE", STAGE.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
