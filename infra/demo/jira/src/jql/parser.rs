//! JQL's grammar: words to a tree, whose names mean nothing yet.

use super::{
    Wrong,
    lexer::{self, Token, is_reserved},
    tree::{Clause, Operand, Operator, Query, Sort},
};

/// How deep parentheses may go.
const DEEPEST: u32 = 50;

/// Reads a query.
pub(super) fn parse(text: &str) -> Result<Query, Wrong> {
    let words = lexer::read(text)?;
    let end = text.chars().count() + 1;
    let mut parser = Parser { words, at: 0, end, depth: 0 };
    let clause = match parser.peek() {
        None => None,
        Some(_) if parser.is_word("order") => None,
        Some(_) => Some(parser.or()?),
    };
    let order = if parser.take_word("order") { parser.order()? } else { Vec::new() };
    match parser.peek() {
        None => Ok(Query { clause, order }),
        Some(_) => Err(parser.unexpected("either 'OR', 'AND' or 'ORDER BY'")),
    }
}

struct Parser {
    words: Vec<(Token, usize)>,
    at: usize,
    /// The column after the last.
    end: usize,
    depth: u32,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.words.get(self.at).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self, expected: &str) -> Wrong {
        let column = self.words.get(self.at).map_or(self.end, |(_, column)| *column);
        let found = match self.peek() {
            Some(token) => format!("got '{}'", token.shown()),
            None => "the query ended".to_owned(),
        };
        lexer::wrong(column, &format!("Expecting {expected} but {found}."))
    }

    fn or(&mut self) -> Result<Clause, Wrong> {
        let mut clauses = vec![self.and()?];
        while self.take_word("or") || self.take_sign("|") {
            clauses.push(self.and()?);
        }
        Ok(single(clauses, Clause::Or))
    }

    fn and(&mut self) -> Result<Clause, Wrong> {
        let mut clauses = vec![self.not()?];
        while self.take_word("and") || self.take_sign("&") {
            clauses.push(self.not()?);
        }
        Ok(single(clauses, Clause::And))
    }

    fn not(&mut self) -> Result<Clause, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(vec!["The JQL query is nested too deeply.".to_owned()]);
        }
        let clause = if self.take_word("not") || self.take_sign("!") {
            Clause::Not(Box::new(self.not()?))
        } else if self.take_sign("(") {
            let clause = self.or()?;
            if !self.take_sign(")") {
                return Err(self.unexpected("')'"));
            }
            clause
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(clause)
    }

    fn test(&mut self) -> Result<Clause, Wrong> {
        let field = self.field()?;
        let operator = self.operator()?;
        let operand = match operator {
            Operator::Changed => Operand::Empty,
            _ => self.operand(0)?,
        };
        let lists = matches!(operator, Operator::In | Operator::NotIn | Operator::WasIn | Operator::WasNotIn);
        if lists && !matches!(operand, Operand::List(_) | Operand::Function { .. }) {
            return Err(vec![format!(
                "Operator '{}' does not support the non-list value given for field '{field}'.",
                operator.name()
            )]);
        }
        if !lists && matches!(operand, Operand::List(_)) {
            return Err(vec![format!(
                "Operator '{}' does not support the list value given for field '{field}'.",
                operator.name()
            )]);
        }
        for predicate in ["after", "before", "on", "during", "by", "from", "to"] {
            if self.is_word(predicate) {
                return Err(vec![format!(
                    "This demo does not know the predicate '{predicate}' of a history search."
                )]);
            }
        }
        Ok(Clause::Test { field, operator, operand })
    }

    fn field(&mut self) -> Result<String, Wrong> {
        match self.peek() {
            Some(Token::Word(word)) if is_reserved(word) => {
                let column = self.words.get(self.at).map_or(self.end, |(_, column)| *column);
                Err(lexer::wrong(column, &format!("'{word}' is a reserved JQL word. Put it in quotes.")))
            }
            Some(Token::Word(word) | Token::Quoted(word)) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            Some(Token::Custom(number)) => {
                let field = format!("cf[{number}]");
                self.at += 1;
                Ok(field)
            }
            _ => Err(self.unexpected("a field name")),
        }
    }

    fn operator(&mut self) -> Result<Operator, Wrong> {
        let start = self.at;
        let operator = match self.next() {
            Some(Token::Sign("=")) => Some(Operator::Equals),
            Some(Token::Sign("!=")) => Some(Operator::NotEquals),
            Some(Token::Sign("~")) => Some(Operator::Like),
            Some(Token::Sign("!~")) => Some(Operator::NotLike),
            Some(Token::Sign("<")) => Some(Operator::Less),
            Some(Token::Sign("<=")) => Some(Operator::LessEqual),
            Some(Token::Sign(">")) => Some(Operator::Greater),
            Some(Token::Sign(">=")) => Some(Operator::GreaterEqual),
            Some(Token::Word(word)) => self.worded(&word.to_ascii_lowercase()),
            _ => None,
        };
        operator.ok_or_else(|| {
            self.at = start;
            self.unexpected(
                "an operator ('=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS', 'IS NOT', 'WAS' or 'CHANGED')",
            )
        })
    }

    fn worded(&mut self, first: &str) -> Option<Operator> {
        Some(match first {
            "in" => Operator::In,
            "not" if self.take_word("in") => Operator::NotIn,
            "is" if self.take_word("not") => Operator::IsNot,
            "is" => Operator::Is,
            "was" if self.take_word("not") => {
                if self.take_word("in") {
                    Operator::WasNotIn
                } else {
                    Operator::WasNot
                }
            }
            "was" if self.take_word("in") => Operator::WasIn,
            "was" => Operator::Was,
            "changed" => Operator::Changed,
            _ => return None,
        })
    }

    fn operand(&mut self, depth: u32) -> Result<Operand, Wrong> {
        if depth > 0 && matches!(self.peek(), Some(Token::Sign("("))) || depth > 1 {
            return Err(self.unexpected("a value"));
        }
        if self.take_sign("(") {
            let mut list = vec![self.operand(depth + 1)?];
            while self.take_sign(",") {
                list.push(self.operand(depth + 1)?);
            }
            if !self.take_sign(")") {
                return Err(self.unexpected("',' or ')'"));
            }
            return Ok(Operand::List(list));
        }
        match self.peek().cloned() {
            Some(Token::Word(word))
                if word.eq_ignore_ascii_case("empty") || word.eq_ignore_ascii_case("null") =>
            {
                self.at += 1;
                Ok(Operand::Empty)
            }
            Some(Token::Word(word)) if is_reserved(&word) => {
                let column = self.words.get(self.at).map_or(self.end, |(_, column)| *column);
                Err(lexer::wrong(column, &format!("'{word}' is a reserved JQL word. Put it in quotes.")))
            }
            Some(Token::Word(text) | Token::Quoted(text)) => {
                self.at += 1;
                if self.take_sign("(") {
                    return Ok(Operand::Function { name: text, arguments: self.arguments()? });
                }
                Ok(Operand::Text(text))
            }
            _ => Err(self.unexpected("a value, a list or a function")),
        }
    }

    fn arguments(&mut self) -> Result<Vec<String>, Wrong> {
        let mut arguments = Vec::new();
        while !self.take_sign(")") {
            if !arguments.is_empty() && !self.take_sign(",") {
                return Err(self.unexpected("',' or ')'"));
            }
            let Some(Token::Word(text) | Token::Quoted(text)) = self.peek().cloned() else {
                return Err(self.unexpected("an argument"));
            };
            self.at += 1;
            arguments.push(text);
        }
        Ok(arguments)
    }

    fn order(&mut self) -> Result<Vec<Sort>, Wrong> {
        if !self.take_word("by") {
            return Err(self.unexpected("'BY'"));
        }
        let mut order = Vec::new();
        loop {
            let field = self.field()?;
            let descending = self.take_word("desc");
            if !descending {
                self.take_word("asc");
            }
            order.push(Sort { field, descending });
            if !self.take_sign(",") {
                return Ok(order);
            }
        }
    }
}

fn single(mut clauses: Vec<Clause>, join: fn(Vec<Clause>) -> Clause) -> Clause {
    match (clauses.len(), clauses.pop()) {
        (1, Some(only)) => only,
        (_, last) => join(clauses.into_iter().chain(last).collect()),
    }
}
