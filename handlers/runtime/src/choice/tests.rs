use super::*;

const STATES: [&str; 4] = ["To Do", "In Progress", "In Review", "Done"];

fn like(text: &str) -> Choice<&'static str> {
    choose(&STATES, |state| state).like(Some(text.to_owned())).made()
}

#[test]
fn an_equal_name_wins_over_one_that_contains_it() {
    let items = ["Code Review", "review"];
    assert_eq!(choose(&items, |item| item).like(Some("Review".to_owned())).made(), Choice::One("review"));
}

#[test]
fn case_and_punctuation_do_not_matter() {
    assert_eq!(like("in-progress"), Choice::One("In Progress"));
}

#[test]
fn whole_words_within_a_name_and_a_name_within_what_was_heard_count() {
    assert_eq!(like("review"), Choice::One("In Review"));
    assert_eq!(like("done please"), Choice::One("Done"));
    assert_eq!(like("rev"), Choice::None(STATES.to_vec()));
}

#[test]
fn words_in_another_order_are_the_last_resort() {
    assert_eq!(like("progress in"), Choice::One("In Progress"));
}

#[test]
fn several_matches_and_no_text_ask() {
    assert_eq!(like("in"), Choice::Several(vec!["In Progress", "In Review"]));
    assert_eq!(choose(&STATES, |s| s).like(None).made(), Choice::Several(STATES.to_vec()));
    assert_eq!(choose(&["only"], |s| s).made(), Choice::One("only"));
    assert_eq!(choose(&[], |s: &&str| s).made(), Choice::<&str>::None(vec![]));
}

#[test]
fn nothing_heard_matches_nothing() {
    assert_eq!(only(&STATES, |s| s, " . "), None);
}

#[test]
fn positions_count_from_either_end() {
    let picked = [1, 4, 5, 0, -1, -4, -5, i64::MIN].map(|position| at(&STATES, position).copied());
    let expected = [Some("To Do"), Some("Done"), None, None, Some("Done"), Some("To Do"), None, None];
    assert_eq!(picked, expected);
}

#[test]
fn the_usual_one_is_taken_where_it_is_there_and_nothing_was_said() {
    let usual = |name: &str| choose(&STATES, |s| s).usual(Some(name.to_owned()));
    assert_eq!(usual("In Review").made(), Choice::One("In Review"));
    assert_eq!(usual("In").made(), Choice::Several(STATES.to_vec()), "which is not a name there");
    assert_eq!(usual("In Review").like(Some("done".to_owned())).made(), Choice::One("Done"));
    assert_eq!(usual("In Review").like(Some("gone".to_owned())).made(), Choice::None(STATES.to_vec()));
    assert_eq!(choose(&STATES, |s| s).usual(None).made(), Choice::Several(STATES.to_vec()));
    let twins = choose(&["Pumps", "Racks", "Pumps"], |s| s).usual(Some("Pumps".to_owned()));
    assert_eq!(twins.made(), Choice::Several(vec!["Pumps", "Pumps"]));
}

#[test]
fn what_is_left_out_is_neither_taken_nor_told() {
    let open = |state: &&str| *state != "Done";
    let left = || choose(&STATES, |s| s).only(open);
    assert_eq!(left().made(), Choice::Several(vec!["To Do", "In Progress", "In Review"]));
    assert_eq!(left().like(Some("done".to_owned())).made(), Choice::None(STATES[..3].to_vec()));
    assert_eq!(left().usual(Some("Done".to_owned())).made(), left().made());
    assert_eq!(choose(&STATES[2..], |s| s).only(open).made(), Choice::One("In Review"));
    assert_eq!(choose(&STATES, |s| s).only(|_| false).made(), Choice::None(vec![]));
}

#[derive(Clone, Copy)]
enum Stage {
    ToDo,
    Started,
    Done,
}

impl Declared for Stage {
    fn all() -> &'static [Self] {
        &[Self::ToDo, Self::Started, Self::Done]
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::ToDo => &["to_do", "to do", "not started", "offen"],
            Self::Started => &["in_progress", "in progress", "started", "in Arbeit"],
            Self::Done => &["done", "finished", "closed", "fertig"],
        }
    }
}

fn stage(stage: Stage, said: &str, there: &[&'static str]) -> Choice<&'static str> {
    choose(there, |name| name).like_value(Some(stage), said).made()
}

#[test]
fn a_value_is_known_by_each_of_its_names() {
    assert_eq!(stage(Stage::ToDo, "", &["To Do", "Done"]), Choice::One("To Do"));
    assert_eq!(stage(Stage::Done, "", &["Offen", "Fertig"]), Choice::One("Fertig"));
    assert_eq!(stage(Stage::Done, "", &["Backlog", "Half done"]), Choice::One("Half done"));
    assert_eq!(stage(Stage::Done, "", &["Offen", "Later"]), Choice::None(vec!["Offen", "Later"]));
    let unsaid = choose(&STATES, |s| s).like_value(None::<Stage>, "");
    assert_eq!(unsaid.made(), Choice::Several(STATES.to_vec()));
}

#[test]
fn an_exact_match_by_any_name_wins_over_a_lenient_one() {
    assert_eq!(stage(Stage::Done, "", &["Done yesterday", "Fertig"]), Choice::One("Fertig"));
}

#[test]
fn what_another_value_is_called_is_not_meant() {
    assert_eq!(stage(Stage::ToDo, "", &["Started", "Done"]), Choice::None(vec!["Started", "Done"]));
    assert_eq!(stage(Stage::Started, "", &["Not started", "Dev started"]), Choice::One("Dev started"));
}

#[test]
fn of_several_the_one_is_meant_that_was_said_word_for_word() {
    let there = ["Done", "Closed", "Open"];
    assert_eq!(stage(Stage::Done, "closed", &there), Choice::One("Closed"));
    assert_eq!(stage(Stage::Done, "fertig", &there), Choice::Several(vec!["Done", "Closed"]));
    assert_eq!(stage(Stage::Done, "open", &there), Choice::Several(vec!["Done", "Closed"]));
}

#[test]
fn what_the_type_does_not_list_is_compared_as_it_was_said() {
    let unlisted = |said: &str| choose(&["To Do", "In QA"], |s| s).like_value(None::<Stage>, said).made();
    assert_eq!(unlisted("qa"), Choice::One("In QA"));
    assert_eq!(unlisted("the moon"), Choice::None(vec!["To Do", "In QA"]));
    assert_eq!(unlisted(" "), Choice::Several(vec!["To Do", "In QA"]), "which is nothing said");
}
