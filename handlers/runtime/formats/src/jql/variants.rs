//! Templates with and without the parts that may be left out.

use super::{
    Part, Place, TemplateError, grammar,
    token::{Kind, Token, placeholder, tokens},
};
use std::{iter::zip, ops::Range};

/// The most parts of which every combination is checked; of more, none, all and each by itself.
const COMBINED: usize = 6;
/// The most parts that a template has.
const MOST: usize = 32;

/// A template, read.
pub(super) struct Read {
    pub(super) parts: Vec<Part>,
    /// The bytes of its values, in order.
    pub(super) ranges: Vec<Range<usize>>,
}

pub(super) fn read(text: &str) -> Result<Read, Vec<TemplateError>> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(vec![error(0..text.len(), "the query is empty", "write what is looked for")]);
    }
    let errors = quoted(text, &tokens);
    if !errors.is_empty() {
        return Err(errors);
    }
    let source = Source { text, segments: segments(text, &tokens)?, tokens };
    let places = source.check()?;
    let is_value = |token: &&Token| token.kind == Kind::Placeholder;
    let ranges: Vec<_> = source.tokens.iter().filter(is_value).map(|token| token.range.clone()).collect();
    let mut places = places.into_iter();
    Ok(Read { parts: source.parts(0..source.tokens.len(), &mut places), ranges })
}

/// Values in quotes, which are none.
fn quoted(text: &str, tokens: &[Token]) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Quoted) {
        let range = token.range.clone();
        for (at, _) in text[range.clone()].match_indices('{') {
            let start = range.start + at;
            if let Some(found) = placeholder(&text[start..range.end]) {
                errors.push(error(
                    start..start + found.len(),
                    "a value cannot stand in quotes",
                    "remove the quotes, since a value is quoted when it is bound; a brace itself is `\\u007b`",
                ));
            }
        }
    }
    errors
}

/// A part that may be left out.
struct Segment {
    /// The tokens that are its brackets.
    brackets: Range<usize>,
    /// The part that it stands in.
    parent: Option<usize>,
}

struct Source<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Outer before inner.
    segments: Vec<Segment>,
}

/// The brackets in which there is a value; the others belong to fields.
fn segments(text: &str, tokens: &[Token]) -> Result<Vec<Segment>, Vec<TemplateError>> {
    let (mut open, mut errors, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::LeftBracket => open.push(at),
            Kind::RightBracket => match open.pop() {
                Some(left) => pairs.push(left..at),
                None => {
                    errors.push(error(token.range.clone(), "`]` closes nothing", "remove it, or open it"));
                }
            },
            _ => {}
        }
    }
    for left in open {
        errors.push(error(tokens[left].range.clone(), "`[` is not closed", "close it with `]`"));
    }
    pairs.retain(|pair| tokens[pair.clone()].iter().any(|token| token.kind == Kind::Placeholder));
    pairs.sort_by_key(|pair| pair.start);
    let mut segments: Vec<Segment> = Vec::new();
    for brackets in pairs {
        let parent = segments.iter().rposition(|outer| outer.brackets.contains(&brackets.start));
        segments.push(Segment { brackets, parent });
    }
    for (at, segment) in segments.iter().enumerate() {
        let inner = |token: usize| segments.iter().skip(at + 1).any(|inner| inner.brackets.contains(&token));
        let own = segment.brackets.clone().any(|it| tokens[it].kind == Kind::Placeholder && !inner(it));
        if !own {
            errors.push(error(
                tokens[segment.brackets.start].range.start..tokens[segment.brackets.end].range.end,
                "a part has no value of its own, so it is never left out",
                "remove its brackets, or put a value between them",
            ));
        }
    }
    if segments.len() > MOST {
        let message = format!("a query has {} parts that may be left out", segments.len());
        errors.push(error(0..text.len(), message, &format!("make it {MOST} at most")));
    }
    if errors.is_empty() { Ok(segments) } else { Err(errors) }
}

impl Source<'_> {
    /// Checks the query with and without each part. What each value stands for, in order.
    fn check(&self) -> Result<Vec<Place>, Vec<TemplateError>> {
        // What is wrong with the whole would be told again without its parts.
        let whole = vec![true; self.segments.len()];
        let tokens = self.variant(&whole);
        let places = grammar::check(self.text, &tokens).map_err(|error| vec![error])?;
        let mut errors: Vec<TemplateError> = Vec::new();
        for there in self.combinations() {
            let tokens = self.variant(&there);
            let error = match grammar::check(self.text, &tokens) {
                Ok(found) => self.conflict(&places, &there, &found),
                Err(mut error) => {
                    let left: Vec<_> = tokens.iter().map(|token| &self.text[token.range.clone()]).collect();
                    let help = format!("with parts left out, the query reads `{}`", left.join(" "));
                    error.help = Some(error.help.map_or(help.clone(), |first| format!("{help}; {first}")));
                    Some(error)
                }
            };
            errors.extend(
                error.filter(|new| {
                    errors.iter().all(|old| (&old.at, &old.message) != (&new.at, &new.message))
                }),
            );
        }
        if errors.is_empty() { Ok(places) } else { Err(errors) }
    }

    /// A value that stands for something else when parts are left out.
    fn conflict(&self, places: &[Place], there: &[bool], found: &[Place]) -> Option<TemplateError> {
        let values = self.tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Placeholder);
        let kept = zip(values, places).filter(|((at, _), _)| self.is_kept(*at, there));
        let (((_, token), _), _) = zip(kept, found).find(|((_, whole), place)| whole != place)?;
        Some(error(
            token.range.clone(),
            "a value stands for different things as parts are left out",
            "write the query so that each part has a condition of its own",
        ))
    }

    /// Which parts are there, in each variant that is checked beside the whole.
    fn combinations(&self) -> Vec<Vec<bool>> {
        let count = self.segments.len();
        if count <= COMBINED {
            let there = |mask: usize| (0..count).map(|it| mask & (1 << it) != 0).collect();
            return (0..1 << count).map(there).collect();
        }
        let mut variants = vec![vec![false; count]];
        for alone in 0..count {
            let mut there = vec![false; count];
            let mut next = Some(alone);
            while let Some(at) = next {
                there[at] = true;
                next = self.segments[at].parent;
            }
            variants.push(there);
        }
        variants
    }

    fn is_kept(&self, token: usize, there: &[bool]) -> bool {
        zip(&self.segments, there).all(|(segment, there)| *there || !segment.brackets.contains(&token))
    }

    /// The tokens of the query when only some parts are there.
    fn variant(&self, there: &[bool]) -> Vec<&Token> {
        let brackets =
            |at: usize| self.segments.iter().any(|it| it.brackets.start == at || it.brackets.end == at);
        let kept =
            self.tokens.iter().enumerate().filter(|(at, _)| self.is_kept(*at, there) && !brackets(*at));
        kept.map(|(_, token)| token).collect()
    }

    /// The pieces of the tokens `range`. White space is one blank. A part brings its own, since what was apart in the
    /// template, or in one of its variants, must not become one word.
    fn parts(&self, range: Range<usize>, places: &mut impl Iterator<Item = Place>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = range.start;
        let mut apart = at > 0;
        while at < range.end {
            let token = &self.tokens[at];
            if let Some(segment) = self.segments.iter().find(|it| it.brackets.start == at) {
                let within = segment.brackets.start + 1..segment.brackets.end;
                parts.push(Part::Optional(self.parts(within, places)));
                (at, apart) = (segment.brackets.end + 1, true);
                continue;
            }
            let verbatim = &self.text[token.range.clone()];
            let touches =
                at > range.start && is_wordlike(token.kind) && is_wordlike(self.tokens[at - 1].kind);
            let closes = matches!(token.kind, Kind::Comma | Kind::RightParenthesis);
            if (apart && !closes) || touches || (token.spaced && at > range.start) {
                add(&mut parts, " ");
            }
            let place = if token.kind == Kind::Placeholder { places.next() } else { None };
            match place {
                Some(place) => {
                    let inner = verbatim.trim_matches(['{', '}']);
                    let path = inner.split('|').next().unwrap_or(inner);
                    let path = path.split('.').map(str::to_owned).collect();
                    parts.push(Part::Value { path, place });
                }
                None => add(&mut parts, verbatim),
            }
            (at, apart) = (at + 1, false);
        }
        parts
    }
}

/// Adds text to the last piece, if that is text.
fn add(parts: &mut Vec<Part>, more: &str) {
    match parts.last_mut() {
        Some(Part::Text(text)) => text.push_str(more),
        _ => parts.push(Part::Text(more.to_owned())),
    }
}

/// Whether a token would run into another of its kind. The value of a placeholder can be a number.
fn is_wordlike(kind: Kind) -> bool {
    matches!(kind, Kind::Word | Kind::Keyword(_) | Kind::Placeholder)
}

fn error(at: Range<usize>, message: impl Into<String>, help: &str) -> TemplateError {
    TemplateError { at, message: message.into(), help: Some(help.to_owned()) }
}
