//! A launch or an intent: the session is taken up, the wish is met, the session is put back.

use super::{
    TO_ANSWER, answers, caller, entities,
    finish::Ending,
    route::Wish,
    waiting::{Waiting, beside},
};
use crate::{
    Calls, Failure, Reply, Skill, Turn,
    account::Visitor,
    alexa::{RequestEnvelope, ResponseEnvelope},
    alexa_api::AlexaApi,
    app::App,
    calls::{Access, Waited},
    fields::Fields,
    log::Event,
    open_slot::OpenSlot,
    reply::Next,
    session::{self, Kept},
    speech::Locale,
    values::{Fetched, Values},
    zone::Device,
};
use futures_util::FutureExt;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::time::{Instant, timeout_at};

/// Calls end before the request's time does, so that a slow call is answered by its own rules.
const AFTER_CALLS: Duration = Duration::from_millis(50);

pub(super) async fn converse<S: Skill>(
    app: &App<S>,
    envelope: &mut RequestEnvelope,
    deadline: Instant,
    waited: &Waited,
) -> ResponseEnvelope {
    let (log, since) = (&app.config.log, Instant::now());
    let caller = caller(envelope, envelope.access_token());
    let attributes = envelope.session.as_mut().and_then(|session| session.attributes.take());
    let Some(request) = &envelope.request else { return ResponseEnvelope::empty() };
    let Some(locale) = app.words.of(request.locale.as_deref()) else { return ResponseEnvelope::empty() };
    let mut attributes = attributes.map(|attributes| attributes.0).unwrap_or_default();
    let (kept, memory, fresh) = match session::take::<S>(&mut attributes) {
        Ok((kept, memory)) => (kept, memory, false),
        Err(session::Unreadable(reason)) => {
            log.write(&Event::SessionDropped { reason: &reason });
            (Kept::default(), S::Memory::default(), true)
        }
    };
    let answer_by = deadline.checked_sub(TO_ANSWER).unwrap_or(deadline);
    let calls_by = answer_by.checked_sub(AFTER_CALLS).unwrap_or(answer_by);
    let sent = sent(request.timestamp.as_ref());
    let today = sent.to_zoned(TimeZone::UTC).date();
    let visitor = Visitor::new(app.accounts.as_deref(), &app.guard, &app.http, caller, calls_by);
    let access = Access::Visitor(&visitor);
    let wish = Wish::of(request, today);
    let one_shot =
        wish != Wish::Launch && envelope.session.as_ref().is_none_or(|session| session.new == Some(true));
    let mut ending = Ending { attributes, kept, one_shot, preface: None };
    let fields = Fields::new(std::mem::take(&mut ending.kept.fields));
    let api = AlexaApi::new(&app.http, &app.config, envelope);
    let device = Device { api, id: envelope.device_id(), deadline: calls_by, waited, log };
    let open_slot = OpenSlot::of(&ending.kept);
    let mut turn = Turn {
        memory,
        profile: S::Profile::default(),
        profile_version: None,
        visitor: &visitor,
        focus: ending.kept.focus.as_ref(),
        asked_again: ending.kept.again.as_deref(),
        locale,
        calls: Calls::new(&app.http, &app.config.services, calls_by, log, access)
            .with_fields(&fields)
            .with_waited(waited),
        intent: request.intent.as_ref(),
        settled: open_slot.settled(request.intent.as_ref()),
        open_slot,
        taken_up: Vec::new(),
        once: ending.kept.once,
        values: Values { kept: ending.kept.values.clone(), fetched: Fetched::NotYet },
        sent,
        today,
        zone: ending.kept.zone.clone(),
        device,
    };
    if fresh {
        ending.preface = Some(locale.render("words.fresh_start", &[]));
    }
    let waiting = Waiting::new(api, log, envelope, locale, since);
    let work = async {
        let reply = if fresh && wish.refers_back() {
            Some(Reply::new(locale.render("words.anything_else", &[]), Next::Stay))
        } else {
            guarded(app, &mut turn, wish, &ending.kept, answer_by).await
        };
        // What a panic left of the memory is not trusted; what came with the request is kept.
        let memory = match &reply {
            Some(_) => serde_json::to_value(&turn.memory).map_err(|error| error.to_string()),
            None => Ok(ending.kept.memory.clone()),
        };
        let reply = reply.unwrap_or_else(|| Reply::new(locale.render("words.apology", &[]), Next::Rest));
        let entities = entities::due(&ending, &reply);
        let entities = if entities { entities::fetch(app, &mut turn, answer_by).await } else { None };
        (reply, memory, entities, turn.values.into_kept(S::KNOWN), turn.zone)
    };
    let (reply, memory, entities, values, zone) = beside(work, waiting).await;
    ending.kept.fields = fields.known();
    ending.kept.zone = zone;
    ending.finish::<S>(locale, reply, memory, entities, values, log)
}

/// Meets the wish in time; a failure becomes its message. `None` after a panic.
async fn guarded<'a, S: Skill>(
    app: &App<S>,
    turn: &mut Turn<'a, S>,
    wish: Wish<'_>,
    kept: &'a Kept,
    answer_by: Instant,
) -> Option<Reply> {
    let log = &app.config.log;
    let locale = turn.locale;
    // Boxed: it is most of what a request takes, and would be moved about.
    let meeting = AssertUnwindSafe(Box::pin(answers::meet(turn, wish, kept))).catch_unwind();
    let outcome = match timeout_at(answer_by, meeting).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => {
            // Where it panicked was logged by the panic hook.
            log.write(&Event::Failed { detail: "the skill's code panicked" });
            return None;
        }
        Err(_) => Err(Failure::slow("the request took longer than its budget")),
    };
    Some(outcome.unwrap_or_else(|failure| {
        log.write(&Event::Failed { detail: &failure.to_string() });
        failed(locale, &failure)
    }))
}

fn failed(locale: &Locale, failure: &Failure) -> Reply {
    let next = if failure.wants_relink() { Next::Relink } else { Next::Rest };
    let reason = failure.reason();
    Reply::new(locale.render(failure.message(), &[("reason", &reason)]), next)
}

/// When the request was sent; now where it does not say.
fn sent(timestamp: Option<&Value>) -> Timestamp {
    let sent = timestamp.and_then(Value::as_str).and_then(|text| text.parse().ok());
    sent.unwrap_or_else(Timestamp::now)
}
