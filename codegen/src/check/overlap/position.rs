//! Places in the automaton.

use super::automaton::NodeId;

/// Where a sentence read so far can stand, and how literally it got there: the words that were read as such, less
/// those of the least literal position. Of several ways to one place only the most literal one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) node: NodeId,
    /// Where in a slot, see [`Within`]; 0 elsewhere.
    pub(super) within: u32,
    pub(super) literal: u16,
}

/// Where in a slot: which content, and how far.
#[derive(Debug, Clone, Copy)]
pub(super) enum Within {
    Trie(u32),
    Sort(u8),
    List,
    /// In a list of single words.
    Name,
    Any,
}

impl Within {
    /// Tries count from [`Self::TRIES`]; what is below are the others.
    const LIST: u32 = 1;
    const ANY: u32 = 2;
    const NAME: u32 = 3;
    const SORTS: u32 = 8;
    const TRIES: u32 = 16;

    pub(super) fn pack(self) -> u32 {
        match self {
            Self::List => Self::LIST,
            Self::Any => Self::ANY,
            Self::Name => Self::NAME,
            Self::Sort(state) => Self::SORTS + u32::from(state),
            Self::Trie(node) => Self::TRIES.saturating_add(node),
        }
    }

    pub(super) fn unpack(packed: u32) -> Self {
        match packed {
            Self::LIST => Self::List,
            Self::NAME => Self::Name,
            Self::TRIES.. => Self::Trie(packed - Self::TRIES),
            Self::SORTS.. => Self::Sort(u8::try_from(packed - Self::SORTS).unwrap_or(u8::MAX)),
            _ => Self::Any,
        }
    }
}
