//! Alexa's requests and responses.
//!
//! Requests are read without loss: fields that are known are typed, all others are kept ([`Other`]). Everything is
//! optional, because real envelopes lack much of what the interface reference calls required.

mod lossless;
mod request;
mod response;
mod slot;

pub use lossless::{Other, Secret};
pub use request::{
    Application, Attributes, Context, Device, ErrorReport, EventBody, Permissions, Request, RequestEnvelope,
    Session, System, User,
};
pub use response::{
    CanFulfill, CanFulfillIntent, Card, Directive, DynamicEntity, DynamicEntityName, DynamicType, ElicitSlot,
    OutputSpeech, Reprompt, Response, ResponseEnvelope, UpdateBehavior,
};
pub use slot::{Authority, Intent, Resolutions, ResolvedValue, Slot, SlotValue, Status, ValueWrapper};
