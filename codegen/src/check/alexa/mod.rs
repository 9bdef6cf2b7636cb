//! The rules of Alexa: names, invocation names, samples, slot types, values and limits.
//!
//! Pure functions over plain data with places. Sources: the Alexa Skills Kit's pages at
//! developer.amazon.com/docs/alexa (each rule's `explain` page names its own). What makes a model's build fail is an
//! error; what only certification or recognition suffers from is a warning.

mod intents;
mod invocation;
mod limits;
mod locales;
mod names;
mod samples;
mod slot_types;
mod slots;
#[cfg(test)]
mod tests;
mod values;

pub use intents::{BUILTIN_INTENTS, BuiltinIntent, builtin_intent, check_intent_name};
pub use invocation::check_invocation_name;
pub use limits::{MAX_INTENTS, MAX_INTENTS_AND_TYPES, MAX_MODEL_BYTES, Usage, check_limits};
pub use locales::{LOCALES, check_locale};
pub use names::{check_name, check_names_differ};
pub use samples::{SampleKind, check_answers, check_sample, check_samples, check_sentences_differ};
pub use slot_types::{BUILTIN_SLOTS, BuiltinSlot, Openness, builtin_slot, check_slot_type};
pub use slots::{SlotDeclared, Undeclared, check_slot_types_agree, check_slots};
pub use values::{TypeValue, check_values};
