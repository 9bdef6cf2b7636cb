//! A stand-in for Alexa's cloud: it hears typed utterances with the interaction model alone, sends
//! what Alexa would send, and refuses what Alexa would refuse. It performs no I/O and is
//! deterministic: the same seed, utterances and times give the same requests, byte for byte.
//!
//! One turn of a conversation:
//!
//! ```text
//! hear(skill, conversation, utterance, now)
//!   Turn::Requests([..])   send each to the function, in order; give every response to `answer`
//!   Turn::Said(said)       Alexa speaks by herself: a reprompt, a prompt of the dialog model
//! answer(conversation, response) → Said
//!   said.follow_up         a request that Alexa sends at once (`Dialog.Delegate` had nothing to ask):
//!                          send it, and give its response to `answer` again
//! ```
//!
//! Where the function fails or [`answer`] refuses its response, the session is over, as with Alexa;
//! [`Conversation::fail`] makes the `SessionEndedRequest` that tells the skill so.
//!
//! What it is not: a statistical recogniser. An utterance is understood when its words fit a sample,
//! and a sentence that fits two intents equally well is an error, not a guess.

mod answer;
mod builtin;
mod catalog;
mod conversation;
mod dialog;
mod error;
mod events;
mod grammar;
mod hear;
mod intent;
mod invocation;
mod language;
pub(crate) mod linking;
mod model;
mod progress;
mod reading;
mod recognise;
mod request;
mod skill;
mod slots;
mod ssml;
mod text;
mod validation;

#[cfg(test)]
mod tests;

pub use answer::{Card, Said, answer};
pub use conversation::Conversation;
pub use error::{BadResponse, Misheard, ModelError};
pub(crate) use events::{SkillEvent, skill_event};
pub use hear::{Heard, Turn, hear};
pub(crate) use progress::{Awaited, Refused};
pub use skill::Skill;
