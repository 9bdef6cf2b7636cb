//! The secret that Alexa shows at the token endpoint. This process never holds it: `sayso-client-secret` does what must
//! be done with it.

use crate::cdk::Stack;
use crate::stage::{CLIENT_SECRET_HASHES, Skill};
use crate::{cargo, credentials};
use anyhow::{Context, bail};
use sayso_schemas::plan::Plan;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The program that knows it.
const PROGRAM: &str = "sayso-client-secret";

/// The client secret of a skill's stage.
pub(in crate::verbs) struct ClientSecret {
    program: PathBuf,
    /// Its name in Secrets Manager.
    name: String,
    region: String,
    variables: credentials::Variables,
}

/// Which secrets the token endpoint accepts.
#[derive(Debug)]
pub(super) struct Accepted {
    /// SHA-256 of each, in hex; the current one first.
    pub(super) hashes: Vec<String>,
    /// Until when the previous one is, in epoch seconds.
    pub(super) previous_until: Option<i64>,
}

/// What the program says.
#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    sha256: Vec<String>,
    previous_until: Option<i64>,
}

impl ClientSecret {
    /// Whether a stack asks for one.
    pub(in crate::verbs) fn is_wanted(stack: &Stack) -> bool {
        stack.template.parameters.contains_key(CLIENT_SECRET_HASHES)
    }

    /// Its name in Secrets Manager.
    pub(in crate::verbs) fn name(plan: &Plan, stage: &str) -> String {
        format!("{}-client", Skill::name(plan, stage))
    }

    /// Builds what is needed to speak of it; none where that fails, which cargo has explained.
    pub(in crate::verbs) async fn of(root: &Path, plan: &Plan, stage: &str) -> anyhow::Result<Option<Self>> {
        let build = cargo::build(root, &[PROGRAM.to_owned()].into()).await?;
        if !build.succeeded {
            return Ok(None);
        }
        let Some(folder) = build.folder else { bail!("cargo did not say where it put `{PROGRAM}`") };
        Ok(Some(Self {
            program: folder.join(PROGRAM),
            name: Self::name(plan, stage),
            region: plan.region.clone(),
            variables: credentials::find().await?,
        }))
    }

    /// Makes it where it is missing, or another one; what is accepted from now on.
    pub(super) async fn accepted(&self, rotate: bool) -> anyhow::Result<Accepted> {
        let output = self.run(&[if rotate { "rotate" } else { "ensure" }], "").await?;
        let Report { sha256, previous_until } =
            serde_json::from_slice(&output).with_context(|| format!("`{PROGRAM}` said something odd"))?;
        if sha256.is_empty() || sha256.iter().any(|it| it.len() != 64) {
            bail!("`{PROGRAM}` told no hash");
        }
        Ok(Accepted { hashes: sha256, previous_until })
    }

    /// Writes a request of account linking with the secret into a new file that nobody else may read.
    pub(super) async fn complete(&self, request: &str, file: &Path) -> anyhow::Result<()> {
        let file = file.to_str().context("the temporary folder's path is not in UTF-8")?;
        self.run(&["complete", file], request).await.map(drop)
    }

    /// Has it deleted in a week.
    pub(in crate::verbs) async fn retire(&self) -> anyhow::Result<()> {
        self.run(&["retire"], "").await.map(drop)
    }

    /// The command that shows it to whoever may read it.
    pub(super) fn command(&self) -> String {
        format!(
            "aws secretsmanager get-secret-value --region {} --secret-id {} --query SecretString --output text",
            self.region, self.name
        )
    }

    async fn run(&self, arguments: &[&str], stdin: &str) -> anyhow::Result<Vec<u8>> {
        let mut command = Command::new(&self.program);
        command.args(arguments).env_remove("AWS_SESSION_TOKEN").envs(&self.variables);
        command.env("AWS_REGION", &self.region).env("SAYSO_CLIENT_SECRET", &self.name);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("can't start `{PROGRAM}`"))?;
        if let Some(mut input) = child.stdin.take() {
            // A program that ends without reading has said why on stderr.
            let _ = input.write_all(stdin.as_bytes()).await;
        }
        let output =
            child.wait_with_output().await.with_context(|| format!("`{PROGRAM}` can't be waited for"))?;
        if !output.status.success() {
            bail!("the client secret `{}` can't be used; what is written above says why", self.name);
        }
        Ok(output.stdout)
    }
}
