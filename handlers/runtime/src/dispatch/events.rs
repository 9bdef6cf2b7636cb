//! What Alexa reports about a user and the skill, outside of any conversation. Source: "Skill Events in Alexa Skills".
//!
//! Nobody hears an answer. An event that is not acknowledged is sent again for an hour, so a store that is down is no
//! reason to say that all is well.

use super::{TO_ANSWER, caller, user};
use crate::{
    Rejected, Skill,
    alexa::{RequestEnvelope, ResponseEnvelope},
    app::App,
    log::Event,
    store::StoreError,
};
use tokio::time::Instant;

/// A user has linked an account: from now on it is known whose it is.
pub(super) async fn linked<S: Skill>(
    app: &App<S>,
    envelope: &RequestEnvelope,
    deadline: Instant,
) -> Result<ResponseEnvelope, Rejected> {
    if let (Some(accounts), Some(caller)) = (&app.accounts, caller(envelope, envelope.event_token())) {
        acknowledged(app, accounts.meet(&caller, answer_by(deadline)).await)?;
    }
    Ok(ResponseEnvelope::empty())
}

/// A user has disabled the skill. Alexa tells who, and no access token.
pub(super) async fn disabled<S: Skill>(
    app: &App<S>,
    envelope: &RequestEnvelope,
    deadline: Instant,
) -> Result<ResponseEnvelope, Rejected> {
    if let (Some(accounts), Some(user)) = (&app.accounts, user(envelope)) {
        acknowledged(app, accounts.end_user(&user, &app.config.log, answer_by(deadline)).await)?;
    }
    Ok(ResponseEnvelope::empty())
}

fn answer_by(deadline: Instant) -> Instant {
    deadline.checked_sub(TO_ANSWER).unwrap_or(deadline)
}

fn acknowledged<S: Skill>(app: &App<S>, outcome: Result<(), StoreError>) -> Result<(), Rejected> {
    outcome.map_err(|error| {
        let detail = format!("the store of linked accounts failed: {error}");
        app.config.log.write(&Event::Failed { detail: &detail });
        Rejected::Unacknowledged
    })
}
