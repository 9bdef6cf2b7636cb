//! What stands in braces: values and plurals.

use super::{Case, Except, Part, Plural, Value, parse::Parser};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    syntax::dates,
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    words::{DateFilter, Filter},
};
use std::collections::BTreeMap;

/// The plural categories of CLDR.
const CATEGORIES: &[&str] = &["zero", "one", "two", "few", "many", "other"];

impl<'a> Parser<'a> {
    /// Reads `{…}`. After a fault, what is left up to the closing brace is passed over.
    pub(super) fn braces(&mut self) -> Option<Part> {
        let start = self.at;
        self.at += 1;
        let part = self.braced(start);
        if part.is_none() {
            self.failed = true;
            self.leave(start);
        }
        part
    }

    fn braced(&mut self, start: usize) -> Option<Part> {
        let path = self.path(start)?;
        self.skip_space();
        if self.take(',') {
            return self.plural(start, path).map(Part::Plural);
        }
        let (dates, except) = (Vec::new(), Vec::new());
        let mut value = Value { span: self.span, path, dates, except, filter: None, default: None };
        while self.take('|') {
            self.option(&mut value)?;
        }
        if !self.take('}') {
            let help =
                "write `{name}`, `{name|filter}`, `{name|or:text}` or `{name, plural, one {…} other {…}}`";
            self.fault("a value is not closed", start..self.at, "no `}` after this", help);
            return None;
        }
        value.span = self.place(start..self.at);
        Some(Part::Value(value))
    }

    /// Reads what follows a `|`.
    fn option(&mut self, value: &mut Value) -> Option<()> {
        let at = self.at;
        let rest = self.rest();
        let (option, is_default) = if rest.trim_start().starts_with("or:") {
            // Last of all: everything up to the brace is text.
            (rest.split('}').next()?, true)
        } else {
            (rest.split(['|', '}', '{', ',']).next()?, false)
        };
        if option.trim_start().starts_with(Filter::EXCEPT) {
            let except = self.except(value.filter.as_ref())?;
            value.except.push(except);
            return Some(());
        }
        self.at += option.len();
        let span = self.place(at..self.at);
        if is_default {
            value.default = Some(self.default(option, span)?);
        } else if let Some(read) = dates::filter(option, span) {
            value.dates.push(self.date(read, span, value.filter.as_ref())?);
        } else {
            let read = self.filter(option.trim(), span)?;
            if let Some(first) = value.filter.replace(read) {
                self.report(
                    Diagnostic::error(Code::MESSAGE_SYNTAX, "a value has two filters")
                        .at(span, "the second")
                        .at(first.span, "the first")
                        .help("keep one of them"),
                );
                return None;
            }
        }
        Some(())
    }

    /// Reads `except:name.field`, which stands before the filter that says how the value is spoken.
    fn except(&mut self, spoken: Option<&Spanned<Filter>>) -> Option<Except> {
        self.skip_space();
        let start = self.at;
        self.at += Filter::EXCEPT.len();
        let name = self.at;
        self.skip_space();
        if matches!(self.peek(), None | Some('|' | '}')) {
            let help = "write the value that is left out: `{old|except:new}`";
            self.fault("`except:` names no value", start..name, "except which one?", help);
            return None;
        }
        let path = self.path(start)?;
        let span = self.place(start..self.at);
        self.skip_space();
        if let Some(spoken) = spoken {
            self.report(
                Diagnostic::error(Code::MESSAGE_SYNTAX, "a value is compared after it is put into words")
                    .at(span, "compares")
                    .at(spoken.span, "puts it into words")
                    .help("write what compares first: `{old|except:new|lower}`"),
            );
            return None;
        }
        Some(Except { span, path })
    }

    /// A filter of dates, which stands before the one that says how the date is spoken.
    fn date(
        &mut self,
        read: Result<DateFilter, Diagnostic>,
        span: Span,
        spoken: Option<&Spanned<Filter>>,
    ) -> Option<Spanned<DateFilter>> {
        let read = read.map_err(|fault| self.report(fault)).ok()?;
        if let Some(spoken) = spoken {
            self.report(
                Diagnostic::error(Code::MESSAGE_SYNTAX, "a date is counted after it is put into words")
                    .at(span, "counts")
                    .at(spoken.span, "puts it into words")
                    .help("write what counts first: `{day|past|weekday}`"),
            );
            return None;
        }
        Some(Spanned::new(read, span))
    }

    fn default(&mut self, option: &str, span: Span) -> Option<Spanned<String>> {
        let text = option.trim_start().strip_prefix("or:")?.trim();
        if text.is_empty() {
            self.report(
                Diagnostic::error(Code::MESSAGE_SYNTAX, "`or:` says nothing")
                    .at(span, "no text after it")
                    .help("write what is said instead, or put the value in `[…]` to leave it out"),
            );
            return None;
        }
        Some(Spanned::new(text.to_owned(), span))
    }

    fn filter(&mut self, word: &str, span: Span) -> Option<Spanned<Filter>> {
        if let Some((_, filter)) = Filter::ALL.iter().find(|(name, _)| *name == word) {
            return Some(Spanned::new(*filter, span));
        }
        let names =
            Filter::ALL.iter().map(|(name, _)| *name).chain(dates::words()).chain([Filter::EXCEPT, "or:"]);
        self.report(
            Diagnostic::error(Code::FILTER_UNKNOWN, format!("there is no filter `{word}`"))
                .at(span, "unknown")
                .help(suggest(word, "filters", names)),
        );
        None
    }

    /// Reads `name.field`.
    fn path(&mut self, start: usize) -> Option<Vec<Spanned<String>>> {
        let mut path = Vec::new();
        loop {
            self.skip_space();
            let rest = self.rest();
            let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = rest.find(|c| !name(c)).unwrap_or(rest.len());
            let segment = rest.get(..end).unwrap_or_default();
            if segment.is_empty() || segment.starts_with(|c: char| c.is_ascii_digit()) {
                let help = "write a variable such as `{topic}` or `{fact.text}`, or `'{'` to say a brace";
                self.fault("a value has no name", start..self.behind_next(), "a name is expected here", help);
                return None;
            }
            let at = self.at;
            self.at += end;
            path.push(Spanned::new(segment.to_owned(), self.place(at..self.at)));
            if !self.take('.') {
                return Some(path);
            }
        }
    }

    /// Reads what follows `{path,`.
    fn plural(&mut self, start: usize, path: Vec<Spanned<String>>) -> Option<Plural> {
        self.skip_space();
        let at = self.at;
        let keyword = self.word();
        self.skip_space();
        if keyword != "plural" || !self.take(',') {
            let help = match keyword {
                "select" => "make a message for each case; a message chooses by number only",
                "selectordinal" => "write `{name|ordinal}`",
                "number" | "date" | "time" => "leave it out: a number or a date is spoken as one",
                _ => "write `{name, plural, one {# fact} other {# facts}}`",
            };
            let end = if self.at > at { self.at } else { self.behind_next() };
            self.fault("only `plural` may follow the comma", at..end, "not `plural,`", help);
            return None;
        }
        let mut plural = Plural { span: self.span, path, exact: BTreeMap::new(), cases: IndexMap::new() };
        loop {
            self.skip_space();
            if self.take('}') {
                break;
            }
            self.case(&mut plural)?;
        }
        plural.span = self.place(start..self.at);
        if !plural.cases.contains_key("other") {
            self.report(
                Diagnostic::error(Code::PLURAL_FORM_MISSING, "a plural has no form `other`")
                    .at(plural.span, "no `other {…}` here")
                    .help("add `other {…}`, which every language has"),
            );
            return None;
        }
        Some(plural)
    }

    /// Reads `one {…}` or `=0 {…}`.
    fn case(&mut self, plural: &mut Plural) -> Option<()> {
        let at = self.at;
        let exact = self.take('=');
        let word = self.word().to_owned();
        let selector = self.at;
        let span = self.place(at..selector);
        let number = word.parse::<i64>().ok().filter(|_| exact);
        if number.is_none() && (exact || !CATEGORIES.contains(&word.as_str())) {
            let end = if selector > at { selector } else { self.behind_next() };
            let help = "a form is `=` and a number, or one of `zero`, `one`, `two`, `few`, `many`, `other`";
            self.fault("a plural has a form that does not exist", at..end, "not a form", help);
            return None;
        }
        let known = match number {
            Some(number) => plural.exact.get(&number),
            None => plural.cases.get(&word),
        };
        if let Some(first) = known {
            let message = "a plural has a form twice";
            let diagnostic =
                Diagnostic::error(Code::MESSAGE_SYNTAX, message).at(span, "again").at(first.span, "first");
            self.report(diagnostic.help("keep one of them"));
        }
        self.skip_space();
        if self.peek() != Some('{') {
            let label = "no `{` after this";
            self.fault("a form of a plural has no text", at..selector, label, "write `one {# fact}`");
            return None;
        }
        let parts = self.block('}', true)?;
        let case = Case { span, parts };
        match number {
            Some(number) => drop(plural.exact.insert(number, case)),
            None => drop(plural.cases.insert(word, case)),
        }
        Some(())
    }

    /// One past the next character.
    fn behind_next(&self) -> usize {
        self.at + self.peek().map_or(0, char::len_utf8)
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// Goes to behind the brace that closes the one at `start`, as far as that can be told.
    fn leave(&mut self, start: usize) {
        let mut depth = 0_usize;
        for (at, character) in self.text.char_indices().skip_while(|(at, _)| *at < start) {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = self.at.max(at + 1);
                return;
            }
        }
        self.at = self.text.len();
    }
}
