//! The built-in intents' own utterances. Alexa adds them where the model lists the intent, and
//! matches them whole ("Standard Built-in Intents"). They count only where the model lists the intent.

use super::{language::Language, skill::Locale, text::Words};

/// The intent for whatever fits no sample.
pub(crate) const FALLBACK: &str = "AMAZON.FallbackIntent";
/// Ends the skill.
pub(crate) const STOP: &str = "AMAZON.StopIntent";
/// Leaves what is going on, or the skill.
pub(crate) const CANCEL: &str = "AMAZON.CancelIntent";

/// The utterances of a built-in intent, in the spelling of [`super::text`]: lower-case words
/// without contractions. Empty for intents that are not built in.
pub(crate) fn utterances(intent: &str, language: Language) -> &'static [&'static str] {
    match language {
        Language::English => english(intent),
        Language::German => german(intent),
        Language::Other => &[],
    }
}

fn english(intent: &str) -> &'static [&'static str] {
    match intent {
        "AMAZON.YesIntent" => &["yes", "yes please", "yeah", "yep", "yup", "sure", "ok", "okay", "correct"],
        "AMAZON.NoIntent" => &["no", "no thanks", "no thank you", "nope", "nah"],
        "AMAZON.HelpIntent" => &["help", "help me", "can you help me"],
        STOP => &["stop", "exit", "quit", "off", "shut up", "end", "goodbye", "bye"],
        CANCEL => &["cancel", "cancel that", "never mind", "nevermind", "forget it"],
        "AMAZON.NavigateHomeIntent" => &["go home", "home", "navigate home", "go to the home screen"],
        "AMAZON.NextIntent" => &["next", "next one", "skip", "skip forward"],
        "AMAZON.PreviousIntent" => &["previous", "previous one", "go back", "skip back", "back up"],
        "AMAZON.RepeatIntent" => &["repeat", "repeat that", "say that again", "say it again"],
        "AMAZON.StartOverIntent" => &["start over", "restart", "start again"],
        "AMAZON.PauseIntent" => &["pause", "pause that"],
        "AMAZON.ResumeIntent" => &["resume", "continue", "keep going"],
        "AMAZON.LoopOnIntent" => &["loop", "loop on"],
        "AMAZON.LoopOffIntent" => &["loop off"],
        "AMAZON.ShuffleOnIntent" => &["shuffle", "shuffle on", "shuffle mode"],
        "AMAZON.ShuffleOffIntent" => &["shuffle off", "stop shuffling", "turn off shuffle"],
        "AMAZON.MoreIntent" => &["more", "show more", "tell me more"],
        "AMAZON.NavigateSettingsIntent" => &["settings", "go to settings", "navigate settings"],
        "AMAZON.PageUpIntent" => &["page up"],
        "AMAZON.PageDownIntent" => &["page down"],
        "AMAZON.ScrollUpIntent" => &["scroll up"],
        "AMAZON.ScrollDownIntent" => &["scroll down"],
        "AMAZON.ScrollLeftIntent" => &["scroll left"],
        "AMAZON.ScrollRightIntent" => &["scroll right"],
        _ => &[],
    }
}

fn german(intent: &str) -> &'static [&'static str] {
    match intent {
        "AMAZON.YesIntent" => &["ja", "ja bitte", "jawohl", "jep", "klar", "gerne", "sicher", "ok", "okay"],
        "AMAZON.NoIntent" => &["nein", "nein danke", "nee", "nö"],
        "AMAZON.HelpIntent" => &["hilfe", "hilf mir", "kannst du mir helfen"],
        STOP => &["stopp", "stop", "beenden", "exit", "aus", "schluss", "ende", "halt", "tschüss"],
        CANCEL => &["abbrechen", "abbruch", "vergiss es", "egal", "brich ab"],
        "AMAZON.NavigateHomeIntent" => &["startseite", "gehe zur startseite", "zur startseite", "nach hause"],
        "AMAZON.NextIntent" => &["weiter", "nächste", "nächster", "nächstes", "überspringen"],
        "AMAZON.PreviousIntent" => &["zurück", "vorherige", "vorheriger", "vorheriges", "gehe zurück"],
        "AMAZON.RepeatIntent" => &["wiederholen", "wiederhole", "wiederhole das", "noch einmal", "nochmal"],
        "AMAZON.StartOverIntent" => &["neu starten", "von vorne", "neustart", "noch einmal von vorne"],
        "AMAZON.PauseIntent" => &["pause", "pausieren"],
        "AMAZON.ResumeIntent" => &["fortsetzen", "weitermachen", "mach weiter"],
        "AMAZON.LoopOnIntent" => &["schleife an", "endlosschleife an"],
        "AMAZON.LoopOffIntent" => &["schleife aus", "endlosschleife aus"],
        "AMAZON.ShuffleOnIntent" => &["zufallswiedergabe", "zufallswiedergabe an"],
        "AMAZON.ShuffleOffIntent" => &["zufallswiedergabe aus"],
        "AMAZON.MoreIntent" => &["mehr", "zeig mehr", "mehr anzeigen"],
        "AMAZON.NavigateSettingsIntent" => &["einstellungen", "gehe zu einstellungen"],
        "AMAZON.PageUpIntent" => &["seite hoch", "seite nach oben"],
        "AMAZON.PageDownIntent" => &["seite runter", "seite nach unten"],
        "AMAZON.ScrollUpIntent" => &["nach oben", "scrolle nach oben"],
        "AMAZON.ScrollDownIntent" => &["nach unten", "scrolle nach unten"],
        "AMAZON.ScrollLeftIntent" => &["nach links", "scrolle nach links"],
        "AMAZON.ScrollRightIntent" => &["nach rechts", "scrolle nach rechts"],
        _ => &[],
    }
}

/// Whether an utterance is a yes (`true`) or a no.
pub(crate) fn yes_or_no(words: &Words, language: Language) -> Option<bool> {
    let phrase = words.phrase();
    let is = |intent| utterances(intent, language).contains(&phrase.as_str());
    if is("AMAZON.YesIntent") { Some(true) } else { is("AMAZON.NoIntent").then_some(false) }
}

/// Whether an utterance is one to stop or to cancel.
pub(crate) fn is_leaving(language: Language, words: &Words) -> bool {
    let phrase = words.phrase();
    [STOP, CANCEL].iter().any(|intent| utterances(intent, language).contains(&phrase.as_str()))
}

/// The intent that such an utterance means. Where the model lists only one of stop and cancel, the words
/// of both mean that one.
pub(crate) fn leaving(locale: &Locale, words: &Words) -> Option<&'static str> {
    let listed = [STOP, CANCEL].into_iter().find(|intent| locale.lists(intent));
    listed.filter(|_| is_leaving(locale.language, words))
}
