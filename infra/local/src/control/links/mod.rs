//! Accounts that the stand-in for Alexa has linked, or is linking. Like Alexa's own memory of them they are not this
//! machine's to keep: they are gone with the process.
//!
//! ```text
//! POST   /api/skills/{skill}/links             {"direct"?, "default_expires_in"?} → {"link", "url"}: begins one; the
//!                                              user's browser opens `url`
//! GET    /link/{skill}                         the same for a person: leads there
//! GET    /alexa/redirect/{vendor}              where the skill sends the browser back
//! GET    /api/skills/{skill}/links/{link}      {"state": "open" | "linked" | "failed" | "disabled", "error"}; of one that
//!                                              is linked once the skill has been told so (`SkillAccountLinked`)
//! POST   /api/skills/{skill}/links/{link}/due  {}: the access token counts as expired; the next turn refreshes it
//! GET    /api/skills/{skill}/links/{link}/token  {"access_token", "token_type", "expires_in"?}: what the next request
//!                                              carries, for whoever tests
//! DELETE /api/skills/{skill}/links/{link}      {}: the user disables the skill; the tokens are forgotten, and the skill
//!                                              is told so (`SkillDisabled`); the same report, whose `error` says why the
//!                                              skill took no event
//! POST   /api/skills/{skill}/events            {"type": "SkillAccountLinked" | "SkillDisabled", "link"?} → {"request",
//!                                              "response"}: sends an event, once more or out of turn, of the link's user,
//!                                              or of a user whom the skill has never met; nothing is forgotten here
//! ```
//!
//! A link stands for one enablement of the skill, and has a `userId` of its own.

mod events;
mod redirect;
mod tokens;

pub(super) use events::{disable, send};
pub(super) use redirect::redirected;

use super::{Body, Nothing};
use crate::{
    alexa::linking::Begun,
    cloud::Hub,
    problem::{Kind, Problem},
    skill::Skill,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokens::{Refusal, Tokens};
use tokio::sync::watch;

/// How many are kept; the oldest is forgotten first.
const KEPT: usize = 1000;

/// All links.
#[derive(Default)]
pub(crate) struct Links(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_id: BTreeMap<String, Arc<Link>>,
    oldest_first: VecDeque<String>,
}

/// One account linking, and what came of it.
pub(super) struct Link {
    /// Random; also stands for the user.
    pub(super) id: String,
    skill: String,
    begun: Begun,
    registered: Registered,
    /// Held while tokens are asked for, so that one refresh token is used by one request.
    progress: tokio::sync::Mutex<Progress>,
    /// Whether the skill is being told that it is linked.
    announcing: watch::Sender<bool>,
}

/// How the skill is registered with Alexa, where that is not as it would be deployed.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Registered {
    /// Tokens come from the provider itself, not from the skill's endpoint before it: as it would be without that.
    direct: bool,
    /// How long a token lives whose reply does not say so, in seconds (`defaultTokenExpirationInSeconds`). It is not
    /// set where left out: such a token is never refreshed.
    default_expires_in: Option<u64>,
}

/// How far a linking is.
enum Progress {
    /// The user is at it.
    Open,
    /// It came to nothing, because.
    Failed(String),
    /// The account is linked.
    Linked(Tokens),
    /// It was linked until the skill refused a refresh.
    Dropped,
    /// The user has disabled the skill.
    Disabled,
}

#[derive(Serialize)]
pub(super) struct Report {
    state: &'static str,
    error: Option<String>,
}

impl Links {
    /// The link `id` of `skill`.
    pub(super) fn get(&self, skill: &str, id: &str) -> Result<Arc<Link>, Problem> {
        let found = self.kept().by_id.get(id).filter(|link| link.skill == skill).cloned();
        found.ok_or_else(|| {
            Problem::new(
                Kind::Unknown,
                format!("`{skill}` has no link of that id"),
                format!("begin one: `POST /api/skills/{skill}/links`"),
            )
        })
    }

    /// Forgets all of them.
    pub(super) fn clear(&self) {
        *self.kept() = Kept::default();
    }

    /// Waits until the skills have been told of all that are linked.
    pub(super) async fn settle(&self) {
        let links: Vec<_> = self.kept().by_id.values().cloned().collect();
        for link in links {
            link.settled().await;
        }
    }

    fn by_state(&self, state: &str) -> Option<Arc<Link>> {
        self.kept().by_id.values().find(|link| link.begun.state == state).cloned()
    }

    fn keep(&self, link: Arc<Link>) {
        let mut kept = self.kept();
        if kept.oldest_first.len() >= KEPT
            && let Some(oldest) = kept.oldest_first.pop_front()
        {
            kept.by_id.remove(&oldest);
        }
        kept.oldest_first.push_back(link.id.clone());
        kept.by_id.insert(link.id.clone(), link);
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    /// The access token that the next request carries; refreshed where it is about to expire, as Alexa does. Nothing
    /// where the account is not linked any more, or the skill's token endpoint is out of order.
    pub(super) async fn access_token(&self, hub: &Hub, skill: &Skill) -> Result<Option<String>, Problem> {
        let unusable = |why: &str| {
            Problem::new(
                Kind::Conflict,
                format!("the account is not linked: {why}"),
                "finish the linking in the browser, or begin another one",
            )
        };
        let mut progress = self.progress.lock().await;
        let tokens = match &mut *progress {
            Progress::Open => return Err(unusable("the user is still at it")),
            Progress::Failed(why) => return Err(unusable(why)),
            Progress::Disabled => return Err(unusable("the user has disabled the skill")),
            Progress::Dropped => return Ok(None),
            Progress::Linked(tokens) => tokens,
        };
        if !tokens.is_due() {
            return Ok(Some(tokens.access.clone()));
        }
        match tokens::refresh(hub, skill, self.registered, tokens).await {
            Ok(fresh) => {
                *tokens = fresh;
                Ok(Some(tokens.access.clone()))
            }
            Err(Refusal::Grant) => {
                *progress = Progress::Dropped;
                Ok(None)
            }
            Err(Refusal::Other(_)) => Ok(tokens.unexpired()),
        }
    }

    /// The access token as it is, where the account is linked.
    async fn token(&self) -> Option<String> {
        match &*self.progress.lock().await {
            Progress::Linked(tokens) => Some(tokens.access.clone()),
            _ => None,
        }
    }

    /// Waits until the skill has been told that it is linked, if it is being told.
    async fn settled(&self) {
        // An error is impossible: the sender is ours.
        self.announcing.subscribe().wait_for(|announcing| !announcing).await.ok();
    }

    async fn report(&self) -> Report {
        let mut progress = self.progress.lock().await;
        while *self.announcing.borrow() {
            drop(progress);
            self.settled().await;
            progress = self.progress.lock().await;
        }
        let (state, error) = match &*progress {
            Progress::Open => ("open", None),
            Progress::Linked(_) => ("linked", None),
            Progress::Failed(why) => ("failed", Some(why.clone())),
            Progress::Dropped => ("failed", Some("the skill refused to refresh the token".to_owned())),
            Progress::Disabled => ("disabled", None),
        };
        Report { state, error }
    }
}

fn begin(hub: &Hub, skill: &str, registered: Registered) -> Result<Arc<Link>, Problem> {
    let skill = hub.skill(skill)?;
    let Some(linking) = skill.linking() else {
        return Err(Problem::new(
            Kind::Unknown,
            format!("`{}` has no account linking", skill.name),
            "declare `linking` in its skill.yaml",
        ));
    };
    if registered.direct && linking.behind.is_none() {
        return Err(Problem::new(
            Kind::Usage,
            format!("`{}` gives tokens by itself: there is no provider behind it", skill.name),
            "leave `direct` out",
        ));
    }
    let begun = Begun::new(&linking, hub.port).map_err(|_| {
        Problem::project("the operating system gives no random numbers", "see its entropy source")
    })?;
    let link = Arc::new(Link {
        id: uuid::Uuid::new_v4().simple().to_string(),
        skill: skill.name.clone(),
        begun,
        registered,
        progress: tokio::sync::Mutex::new(Progress::Open),
        announcing: watch::Sender::new(false),
    });
    hub.links.keep(link.clone());
    Ok(link)
}

/// `POST /api/skills/{skill}/links`.
pub(super) async fn begun(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(registered): Body<Registered>,
) -> Result<Json<Value>, Problem> {
    let link = begin(&hub, &skill, registered)?;
    Ok(Json(json!({ "link": link.id, "url": link.begun.url })))
}

/// `GET /link/{skill}`.
pub(super) async fn open(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let link = begin(&hub, &skill, Registered::default())?;
    let headers =
        [(header::LOCATION, link.begun.url.clone()), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers))
}

/// `GET /api/skills/{skill}/links/{link}`.
pub(super) async fn report(
    State(hub): State<Arc<Hub>>,
    Path((skill, link)): Path<(String, String)>,
) -> Result<Json<Report>, Problem> {
    Ok(Json(hub.links.get(&skill, &link)?.report().await))
}

/// `POST /api/skills/{skill}/links/{link}/due`.
pub(super) async fn due(
    State(hub): State<Arc<Hub>>,
    Path((skill, link)): Path<(String, String)>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Report>, Problem> {
    let link = hub.links.get(&skill, &link)?;
    if let Progress::Linked(tokens) = &mut *link.progress.lock().await {
        tokens.expire();
    }
    Ok(Json(link.report().await))
}

/// `GET /api/skills/{skill}/links/{link}/token`.
pub(super) async fn token(
    State(hub): State<Arc<Hub>>,
    Path((skill, link)): Path<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let link = hub.links.get(&skill, &link)?;
    let access = link.access_token(&hub, hub.skill(&skill)?).await?;
    let access = access.ok_or_else(|| {
        Problem::new(
            Kind::Conflict,
            "the account is not linked any more, or the token endpoint is out of order",
            "link it again, or see the log of the function `token`",
        )
    })?;
    let expires_in = match &*link.progress.lock().await {
        Progress::Linked(tokens) => tokens.seconds_left(),
        _ => None,
    };
    let mut reply = json!({ "access_token": access, "token_type": "Bearer" });
    if let Some(seconds) = expires_in {
        reply["expires_in"] = seconds.into();
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(reply)))
}
