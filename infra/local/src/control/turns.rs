//! `POST /api/skills/{skill}/turns`: one turn of a conversation with the stand-in for Alexa.

use super::{
    Body,
    conversations::{Open, seed},
    links::Link,
    stopping,
};
use crate::{
    alexa::{self, Card, Conversation, Heard, Said, Turn},
    cloud::Hub,
    lambda::Failure,
    problem::{Kind, Problem},
    skill::Skill,
};
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Alexa gives up on a skill after this long.
const PATIENCE: Duration = Duration::from_secs(8);
/// The function that Alexa calls.
const FUNCTION: &str = "skill";
/// How often Alexa may call the function again within one turn; a dialog that goes on has a fault.
const FOLLOW_UPS: usize = 5;

/// What a user says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Utterance {
    /// A conversation under way, or the name of a new one; a new one with a name made up where left out.
    conversation: Option<String>,
    /// The locale of a new conversation; the skill's default one where left out.
    locale: Option<String>,
    /// What is said.
    #[serde(rename = "utterance")]
    words: String,
    /// When, in RFC 3339 (`2026-03-01T12:00:00Z`); now where left out.
    now: Option<String>,
    /// The time zone that the device is set to (`Europe/Berlin`); UTC where left out.
    zone: Option<String>,
    /// Session attributes that the next request carries in place of those that the skill left: a session of an older
    /// version, for example.
    attributes: Option<Map<String, Value>>,
    /// The user's linked account; none where left out.
    link: Option<String>,
    /// What is said while no session is open is said to this skill, though it is not named.
    #[serde(default)]
    named: bool,
}

/// What the user hears.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    conversation: String,
    heard: Option<Understood>,
    /// What was said before the answer, while it was awaited.
    waiting: Vec<String>,
    speech: String,
    ssml: String,
    reprompt: Option<String>,
    ended: bool,
    /// The card in the Alexa app, by its type: `LinkAccount`.
    card: Option<&'static str>,
    /// The last request and its response; nothing where Alexa spoke by herself.
    request: Option<Value>,
    response: Option<Value>,
}

/// What Alexa made of the words.
#[derive(Debug, Serialize)]
struct Understood {
    intent: String,
    slots: BTreeMap<String, String>,
}

/// A request and the response to it.
struct Exchange {
    request: Value,
    response: Value,
    /// What was said between them.
    waiting: Vec<String>,
}

pub(super) async fn turn(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(utterance): Body<Utterance>,
) -> Result<Json<Answer>, Problem> {
    let skill = hub.skill(&skill)?.clone();
    let Utterance { conversation, locale, words, now, zone, attributes, link, named } = utterance;
    let link = link.map(|id| hub.links.get(&skill.name, &id)).transpose()?;
    let (id, open) =
        hub.conversations.open(&skill.name, &skill.id(), conversation, locale, &skill.locales())?;
    let now = match now {
        Some(text) => text.parse::<Timestamp>().map_err(|error| {
            Problem::new(
                Kind::Usage,
                format!("`now` is no time: {error}"),
                "write it like `2026-03-01T12:00:00Z`",
            )
        })?,
        None => Timestamp::now(),
    };
    let zone = zone.map_or(Ok(TimeZone::UTC), |name| time_zone(&name))?;
    // A turn is not abandoned half-way when the one who asked goes away: the conversation would not fit any more.
    let whole = tokio::spawn(async move {
        identify(&hub, &skill, &open, link.as_deref()).await?;
        open.turns.lock().await.set_api_endpoint(&hub.around.alexa_api());
        open.turns.lock().await.set_named(named);
        open.turns.lock().await.set_zone(zone);
        if let Some(attributes) = attributes {
            open.turns.lock().await.set_attributes(attributes);
        }
        take_turn(&hub, &skill, &open, id, &words, now).await
    });
    whole.await.unwrap_or_else(|_| Err(stopping())).map(Json)
}

/// The time zone of that name.
fn time_zone(name: &str) -> Result<TimeZone, Problem> {
    let zone = TimeZone::get(name).ok().filter(|zone| !zone.is_unknown());
    zone.ok_or_else(|| {
        let help = "name one of the IANA time zone database, like `America/Los_Angeles`";
        Problem::new(Kind::Usage, format!("`{name}` is no time zone"), help)
    })
}

/// Says who speaks: the user of the link, with a token that works, or a user without one.
async fn identify(hub: &Hub, skill: &Skill, open: &Open, link: Option<&Link>) -> Result<(), Problem> {
    let mut conversation = open.turns.lock().await;
    let token = match link {
        Some(link) => {
            conversation.set_user(seed(&(skill.name.clone(), link.id.clone())));
            link.access_token(hub, skill).await?
        }
        None => None,
    };
    conversation.set_access_token(token);
    Ok(())
}

async fn take_turn(
    hub: &Hub,
    skill: &Skill,
    open: &Open,
    id: String,
    words: &str,
    now: Timestamp,
) -> Result<Answer, Problem> {
    let mut conversation = open.turns.lock().await;
    let turn = alexa::hear(&skill.model(), &mut conversation, words, now)
        .map_err(|misheard| Problem::new(Kind::Usage, misheard.to_string(), misheard.help()))?;
    let requests = match turn {
        Turn::Said(said) => return Ok(answer(id, None, said, None)),
        Turn::Requests(requests) => requests,
    };
    let understood = requests.last().and_then(understood);
    match converse(hub, skill, &mut conversation, requests).await {
        Ok((said, exchange)) => Ok(answer(id, understood, said, exchange)),
        Err(problem) => {
            // As with Alexa: the session is over, and the skill is told so. What it says to that, nobody hears.
            if let Some(ended) = conversation.fail(now) {
                invoke(skill, &ended).await.ok();
            }
            Err(problem)
        }
    }
}

/// Sends what Alexa sends, in order, until there is something to say.
async fn converse(
    hub: &Hub,
    skill: &Skill,
    conversation: &mut Conversation,
    requests: Vec<Heard>,
) -> Result<(Said, Option<Exchange>), Problem> {
    let mut left = requests.into_iter();
    let mut last = None;
    let mut waiting = Vec::new();
    let mut follow_ups = 0;
    let mut next = left.next();
    while let Some(heard) = next {
        let zone = conversation.zone.iana_name().unwrap_or("UTC");
        let awaiting = hub.directives.expect(&heard.request, zone);
        let response = invoke(skill, &heard.request).await?;
        waiting.extend(awaiting.said());
        let mut said = alexa::answer(conversation, &response).map_err(|bad| {
            Problem::new(
                Kind::Function,
                format!("`{}`: {bad}", skill.name),
                "see the request and its response in the log",
            )
        })?;
        let follow_up = said.follow_up.take();
        follow_ups += usize::from(follow_up.is_some());
        if follow_ups > FOLLOW_UPS {
            return Err(Problem::new(
                Kind::Function,
                format!("`{}` delegates again and again without an end", skill.name),
                "let the function answer when its dialog is `COMPLETED`",
            ));
        }
        last = Some((said, Some(Exchange { request: heard.request, response, waiting: waiting.clone() })));
        next = follow_up.or_else(|| left.next());
    }
    last.ok_or_else(|| Problem::new(Kind::Usage, "the utterance led to no request", "say something else"))
}

/// Has the skill answer one request of Alexa.
pub(super) async fn invoke(skill: &Skill, request: &Value) -> Result<Value, Problem> {
    let function = skill.function(FUNCTION).ok_or_else(|| {
        Problem::project(format!("`{}` has no function `{FUNCTION}`", skill.name), "run `sayso generate`")
    })?;
    let payload = request.to_string().into_bytes().into();
    let answered = tokio::time::timeout(PATIENCE, function.invoke(payload)).await;
    let bytes = match answered {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(failure)) => return Err(failed(skill, &failure)),
        Err(_) => {
            return Err(Problem::new(
                Kind::Timeout,
                format!(
                    "`{}` did not answer within the {} s that Alexa waits",
                    skill.name,
                    PATIENCE.as_secs()
                ),
                "see its log for the call that took so long",
            ));
        }
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        Problem::new(
            Kind::Function,
            format!("`{}` answered what is no JSON: {error}", skill.name),
            "see its log",
        )
    })
}

fn failed(skill: &Skill, failure: &Failure) -> Problem {
    let kind = if failure.is_timeout() { Kind::Timeout } else { Kind::Function };
    Problem::new(
        kind,
        format!("the function `{FUNCTION}` of `{}` failed: {failure}", skill.name),
        "see its log",
    )
}

fn understood(heard: &Heard) -> Option<Understood> {
    Some(Understood { intent: heard.intent.clone()?, slots: heard.slots.clone() })
}

fn answer(conversation: String, heard: Option<Understood>, said: Said, exchange: Option<Exchange>) -> Answer {
    let Said { speech, ssml, reprompt, ended, card, .. } = said;
    let (waiting, exchange) = exchange.map(|it| (it.waiting, (redacted(it.request), it.response))).unzip();
    let waiting: Option<Vec<String>> = waiting;
    let (request, response) = exchange.unzip();
    let card = card.as_ref().map(Card::kind);
    Answer {
        conversation,
        heard,
        waiting: waiting.unwrap_or_default(),
        speech,
        ssml,
        reprompt,
        ended,
        card,
        request,
        response,
    }
}

/// The request without the tokens that it carries.
pub(super) fn redacted(mut request: Value) -> Value {
    let places = [
        "/context/System/user/accessToken",
        "/context/System/apiAccessToken",
        "/session/user/accessToken",
        "/request/body/accessToken",
    ];
    for place in places {
        if let Some(token) = request.pointer_mut(place) {
            *token = json!("…");
        }
    }
    request
}
