//! How a user names the skill ("How Users Invoke Custom Skills"): `open X`, `ask X to …`, `… with X`.

use super::{language::Language, skill::Locale, text::Words};

/// What an utterance that names the skill asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Only to open it.
    Launch,
    /// Something at once. The sentence without the name may begin with a connecting word; both ways
    /// to read it are given, the whole one first.
    Ask(Vec<Words>),
}

/// An utterance that names the skill.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) call: Call,
    /// How many words name it: `ask scrum board` are three.
    pub(crate) words: usize,
}

/// Reads the skill's name out of an utterance. In a session only a verb before the name calls the
/// skill anew: the name alone, or at the end, may be part of an answer.
pub(crate) fn call(words: &Words, locale: &Locale, in_session: bool) -> Option<Called> {
    let keys = words.keys();
    let start = usize::from(keys.first() == Some(&"alexa"));
    let said = keys.get(start..)?;
    let name = locale.invocation.keys();
    let verbs = verbs(locale.language);
    let politely = said.split_first().filter(|(first, _)| is_polite(first)).map(|(_, rest)| rest);
    let after_verb = verbs.iter().find_map(|verb| {
        let verb: Vec<&str> = verb.split(' ').collect();
        let named = |said: &[&str]| {
            let rest = said.strip_prefix(verb.as_slice())?.strip_prefix(name.as_slice())?;
            Some(keys.len() - rest.len())
        };
        named(said).or_else(|| named(politely?))
    });
    if let Some(rest) = after_verb {
        return Some(Called { call: ask(&words.after(rest), locale.language), words: rest - start });
    }
    if in_session {
        return None;
    }
    if said == name {
        return Some(Called { call: Call::Launch, words: name.len() });
    }
    let before = said.strip_suffix(name.as_slice())?;
    let (link, request) = before.split_last()?;
    let linked = !request.is_empty() && links(locale.language).contains(link);
    let call = Call::Ask(vec![words.after(start).before(request.len())]);
    linked.then_some(Called { call, words: name.len() + 1 })
}

fn ask(rest: &Words, language: Language) -> Call {
    let connected = rest.keys().first().is_some_and(|first| connectors(language).contains(first));
    let only_polite = rest.keys().first().is_some_and(|first| is_polite(first));
    match (rest.len(), connected) {
        (0, _) | (1, true) => Call::Launch,
        (1, false) if only_polite => Call::Launch,
        (_, true) => Call::Ask(vec![rest.clone(), rest.after(1)]),
        (_, false) => Call::Ask(vec![rest.clone()]),
    }
}

fn is_polite(word: &str) -> bool {
    matches!(word, "please" | "bitte")
}

/// What may stand before the name.
fn verbs(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "open", "launch", "start", "run", "begin", "load", "play", "resume", "use", "enable", "talk to",
            "speak to", "ask", "tell",
        ],
        Language::German => &[
            "öffne",
            "starte",
            "start",
            "beginne",
            "lade",
            "spiele",
            "spiel",
            "nutze",
            "verwende",
            "aktiviere",
            "sprich mit",
            "rede mit",
            "frage",
            "frag",
            "sage",
            "sag",
            "bitte",
        ],
        Language::Other => &[],
    }
}

/// What may stand between the name and the request.
fn connectors(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &["to", "for", "about", "and", "if", "whether", "that"],
        Language::German => &["nach", "um", "ob", "dass", "und", "für", "zu", "über", "von"],
        Language::Other => &[],
    }
}

/// What may stand between a request and the name after it.
fn links(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &["with", "using", "from", "in", "on", "by", "through"],
        Language::German => &["mit", "von", "bei", "in", "über", "aus"],
        Language::Other => &[],
    }
}
