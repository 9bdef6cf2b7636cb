//! `skill.yaml`.

use super::{
    Intent, Spec, capital, fill, samples,
    vocabulary::{DEGREES, KINDS, Noun, Shape},
};
use std::fmt::Write;

const SAMPLES: [&str; 12] = [
    "[please] @verb [<whose>] @object",
    "(can|could|would) you [please] @verb [<whose>] @object",
    "(i want|i would like|i need) you to @verb [<whose>] @object",
    "@verb [<whose>] @object (now|today|again)",
    "@verb @many for (me|us)",
    "let us @verb [<whose>] @object",
    "go and @verb @object",
    "@verb some @object",
    "it is time to @verb [<whose>] @many",
    "why not @verb [<whose>] @many",
    "i have to @verb [<whose>] @many [before lunch]",
    "help me to @verb [<whose>] @many",
];

/// The document.
pub fn skill(spec: &Spec) -> String {
    let mut text = format!(
        "skill: {}\n\
         locales:\n\
         \x20 en-US: {{invocation: stock room, name: Stock Room}}\n\
         \x20 de-DE: {{invocation: lager raum, name: Lagerraum}}\n\
         words:\n\
         \x20 welcome: \"Welcome to Stock Room. What would you like to know?\"\n\
         \x20 help: \"Say: list the orders. Or: explain the invoices. What would you like?\"\n\
         \x20 not_found: \"I can't find that.\"\n\
         \x20 busy: \"The stock room is busy. Please try again in a minute.\"\n\
         \x20 trouble: \"I can't reach the stock room just now.\"\n\
         phrases:\n\
         \x20 whose: \"(the|my|our|all)\"\n",
        spec.skill
    );
    if spec.calls() {
        text.push_str(SERVICE);
        text.push_str("types:\n");
        spec.nouns().for_each(|noun| kinds(&mut text, noun));
        text.push_str("calls:\n");
        for noun in spec.nouns() {
            let calls = CALLS.replace("@one", noun.one).replace("@Kind", &kind(noun));
            text.push_str(&calls.replace("@Noun", &capital(noun.one)));
        }
    }
    text.push_str("intents:\n");
    for intent in &spec.intents {
        let (verb, many) = (intent.verb.english, intent.noun.many);
        let _ =
            write!(text, "  {}:\n    samples:\n{}", intent.name(), samples(&SAMPLES, *intent, verb, many));
        if intent.verb.shape == Shape::Count {
            let _ = writeln!(text, "      - \"{verb} {many} since {{day}}\"");
        }
        text.push_str(&fill(body(*intent), *intent, verb, many));
    }
    if spec.calls() {
        text.push_str(
            "infra:\n  stages:\n    local:\n      services: {stock: {url: \"http://127.0.0.1:9\"}}\n",
        );
    }
    text
}

fn kind(noun: Noun) -> String {
    format!("{}Kind", capital(noun.one))
}

fn kinds(text: &mut String, noun: Noun) {
    let _ = writeln!(text, "  {}:\n    values:", kind(noun));
    for (name, _) in KINDS {
        let synonyms = DEGREES.map(|(degree, _)| format!("{degree} {name}")).join(", ");
        let _ = writeln!(text, "      {name}: {{synonyms: [{synonyms}]}}");
    }
}

const SERVICE: &str = "services:
  stock:
    contract: stock.openapi.yaml
    timeout: 1500ms
    errors:
      - {when: 404, say: not_found}
      - {when: 429, wait: 1s, otherwise: busy}
      - {when: timeout, say: busy}
      - {when: _, say: trouble}
";

const CALLS: &str = "  @one_find:
    service: stock
    op: find@Noun
    in: {kind: @Kind}
    out: {name: name, place: place.name, due: due}
    safe: true
  @one_count:
    service: stock
    op: count@Noun
    in: {since: date}
    out: {total: total}
    safe: true
  @one_list:
    service: stock
    op: list@Noun
    send: {limit: 8}
    out: {items: {list: items, max: 8, of: {id: id, name: name, place: place.name}}}
    page: {send: cursor, next: next}
    safe: true
  @one_move:
    service: stock
    op: move@Noun
    in: {id: text}
    safe: false
";

fn body(intent: Intent) -> &'static str {
    match intent.verb.shape {
        Shape::Say => {
            "    say: \"You asked me to @verb the @many. There is a page about them in the handbook, and the team knows more.\"\n"
        }
        Shape::Find => {
            r#"    slots:
      @one_kind: {type: @Kind, ask: "Which @many: the new ones, the old ones?", answers: ["the {@one_kind} ones"], unknown: "I know no {heard} @many."}
    do:
      - {id: found, call: @one_find, with: {kind: "{@one_kind}"}}
    say: "The next one is {found.name}, in {found.place}[, due on {found.due}]."
"#
        }
        Shape::Count => {
            r#"    slots:
      day: {type: AMAZON.DATE, default: today}
    do:
      - {id: sum, call: @one_count, with: {since: "{day}"}}
    say: "{sum.total, plural, =0 {There are no @many} one {There is one @one} other {There are # @many}} since {day}."
"#
        }
        Shape::Read => {
            r#"    do:
      - {id: found, call: @one_list}
    read:
      list: found.items
      by: 3
      empty: "There are no @many."
      single: "There is only {it.name}, in {it.place}."
      several: "Here they are."
      item: "{it.name}, in {it.place}."
      more: "Want to hear more?"
"#
        }
        Shape::Move => {
            r#"    do:
      - {id: known, call: @one_list}
      - id: one
        choose: known.items
        by: name
        which: "Which of the @many: {options|either}?"
        none: "There are no @many to move."
      - {id: sure, confirm: "Move {one.name} out of {one.place}?", refused: "Okay, {one.name} stays in {one.place}."}
      - {call: @one_move, with: {id: "{one.id}"}}
    say: "Done. {one.name} is on its way."
"#
        }
    }
}
