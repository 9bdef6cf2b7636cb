//! `words.de-DE.yaml`.

use super::{
    Intent, Spec, capital, fill, samples,
    vocabulary::{DEGREES, KINDS, Shape},
};
use std::fmt::Write;

const SAMPLES: [&str; 12] = [
    "[bitte] @verb [<whose>] @object",
    "(bitte|doch|mal) @verb mir [<whose>] @object",
    "(ich will|ich möchte|ich hätte gern) du [jetzt] @verb [<whose>] @object",
    "@verb [<whose>] @object (jetzt|heute|noch einmal)",
    "@verb @many für (mich|uns)",
    "komm und @verb @object",
    "los @verb @object",
    "@verb einige @object",
    "es ist Zeit also @verb [<whose>] @many",
    "na gut @verb @many",
    "vor dem Essen @verb [<whose>] @many [sorgfältig]",
    "hilf mir und @verb @many",
];

/// The document.
pub fn overlay(spec: &Spec) -> String {
    let mut text = WORDS.to_owned();
    if spec.calls() {
        text.push_str("types:\n");
        for noun in spec.nouns() {
            let _ = writeln!(text, "  {}Kind:", capital(noun.one));
            for (id, name) in KINDS {
                let synonyms = DEGREES.map(|(_, degree)| format!("{degree} {name}")).join(", ");
                let _ = writeln!(text, "    {id}: {{name: {name}, synonyms: [{synonyms}]}}");
            }
        }
    }
    text.push_str("intents:\n");
    for intent in &spec.intents {
        let (verb, many) = (intent.verb.german, intent.noun.german);
        let _ =
            write!(text, "  {}:\n    samples:\n{}", intent.name(), samples(&SAMPLES, *intent, verb, many));
        if intent.verb.shape == Shape::Count {
            let _ = writeln!(text, "      - \"{verb} {many} seit {{day}}\"");
        }
        text.push_str(&fill(body(*intent), *intent, verb, many));
    }
    text
}

const WORDS: &str = "locale: de-DE
words:
  welcome: \"Willkommen im Lagerraum. Was möchtest du wissen?\"
  help: \"Sag: nenne die Aufträge. Oder: erkläre die Rechnungen. Was möchtest du?\"
  not_found: \"Das finde ich nicht.\"
  busy: \"Im Lager ist viel los. Bitte versuch es in einer Minute noch einmal.\"
  trouble: \"Ich erreiche das Lager gerade nicht.\"
phrases:
  whose: \"(die|meine|unsere|alle)\"
";

fn body(intent: Intent) -> &'static str {
    match intent.verb.shape {
        Shape::Say => {
            "    say: \"Du fragst nach: @many. Im Handbuch gibt es dazu eine Seite, und das Team weiß mehr.\"\n"
        }
        Shape::Find => {
            r#"    slots:
      @one_kind: {ask: "Welche @many: die neuen, die alten?", answers: ["die {@one_kind}"], unknown: "{heard} kenne ich nicht."}
    say: "Das nächste heißt {found.name}, Ort: {found.place}[, fällig am {found.due}]."
"#
        }
        Shape::Count => {
            "    say: \"{sum.total, plural, =0 {Keine @many} one {Eins} other {# @many}} seit {day}.\"\n"
        }
        Shape::Read => {
            r#"    read:
      empty: "Es gibt keine @many."
      single: "Es gibt nur {it.name}, Ort: {it.place}."
      several: "Das sind sie."
      item: "{it.name}, Ort: {it.place}."
      more: "Möchtest du mehr hören?"
"#
        }
        Shape::Move => {
            r#"    do:
      one:
        which: "Welche der @many: {options|either}?"
        none: "Es gibt keine @many zu verlegen."
      sure:
        confirm: "Soll {one.name} weg aus {one.place}?"
        refused: "Gut, {one.name} bleibt: {one.place}."
    say: "Erledigt. {one.name} ist unterwegs."
"#
        }
    }
}
