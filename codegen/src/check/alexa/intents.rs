//! Alexa's own intents.
//!
//! Source: *Standard Built-in Intents*, developer.amazon.com.

use super::check_name;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use sayso_schemas::spec::Text;

/// One of Alexa's own intents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinIntent {
    /// Its name, `AMAZON.HelpIntent`.
    pub name: &'static str,
    /// Every custom skill must handle it (help, stop and cancel; the console adds going home itself).
    pub required: bool,
    /// Some of what English users say for it. A custom sample of these words is never reached.
    pub sentences: &'static [&'static str],
}

const fn required(name: &'static str, sentences: &'static [&'static str]) -> BuiltinIntent {
    BuiltinIntent { name, required: true, sentences }
}

const fn optional(name: &'static str, sentences: &'static [&'static str]) -> BuiltinIntent {
    BuiltinIntent { name, required: false, sentences }
}

/// Alexa's own intents that a custom skill may use, by name.
pub const BUILTIN_INTENTS: &[BuiltinIntent] = &[
    required("AMAZON.CancelIntent", &["cancel", "never mind", "forget it"]),
    optional("AMAZON.FallbackIntent", &[]),
    required("AMAZON.HelpIntent", &["help", "help me", "can you help me"]),
    optional("AMAZON.LoopOffIntent", &["loop off"]),
    optional("AMAZON.LoopOnIntent", &["loop", "loop on", "keep playing this"]),
    optional("AMAZON.MoreIntent", &["more"]),
    optional("AMAZON.NavigateHomeIntent", &["go home"]),
    optional("AMAZON.NavigateSettingsIntent", &["go to settings"]),
    optional("AMAZON.NextIntent", &["next", "skip", "skip forward"]),
    optional("AMAZON.NoIntent", &["no", "no thanks"]),
    optional("AMAZON.PageDownIntent", &["page down"]),
    optional("AMAZON.PageUpIntent", &["page up"]),
    optional("AMAZON.PauseIntent", &["pause", "pause that"]),
    optional("AMAZON.PreviousIntent", &["go back", "skip back", "back up"]),
    optional("AMAZON.RepeatIntent", &["repeat", "say that again", "repeat that"]),
    optional("AMAZON.ResumeIntent", &["resume", "continue", "keep going"]),
    optional("AMAZON.ScrollDownIntent", &["scroll down"]),
    optional("AMAZON.ScrollLeftIntent", &["scroll left"]),
    optional("AMAZON.ScrollRightIntent", &["scroll right"]),
    optional("AMAZON.ScrollUpIntent", &["scroll up"]),
    optional("AMAZON.SelectIntent", &[]),
    optional("AMAZON.ShuffleOffIntent", &["stop shuffling", "shuffle off", "turn off shuffle"]),
    optional("AMAZON.ShuffleOnIntent", &["shuffle", "shuffle on", "shuffle the music", "shuffle mode"]),
    optional("AMAZON.StartOverIntent", &["start over", "restart", "start again"]),
    required("AMAZON.StopIntent", &["stop", "off", "shut up"]),
    optional("AMAZON.YesIntent", &["yes", "yes please", "sure"]),
];

/// The built-in intent of this name.
pub fn builtin_intent(name: &str) -> Option<&'static BuiltinIntent> {
    BUILTIN_INTENTS.iter().find(|intent| intent.name == name)
}

/// Diagnoses the name of an intent that a spec declares: Alexa's characters, and not one of Alexa's own.
pub fn check_intent_name(name: &Text, diagnostics: &mut Diagnostics) {
    if !name.value.to_ascii_uppercase().starts_with("AMAZON.") {
        return check_name("intent", name, diagnostics);
    }
    let help = match builtin_intent(&name.value) {
        Some(_) => "remove it: the framework answers Alexa's own intents",
        None => "use a name without `AMAZON.`",
    };
    let message = format!("the intent name `{}` is one of Alexa's own", name.value);
    diagnostics.push(
        Diagnostic::error(Code::INTENT_RESERVED, message).at(name.span, "begins with `AMAZON.`").help(help),
    );
}
