//! Dialogs spoken to the embedded cloud.

use super::{Exchange, Said, one_line};
use crate::cloud::{Answer, Client, Complaint, Turn};
use serde_json::{Map, Value};

/// A user in conversation with one skill.
pub(crate) struct Player<'a> {
    client: &'a Client,
    skill: &'a str,
    locale: &'a str,
    now: &'a str,
    conversation: Option<String>,
    link: Option<String>,
}

/// What came of something said, and what to do about it where it did not work.
pub(crate) struct Reaction {
    pub(crate) said: Vec<Said>,
    pub(crate) help: Option<String>,
}

impl<'a> Player<'a> {
    /// A user who has not spoken yet. `now` is the RFC 3339 time of all they say.
    pub(crate) fn new(client: &'a Client, skill: &'a str, locale: &'a str, now: &'a str) -> Self {
        Self { client, skill, locale, now, conversation: None, link: None }
    }

    /// The same user with an account linked: `link` is its id in the cloud.
    pub(crate) fn linked(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }

    /// Says one thing, in the conversation that is open or in a new one.
    pub(crate) async fn say(
        &mut self,
        utterance: &str,
        attributes: Option<&Map<String, Value>>,
    ) -> anyhow::Result<Reaction> {
        let conversation = self.conversation.as_deref();
        let turn = Turn {
            conversation,
            locale: self.locale,
            utterance,
            now: self.now,
            named: true,
            attributes,
            link: self.link.as_deref(),
        };
        match self.client.turn(self.skill, &turn).await? {
            Ok(Answer { conversation, speech, ended, card }) => {
                self.conversation = (!ended).then_some(conversation);
                let mut said = vec![Said::Alexa(one_line(&speech))];
                if card.as_deref() == Some("LinkAccount") {
                    said.push(Said::LinkAccount);
                }
                if ended {
                    said.push(Said::Ended);
                }
                Ok(Reaction { said, help: None })
            }
            Err(Complaint { message, help }) => Ok(Reaction {
                said: vec![Said::Error(one_line(&message))],
                help: help.map(|help| one_line(&help)),
            }),
        }
    }

    /// Plays exchanges as they were written, with what came of them this time.
    pub(crate) async fn play(&mut self, exchanges: &[Exchange]) -> anyhow::Result<Vec<Exchange>> {
        let mut played = Vec::with_capacity(exchanges.len());
        for exchange in exchanges {
            let said = self.say(&exchange.you, exchange.session.as_ref()).await?.said;
            played.push(Exchange { said, ..exchange.clone() });
        }
        Ok(played)
    }
}
