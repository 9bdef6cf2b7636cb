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
mod alexa_api;
mod app;
mod calls;
mod choice;
mod config;
mod dispatch;
mod edge;
mod fields;
mod guard;
mod lambda;
mod link;
mod linking;
mod open_slot;
mod options;
mod query;
mod reading;
mod reply;
mod session;
mod skill;
mod slots;
mod speech;
mod spelling;
mod store;
mod tls;
mod token;
mod turn;
mod understood;
mod values;
mod zone;

pub mod alexa;
pub mod days;
pub mod log;
pub mod rewrap;
pub mod testing;

pub use app::{Rejected, StartError};
pub use calls::{
    Calls, Document, Failure, Method, Operation, Parameter, Request, Rule, Service, Single, Then, When,
    beside, page_after, page_start, try_each,
};
pub use choice::{Choice, Choosing, Declared, alike, choose};
pub use config::{Config, ConfigError, Services};
pub use fields::{FieldIds, FromField, Rest, best_field, field, listed, one_of};
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
pub use understood::Understood;

/// The calendar and time types of generated code.
pub use jiff;
/// Formats that a contract may claim.
pub use sayso_formats as formats;
/// The JSON values of generated code.
pub use serde_json;
