//! What the compiler emits for one skill, and the plain types that cross between it and this library.

use crate::{Calls, Failure, LinkMethod, Linking, Person, Proxy, Reply, Site, Turn, choice};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{future::Future, time::Duration};

/// One skill, as the compiler emits it.
pub trait Skill: Sized + Send + Sync + 'static {
    /// The skill's name in its spec.
    const NAME: &'static str;
    /// The signature that every words file must carry; another one fails the start.
    const WORDS: &'static str;
    /// Version of the session's shape. A session with another one is met with `words.fresh_start` and dropped.
    const SESSION: &'static str;
    /// Spoken where neither a request's locale nor its language has a words file.
    const DEFAULT_LOCALE: &'static str;
    /// The longest that one request may take.
    const BUDGET: Duration;
    /// How users link an account, where they can.
    const LINKING: Option<&'static Linking> = None;
    /// The proxy before a provider's token endpoint, where users link an account at that provider instead.
    const PROXY: Option<&'static Proxy> = None;
    /// The dynamic types whose values parsers are given: what a session keeps first.
    const KNOWN: &'static [&'static str] = &[];
    /// What is remembered until the session ends.
    type Memory: Serialize + DeserializeOwned + Default + Send + Sync;
    /// What is remembered as long as an account is linked.
    type Profile: Serialize + DeserializeOwned + Default + Send + Sync;
    /// One variant per question, holding what must outlive it.
    type Question: Question;
    /// One variant per list that can be read on.
    type Focus: Focus;

    /// Handles an intent; `None` where the skill has no intent of that name.
    fn intent(
        turn: &mut Turn<'_, Self>,
        name: &str,
    ) -> impl Future<Output = Option<Result<Reply, Failure>>> + Send;

    /// Goes on after the answer to `question`.
    fn answer(
        turn: &mut Turn<'_, Self>,
        question: Self::Question,
        answer: Answer,
    ) -> impl Future<Output = Result<Reply, Failure>> + Send;

    /// Reads more of the list in focus.
    fn read_on(
        turn: &mut Turn<'_, Self>,
        focus: Self::Focus,
        to: Move,
    ) -> impl Future<Output = Result<Reply, Failure>> + Send;

    /// Whose account it is that `calls` are made with; it also proves the credential.
    fn person(
        method: &'static LinkMethod,
        calls: &Calls<'_>,
    ) -> impl Future<Output = Result<Person, Failure>> + Send {
        let _ = calls;
        std::future::ready(Err(Failure::apology(format!("`{}` cannot be linked", method.name))))
    }

    /// The sites of the account that `calls` are made with.
    fn sites(
        method: &'static LinkMethod,
        calls: &Calls<'_>,
    ) -> impl Future<Output = Result<Vec<Site>, Failure>> + Send {
        let (_, _) = (method, calls);
        std::future::ready(Ok(Vec::new()))
    }

    /// Values of the skill's dynamic types, asked for once per session; none by default.
    fn entities(turn: &Turn<'_, Self>) -> impl Future<Output = Result<Vec<EntityList>, Failure>> + Send {
        let _ = turn;
        std::future::ready(Ok(Vec::new()))
    }
}

/// The open question of a session.
pub trait Question: Serialize + DeserializeOwned + Send + Sync {
    /// What answers it.
    fn accepts(&self) -> Accepts;
}

/// What was read last.
pub trait Focus: Serialize + DeserializeOwned + Send + Sync {
    /// The texts in `field` of the elements that were read last, in order.
    fn texts(&self, field: &str) -> Vec<String>;
}

/// What answers a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// Yes or no.
    YesNo,
    /// One of the options, by position or by name.
    Pick,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// One of the options.
    Pick(Pick),
}

/// How an option was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// By position: 1 is the first one, −1 the last one.
    Position(i64),
    /// By what was heard.
    Name(String),
}

impl Answer {
    /// Whether the answer is yes.
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// The option that was picked, if it is clear which one.
    pub fn pick<T: Clone>(&self, options: &[T], name: impl Fn(&T) -> &str) -> Option<T> {
        match self {
            Self::Yes | Self::No => None,
            Self::Pick(Pick::Position(position)) => choice::at(options, *position).cloned(),
            Self::Pick(Pick::Name(heard)) => choice::only(options, name, heard).cloned(),
        }
    }
}

/// Where to go in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To the elements after those read last.
    Next,
    /// To the elements before those read last.
    Previous,
}

/// The values of one dynamic type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityList {
    /// The type's name in the interaction model.
    pub type_name: &'static str,
    /// Its values; Alexa takes at most 100 of all types together, synonyms included.
    pub values: Vec<EntityValue>,
    /// The service has, or may have, more of them.
    pub cut: bool,
}

/// A value of a dynamic type, as Alexa and parsers are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityValue {
    /// Its id at the service.
    pub id: String,
    /// Its spoken name.
    pub name: String,
    /// What else it may be called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
}

/// A value of a dynamic type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id at the service.
    pub id: String,
    /// Its spoken name.
    pub name: String,
}
