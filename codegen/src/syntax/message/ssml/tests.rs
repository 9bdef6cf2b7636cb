#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use crate::{
    diagnostic::Diagnostics,
    syntax::message::{compile, parse_message},
};
use sayso_schemas::{
    span::{Span, Spanned},
    words::Part,
};

fn read(value: &str) -> Result<Vec<Part>, Vec<String>> {
    let span = Span { file: 0, start: 0, end: u32::try_from(value.len()).unwrap(), verbatim: true };
    let mut diagnostics = Diagnostics::new();
    let message = parse_message(&Spanned::new(value.to_owned(), span), &mut diagnostics);
    message.map(|message| compile(&message)).ok_or_else(|| {
        diagnostics
            .iter()
            .map(|found| {
                let at = found.span().unwrap();
                format!("{} {}", found.code, &value[at.start as usize..at.end as usize])
            })
            .collect()
    })
}

fn tags(value: &str) -> Vec<String> {
    let parts = read(value).unwrap_or_else(|faults| panic!("{value}: {faults:?}"));
    parts.into_iter().filter_map(|part| if let Part::Tag(tag) = part { Some(tag) } else { None }).collect()
}

fn refused(value: &str, fault: &str) {
    assert_eq!(read(value).unwrap_err(), [fault], "{value}");
}

#[test]
fn every_tag_of_the_subset_is_read() {
    for value in [
        "<amazon:domain name=\"fun\">x</amazon:domain>",
        "<amazon:effect name=\"whispered\">x</amazon:effect>",
        "<break/>",
        "<break strength=\"x-weak\" time=\"1.5s\"/>",
        "<emphasis level=\"strong\">x</emphasis>",
        "<lang xml:lang=\"de-DE\">x</lang>",
        "<p>x</p>",
        "<phoneme alphabet=\"ipa\" ph=\"pɪˈkɑːn\">x</phoneme>",
        "<prosody rate=\"90%\" pitch=\"+20%\" volume=\"-6dB\">x</prosody>",
        "<s>x</s>",
        "<say-as interpret-as=\"date\" format=\"md\">x</say-as>",
        "<sub alias=\"aluminum\">x</sub>",
        "<voice name=\"Kendra\">x</voice>",
        "<w role=\"amazon:VB\">x</w>",
    ] {
        assert_eq!(tags(value).concat(), value.replace(">x<", "><"), "{value}");
    }
}

#[test]
fn tags_are_written_uniformly() {
    assert_eq!(tags("<break  time = '1s' />"), ["<break time=\"1s\"/>"]);
    assert_eq!(tags("<sub alias='a \"b\"'>x</sub >"), ["<sub alias=\"a &quot;b&quot;\">", "</sub>"]);
}

#[test]
fn values_may_stand_between_tags() {
    assert_eq!(tags("<say-as interpret-as=\"digits\">{n}</say-as> [<p>{a}</p>]").len(), 2);
}

#[test]
fn unknown_tags_and_attributes_are_refused() {
    refused("<audio src=\"x\"/>", "SAY503 <audio src=\"x\"/>");
    refused("<break tme=\"1s\"/>", "SAY504 tme=\"1s\"");
    refused("<break time=\"11s\"/>", "SAY504 time=\"11s\"");
    refused("<break time=\"1s\" time=\"2s\"/>", "SAY504 time=\"2s\"");
    refused("<break time=\"{t}\"/>", "SAY504 time=\"{t}\"");
    refused("<sub alias=\"a & b\">x</sub>", "SAY504 alias=\"a & b\"");
    refused("<sub>x</sub>", "SAY504 <sub>");
    refused("<prosody>x</prosody>", "SAY504 <prosody>");
    refused("<prosody rate=\"10%\">x</prosody>", "SAY504 rate=\"10%\"");
    refused("<break time=1s/>", "SAY501 <break time=");
    refused("a <p", "SAY501 <p");
}

#[test]
fn tags_are_balanced_within_their_brackets() {
    refused("<p>x", "SAY505 <p>");
    refused("x</p>", "SAY505 </p>");
    refused("<p/>", "SAY505 <p/>");
    refused("<break>", "SAY505 <break>");
    refused("<p><s>x</p></s>", "SAY505 </p>");
    assert_eq!(read("[<p>{a}] x</p>").unwrap_err(), ["SAY505 <p>", "SAY505 </p>"]);
    refused("<s><p>x</p></s>", "SAY505 <p>");
    refused("<sub alias=\"x\">a [{b}<break/>]</sub>", "SAY505 <break/>");
}
