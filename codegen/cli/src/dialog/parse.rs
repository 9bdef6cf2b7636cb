//! Text to dialog.

use super::{Dialog, Exchange, Fault, Header, NOW, Said, WAITING};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// What is wrong with a dialog's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub(crate) struct ParseError {
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// Reads a dialog.
pub(crate) fn parse(text: &str) -> Result<Dialog, ParseError> {
    let mut reader = Reader { in_header: true, ..Reader::default() };
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        reader.line(index + 1, line.trim_end()).map_err(|message| ParseError { line: index + 1, message })?;
    }
    if let Some(what) = reader.waiting() {
        let message = format!("`{what}` belongs to the `You:` after it; there is none");
        return Err(ParseError { line: text.lines().count(), message });
    }
    reader.dialog.trailing = reader.before;
    Ok(reader.dialog)
}

/// A dialog as far as it is read.
#[derive(Default)]
struct Reader {
    dialog: Dialog,
    /// Lines, attributes and faults for the next exchange.
    before: Vec<String>,
    session: Option<Map<String, Value>>,
    faults: Vec<Fault>,
    /// Only comments so far.
    in_header: bool,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), String> {
        if line.starts_with('#') {
            if self.in_header {
                header(&mut self.dialog.header, line)?;
            }
            self.before.push(line.to_owned());
            return Ok(());
        }
        self.in_header = false;
        if line.is_empty() {
            self.before.push(String::new());
        } else if let Some(text) = line.strip_prefix("You:") {
            self.you(text.trim())?;
        } else if let Some(text) = line.strip_prefix("Session:") {
            self.session(text.trim())?;
        } else if let Some(text) = line.strip_prefix('!') {
            self.faults.push(Fault::read(number, text)?);
        } else if let Some(text) = line.strip_prefix("Alexa:") {
            self.said(Said::Alexa(text.trim().to_owned()))?;
        } else if let Some(text) = line.strip_prefix("Error:") {
            self.said(Said::Error(text.trim().to_owned()))?;
        } else if let Some(text) = line.strip_prefix(WAITING) {
            self.said(Said::Waiting(text.trim().to_owned()))?;
        } else if line == "(session ended)" {
            self.said(Said::Ended)?;
        } else if line == "(account linking card)" {
            self.said(Said::LinkAccount)?;
        } else {
            return Err(
                "a line begins with `You:`, `Alexa:`, `Error:`, `Session:`, `!` or `#`, or begins with \
                 `(while waiting)`, or is `(account linking card)` or `(session ended)`"
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn you(&mut self, text: &str) -> Result<(), String> {
        if text.is_empty() {
            return Err("nothing is said after `You:`".to_owned());
        }
        let (before, faults) = (std::mem::take(&mut self.before), std::mem::take(&mut self.faults));
        let session = self.session.take();
        let exchange = Exchange { before, session, faults, you: text.to_owned(), said: Vec::new() };
        self.dialog.exchanges.push(exchange);
        Ok(())
    }

    /// How a line begins that waits for its `You:`.
    fn waiting(&self) -> Option<&'static str> {
        let session = self.session.is_some().then_some("Session:");
        session.or((!self.faults.is_empty()).then_some("!"))
    }

    fn session(&mut self, text: &str) -> Result<(), String> {
        if self.session.is_some() {
            return Err("there is a `Session:` for the next `You:` already".to_owned());
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(attributes)) => self.session = Some(attributes),
            Ok(_) => return Err("session attributes are a JSON object, `Session: {…}`".to_owned()),
            Err(error) => return Err(format!("session attributes are a JSON object on one line: {error}")),
        }
        Ok(())
    }

    fn said(&mut self, said: Said) -> Result<(), String> {
        let waits = self.waiting().is_some();
        match self.dialog.exchanges.last_mut() {
            Some(exchange) if !waits => exchange.said.push(said),
            _ => return Err(format!("`{said}` answers no `You:`")),
        }
        Ok(())
    }
}

/// Reads a comment at the top: `# key: value`, where the key is one lower-case word, or anything else.
fn header(header: &mut Header, line: &str) -> Result<(), String> {
    let Some((key, value)) = line.trim_start_matches('#').split_once(':') else { return Ok(()) };
    let (key, value) = (key.trim(), value.trim());
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_lowercase()) {
        return Ok(());
    }
    if value.is_empty() {
        return Err(format!("`{key}` has no value"));
    }
    let place = match key {
        "skill" => &mut header.skill,
        "locale" => &mut header.locale,
        "now" => &mut header.now,
        "zone" => &mut header.zone,
        "linked" => return linked(header, value),
        _ => {
            return Err(format!(
                "the header has `skill`, `locale`, `now`, `zone` and `linked`, but no `{key}`"
            ));
        }
    };
    match key {
        "now" => check_time(value)?,
        "zone" => check_zone(value)?,
        _ => {}
    }
    if place.replace(value.to_owned()).is_some() {
        return Err(format!("`{key}` stands there twice"));
    }
    Ok(())
}

/// Reads the names of accounts, `cloud, datacenter`.
fn linked(header: &mut Header, value: &str) -> Result<(), String> {
    if !header.linked.is_empty() {
        return Err("`linked` stands there twice".to_owned());
    }
    for name in value.split(',').map(str::trim) {
        if name.is_empty() || header.linked.iter().any(|other| other == name) {
            return Err("`linked` lists accounts, each once: `cloud, datacenter`".to_owned());
        }
        header.linked.push(name.to_owned());
    }
    Ok(())
}

/// Refuses what is no point in time.
pub(crate) fn check_time(text: &str) -> Result<(), String> {
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("`{text}` is no time; write one as in `{NOW}`")),
    }
}

/// Refuses what is no time zone.
pub(crate) fn check_zone(text: &str) -> Result<(), String> {
    match TimeZone::get(text) {
        Ok(zone) if !zone.is_unknown() => Ok(()),
        _ => Err(format!("`{text}` is no time zone; write one as in `America/Los_Angeles`")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const HELLO: &str = "\
# skill: hello
# now: 2026-03-02T09:00:00Z
# A first visit.
You: open fact garden
Alexa: Welcome.
You: stop
Alexa: Goodbye.
(session ended)

# And back.
Session: {\"sayso\":{\"v\":\"old\"}}
You: open fact garden
Alexa:
Error: nothing
";

    #[test]
    fn reads_and_prints_the_same() {
        let dialog = parse(HELLO).unwrap();
        assert_eq!(dialog.to_string(), HELLO);
        assert_eq!(dialog.header.skill.as_deref(), Some("hello"));
        assert_eq!((dialog.header.now.as_deref(), dialog.header.locale), (Some(NOW), None));
        let [open, stop, again] = dialog.exchanges.as_slice() else { unreachable!("three things are said") };
        assert_eq!(
            (open.you.as_str(), open.said.as_slice()),
            ("open fact garden", &[Said::Alexa("Welcome.".into())][..])
        );
        assert_eq!(stop.said, [Said::Alexa("Goodbye.".into()), Said::Ended]);
        assert_eq!(again.before, ["", "# And back."]);
        assert!(again.session.as_ref().is_some_and(|session| session.contains_key("sayso")));
    }

    #[test]
    fn linked_accounts_stand_in_the_header_and_the_card_in_the_text() {
        let text = "# linked: cloud, datacenter\nYou: hi\nAlexa: Link first.\n(account linking card)\n(session ended)\n";
        let dialog = parse(text).unwrap();
        assert_eq!(dialog.header.linked, ["cloud", "datacenter"]);
        assert_eq!(dialog.exchanges[0].said[1..], [Said::LinkAccount, Said::Ended]);
        assert_eq!(dialog.to_string(), text);
    }

    #[test]
    fn what_is_said_while_waiting_stands_before_the_answer() {
        let text = "You: hi\n(while waiting) Still there.\nAlexa: Hello.\n";
        let dialog = parse(text).unwrap();
        let said = [Said::Waiting("Still there.".to_owned()), Said::Alexa("Hello.".to_owned())];
        assert_eq!(dialog.exchanges[0].said, said);
        assert_eq!(dialog.to_string(), text);
    }

    #[test]
    fn faults_stand_before_what_is_said() {
        let text = "You: hi\nAlexa: hello\n\n# Twice.\nSession: {\"a\":1}\n! weather 503\n! weather 429 retry-after: 1\nYou: again\n";
        let dialog = parse(text).unwrap();
        assert_eq!(dialog.to_string(), text);
        let [first, second] = dialog.exchanges.as_slice() else { unreachable!("two things are said") };
        assert!(first.faults.is_empty());
        let at: Vec<_> = second.faults.iter().map(|fault| (fault.line, fault.service.as_str())).collect();
        assert_eq!(at, [(6, "weather"), (7, "weather")]);
    }

    #[test]
    fn comments_within_an_exchange_move_behind_it() {
        let dialog = parse("You: hi\n# why\nAlexa: hello \n").unwrap();
        assert_eq!(dialog.to_string(), "You: hi\nAlexa: hello\n# why\n");
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, line, part) in [
            ("# skil: hello\nYou: hi", 1, "no `skil`"),
            ("# now: monday\nYou: hi", 1, "no time"),
            ("# zone: Mars/Olympus\nYou: hi", 1, "no time zone"),
            ("# skill: a\n# skill: b", 2, "twice"),
            ("# locale:", 1, "no value"),
            ("Alexa: hi", 1, "answers no `You:`"),
            ("You: hi\nSession: {}\nAlexa: hi", 3, "answers no `You:`"),
            ("You:", 1, "nothing is said"),
            ("You: hi\nyou: hi", 2, "a line begins with"),
            ("Session: [1]\nYou: hi", 1, "JSON object"),
            ("Session: {\nYou: hi", 1, "JSON object on one line"),
            ("You: hi\nSession: {}", 2, "`Session:` belongs to the `You:` after it; there is none"),
            ("! weather 503", 1, "`!` belongs to the `You:` after it; there is none"),
            ("You: hi\n! weather 503\nAlexa: hi", 3, "answers no `You:`"),
            ("You: hi\n# why\n! weather explode\nYou: hi", 3, "befalls no request"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.line == line && error.message.contains(part), "{text:?}: {error}");
        }
        // A comment with a colon is none of the header's business where its first part is no key.
        assert!(parse("# Note this: it works\n# see https://example.org\nYou: hi").is_ok());
    }
}
