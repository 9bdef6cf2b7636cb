//! The grammar, by recursive descent.
//!
//! ```text
//! query     = [or] [ORDER BY field [ASC | DESC] {, …}]
//! or        = and {OR and}          and = not {AND not}
//! not       = (NOT | !) not | "(" or ")" | clause
//! clause    = field (= | !=) (value | EMPTY)
//!           | field (~ | !~) (value | EMPTY)
//!           | field (< | <= | > | >=) value
//!           | field [NOT] IN list           | field IS [NOT] EMPTY
//!           | field WAS [NOT] (value | EMPTY | IN list) {when}
//!           | field CHANGED {when | (FROM | TO) operand}
//! when      = (BEFORE | AFTER | ON | DURING | BY) operand
//! operand   = value | EMPTY | list
//! list      = "(" (value | EMPTY | list) {, …} ")" | function | placeholder
//! value     = word | quoted | function | placeholder
//! function  = (word | quoted) "(" [argument {, …}] ")"
//! argument  = word | quoted | placeholder
//! field     = (word | quoted) {"[" (word | quoted) "]" [word]} | cf "[" number "]" | placeholder
//! ```

use super::{
    Place, TemplateError,
    token::{Kind, Operator, Token},
    words::Keyword,
};

/// How deeply parentheses and `NOT`s nest, at most.
const MAX_DEPTH: usize = 64;

/// Reads the tokens of one query. Each placeholder is given with what it stands for.
pub(super) fn check(text: &str, tokens: &[&Token]) -> Result<Vec<Place>, TemplateError> {
    let mut parser = Parser { text, tokens, at: 0, depth: 0, places: Vec::new() };
    parser.query()?;
    Ok(parser.places)
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [&'a Token],
    /// The next token.
    at: usize,
    depth: usize,
    /// Of the placeholders so far.
    places: Vec<Place>,
}

type Checked = Result<(), TemplateError>;

const FIELD: &str = "a field";
const VALUE: &str = "a value";

impl Parser<'_> {
    fn query(&mut self) -> Checked {
        if !matches!(self.kind(), None | Some(Kind::Keyword(Keyword::Order))) {
            self.or()?;
        }
        if self.take(Kind::Keyword(Keyword::Order)) {
            self.want(Kind::Keyword(Keyword::By), "`BY`")?;
            self.field()?;
            self.take(Kind::Keyword(Keyword::Direction));
            while self.take(Kind::Comma) {
                self.field()?;
                self.take(Kind::Keyword(Keyword::Direction));
            }
            return self.end("the end");
        }
        self.end("`AND`, `OR`, `ORDER BY` or the end")
    }

    fn or(&mut self) -> Checked {
        self.and()?;
        while self.take(Kind::Keyword(Keyword::Or)) {
            self.and()?;
        }
        Ok(())
    }

    fn and(&mut self) -> Checked {
        self.not()?;
        while self.take(Kind::Keyword(Keyword::And)) {
            self.not()?;
        }
        Ok(())
    }

    fn not(&mut self) -> Checked {
        if self.take(Kind::Keyword(Keyword::Not)) || self.take(Kind::Bang) {
            self.nested(Self::not)
        } else if self.take(Kind::LeftParenthesis) {
            self.nested(Self::or)?;
            self.want(Kind::RightParenthesis, "`AND`, `OR` or `)`")
        } else {
            self.field()?;
            self.restriction()
        }
    }

    /// What is said of a field.
    fn restriction(&mut self) -> Checked {
        match self.kind() {
            Some(Kind::Operator(operator)) => {
                self.at += 1;
                match operator {
                    Operator::Equals => self.value_or_empty(Place::Value),
                    Operator::Contains => self.value_or_empty(Place::Search),
                    Operator::Order => self.value(Place::Value),
                }
            }
            Some(Kind::Keyword(Keyword::Not)) => {
                self.at += 1;
                self.want(Kind::Keyword(Keyword::In), "`IN`")?;
                self.list()
            }
            Some(Kind::Keyword(Keyword::In)) => {
                self.at += 1;
                self.list()
            }
            Some(Kind::Keyword(Keyword::Is)) => {
                self.at += 1;
                self.take(Kind::Keyword(Keyword::Not));
                self.want(Kind::Keyword(Keyword::Empty), "`EMPTY`")
            }
            Some(Kind::Keyword(Keyword::Was)) => {
                self.at += 1;
                self.take(Kind::Keyword(Keyword::Not));
                if self.take(Kind::Keyword(Keyword::In)) {
                    self.list()?;
                } else {
                    self.value_or_empty(Place::Value)?;
                }
                self.predicates(&[Keyword::Predicate, Keyword::By])
            }
            Some(Kind::Keyword(Keyword::Changed)) => {
                self.at += 1;
                self.predicates(&[Keyword::Predicate, Keyword::By, Keyword::Ends])
            }
            _ => Err(self.unexpected("an operator")),
        }
    }

    fn predicates(&mut self, known: &[Keyword]) -> Checked {
        while known.iter().any(|it| self.take(Kind::Keyword(*it))) {
            match self.kind() {
                Some(Kind::LeftParenthesis) => self.list()?,
                _ => self.value_or_empty(Place::Value)?,
            }
        }
        Ok(())
    }

    /// What `IN` is followed by.
    fn list(&mut self) -> Checked {
        match self.kind() {
            Some(Kind::LeftParenthesis) => self.nested(Self::elements),
            Some(Kind::Placeholder) => self.value(Place::List),
            Some(Kind::Word | Kind::Quoted) if self.is_function() => self.value(Place::Value),
            _ => Err(self.unexpected("a list")),
        }
    }

    fn elements(&mut self) -> Checked {
        self.at += 1;
        loop {
            match self.kind() {
                Some(Kind::LeftParenthesis) => self.nested(Self::elements)?,
                _ => self.value_or_empty(Place::Value)?,
            }
            if !self.take(Kind::Comma) {
                return self.want(Kind::RightParenthesis, "`,` or `)`");
            }
        }
    }

    fn value_or_empty(&mut self, place: Place) -> Checked {
        if self.take(Kind::Keyword(Keyword::Empty)) { Ok(()) } else { self.value(place) }
    }

    fn value(&mut self, place: Place) -> Checked {
        match self.kind() {
            Some(Kind::Placeholder) => self.places.push(place),
            Some(Kind::Word | Kind::Quoted) if self.is_function() => {
                self.at += 2;
                return self.arguments();
            }
            Some(Kind::Word | Kind::Quoted) => {}
            _ => return Err(self.unexpected(VALUE)),
        }
        self.at += 1;
        Ok(())
    }

    fn is_function(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| token.kind == Kind::LeftParenthesis)
    }

    /// What is in the parentheses of a function.
    fn arguments(&mut self) -> Checked {
        if self.take(Kind::RightParenthesis) {
            return Ok(());
        }
        loop {
            match self.kind() {
                Some(Kind::Placeholder) => self.places.push(Place::Value),
                Some(Kind::Word | Kind::Quoted) => {}
                _ => return Err(self.unexpected("an argument")),
            }
            self.at += 1;
            if !self.take(Kind::Comma) {
                return self.want(Kind::RightParenthesis, "`,` or `)`");
            }
        }
    }

    fn field(&mut self) -> Checked {
        if self.take(Kind::Placeholder) {
            self.places.push(Place::Field);
            return Ok(());
        }
        if self.take(Kind::Keyword(Keyword::CustomField)) {
            self.want(Kind::LeftBracket, "`[`")?;
            let number = self.tokens.get(self.at).is_some_and(|token| {
                let word = self.text.get(token.range.clone()).unwrap_or_default();
                !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit())
            });
            if !number {
                return Err(self.unexpected("the number of a field"));
            }
            self.at += 1;
            return self.want(Kind::RightBracket, "`]`");
        }
        self.word(FIELD)?;
        // A property of an entity, `issue.property[key].path`.
        while self.take(Kind::LeftBracket) {
            self.word("a property")?;
            self.want(Kind::RightBracket, "`]`")?;
            self.take(Kind::Word);
        }
        Ok(())
    }

    fn word(&mut self, expected: &str) -> Checked {
        match self.kind() {
            Some(Kind::Word | Kind::Quoted) => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn nested(&mut self, inner: impl FnOnce(&mut Self) -> Checked) -> Checked {
        if self.depth == MAX_DEPTH {
            let mut error = self.unexpected("less");
            "the query nests too deeply".clone_into(&mut error.message);
            error.help = Some(format!("nest up to {MAX_DEPTH} levels"));
            return Err(error);
        }
        self.depth += 1;
        inner(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn take(&mut self, kind: Kind) -> bool {
        let there = self.kind() == Some(kind);
        self.at += usize::from(there);
        there
    }

    fn want(&mut self, kind: Kind, expected: &str) -> Checked {
        if self.take(kind) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn end(&self, expected: &str) -> Checked {
        if self.kind().is_none() { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// The next token is not the one that is expected.
    fn unexpected(&self, expected: &str) -> TemplateError {
        let Some(token) = self.tokens.get(self.at) else {
            let end = self.tokens.last().map_or(0, |token| token.range.end);
            let message = format!("the query ends where {expected} is expected");
            return TemplateError { at: end..end, message, help: None };
        };
        let shown = self.text.get(token.range.clone()).unwrap_or_default();
        let message = match token.kind {
            Kind::Keyword(_) if [FIELD, VALUE, "an argument"].contains(&expected) => {
                format!("`{shown}` is a reserved word, and {expected} is expected")
            }
            _ => format!("`{shown}` stands where {expected} is expected"),
        };
        TemplateError { at: token.range.clone(), message, help: self.help(token, shown, expected) }
    }

    fn help(&self, token: &Token, shown: &str, expected: &str) -> Option<String> {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let before = before.and_then(|token| self.text.get(token.range.clone())).unwrap_or_default();
        let help = match (before, token.kind) {
            ("cf", Kind::Placeholder) => "a field that each site numbers stands alone, without `cf[…]`",
            (_, Kind::Placeholder) if expected == "`EMPTY`" => "compare with `=`, or write `IS EMPTY`",
            (_, Kind::Placeholder) => {
                "a value can be bound after an operator, in a list, and as an argument of a function"
            }
            ("=", Kind::Operator(_)) => "equality is `=`, order is `<=` or `>=`",
            ("<", Kind::Operator(Operator::Order)) => "inequality is `!=`",
            (_, Kind::LeftParenthesis) if expected == VALUE => "one of several is `IN (…)`",
            (_, Kind::LeftParenthesis) if expected == "an argument" => "a function takes no lists",
            (_, Kind::LeftBracket) => {
                "a part that can be left out has a value in it; without one it needs no brackets"
            }
            (_, Kind::Keyword(Keyword::Reserved)) if shown.eq_ignore_ascii_case("like") => {
                "to search in a text is `~`"
            }
            (_, Kind::Keyword(Keyword::And | Keyword::Or)) if expected == FIELD => {
                "write the condition before it"
            }
            (_, Kind::Keyword(_)) if [FIELD, VALUE, "an argument"].contains(&expected) => {
                return Some(format!("quote it, `\"{shown}\"`, if it is {expected}"));
            }
            (_, Kind::Word | Kind::Quoted) if expected == "a list" => {
                "a list is `(a, b)`; one value is compared with `=`"
            }
            (_, Kind::Word) if expected.contains("the end") => "quote a text of several words",
            _ => return None,
        };
        Some(help.to_owned())
    }
}
