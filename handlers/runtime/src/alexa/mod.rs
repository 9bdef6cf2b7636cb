//! Alexa's requests and responses.
//!
//! Requests are read without loss: fields that are known are typed, all others are kept ([`Other`]). Almost
//! everything is optional, because real envelopes lack much of what the interface reference calls required.

mod request;
mod response;
mod secret;
mod slot;

pub use request::{Attributes,
    Application, Context, Device, EventBody, Permissions, Request, RequestEnvelope, Session, System, User,
};
pub use response::{
    CanFulfill, CanFulfillIntent, Card, Directive, DynamicEntity, DynamicEntityName, DynamicType, OutputSpeech,
    Reprompt, Response, ResponseEnvelope, UpdateBehavior,
};
pub use secret::{Other, Secret};
pub use slot::{Authority, Intent, Resolutions, ResolvedValue, Slot, SlotValue, Status, ValueWrapper};
