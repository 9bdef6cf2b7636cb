//! Skill events: Alexa tells the skill that a user has linked an account, or has disabled the skill.

use super::{Link, Progress, Report};
use crate::{
    alexa::{SkillEvent, skill_event},
    cloud::Hub,
    control::{
        Body, Nothing,
        conversations::seed,
        stopping,
        turns::{invoke, redacted},
    },
    problem::{Kind, Problem},
    skill::Skill,
};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// How often an event that is not acknowledged is sent; Alexa goes on for an hour.
const TRIES: usize = 2;

/// An event to be sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::control) struct Wanted {
    /// What happened.
    #[serde(rename = "type")]
    kind: WantedKind,
    /// The user's link; a user whom the skill has never met where left out.
    link: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
enum WantedKind {
    SkillAccountLinked,
    SkillDisabled,
}

/// An event and what the skill said to it.
#[derive(Serialize)]
pub(in crate::control) struct Exchange {
    request: Value,
    response: Value,
}

/// `POST /api/skills/{skill}/events`.
pub(in crate::control) async fn send(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(Wanted { kind, link }): Body<Wanted>,
) -> Result<Json<Exchange>, Problem> {
    let skill = hub.skill(&skill)?.clone();
    let link = link.map(|id| hub.links.get(&skill.name, &id)).transpose()?;
    let user = link.as_ref().map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), |it| it.id.clone());
    let whole = tokio::spawn(async move {
        let token = match &link {
            Some(link) => link.token().await,
            None => None,
        };
        let event = match (kind, &token) {
            (WantedKind::SkillDisabled, _) => SkillEvent::Disabled,
            (WantedKind::SkillAccountLinked, Some(token)) => SkillEvent::AccountLinked(token),
            (WantedKind::SkillAccountLinked, None) => {
                let help = "name a link that is linked, or send `SkillDisabled`";
                return Err(Problem::new(Kind::Conflict, "no account is linked", help));
            }
        };
        let request = request(&skill, event, &user);
        let response = invoke(&skill, &request).await?;
        Ok(Exchange { request: redacted(request), response })
    });
    whole.await.unwrap_or_else(|_| Err(stopping())).map(Json)
}

/// `DELETE /api/skills/{skill}/links/{link}`.
pub(in crate::control) async fn disable(
    State(hub): State<Arc<Hub>>,
    Path((skill, link)): Path<(String, String)>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Report>, Problem> {
    let link = hub.links.get(&skill, &link)?;
    let skill = hub.skill(&skill)?.clone();
    // Not abandoned half-way when the one who asked goes away.
    let whole = tokio::spawn(async move {
        link.settled().await;
        {
            let mut progress = link.progress.lock().await;
            if !matches!(*progress, Progress::Linked(_) | Progress::Dropped) {
                return Err(Problem::new(
                    Kind::Conflict,
                    "the user has not enabled the skill",
                    format!(
                        "link an account first; an event is sent again by `POST /api/skills/{}/events`",
                        skill.name
                    ),
                ));
            }
            *progress = Progress::Disabled;
        }
        let request = request(&skill, SkillEvent::Disabled, &link.id);
        let error = deliver(&skill, &request).await.err().map(|problem| problem.message);
        Ok(Report { error, ..link.report().await })
    });
    whole.await.unwrap_or_else(|_| Err(stopping())).map(Json)
}

/// Tells the skill that `link` is linked, while nobody waits for it.
pub(super) fn announce(skill: Arc<Skill>, link: &Arc<Link>, token: &str) {
    let request = request(&skill, SkillEvent::AccountLinked(token), &link.id);
    let link = link.clone();
    link.announcing.send_replace(true);
    tokio::spawn(async move {
        // A skill that takes no event is linked all the same.
        deliver(&skill, &request).await.ok();
        link.announcing.send_replace(false);
    });
}

fn request(skill: &Skill, event: SkillEvent<'_>, user: &str) -> Value {
    let locale = skill.locales().into_iter().next().unwrap_or_default();
    let user = seed(&(skill.name.clone(), user.to_owned()));
    skill_event(event, &skill.id(), &locale, user, Timestamp::now())
}

async fn deliver(skill: &Skill, request: &Value) -> Result<(), Problem> {
    let mut outcome = Ok(());
    for _ in 0..TRIES {
        outcome = invoke(skill, request).await.map(drop);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}
