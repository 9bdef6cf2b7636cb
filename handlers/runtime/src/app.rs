//! A skill with everything that outlives one request.

use crate::{
    Config, ConfigError, Skill, WordSet, WordsError,
    account::{Accounts, Forwarded, Lookup},
    alexa::{Application, RequestEnvelope, ResponseEnvelope},
    calls::{Http, Waited},
    dispatch,
    guard::Guard,
    log::{self, Event},
    store::Store,
};
use std::marker::PhantomData;
use tokio::time::Instant;

/// Why a skill could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The environment is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The words are.
    #[error(transparent)]
    Words(#[from] WordsError),
}

/// Why an event is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It is no Alexa request.
    #[error("the event is not an Alexa request envelope")]
    NotAlexa,
    /// It is for another skill, or for none.
    #[error("the request is for another skill")]
    OtherSkill,
    /// Nobody told which skill this is.
    #[error(
        "`SAYSO_SKILL_ID` is not set, so every request is refused; set `skill_id` of the stage and deploy"
    )]
    NoSkillId,
    /// What an event demands could not be done. Alexa sends it again.
    #[error("the event could not be carried out")]
    Unacknowledged,
}

/// A skill with everything that outlives one request.
#[derive(Debug)]
pub(crate) struct App<S> {
    pub(crate) config: Config,
    pub(crate) words: WordSet,
    pub(crate) http: Http,
    pub(crate) guard: Guard,
    /// The linked accounts, of a skill with linking.
    pub(crate) accounts: Option<Box<dyn Lookup>>,
    skill: PhantomData<fn() -> S>,
}

impl<S: Skill> App<S> {
    /// Loads the words.
    pub(crate) fn start(config: Config) -> Result<Self, WordsError> {
        let words = WordSet::load(&config.words, S::WORDS, S::DEFAULT_LOCALE)?;
        let guard = Guard::new(config.pins.clone());
        let accounts: Option<Box<dyn Lookup>> = match (S::LINKING, S::PROXY, &config.store) {
            (Some(linking), _, Some(store)) => {
                let store = Store::new(store.clone());
                Some(Box::new(Accounts::new(store, linking, config.providers.clone())))
            }
            (None, Some(proxy), _) => Some(Box::new(Forwarded(proxy))),
            _ => None,
        };
        Ok(Self { config, words, http: Http::default(), guard, accounts, skill: PhantomData })
    }

    /// Answers one event before `deadline`, and in any case within the skill's budget.
    pub(crate) async fn handle(
        &self,
        event: &str,
        deadline: Option<Instant>,
    ) -> Result<ResponseEnvelope, Rejected> {
        let started = Instant::now();
        let mut envelope = self.admit(event).inspect_err(|rejected| {
            self.config.log.write(&Event::Refused { reason: &rejected.to_string() });
        })?;
        let budget = started + S::BUDGET;
        let deadline = deadline.map_or(budget, |deadline| deadline.min(budget));
        let waited = Waited::default();
        let response = dispatch::dispatch(self, &mut envelope, deadline, &waited).await;
        let took = started.elapsed();
        self.config.log.write(&Event::Invoked {
            request_type: log::name(envelope.kind()),
            intent: envelope.intent_name().map(log::name),
            ms: took.as_millis(),
            own_us: took.saturating_sub(waited.total()).as_micros(),
        });
        response
    }

    /// Reads an event, and checks that it is for this skill: Lambda's permission names the skill, but only as long as
    /// nobody edits it. Source: "Host a Custom Skill as an AWS Lambda Function", verifying the application id.
    fn admit(&self, event: &str) -> Result<RequestEnvelope, Rejected> {
        let envelope: RequestEnvelope = serde_json::from_str(event).map_err(|_| Rejected::NotAlexa)?;
        if envelope.kind().is_empty() {
            return Err(Rejected::NotAlexa);
        }
        let ours = self.config.skill_id.as_deref().ok_or(Rejected::NoSkillId)?;
        let system = envelope.context.as_ref().and_then(|context| context.system.as_ref());
        let system = system.and_then(|system| system.application.as_ref());
        let session = envelope.session.as_ref().and_then(|session| session.application.as_ref());
        let is_ours = |application: &Application| application.application_id.as_deref() == Some(ours);
        let named = system.is_some() || session.is_some();
        if named && system.is_none_or(is_ours) && session.is_none_or(is_ours) {
            Ok(envelope)
        } else {
            Err(Rejected::OtherSkill)
        }
    }
}
