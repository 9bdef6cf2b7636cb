//! From a skill's response to what Alexa says, checked as she checks it.

mod card;
mod directive;
mod entities;
mod speech;

pub use card::Card;

use super::{
    conversation::{Conversation, Pending},
    dialog::{self, Dialog, DialogState, Next},
    error::BadResponse,
    hear::Heard,
    intent::{Intent, Resolver},
    request,
    skill::Locale,
    ssml::Speech,
};
use directive::{DialogStep, Directives, Entities};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The largest response, in bytes.
const LARGEST: usize = 120 * 1024;

/// What the user hears and sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What is said, as a transcript writes it: tags dropped, spelled words as `O P S`.
    pub speech: String,
    /// The same as SSML; plain text is escaped into it. Empty where nothing is said.
    pub ssml: String,
    /// What Alexa will say when the user says nothing, as plain text.
    pub reprompt: Option<String>,
    /// Whether the session is over.
    pub ended: bool,
    /// The card in the Alexa app.
    pub card: Option<Card>,
    /// A request that Alexa sends at once, because a delegated dialog is complete. Send it, and give
    /// its response to [`answer`].
    pub follow_up: Option<Heard>,
}

impl Said {
    /// What Alexa says by herself, in a session that stays open.
    pub(crate) fn by_alexa(speech: Speech) -> Self {
        Self {
            speech: speech.plain,
            ssml: speech.ssml,
            reprompt: None,
            ended: false,
            card: None,
            follow_up: None,
        }
    }

    /// A question of a dialog that Alexa leads; she repeats it after silence.
    pub(crate) fn asked_by_alexa(speech: Speech) -> Self {
        Self { reprompt: Some(speech.plain.clone()), ..Self::by_alexa(speech) }
    }
}

/// Takes the response to the oldest request that has none yet. A fault ends the session; see
/// [`Conversation::fail`].
pub fn answer(conversation: &mut Conversation, response: &Value) -> Result<Said, BadResponse> {
    let (Some(request), Some(model)) = (conversation.pending.pop_front(), conversation.model.clone()) else {
        return Err(BadResponse::new("response", "answers no request: hear an utterance first"));
    };
    let said = match &request {
        Pending::SessionEnded { then } => after_the_end(then.clone(), response),
        Pending::Launch => in_session(conversation, &model, None, response),
        Pending::Intent(intent) => in_session(conversation, &model, Some(intent), response),
    };
    if let Err(refused) = &said
        && !matches!(request, Pending::SessionEnded { .. })
        && let Some(session) = &mut conversation.session
    {
        session.fault = Some(refused.to_string());
    }
    said
}

/// A `SessionEndedRequest` cannot be answered; an empty response is its receipt.
fn after_the_end(then: Option<Speech>, response: &Value) -> Result<Said, BadResponse> {
    let empty = |value: &Value| {
        value.is_null()
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty)
    };
    for member in ["outputSpeech", "reprompt", "card", "directives"] {
        if response.pointer(&format!("/response/{member}")).is_some_and(|value| !empty(value)) {
            return Err(BadResponse::new(
                format!("response.{member}"),
                "answers a `SessionEndedRequest`, which cannot be answered; return an empty response",
            ));
        }
    }
    let silent = || Said { ended: true, ..Said::by_alexa(Speech::default()) };
    Ok(then.map_or_else(silent, Said::asked_by_alexa))
}

fn in_session(
    conversation: &mut Conversation,
    model: &Arc<Locale>,
    intent: Option<&Intent>,
    envelope: &Value,
) -> Result<Said, BadResponse> {
    let reply = Reply::read(envelope, &conversation.resolver(model), intent)?;
    match reply.directives.entities {
        Some(Entities::Replace(entities)) => conversation.set_entities(Some(entities)),
        Some(Entities::Clear) => conversation.set_entities(None),
        None => {}
    }
    let Some(session) = &mut conversation.session else {
        return Err(BadResponse::new("response", "comes after the session's end"));
    };
    session.new = false;
    session.attributes = reply.attributes;
    session.reprompt.clone_from(&reply.reprompt);
    session.dialog = None;
    if reply.ended {
        conversation.session = None;
    }
    let Speech { plain, ssml } = reply.speech.unwrap_or_default();
    let said = Said {
        speech: plain,
        ssml,
        reprompt: reply.reprompt.map(|reprompt| reprompt.plain),
        ended: reply.ended,
        card: reply.card,
        follow_up: None,
    };
    match reply.directives.dialog {
        None => Ok(said),
        Some(DialogStep::Ask(dialog)) => {
            ask(conversation, dialog);
            Ok(said)
        }
        Some(DialogStep::Delegate(intent)) => delegate(conversation, model, intent, said),
    }
}

/// A response that keeps every rule.
struct Reply {
    attributes: Map<String, Value>,
    speech: Option<Speech>,
    reprompt: Option<Speech>,
    card: Option<Card>,
    directives: Directives,
    ended: bool,
}

impl Reply {
    fn read(envelope: &Value, resolver: &Resolver<'_>, intent: Option<&Intent>) -> Result<Self, BadResponse> {
        check_envelope(envelope)?;
        let attributes = match envelope.get("sessionAttributes") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(attributes)) => attributes.clone(),
            Some(_) => return Err(BadResponse::new("sessionAttributes", "is not an object")),
        };
        let response = match envelope.get("response") {
            Some(Value::Object(response)) => response,
            Some(_) => return Err(BadResponse::new("response", "is not an object")),
            None => return Err(BadResponse::new("response", "is missing")),
        };
        let should_end = match response.get("shouldEndSession") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(end)) => Some(*end),
            Some(_) => return Err(BadResponse::new("response.shouldEndSession", "is not `true` or `false`")),
        };
        let directives = Directives::read(response.get("directives"), resolver, intent)?;
        let language = resolver.locale.language;
        let reply = Self {
            attributes,
            speech: speech::output(response.get("outputSpeech"), "response.outputSpeech", language)?,
            reprompt: speech::reprompt(response.get("reprompt"), language)?,
            card: card::read(response.get("card"))?,
            // A speaker closes the session when nothing is said of it, except for a dialog's answer.
            ended: should_end.unwrap_or(directives.dialog.is_none()),
            directives,
        };
        reply.check()?;
        Ok(reply)
    }

    /// What must fit together.
    fn check(&self) -> Result<(), BadResponse> {
        if self.ended && self.directives.dialog.is_some() {
            return Err(BadResponse::new(
                "response.shouldEndSession",
                "is `true` beside a dialog directive, which expects an answer; make it `false`",
            ));
        }
        if self.ended && self.reprompt.is_some() {
            return Err(BadResponse::new(
                "response.reprompt",
                "is given, but the session does not stay open for it; set `shouldEndSession` to `false`, or drop it",
            ));
        }
        let delegated = matches!(self.directives.dialog, Some(DialogStep::Delegate(_)));
        if delegated && (self.speech.is_some() || self.reprompt.is_some()) {
            return Err(BadResponse::new(
                "response.directives",
                "has `Dialog.Delegate` beside `outputSpeech` or `reprompt`; Alexa speaks the prompts, so drop them",
            ));
        }
        Ok(())
    }
}

fn check_envelope(envelope: &Value) -> Result<(), BadResponse> {
    if !envelope.is_object() {
        return Err(BadResponse::new("response", "is not a JSON object"));
    }
    let size = envelope.to_string().len();
    if size > LARGEST {
        return Err(BadResponse::new("response", format!("has {size} bytes; at most {LARGEST}")));
    }
    match envelope.get("version") {
        Some(Value::String(version)) if version == "1.0" => Ok(()),
        Some(other) => Err(BadResponse::new("version", format!("is `{other}`; it must be \"1.0\""))),
        None => Err(BadResponse::new("version", "is missing; it must be \"1.0\"")),
    }
}

fn ask(conversation: &mut Conversation, dialog: Dialog) {
    if let Some(session) = &mut conversation.session {
        session.dialog = Some(dialog);
    }
}

/// Does what Alexa does with a dialog that was handed to her: asks what is missing, or, with nothing
/// missing, sends the complete intent at once.
fn delegate(
    conversation: &mut Conversation,
    model: &Locale,
    mut intent: Intent,
    said: Said,
) -> Result<Said, BadResponse> {
    let Some(declared) = model.dialog(&intent.name) else { return Ok(said) };
    let next = dialog::next(model, declared, &mut intent, conversation.now)
        .map_err(|fault| BadResponse::new("response.directives", format!("delegates, but {fault}")))?;
    match next {
        Next::Ask(speech, awaiting) => {
            if let Some(session) = &mut conversation.session {
                session.reprompt = Some(speech.clone());
            }
            ask(conversation, Dialog { intent, awaiting, alexa_leads: false });
            Ok(Said { card: said.card, ..Said::asked_by_alexa(speech) })
        }
        Next::Complete => {
            let heard = request::intent(conversation, &intent, Some(DialogState::Completed));
            Ok(Said { follow_up: Some(heard), ..said })
        }
    }
}
