//! The embedded cloud, `sayso-local`, from the outside: its process and its control API.

mod client;
mod events;
mod own;
mod process;
pub(crate) mod running;
mod took;

pub(crate) use client::{Answer, Client, Complaint, ProviderClient, SkillStatus, Turn};
pub(crate) use events::{Events, Log, show};
pub(crate) use own::{Own, Profile};
pub(crate) use process::{Cloud, Start};
pub(crate) use took::Took;
