//! Words that JQL keeps for itself.

/// A word of the grammar, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    Is,
    /// `EMPTY`, `NULL`
    Empty,
    Was,
    Changed,
    /// `BEFORE`, `AFTER`, `ON`, `DURING`: what follows `WAS` and `CHANGED`.
    Predicate,
    /// `FROM`, `TO`: what follows `CHANGED` only.
    Ends,
    /// Also a predicate.
    By,
    Order,
    /// `ASC`, `DESC`
    Direction,
    /// The field `cf[10010]`.
    CustomField,
    /// No part of the grammar, but not to be used unquoted either.
    Reserved,
}

impl Keyword {
    /// The keyword that `word` is.
    pub(super) fn of(word: &str) -> Option<Self> {
        let lower = word.to_ascii_lowercase();
        Some(match lower.as_str() {
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "in" => Self::In,
            "is" => Self::Is,
            "empty" | "null" => Self::Empty,
            "was" => Self::Was,
            "changed" => Self::Changed,
            "before" | "after" | "on" | "during" => Self::Predicate,
            "from" | "to" => Self::Ends,
            "by" => Self::By,
            "order" => Self::Order,
            "asc" | "desc" => Self::Direction,
            "cf" => Self::CustomField,
            other => return RESERVED.split(' ').any(|it| it == other).then_some(Self::Reserved),
        })
    }
}

/// Reserved words beside the grammar's own; most are SQL's.
const RESERVED: &str = "\
    abort access add alias alter any as audit avg begin between boolean break byte catch char character \
    check checkpoint collate collation column commit connect continue count create current date decimal \
    declare decrement default defaults define delete delimiter difference distinct divide do double drop \
    else encoding end equals escape exclusive exec execute exists explain false fetch field file first \
    float for function go goto grant greater group having identified if immediate increment index initial \
    inner inout input insert int integer intersect intersection into isempty isnull join last left less \
    like limit lock long max min minus mode modify modulo more multiply next noaudit notin nowait number \
    object of option outer output power previous prior privileges public raise raw remainder rename \
    resource return returns revoke right row rowid rownum rows select session set share size sqrt start \
    strict string subtract sum synonym table then trans transaction trigger true uid union unique update \
    user validate values view when whenever where while with";
