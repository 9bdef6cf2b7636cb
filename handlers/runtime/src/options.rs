//! What there is to choose from: how it is called, how it is asked about, and what is meant by the answer.

use crate::{
    Answer, Choice, Reply, Skill, Turn, choice,
    reply::Next,
    speech::{Scope, Speak},
};

/// The most options that an ear keeps apart in one question.
const SPOKEN: usize = 3;
/// The longest that what tells an option may be, in characters.
const LONGEST: usize = 140;

impl<S: Skill> Turn<'_, S> {
    /// What tells each of `items` from the others: its name; where several have the same one, what tells them `apart`; and
    /// where that is the same, too, its position.
    pub fn labels<T>(
        &self,
        items: &[T],
        name: impl Fn(&T) -> &str,
        apart: impl Fn(&T) -> Option<&str>,
    ) -> Vec<String> {
        choice::labels(items, name, apart, |name, position| {
            let position = i64::try_from(position).unwrap_or(i64::MAX).to_string();
            let scope: &Scope<'_> = &[("name", &name), ("position", &position)];
            self.locale.render("words.numbered_option", scope).to_plain(LONGEST)
        })
    }

    /// Which of `items`, told by [`Turn::labels`], an answer means; several where that is still open.
    pub fn picked<T: Clone>(
        &self,
        answer: &Answer,
        items: &[T],
        name: impl Fn(&T) -> &str,
        apart: impl Fn(&T) -> Option<&str>,
    ) -> Choice<T> {
        choice::picked(answer, items, &self.labels(items, &name, apart), name)
    }

    /// Says that a choice comes to nothing. The message also knows how `options`, what there is to choose from, are named.
    pub fn tell_none(&self, message: &str, options: &[String], scope: &Scope<'_>) -> Reply {
        self.tell(message, &Named::of(options).beside(scope))
    }

    /// Asks which of `options` is meant. They are sent to Alexa, so that it understands them all; the message speaks the
    /// first few.
    pub fn ask_which(
        &self,
        question: S::Question,
        message: &str,
        options: Vec<String>,
        scope: &Scope<'_>,
    ) -> Reply {
        let spoken = options.clone();
        self.asked(question, message, options, &Named::of(&spoken).beside(scope))
    }

    /// Whether the question that is open was asked for the last time.
    pub fn asked_once(&self) -> bool {
        self.once
    }

    /// Says that the answer was not understood again, and lets the matter be.
    pub fn give_up(&self) -> Reply {
        Reply::new(self.locale.render("words.given_up", &[]), Next::Rest)
    }
}

impl Reply {
    /// Where it asks a question: an answer that fits it no better than the last one ends the matter.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }
}

/// How a sentence names what there is to choose from.
pub(crate) struct Named<'o> {
    /// The first ones; absent where there is nothing.
    options: Option<&'o [String]>,
    /// All of them, where the ear keeps them apart.
    few: Option<&'o [String]>,
    /// The first ones, where there are more.
    some: Option<&'o [String]>,
}

impl<'o> Named<'o> {
    pub(crate) fn of(all: &'o [String]) -> Self {
        let first = all.get(..SPOKEN).unwrap_or(all);
        let options = Some(first).filter(|it| !it.is_empty());
        if first.len() == all.len() {
            Self { options, few: options, some: None }
        } else {
            Self { options, few: None, some: options }
        }
    }

    /// A scope, and these.
    pub(crate) fn beside<'s>(&'s self, scope: &Scope<'s>) -> Vec<(&'s str, &'s dyn Speak)> {
        let mut all = scope.to_vec();
        all.push(("options", &self.options));
        all.push(("few", &self.few));
        all.push(("some", &self.some));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_three_options_are_spoken() {
        let all = ["A", "B", "C", "D"].map(str::to_owned);
        let named = |count: usize| {
            let Named { options, few, some } = Named::of(&all[..count]);
            [options, few, some].map(|names| names.map(<[String]>::len))
        };
        assert_eq!(named(0), [None, None, None]);
        assert_eq!(named(1), [Some(1), Some(1), None]);
        assert_eq!(named(3), [Some(3), Some(3), None]);
        assert_eq!(named(4), [Some(3), None, Some(3)]);
    }
}
