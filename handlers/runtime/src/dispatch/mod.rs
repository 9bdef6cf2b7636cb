//! From a request to a response.

mod answers;
mod entities;
mod finish;
mod route;
mod run;

use crate::{
    Skill,
    alexa::{CanFulfill, CanFulfillIntent, RequestEnvelope, Response, ResponseEnvelope},
    app::App,
    log::Event,
};
use tokio::time::Instant;

/// Answers any request that is for this skill; there is always an answer.
pub(crate) async fn dispatch<S: Skill>(
    app: &App<S>,
    envelope: &mut RequestEnvelope,
    deadline: Instant,
) -> ResponseEnvelope {
    match envelope.kind() {
        "LaunchRequest" | "IntentRequest" => run::converse(app, envelope, deadline).await,
        "CanFulfillIntentRequest" => {
            let can_fulfill_intent = Some(CanFulfillIntent { can_fulfill: CanFulfill::No });
            Response { can_fulfill_intent, ..Response::default() }.into()
        }
        kind => {
            if let Some(error) = envelope.request.as_ref().and_then(|request| request.error.as_ref()) {
                let error_type = error.kind.as_deref();
                app.config.log.write(&Event::AlexaReported { request_type: kind, error_type });
            }
            ResponseEnvelope::empty()
        }
    }
}
