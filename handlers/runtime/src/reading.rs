//! Lists read out a few elements at a time.

use crate::{Field, Move, Speak, Value};
use serde::{Deserialize, Serialize};

/// The sentences with which a list is read: message ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How many elements are read at a time.
    pub by: usize,
    /// Said when there is none.
    pub empty: &'static str,
    /// Said when there is one; `{it}` is the element.
    pub single: &'static str,
    /// Said when there are several, before the first of them; `{count}` is their number.
    pub several: &'static str,
    /// Said for each of several; `{it}` is the element.
    pub item: &'static str,
    /// The question whether to go on, where more are left.
    pub more: &'static str,
}

/// A list in focus: its elements, what was read last, and how to fetch the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<T, P> {
    items: Vec<T>,
    /// Elements before `items` that were forgotten.
    #[serde(default, skip_serializing_if = "is_zero")]
    gone: usize,
    /// The elements read last: first, and one past the last.
    read: (usize, usize),
    /// The input of the call that fetches the next page.
    next: Option<P>,
}

// serde hands a reference.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's `skip_serializing_if` calls it with a reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl<T, P: Clone> List<T, P> {
    /// A list of which nothing was read yet. `next` is the input of the call that fetches the next page.
    pub fn new(items: Vec<T>, next: Option<P>) -> Self {
        Self { items, gone: 0, read: (0, 0), next }
    }

    /// The elements at hand.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The number of elements fetched so far.
    pub fn count(&self) -> usize {
        self.gone + self.items.len()
    }

    /// The input of the call that has to be made before [`crate::Turn::read_on`], where the elements at hand do not
    /// suffice.
    pub fn wants_page(&self, to: Move) -> Option<P> {
        (to == Move::Next && self.read.1 >= self.items.len()).then(|| self.next.clone()).flatten()
    }

    /// Adds a page. What was read before the last reading is forgotten, so that a session does not grow with
    /// every page.
    pub fn extend(&mut self, items: Vec<T>, next: Option<P>) {
        let forgotten = self.read.0.min(self.items.len());
        self.items.drain(..forgotten);
        self.gone += forgotten;
        self.read = (0, self.read.1.saturating_sub(forgotten));
        self.items.extend(items);
        self.next = next;
    }

    /// Moves on by at most `by` elements; the elements to read now, none at the end of the list. Before the first
    /// element there is nothing: the first ones are read again.
    pub(crate) fn advance(&mut self, to: Move, by: usize) -> &[T] {
        let by = by.max(1);
        let first = match to {
            Move::Next => self.read.1.min(self.items.len()),
            Move::Previous => self.read.0.saturating_sub(by),
        };
        let end = (first + by).min(self.items.len());
        if first < end {
            self.read = (first, end);
        }
        self.items.get(first..end).unwrap_or_default()
    }

    /// The texts in `field` of the elements that were read last, in order; an element without such a text has an empty
    /// one, so that positions hold.
    pub fn texts(&self, field: &str) -> Vec<String>
    where
        T: Speak,
    {
        let text = |item: &T| match item.field(field).map(Field::value) {
            Some(Value::Text(text)) => text.into_owned(),
            _ => String::new(),
        };
        self.items.get(self.read.0..self.read.1).unwrap_or_default().iter().map(text).collect()
    }

    /// Whether there are further pages.
    pub(crate) fn is_paged(&self) -> bool {
        self.next.is_some()
    }

    /// Whether something is left after what was read last.
    pub(crate) fn has_more(&self) -> bool {
        self.read.1 < self.items.len() || self.next.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_forth_and_back() {
        let mut list = List::<u8, ()>::new(vec![1, 2, 3, 4, 5], None);
        assert_eq!(list.advance(Move::Next, 3), [1, 2, 3]);
        assert!(list.has_more());
        assert_eq!(list.advance(Move::Next, 3), [4, 5]);
        assert!(!list.has_more());
        assert_eq!(list.advance(Move::Next, 3), [] as [u8; 0]);
        assert_eq!(list.advance(Move::Previous, 3), [1, 2, 3]);
        assert_eq!(list.advance(Move::Previous, 3), [1, 2, 3]);
    }

    #[test]
    fn a_page_is_wanted_only_when_the_elements_at_hand_were_read() {
        let mut list = List::new(vec![1, 2, 3], Some("page 2"));
        list.advance(Move::Next, 2);
        assert_eq!(list.wants_page(Move::Next), None);
        list.advance(Move::Next, 2);
        assert_eq!(list.wants_page(Move::Next), Some("page 2"));
        assert_eq!(list.wants_page(Move::Previous), None);
    }

    #[test]
    fn a_page_makes_older_elements_forgotten_but_counted() {
        let mut list = List::new(vec![1, 2, 3], Some("page 2"));
        list.advance(Move::Next, 2);
        list.advance(Move::Next, 2);
        list.extend(vec![4, 5], None);
        assert_eq!((list.items(), list.count()), ([3, 4, 5].as_slice(), 5));
        assert_eq!(list.advance(Move::Next, 2), [4, 5]);
        assert_eq!(list.advance(Move::Previous, 2), [3, 4]);
    }
}
