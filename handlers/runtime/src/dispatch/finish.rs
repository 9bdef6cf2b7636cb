//! A reply becomes a response, and the session is put back.

use super::entities;
use crate::{
    Reply, Skill,
    alexa::{Card, Directive, ElicitSlot, OutputSpeech, Reprompt, Response, ResponseEnvelope},
    log::{Event, Log},
    reply::Next,
    session::{self, Kept, Last, Open},
    speech::{Locale, Speech},
    values::KnownValues,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A card's title and text must have less than 8,000 characters together.
const LONGEST_CARD: usize = 7_500;

/// The session of a request that is being answered.
pub(super) struct Ending {
    /// The attributes of others.
    pub(super) attributes: Map<String, Value>,
    pub(super) kept: Kept,
    /// The request opened the session with a wish: it ends once that is met.
    pub(super) one_shot: bool,
    /// Said before anything else.
    pub(super) preface: Option<Speech>,
}

/// What follows from a reply's `next`.
#[derive(Default)]
struct After {
    ends: bool,
    relink: bool,
    open: Option<Open>,
    reprompt: Option<Speech>,
    elicit: Option<ElicitSlot>,
    directive: Option<Directive>,
    settled: BTreeMap<String, String>,
}

impl Ending {
    /// The response. `memory` is what the skill remembers, or why it cannot be kept.
    pub(super) fn finish<S: Skill>(
        mut self,
        locale: &Locale,
        reply: Reply,
        memory: Result<Value, String>,
        entities: Option<Directive>,
        values: KnownValues,
        log: &Log,
    ) -> ResponseEnvelope {
        let Reply { speech: said, next, focus, again, once, card } = reply;
        let mut speech = self.preface.take().unwrap_or_default();
        speech.sentence(&said);
        let card = card.then(|| simple_card(locale, &speech));
        let same = matches!(next, Next::Same);
        let picks = !next.options().is_empty();
        let after = match self.after(locale, next, &mut speech, &values) {
            Ok(after) => after,
            Err(reason) => return self.dropped(locale, &reason, log),
        };
        let has_entities = self.kept.entities || entities.is_some();
        let again = again.or_else(|| self.still_asked(&after));
        let elicit = after.elicit.clone().map(Directive::ElicitSlot);
        let response = Response {
            output_speech: Some(OutputSpeech::Ssml { ssml: speech.to_speak() }),
            card: if after.relink { Some(Card::LinkAccount) } else { card },
            reprompt: after.reprompt.as_ref().filter(|_| !after.ends).map(reprompt),
            directives: elicit.into_iter().chain(after.directive).chain(entities).collect(),
            should_end_session: Some(after.ends),
            can_fulfill_intent: None,
        };
        if !after.ends {
            let kept = match memory {
                Ok(memory) => Kept {
                    open: after.open,
                    again,
                    settled: after.settled,
                    once: once || same && self.kept.once,
                    focus: focus.or(self.kept.focus.take()),
                    memory,
                    last: if same {
                        self.kept.last.take()
                    } else {
                        let reprompt = after.reprompt.map(|reprompt| reprompt.ssml().to_owned());
                        Some(Last { speech: speech.ssml().to_owned(), reprompt, elicit: after.elicit })
                    },
                    // The options of a question have replaced the values of the dynamic types.
                    entities: !picks && has_entities,
                    values,
                    fields: std::mem::take(&mut self.kept.fields),
                    zone: std::mem::take(&mut self.kept.zone),
                },
                Err(reason) => return self.dropped(locale, &reason, log),
            };
            if let Err(reason) = session::put::<S>(&mut self.attributes, kept) {
                return self.dropped(locale, &reason, log);
            }
        }
        envelope(response, self.attributes)
    }

    fn after(
        &mut self,
        locale: &Locale,
        next: Next,
        speech: &mut Speech,
        values: &KnownValues,
    ) -> Result<After, String> {
        let nothing = After::default();
        let anything_else = || locale.render("words.anything_else", &[]);
        Ok(match next {
            Next::Rest if self.one_shot => After { ends: true, ..nothing },
            Next::Rest => {
                let question = anything_else();
                speech.sentence(&question);
                After { open: Some(Open::AnythingElse), reprompt: Some(question), ..nothing }
            }
            Next::Stay => {
                After { open: Some(Open::AnythingElse), reprompt: Some(anything_else()), ..nothing }
            }
            Next::Same => {
                let last = self.kept.last.as_ref();
                After {
                    open: self.kept.open.take(),
                    reprompt: last.and_then(|last| last.reprompt.clone()).map(Speech::from_ssml),
                    elicit: last.and_then(|last| last.elicit.clone()),
                    settled: std::mem::take(&mut self.kept.settled),
                    ..nothing
                }
            }
            Next::Answer { question, reprompt, options } => After {
                open: Some(Open::Question(question)),
                reprompt: Some(reprompt),
                directive: entities::options(options),
                ..nothing
            },
            Next::Doubt { doubt, reprompt, elicit } => After {
                directive: entities::spelt_options(doubt.options(), values),
                open: Some(Open::Doubt(doubt)),
                reprompt: Some(reprompt),
                elicit,
                ..nothing
            },
            Next::More { reprompt } => After { open: Some(Open::More), reprompt: Some(reprompt), ..nothing },
            Next::Slot { elicit, reprompt, settled } => {
                After { elicit: Some(elicit), reprompt: Some(reprompt), settled, ..nothing }
            }
            Next::End => After { ends: true, ..nothing },
            Next::Relink => After { ends: true, relink: true, ..nothing },
            Next::Broken { reason } => return Err(reason),
        })
    }

    /// The step that asked for a slot again, as long as its intent still asks what the slot is.
    fn still_asked(&mut self, after: &After) -> Option<String> {
        let intent = match (&after.elicit, &after.open) {
            (Some(elicit), _) => elicit.updated_intent.name.as_deref()?,
            (None, Some(Open::Doubt(doubt))) => doubt.name(),
            _ => return None,
        };
        self.kept.again.take().filter(|step| step.split('.').next() == Some(intent))
    }

    /// The session cannot be kept: an apology, and a fresh start.
    fn dropped(self, locale: &Locale, reason: &str, log: &Log) -> ResponseEnvelope {
        log.write(&Event::SessionDropped { reason });
        let ssml = locale.render("words.apology", &[]).to_speak();
        let response = Response {
            output_speech: Some(OutputSpeech::Ssml { ssml }),
            reprompt: Some(reprompt(&locale.render("words.anything_else", &[]))),
            should_end_session: Some(false),
            ..Response::default()
        };
        envelope(response, self.attributes)
    }
}

fn envelope(response: Response, attributes: Map<String, Value>) -> ResponseEnvelope {
    let mut envelope = ResponseEnvelope::from(response);
    envelope.session_attributes = (!attributes.is_empty()).then_some(attributes);
    envelope
}

fn reprompt(speech: &Speech) -> Reprompt {
    Reprompt { output_speech: OutputSpeech::Ssml { ssml: speech.to_speak() } }
}

fn simple_card(locale: &Locale, speech: &Speech) -> Card {
    Card::Simple { title: locale.name().to_owned(), content: speech.to_plain(LONGEST_CARD) }
}
