//! What a user may say: phrases that the store shows below "Try saying".
//!
//! Source: "Tips for Creating Certifiable Example Phrases for Your Alexa Skill", Alexa blog: they are built
//! `[wake word], [launch word] [invocation name] …`, and said exactly as they are shown.

use super::{fits, no_more_than};
use crate::{
    check::{context::Context, locales::Layers},
    diagnostic::{Code, Diagnostic},
    stock,
};
use sayso_schemas::spec::{self, Text};

/// Phrases.
const MOST: usize = 4;
/// Characters of each.
pub const LONGEST: usize = 200;

/// How the wake word is written in Alexa's languages.
const WAKE_WORDS: [&str; 4] = ["alexa", "アレクサ", "أليكسا", "एलेक्सा"];

/// The phrases of one locale; none where they are to be made of the samples.
pub fn examples<'d>(
    context: &mut Context<'d>,
    layers: &Layers<'d>,
    declared: &'d spec::Store,
) -> Vec<String> {
    let of = |phrases: &'d [Text]| (!phrases.is_empty()).then_some(phrases);
    let found = layers.nearest(|overlay| of(&overlay.store.examples), || of(&declared.examples));
    let opening = stock::opening(layers.tag);
    let Some(found) = found else {
        if opening.is_none() && !context.is_unread(layers.tag, "store", "store") {
            let file = if layers.spec { "skill.yaml".to_owned() } else { layers.file() };
            context.push(
                Diagnostic::error(
                    Code::NOT_TRANSLATED,
                    format!("`{}` lacks the store's examples", layers.tag),
                )
                .at(layers.tag.span, "no words are in stock for this language to make them with")
                .help(format!("add `store.examples` to `{file}`")),
            );
        }
        return Vec::new();
    };
    no_more_than(context, found, "examples", MOST);
    for (at, phrase) in found.iter().enumerate() {
        fits(context, phrase, "an example has", LONGEST);
        if let Some((message, label)) = fault(phrase, layers.invocation, at == 0) {
            let opened = format!("{} {}", opening.unwrap_or("Alexa, …"), layers.invocation);
            context.push(
                Diagnostic::error(Code::STORE_EXAMPLE, message)
                    .at(phrase.span, label)
                    .help(format!("write it as users say it; this skill is opened with `{opened}`")),
            );
        }
    }
    found.iter().map(|it| it.value.clone()).collect()
}

/// What is wrong with a phrase, and what there is to say about it. Only the first one must open the skill: what follows
/// may be said once it is open.
fn fault(phrase: &Text, invocation: &Text, first: bool) -> Option<(&'static str, String)> {
    let lower = phrase.to_lowercase();
    let woken = WAKE_WORDS.iter().any(|it| lower.starts_with(it));
    if phrase.contains(['{', '}']) {
        return Some(("an example has a slot in it", "shown letter for letter".to_owned()));
    }
    if first && !woken {
        return Some((
            "the first example does not begin with the wake word",
            "it has to open the skill".to_owned(),
        ));
    }
    (woken && !lower.contains(&invocation.to_lowercase()))
        .then(|| ("an example opens something else", format!("users say `{invocation}` to open this skill")))
}
