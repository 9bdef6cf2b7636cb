//! What is done about each wish.

use super::route::Wish;
use crate::{
    Accepts, Answer, Failure, Move, Question, Reply, Skill, Turn,
    reply::Next,
    session::{Kept, Open},
    speech::Speech,
    understood::{Doubt, Resolved},
};
use serde::Deserialize;

pub(super) async fn meet<'a, S: Skill>(
    turn: &mut Turn<'a, S>,
    wish: Wish<'_>,
    kept: &'a Kept,
) -> Result<Reply, Failure> {
    match wish {
        Wish::Launch => Ok(say(turn, "words.welcome", Next::Stay)),
        Wish::Help => Ok(say(turn, "words.help", Next::Stay)),
        Wish::Stop => Ok(say(turn, "words.goodbye", Next::End)),
        Wish::Repeat => Ok(repeat(turn, kept)),
        Wish::Unclear => Ok(unclear(turn, kept)),
        Wish::Answer(answer) => answered(turn, kept, answer).await,
        Wish::Read(to) => read_on(turn, kept, to).await,
        Wish::Intent(name) => match S::intent(turn, name).await {
            Some(outcome) => outcome,
            None => Ok(say(turn, "words.fallback", Next::Stay)),
        },
    }
}

fn say<S: Skill>(turn: &Turn<'_, S>, message: &str, next: Next) -> Reply {
    Reply::new(turn.locale.render(message, &[]), next)
}

/// What was open cannot be read any more: the user is told, and asked what else.
fn begin_again<S: Skill>(turn: &Turn<'_, S>) -> Reply {
    let mut speech = turn.locale.render("words.fresh_start", &[]);
    speech.sentence(&turn.locale.render("words.anything_else", &[]));
    Reply::new(speech, Next::Stay)
}

fn repeat<S: Skill>(turn: &Turn<'_, S>, kept: &Kept) -> Reply {
    match &kept.last {
        Some(last) => Reply::new(Speech::from_ssml(last.speech.clone()), Next::Same),
        None => say(turn, "words.nothing_open", Next::Stay),
    }
}

/// What was not understood does not close a question: it is asked again.
fn unclear<S: Skill>(turn: &Turn<'_, S>, kept: &Kept) -> Reply {
    if kept.once {
        return turn.give_up();
    }
    let mut speech = turn.locale.render("words.fallback", &[]);
    match question_again(kept) {
        Some(question) => {
            speech.sentence(&question);
            Reply::new(speech, Next::Same)
        }
        None => Reply::new(speech, Next::Stay),
    }
}

/// The question that is open, if one is.
fn question_again(kept: &Kept) -> Option<Speech> {
    let last = kept.last.as_ref()?;
    let asked =
        matches!(kept.open, Some(Open::Question(_) | Open::Doubt(_) | Open::More)) || wants_slot(kept);
    asked.then(|| last.reprompt.clone().map(Speech::from_ssml)).flatten()
}

/// Whether the question that is open asks for a slot.
fn wants_slot(kept: &Kept) -> bool {
    kept.last.as_ref().is_some_and(|last| last.elicit.is_some())
}

async fn answered<'a, S: Skill>(
    turn: &mut Turn<'a, S>,
    kept: &'a Kept,
    answer: Answer,
) -> Result<Reply, Failure> {
    match (&kept.open, answer) {
        (Some(Open::Doubt(doubt)), answer) => about_value(turn, kept, doubt, &answer).await,
        (Some(Open::Question(question)), answer) => match S::Question::deserialize(question) {
            Ok(question) => to_question(turn, kept, question, answer).await,
            Err(_) => Ok(begin_again(turn)),
        },
        (Some(Open::More), Answer::Yes) => read_on(turn, kept, Move::Next).await,
        (Some(Open::More), Answer::No) => Ok(say(turn, "words.anything_else", Next::Stay)),
        // "Which project?" "No."
        (_, Answer::No) if wants_slot(kept) => Ok(say(turn, "words.refused", Next::Rest)),
        (Some(Open::AnythingElse), Answer::No) => Ok(say(turn, "words.goodbye", Next::End)),
        // "Anything else?" "Yes."
        (Some(Open::AnythingElse), Answer::Yes) => Ok(say(turn, "words.help", Next::Stay)),
        // "Which project?" "The second one."
        _ => Ok(stands(turn, kept)),
    }
}

async fn to_question<S: Skill>(
    turn: &mut Turn<'_, S>,
    kept: &Kept,
    question: S::Question,
    answer: Answer,
) -> Result<Reply, Failure> {
    match (question.accepts(), &answer) {
        (Accepts::YesNo, Answer::Yes | Answer::No) | (Accepts::Pick, Answer::Pick(_)) => {
            S::answer(turn, question, answer).await
        }
        // "Which one?" "No."
        (Accepts::Pick, Answer::No) => Ok(say(turn, "words.refused", Next::Rest)),
        // "Shall I?" "The second one.", "Which one?" "Yes.": the question stands.
        _ => Ok(stands(turn, kept)),
    }
}

/// The open question once more.
fn stands<S: Skill>(turn: &Turn<'_, S>, kept: &Kept) -> Reply {
    if kept.once {
        return turn.give_up();
    }
    match question_again(kept) {
        Some(question) => Reply::new(question, Next::Same),
        None => say(turn, "words.nothing_open", Next::Stay),
    }
}

/// Once it is clear which value is meant, the intent starts over with it.
async fn about_value<'a, S: Skill>(
    turn: &mut Turn<'a, S>,
    kept: &Kept,
    doubt: &'a Doubt,
    answer: &Answer,
) -> Result<Reply, Failure> {
    match turn.resolve(doubt, answer) {
        Resolved::Start => match turn.start_over(doubt).await {
            Some(outcome) => outcome,
            None => Ok(begin_again(turn)),
        },
        Resolved::Reply(reply) => Ok(*reply),
        Resolved::Stands => Ok(stands(turn, kept)),
    }
}

async fn read_on<S: Skill>(turn: &mut Turn<'_, S>, kept: &Kept, to: Move) -> Result<Reply, Failure> {
    let Some(focus) = &kept.focus else { return Ok(say(turn, "words.no_focus", Next::Stay)) };
    match S::Focus::deserialize(focus) {
        Ok(focus) => S::read_on(turn, focus, to).await,
        Err(_) => Ok(begin_again(turn)),
    }
}
