//! From an utterance to the requests that Alexa would send.

use super::{
    answer::Said,
    builtin,
    conversation::{Conversation, Pending, Session},
    dialog::{self, Awaiting, Dialog, DialogState, Next},
    error::Misheard,
    intent::Intent,
    invocation::{self, Call},
    reading::Reading,
    recognise::{Ear, Recognised},
    request,
    skill::{self, Locale, Skill},
    slots::Clock,
    text::Words,
};
use jiff::Timestamp;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// What Alexa does about an utterance.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// She sends requests: one; or, where the skill is called anew from within a session, the end of
    /// that session and the beginning of another. Send them in order; each response goes to
    /// [`answer`](super::answer()).
    Requests(Vec<Heard>),
    /// She speaks by herself: the reprompt after silence, a prompt of a dialog that the model
    /// delegates to her. No request is sent.
    Said(Said),
}

/// A request, with what the utterance was understood as.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The whole envelope.
    pub request: Value,
    /// The intent of an `IntentRequest`.
    pub intent: Option<String>,
    /// The values of its slots, those said earlier in the dialog included.
    pub slots: BTreeMap<String, String>,
}

/// Hears an utterance as Alexa would. Nothing, or `(silence)`, is silence: the reprompt once, then
/// the session's end. An error leaves the conversation as it was.
pub fn hear(
    skill: &Skill,
    conversation: &mut Conversation,
    utterance: &str,
    now: Timestamp,
) -> Result<Turn, Misheard> {
    let locale = skill.locale(conversation.locale())?;
    // On a copy, so that an error changes nothing.
    let mut attempt = conversation.clone();
    attempt.begin_turn(Arc::clone(&locale), now);
    let turn = listen(&mut attempt, &locale, utterance)?;
    *conversation = attempt;
    Ok(turn)
}

fn listen(conversation: &mut Conversation, locale: &Locale, utterance: &str) -> Result<Turn, Misheard> {
    let words = Words::of(utterance, locale.language);
    if words.is_empty() || utterance.trim() == "(silence)" {
        return silence(conversation, locale);
    }
    let called = invocation::call(&words, locale, conversation.is_open());
    let Some(session) = &conversation.session else {
        return match called {
            Some(called) => begin(conversation, locale, utterance, called.call),
            None if conversation.named => one_shot(conversation, locale, utterance, &[words]),
            None => Err(Misheard::NotOpen {
                utterance: utterance.to_owned(),
                open: locale.opening(),
                ask: locale.asking(),
            }),
        };
    };
    let dialog = session.dialog.clone();
    match called {
        Some(called) if !is_a_sample(conversation, locale, &words, called.words) => {
            begin(conversation, locale, utterance, called.call)
        }
        _ => in_session(conversation, locale, utterance, &words, dialog),
    }
}

/// Whether a sample itself says what would call the skill, verb and name: then, in a session, it is meant.
fn is_a_sample(conversation: &Conversation, locale: &Locale, words: &Words, naming: usize) -> bool {
    match ear(conversation, locale, None).recognise(words) {
        Recognised::One(reading) | Recognised::Tie(reading, _) => reading.literals() >= naming,
        Recognised::Nothing => false,
    }
}

/// Does what the call of the skill asks for, in a session of its own.
fn begin(
    conversation: &mut Conversation,
    locale: &Locale,
    utterance: &str,
    call: Call,
) -> Result<Turn, Misheard> {
    match call {
        Call::Launch => {
            let mut requests = leave(conversation);
            requests.push(request::launch(conversation));
            Ok(Turn::Requests(requests))
        }
        Call::Ask(cuts) => one_shot(conversation, locale, utterance, &cuts),
    }
}

/// The reprompt, once; then, or where there is none, the end.
fn silence(conversation: &mut Conversation, locale: &Locale) -> Result<Turn, Misheard> {
    let Some(session) = &mut conversation.session else {
        return Err(Misheard::NothingSaid { open: locale.opening() });
    };
    if let Some(reprompt) = session.reprompt.take() {
        return Ok(Turn::Said(Said::by_alexa(reprompt)));
    }
    let ended = request::session_ended(conversation, "EXCEEDED_MAX_REPROMPTS", None);
    Ok(Turn::Requests(ended.into_iter().collect()))
}

/// The end of a session that is open, because the user goes elsewhere.
fn leave(conversation: &mut Conversation) -> Vec<Heard> {
    request::session_ended(conversation, "USER_INITIATED", None).into_iter().collect()
}

fn one_shot(
    conversation: &mut Conversation,
    locale: &Locale,
    utterance: &str,
    cuts: &[Words],
) -> Result<Turn, Misheard> {
    let ear = ear(conversation, locale, None);
    let heard = cuts.iter().map(|words| ear.recognise(words)).fold(Recognised::Nothing, Ear::better);
    let last_cut = cuts.last().cloned().unwrap_or_default();
    let intent = match understood(heard, &ear, utterance)? {
        Some((declared, reading)) => filled(conversation, locale, declared, None, &reading),
        None => builtin::leaving(locale, &last_cut)
            .or_else(|| locale.lists(builtin::FALLBACK).then_some(builtin::FALLBACK))
            .and_then(|name| blank(locale, name))
            .ok_or_else(|| not_understood(&ear, utterance, &last_cut))?,
    };
    let mut requests = leave(conversation);
    conversation.open();
    match send(conversation, locale, intent, false)? {
        Turn::Requests(more) => requests.extend(more),
        said @ Turn::Said(_) if requests.is_empty() => return Ok(said),
        Turn::Said(_) => {
            let asked = conversation.session.as_ref().and_then(|session| session.reprompt.clone());
            if let Some(Pending::SessionEnded { then }) = conversation.pending.back_mut() {
                *then = asked;
            }
        }
    }
    Ok(Turn::Requests(requests))
}

fn in_session(
    conversation: &mut Conversation,
    locale: &Locale,
    utterance: &str,
    words: &Words,
    dialog: Option<Dialog>,
) -> Result<Turn, Misheard> {
    if let Some(mut dialog) = dialog.clone()
        && !matches!(dialog.awaiting, Awaiting::Slot(_))
        && let Some(yes) = builtin::yes_or_no(words, locale.language)
    {
        dialog.confirm(yes);
        return go_on(conversation, locale, dialog);
    }
    let elicited = dialog.as_ref().and_then(|dialog| elicited(locale, dialog));
    let ear = ear(conversation, locale, elicited);
    let heard = ear.recognise(words);
    let Some((declared, reading)) = understood(heard, &ear, utterance)? else {
        if let Some(name) = builtin::leaving(locale, words) {
            return send_blank(conversation, locale, name);
        }
        if builtin::is_leaving(locale.language, words) {
            return Ok(Turn::Requests(leave(conversation)));
        }
        if locale.lists(builtin::FALLBACK) {
            return send_blank(conversation, locale, builtin::FALLBACK);
        }
        return Err(not_understood(&ear, utterance, words));
    };
    if let Some(dialog) = dialog.filter(|dialog| dialog.intent.name == declared.name) {
        let intent = filled(conversation, locale, declared, Some(dialog.intent.clone()), &reading);
        return go_on(conversation, locale, Dialog { intent, ..dialog });
    }
    let intent = filled(conversation, locale, declared, None, &reading);
    send(conversation, locale, intent, false)
}

/// Continues a dialog with what was just said.
fn go_on(conversation: &mut Conversation, locale: &Locale, dialog: Dialog) -> Result<Turn, Misheard> {
    if dialog.alexa_leads {
        return send(conversation, locale, dialog.intent, true);
    }
    Ok(Turn::Requests(vec![request_intent(conversation, &dialog.intent, Some(DialogState::InProgress))]))
}

/// Sends an intent, or asks what a dialog that is Alexa's still lacks.
fn send(
    conversation: &mut Conversation,
    locale: &Locale,
    mut intent: Intent,
    going_on: bool,
) -> Result<Turn, Misheard> {
    let state = match locale.dialog(&intent.name) {
        None => None,
        Some(declared) if locale.delegates_always(declared) => {
            match dialog::next(locale, declared, &mut intent, conversation.now)? {
                Next::Complete => Some(DialogState::Completed),
                Next::Ask(speech, awaiting) => {
                    if let Some(session) = &mut conversation.session {
                        session.reprompt = Some(speech.clone());
                        session.dialog = Some(Dialog { intent, awaiting, alexa_leads: true });
                    }
                    return Ok(Turn::Said(Said::asked_by_alexa(speech)));
                }
            }
        }
        Some(_) if going_on => Some(DialogState::InProgress),
        Some(_) => Some(DialogState::Started),
    };
    Ok(Turn::Requests(vec![request_intent(conversation, &intent, state)]))
}

fn request_intent(conversation: &mut Conversation, intent: &Intent, state: Option<DialogState>) -> Heard {
    if let Some(Session { dialog, .. }) = &mut conversation.session {
        *dialog = None;
    }
    request::intent(conversation, intent, state)
}

fn send_blank(conversation: &mut Conversation, locale: &Locale, name: &str) -> Result<Turn, Misheard> {
    match blank(locale, name) {
        Some(intent) => send(conversation, locale, intent, false),
        None => Ok(Turn::Requests(leave(conversation))),
    }
}

fn ear<'a>(conversation: &'a Conversation, locale: &'a Locale, elicited: Option<(usize, usize)>) -> Ear<'a> {
    let today = conversation.zone.to_datetime(conversation.now).date();
    Ear { locale, dynamic: conversation.entities(), elicited, clock: Clock { today } }
}

/// The indices of the slot that a dialog waits for.
fn elicited(locale: &Locale, dialog: &Dialog) -> Option<(usize, usize)> {
    let Awaiting::Slot(name) = &dialog.awaiting else { return None };
    let (index, intent) = locale.intent(&dialog.intent.name)?;
    Some((index, intent.slots.iter().position(|slot| slot.name == *name)?))
}

/// The one reading, with its intent's declaration; a tie is an error.
fn understood<'a>(
    heard: Recognised,
    ear: &Ear<'a>,
    utterance: &str,
) -> Result<Option<(&'a skill::Intent, Reading)>, Misheard> {
    match heard {
        Recognised::One(reading) => {
            Ok(ear.locale.intents.get(reading.intent).map(|declared| (declared, reading)))
        }
        Recognised::Nothing => Ok(None),
        Recognised::Tie(first, second) => Err(Misheard::Ambiguous {
            utterance: utterance.to_owned(),
            first: ear.describe(&first),
            second: ear.describe(&second),
        }),
    }
}

fn not_understood(ear: &Ear<'_>, utterance: &str, words: &Words) -> Misheard {
    let nearest = ear.nearest(words).and_then(|pattern| {
        let intent = ear.locale.intents.get(pattern.intent)?;
        Some(format!("`{}` of `{}`", pattern.sample, intent.name))
    });
    Misheard::NotUnderstood { utterance: utterance.to_owned(), nearest }
}

fn blank(locale: &Locale, name: &str) -> Option<Intent> {
    locale.intent(name).map(|(_, declared)| Intent::blank(declared))
}

/// The intent of a reading, on top of what is known of it already.
fn filled(
    conversation: &Conversation,
    locale: &Locale,
    declared: &skill::Intent,
    known: Option<Intent>,
    reading: &Reading,
) -> Intent {
    let mut intent = known.unwrap_or_else(|| Intent::blank(declared));
    intent.fill(declared, &reading.fills, &conversation.resolver(locale));
    intent
}
