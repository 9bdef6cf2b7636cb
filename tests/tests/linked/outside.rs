//! Demo backends of the skill `jira` that are not the cloud's own, so that they outlive it, with a gate before each.

use crate::{
    cloud::{Cloud, Folder, client},
    gate::Gate,
    programs::{Program, program},
};
use serde_json::{Value, json};
use std::{process::Command, sync::Arc};

/// The client that the provider knows.
const CLIENT: &str = "sayso-outside";
/// Its secret, and what that is called in the cloud.
pub const SECRET: &str = "outside-client-secret-7c1d";
const SECRET_NAME: &str = "outside-client";

/// The backends.
pub struct Outside {
    pub jira: Gate,
    pub idp: Gate,
    base: String,
    programs: [Program; 2],
}

impl Outside {
    /// Starts them for the cloud on `folder`, and tells its plan where they are.
    pub fn start(folder: &Arc<Folder>) -> Self {
        let callback = format!("http://jira.localhost:{}/link/callback", folder.port);
        let mut command = Command::new(program("demo-idp"));
        command.env("DEMO_CLIENT_ID", CLIENT).env("DEMO_CLIENT_SECRET", SECRET);
        let idp = Program::start(command.env("DEMO_REDIRECT_URIS", callback));
        let mut command = Command::new(program("demo-jira"));
        let jira = Program::start(command.args(["--provider", &idp.first()]));
        let base = jira.first();
        let gates = (Gate::before(&base), Gate::before(&idp.first()));
        folder.replan("jira", |plan| {
            let local = &mut plan["stages"]["local"];
            local["services"]["jira"] = json!({"url": gates.0.url});
            local["providers"]["atlassian"] = json!({"client": {"id": CLIENT, "secret": SECRET_NAME}});
            let provider = &mut plan["linking"]["providers"][0];
            provider["authorize"] = json!(format!("{}/authorize", gates.1.url));
            provider["token"] = json!(format!("{}/oauth/token", gates.1.url));
        });
        Self { jira: gates.0, idp: gates.1, base, programs: [idp, jira] }
    }

    /// Tells a cloud, for good, the secret of its client.
    pub async fn introduce(cloud: &Cloud) {
        cloud.aws().make_secret(SECRET_NAME, SECRET).await;
    }

    /// Ends them; all that they have said.
    pub fn end(self) -> Vec<String> {
        self.programs.map(Program::end).concat()
    }

    /// The status of an issue, as the Data Center face says it to Ada.
    pub async fn status(&self, issue: &str) -> String {
        status(&self.base, issue).await
    }
}

/// The status of an issue of the demo at `base`, as the Data Center face says it to Ada.
pub async fn status(base: &str, issue: &str) -> String {
    let url = format!("{base}/rest/api/2/issue/{issue}?fields=status");
    let answer = client().get(url).header("authorization", "Bearer demo-pat-ada").send().await.unwrap();
    let issue: Value = answer.json().await.unwrap();
    issue["fields"]["status"]["name"].as_str().unwrap().to_owned()
}
