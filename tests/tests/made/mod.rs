//! Specs too large to be kept as cases.

use sayso_codegen::Compiled;
use sayso_tests::compile_files;
use std::fmt::Write;

const HEAD: &str = "skill: tiny
locales: {en-US: {invocation: tiny garden, name: Tiny Garden}}
words: {welcome: \"Hello.\", help: \"Say: good day.\"}
";
const GREET: &str = "intents:
  Greet: {samples: [good day], say: \"Hello.\"}
";

/// Every one of them, with its name.
pub fn all() -> Vec<(&'static str, Compiled)> {
    let made: [(&str, Vec<(&str, String)>); 6] = [
        ("a file of five MiB", vec![("skill.yaml", format!("{HEAD}{GREET}# {}\n", "-".repeat(5 << 20)))]),
        (
            "half a million values",
            vec![("skill.yaml", format!("{HEAD}{GREET}more: [{}]\n", "0,".repeat(500_001)))],
        ),
        (
            "a very long message",
            vec![("skill.yaml", HEAD.to_owned() + &GREET.replace("Hello.", &"Ha ha. ".repeat(1_300)))],
        ),
        ("too many intents", vec![("skill.yaml", many_intents(300))]),
        ("phrases that multiply", vec![("skill.yaml", phrases())]),
        ("schemas that multiply", vec![("skill.yaml", service()), ("c.openapi.yaml", multiplying())]),
    ];
    let bytes = |files: &[(&'static str, String)]| -> Compiled {
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        compile_files("tiny", &files).unwrap()
    };
    made.iter().map(|(name, files)| (*name, bytes(files))).collect()
}

/// A number as a word of letters.
fn letters(number: usize) -> String {
    let digit = |at: usize| {
        char::from(b'a' + u8::try_from(number / 26_usize.pow(u32::try_from(at).unwrap()) % 26).unwrap())
    };
    (0..3).map(digit).collect()
}

fn many_intents(count: usize) -> String {
    let mut text = HEAD.to_owned() + "intents:\n";
    for name in (0..count).map(letters) {
        writeln!(text, "  I{name}: {{samples: [\"say {name}\"], say: \"Hello.\"}}").unwrap();
    }
    text
}

/// Each phrase is two of the one before; a sample of a few words is a sentence of a quarter of a million.
fn phrases() -> String {
    let mut text = HEAD.to_owned() + "phrases:\n  pa: x\n";
    for (before, name) in ('a'..'p').zip('b'..'q') {
        writeln!(text, "  p{name}: \"<p{before}> <p{before}>\"").unwrap();
    }
    text + "intents:
  Long: {samples: [\"<pp>\", \"<pp> <pp> <pp> <pp> <pp> <pp> <pp> <pp>\"], say: \"Hello.\"}
  Greet: {samples: [good day], say: \"Hello.\"}
"
}

fn service() -> String {
    format!(
        "{HEAD}services:
  facts: {{contract: c.openapi.yaml, timeout: 2s, errors: [{{when: _, say: apology}}]}}
infra: {{stages: {{local: {{services: {{facts: {{demo: facts}}}}}}}}}}
{GREET}"
    )
}

/// Each schema is made of the one before, four times, and adds properties.
fn multiplying() -> String {
    let mut text = "openapi: 3.1.0
info: {title: Facts, version: \"1\"}
paths:
  /facts:
    get:
      operationId: getFacts
      responses:
        \"200\":
          description: Facts.
          content: {application/json: {schema: {$ref: \"#/components/schemas/S99\"}}}
components:
  schemas:
"
    .to_owned();
    let properties =
        |level: usize| (0..150).map(|at| format!("p{level}x{at}: {{}}")).collect::<Vec<_>>().join(", ");
    writeln!(text, "    S0: {{type: object, properties: {{{}}}}}", properties(0)).unwrap();
    for level in 1..100 {
        let parts = vec![format!("{{$ref: \"#/components/schemas/S{}\"}}", level - 1); 4].join(", ");
        writeln!(
            text,
            "    S{level}: {{allOf: [{parts}], type: object, properties: {{{}}}}}",
            properties(level)
        )
        .unwrap();
    }
    text
}
