//! What is in the workshop, and what can be done with it.

use crate::{marks::Marks, notes::Note};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The most tools on a page.
const PAGE: usize = 4;
/// The longest loan, in days.
const LONGEST_LOAN: u32 = 30;

/// A kind of tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Saw,
    Hammer,
    Brush,
}

/// A shelf, meant for one kind of tool.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) room: &'static str,
    pub(crate) note: Option<&'static str>,
    pub(crate) kind: Kind,
    /// Nothing can be put there.
    pub(crate) locked: bool,
}

/// A tool.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) uses: u32,
    /// A shelf's id.
    pub(crate) shelf: &'static str,
    pub(crate) note: Option<String>,
    pub(crate) lent: Option<Loan>,
    pub(crate) manner: Manner,
    /// Requests that named it.
    pub(crate) asked: u32,
}

/// Somebody with a card.
#[derive(Debug)]
pub(crate) struct Member {
    /// The card's number, which is a secret.
    pub(crate) card: &'static str,
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) tools: u32,
}

/// A loan.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Loan {
    id: String,
    to: String,
    days: u32,
}

/// How requests about a tool fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As they should.
    Plain,
    /// Every other one is refused, the first included: 429, wait a second.
    Busy,
    /// All are refused: 429, wait half a minute.
    Swamped,
    /// All are refused: 503.
    Broken,
    /// A change is made, and its answer lost.
    Lost,
    /// A change is not made, and its answer lost.
    Stuck,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request is wrong.
    Wrong(&'static str),
    /// Nobody has the card that was shown.
    Stranger,
    /// The card does not reach so far.
    Scope,
    /// Something is not there.
    Missing(&'static str),
    /// It can't be done.
    Conflict(&'static str),
    /// Not now; seconds to wait.
    Later(u32),
    /// Not now.
    Broken,
    /// The connection ends without an answer.
    Silence,
}

/// The workshop.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) shelves: Vec<Shelf>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) marks: Marks,
    pub(crate) notes: Vec<Note>,
    loans: u32,
}

impl World {
    /// The workshop as it is in the morning.
    pub(crate) fn new() -> Self {
        Self {
            shelves: crate::seed::shelves(),
            tools: crate::seed::tools(),
            marks: Marks::new(),
            notes: Vec::new(),
            loans: 0,
        }
    }

    /// The shelf `id`.
    pub(crate) fn shelf(&self, id: &str) -> Result<&Shelf, Refusal> {
        self.shelves.iter().find(|shelf| shelf.id == id).ok_or(Refusal::Missing("there is no such shelf"))
    }

    /// Notes of shelves that they are clean; of none where one of them is not there or locked.
    pub(crate) fn note_clean(&mut self, ids: &[String]) -> Result<(), Refusal> {
        for id in ids {
            if self.shelf(id)?.locked {
                return Err(Refusal::Conflict("the shelf is locked"));
            }
        }
        let clean = self.shelves.iter_mut().filter(|shelf| ids.iter().any(|id| id == shelf.id));
        clean.for_each(|shelf| shelf.note = Some("it is clean"));
        Ok(())
    }

    /// The tool `id`, if the tool is in the mood.
    pub(crate) fn tool(&mut self, id: &str) -> Result<&mut Tool, Refusal> {
        let tool = self.tools.iter_mut().find(|tool| tool.id == id);
        let tool = tool.ok_or(Refusal::Missing("there is no such tool"))?;
        tool.asked += 1;
        match tool.manner {
            Manner::Busy if tool.asked % 2 == 1 => Err(Refusal::Later(1)),
            Manner::Swamped => Err(Refusal::Later(30)),
            Manner::Broken => Err(Refusal::Broken),
            _ => Ok(tool),
        }
    }

    /// One page of the tools of `kind`, and the cursor of the next.
    pub(crate) fn page(
        &self,
        kind: Option<Kind>,
        cursor: Option<&str>,
        limit: Option<usize>,
    ) -> Result<(Vec<&Tool>, Option<String>), Refusal> {
        let size = limit.unwrap_or(PAGE).min(PAGE);
        if size == 0 {
            return Err(Refusal::Wrong("`limit` is at least 1"));
        }
        let mut tools = self.tools.iter().filter(|tool| kind.is_none_or(|kind| tool.kind == kind)).peekable();
        if let Some(cursor) = cursor {
            tools
                .find(|tool| cursor_after(tool.id) == cursor)
                .ok_or(Refusal::Wrong("the cursor is none of ours"))?;
        }
        let page: Vec<_> = tools.by_ref().take(size).collect();
        let next = tools.peek().and(page.last()).map(|last| cursor_after(last.id));
        Ok((page, next))
    }

    /// Puts the tool `id` on a shelf.
    pub(crate) fn move_tool(&mut self, id: &str, to: &str, note: Option<String>) -> Result<(), Refusal> {
        let target = self.shelf(to)?;
        let (to, locked) = (target.id, target.locked);
        let tool = self.tool(id)?;
        if locked {
            return Err(Refusal::Conflict("the shelf is locked"));
        }
        if tool.manner == Manner::Stuck {
            return Err(Refusal::Silence);
        }
        tool.shelf = to;
        tool.note = note;
        if tool.manner == Manner::Lost { Err(Refusal::Silence) } else { Ok(()) }
    }

    /// Lends the tool `id`; gives the loan's id.
    pub(crate) fn lend(&mut self, id: &str, to: String, days: u32) -> Result<String, Refusal> {
        if !(1..=LONGEST_LOAN).contains(&days) {
            return Err(Refusal::Wrong("a loan lasts 1 to 30 days."));
        }
        let loan = format!("loan-{}", self.loans + 1);
        let tool = self.tool(id)?;
        if tool.lent.is_some() {
            return Err(Refusal::Conflict("the tool is lent already"));
        }
        let manner = tool.manner;
        if manner == Manner::Stuck {
            return Err(Refusal::Silence);
        }
        tool.uses += 1;
        tool.lent = Some(Loan { id: loan.clone(), to, days });
        self.loans += 1;
        if manner == Manner::Lost { Err(Refusal::Silence) } else { Ok(loan) }
    }
}

/// The cursor of the page that begins after the tool `id`; opaque, so that nobody counts on what is in it.
fn cursor_after(id: &str) -> String {
    id.bytes().fold("c".to_owned(), |mut cursor, byte| {
        // Writing to a string does not fail.
        _ = write!(cursor, "{:02x}", byte ^ 0x5a);
        cursor
    })
}
