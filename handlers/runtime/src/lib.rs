//! The run time of skills: from Alexa's request to the spoken answer.
//!
//! The compiler emits a [`Skill`]: its intents, questions, lists and calls. This library does the rest: it reads the
//! envelope, keeps the session, decides what a request means, renders words, makes calls within the request's time,
//! and answers whatever happens.
//!
//! * [`Turn`] and [`Reply`]: what the skill's code sees and gives.
//! * [`Calls`], [`Operation`], [`Failure`]: HTTP services and what goes wrong with them.
//! * [`Speak`], [`FromSlot`], [`Parameter`]: what can be said, heard and sent.
//! * [`main`]: the program that AWS Lambda runs; [`testing`]: the same in process.

mod account;
mod app;
mod calls;
mod choice;
mod config;
mod dispatch;
mod edge;
mod guard;
mod lambda;
mod link;
mod linking;
mod query;
mod reading;
mod reply;
mod session;
mod skill;
mod slots;
mod speech;
mod store;
mod token;
mod turn;

pub mod alexa;
pub mod log;
pub mod rewrap;
pub mod testing;

pub use app::{Rejected, StartError};
pub use calls::{
    Calls, Failure, Method, Operation, Parameter, Request, Rule, Service, Then, When, page_after, page_start,
    try_each,
};
pub use choice::{Choice, choose};
pub use config::{Config, ConfigError, Services};
pub use lambda::main;
pub use linking::{
    FormLink, LinkKind, LinkMethod, Linking, Person, ProviderLink, Proxy, ProxyAuthentication, ProxyBody,
    Site,
};
pub use query::{InQuery, Operand, query};
pub use reading::{List, Reading};
pub use reply::Reply;
pub use skill::{Accepts, Answer, Entity, EntityList, EntityValue, Focus, Move, Pick, Question, Skill};
pub use slots::{FromSlot, Heard, Slotted};
pub use speech::{Field, Scope, Speak, Value, WordSet, WordsError};
pub use store::{Clock, MissingVariable, StoreConfig};
pub use turn::{Part, Turn};

/// The calendar and time types of generated code.
pub use jiff;
/// Formats that a contract may claim.
pub use sayso_formats as formats;
/// The JSON values of generated code.
pub use serde_json;
