//! Dialogs spoken to the embedded cloud.

use super::{Exchange, Fault, Said, Wanted, one_line};
use crate::cloud::{Answer, Client, Complaint, Turn};
use serde_json::{Map, Value};

/// A user in conversation with one skill.
pub(crate) struct Player<'a> {
    client: &'a Client,
    skill: &'a str,
    locale: &'a str,
    now: &'a str,
    zone: Option<&'a str>,
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
        Self { client, skill, locale, now, zone: None, conversation: None, link: None }
    }

    /// The same user with a device that is set to `zone`.
    pub(crate) fn in_zone(self, zone: Option<&'a str>) -> Self {
        Self { zone, ..self }
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
            zone: self.zone,
            named: true,
            attributes,
            link: self.link.as_deref(),
        };
        match self.client.turn(self.skill, &turn).await? {
            Ok(Answer { conversation, waiting, speech, ended, card }) => {
                self.conversation = (!ended).then_some(conversation);
                let mut said: Vec<_> = waiting.iter().map(|text| Said::Waiting(one_line(text))).collect();
                said.push(Said::Alexa(one_line(&speech)));
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

    /// Plays exchanges as they were written, with what came of them this time; or why that can't be done.
    pub(crate) async fn play(
        &mut self,
        exchanges: &[Exchange],
    ) -> anyhow::Result<Result<Vec<Exchange>, String>> {
        let mut played = Vec::with_capacity(exchanges.len());
        for exchange in exchanges {
            if let Err(why) = self.befall(&exchange.faults).await? {
                return Ok(Err(why));
            }
            let said = self.say(&exchange.you, exchange.session.as_ref()).await?.said;
            if let Err(why) = self.befallen(&exchange.faults).await? {
                return Ok(Err(why));
            }
            played.push(Exchange { said, ..exchange.clone() });
        }
        Ok(Ok(played))
    }

    /// Lets faults befall the requests to come.
    async fn befall(&self, faults: &[Fault]) -> anyhow::Result<Result<(), String>> {
        let Some(first) = faults.first() else { return Ok(Ok(())) };
        let wanted: Vec<Wanted<'_>> = faults.iter().map(Fault::wanted).collect();
        let injected = self.client.faults(self.skill, &wanted).await?;
        Ok(injected
            .map(drop)
            .map_err(|complaint| format!("line {}: {}", first.line, one_line(&complaint.in_words()))))
    }

    /// A fault that befell nobody shows nothing.
    async fn befallen(&self, faults: &[Fault]) -> anyhow::Result<Result<(), String>> {
        if faults.is_empty() {
            return Ok(Ok(()));
        }
        let left = match self.client.faults_left(self.skill).await? {
            Ok(left) => left.left,
            Err(complaint) => return Ok(Err(one_line(&complaint.in_words()))),
        };
        let unmet = left.iter().find_map(|(service, positions)| {
            let mut of_service = faults.iter().filter(|fault| fault.service == *service);
            of_service.nth(*positions.first()?)
        });
        Ok(unmet.map_or(Ok(()), |fault| {
            Err(format!(
                "line {}: no request met `{fault}`; what follows does not ask `{}` that often",
                fault.line, fault.service
            ))
        }))
    }
}
