//! Cloud: who asks is known to the identity provider, and what may be asked is said by scopes.

use crate::{
    operation::{self, Operation},
    request::{Reply, Request},
    world::{Product, Viewer, World},
};
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The identity provider.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    check: String,
    client: Client,
}

/// Who an access token was given to, and for what.
#[derive(Debug, Deserialize)]
pub(crate) struct Caller {
    account_id: String,
    scopes: Vec<String>,
    sites: Vec<String>,
}

impl Provider {
    pub(crate) fn new(base: &str) -> reqwest::Result<Self> {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        Ok(Self { check: format!("{}/check", base.trim_end_matches('/')), client })
    }

    /// Whose token it is. Asked each time, as a token ends when the provider says so.
    async fn caller(&self, bearer: &str) -> Option<Caller> {
        let answer = self.client.get(&self.check).header("authorization", bearer).send().await.ok()?;
        answer.error_for_status().ok()?.json().await.ok()
    }
}

/// Who sent a request. Atlassian's gateway answers in its own form, not in Jira's.
pub(crate) async fn caller(provider: Option<&Provider>, request: &Request) -> Result<Caller, Reply> {
    let refused = || Reply::json(401, json!({"code": 401, "message": "Unauthorized"}));
    let bearer =
        request.authorization.as_deref().filter(|it| it.starts_with("Bearer ")).ok_or_else(refused)?;
    match provider {
        Some(provider) => provider.caller(bearer).await.ok_or_else(refused),
        None => Err(refused()),
    }
}

/// `GET /oauth/token/accessible-resources`.
pub(crate) fn resources(caller: &Caller, world: &World) -> Reply {
    let sites = world.sites.iter().filter(|site| caller.sites.contains(&site.id));
    // What a site knows nothing of is not listed.
    let scopes: Vec<&String> = caller.scopes.iter().filter(|scope| scope.contains("jira")).collect();
    let listed = sites.map(|site| {
        json!({
            "id": site.id,
            "url": site.url,
            "name": site.name,
            "scopes": scopes,
            "avatarUrl": format!("{}/avatar.png", site.url),
        })
    });
    Reply::ok(Value::Array(listed.collect()))
}

/// A request below `/ex/jira/{site}`: the operation, and who asks for it.
pub(crate) fn admit(
    caller: &Caller,
    site: &str,
    rest: &[&str],
    request: &Request,
    world: &World,
) -> Result<(Operation, Viewer), Reply> {
    if !world.sites.iter().any(|known| known.id == site) {
        return Err(Reply::json(
            404,
            json!({"status": 404, "error": "Not Found", "message": "No message available", "path": request.path}),
        ));
    }
    if !caller.sites.iter().any(|granted| granted == site) {
        return Err(Reply::json(
            403,
            json!({"code": 403, "message": "The app is not installed on this instance"}),
        ));
    }
    let operation = operation::find(&request.method, rest, "3")?;
    let successor = match operation {
        Operation::Search => Some("/rest/api/3/search/jql"),
        Operation::CreateMeta => Some("/rest/api/3/issue/createmeta/{project}/issuetypes"),
        _ => None,
    };
    if let Some(successor) = successor {
        return Err(Reply::error(410, [format!("This API is no longer there. Use {successor} instead.")]));
    }
    if !scopes(&operation).iter().all(|scope| caller.scopes.iter().any(|granted| granted == scope)) {
        let refused = Reply::json(401, json!({"code": 401, "message": "Unauthorized; scope does not match"}));
        return Err(refused.with("X-Failure-Category", "FAILURE_CLIENT_SCOPE_CHECK"));
    }
    let user = world.users.iter().find(|user| user.account_id == caller.account_id);
    let user = user.ok_or_else(|| Reply::json(401, json!({"code": 401, "message": "Unauthorized"})))?;
    let product = Product::Cloud { site: site.to_owned() };
    Ok((operation, Viewer { username: Some(user.username.clone()), product }))
}

/// What an operation demands. The agile API knows only the granular scopes.
fn scopes(operation: &Operation) -> &'static [&'static str] {
    match operation {
        Operation::ServerInfo => &[],
        Operation::Myself | Operation::Assignable => &["read:jira-user"],
        Operation::PrioritySearch => &["manage:jira-configuration"],
        Operation::MoveToSprint(_) => &["write:sprint:jira-software"],
        Operation::MoveToBacklog => &["write:board-scope:jira-software"],
        operation if operation.writes() => &["write:jira-work"],
        Operation::Board(_) => &["read:board-scope:jira-software", "read:issue-details:jira"],
        Operation::Boards => &["read:board-scope:jira-software", "read:project:jira"],
        Operation::BoardConfiguration(_) => &["read:board-scope.admin:jira-software", "read:project:jira"],
        Operation::Sprints(_) | Operation::Sprint(_) => &["read:sprint:jira-software"],
        Operation::SprintIssues(_) => {
            &["read:sprint:jira-software", "read:issue-details:jira", "read:jql:jira"]
        }
        _ => &["read:jira-work"],
    }
}
