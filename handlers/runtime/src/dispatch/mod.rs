//! From a request to a response.

mod answers;
mod entities;
mod events;
mod finish;
mod route;
mod run;
mod waiting;

use crate::{
    Rejected, Skill,
    account::Caller,
    alexa::{self, CanFulfill, CanFulfillIntent, RequestEnvelope, Response, ResponseEnvelope},
    app::App,
    calls::Waited,
    log::{self, Event},
    store::Secret,
};
use tokio::time::{Duration, Instant};

/// Kept back of a request's time to write the answer and to bring it to Alexa.
const TO_ANSWER: Duration = Duration::from_millis(150);

/// Answers any request that is for this skill. There is always an answer to a user; an event is refused where it could
/// not be carried out.
pub(crate) async fn dispatch<S: Skill>(
    app: &App<S>,
    envelope: &mut RequestEnvelope,
    deadline: Instant,
    waited: &Waited,
) -> Result<ResponseEnvelope, Rejected> {
    Ok(match envelope.kind() {
        "LaunchRequest" | "IntentRequest" => run::converse(app, envelope, deadline, waited).await,
        "CanFulfillIntentRequest" => {
            let can_fulfill_intent = Some(CanFulfillIntent { can_fulfill: CanFulfill::No });
            Response { can_fulfill_intent, ..Response::default() }.into()
        }
        "AlexaSkillEvent.SkillAccountLinked" => events::linked(app, envelope, deadline).await?,
        "AlexaSkillEvent.SkillDisabled" => events::disabled(app, envelope, deadline).await?,
        kind => {
            if let Some(error) = envelope.request.as_ref().and_then(|request| request.error.as_ref()) {
                let error_type = error.kind.as_deref().map(log::name);
                app.config.log.write(&Event::AlexaReported { request_type: log::name(kind), error_type });
            }
            ResponseEnvelope::empty()
        }
    })
}

/// The bearer of `token`; nobody where Alexa sent no access token.
fn caller(envelope: &RequestEnvelope, token: Option<&alexa::Secret>) -> Option<Caller> {
    Some(Caller { token: Secret::new(token?.expose()), user: user(envelope) })
}

/// Alexa's id of the user, which counts as a secret: nothing writes it down but as a hash.
fn user(envelope: &RequestEnvelope) -> Option<Secret> {
    envelope.user_id().map(Secret::new)
}
