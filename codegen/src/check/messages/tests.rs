#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::{
    model::{Record, Values},
    syntax::message::parse_message,
};

fn facts() -> IndexMap<String, Type> {
    let facts = [("from", Type::Date.optional()), ("until", Type::Date), ("code", Type::Text)];
    facts.map(|(name, kind)| (name.to_owned(), kind)).into()
}

fn scope() -> Scope {
    let record = |fields: &[(&str, Type)]| {
        let fields = fields.iter().map(|(name, kind)| ((*name).to_owned(), kind.clone())).collect();
        Type::Record(Record { origin: "calls.x".to_owned(), fields })
    };
    let person = record(&[("name", Type::Text), ("nick", Type::Text.optional())]);
    [
        ("title", Type::Text),
        ("count", Type::Number),
        ("done", Type::Bool),
        ("day", Type::Date),
        ("wait", Type::Duration),
        ("topic", Type::Enum(Values { name: "Topic".to_owned(), facts: facts() })),
        ("other", Type::Enum(Values { name: "Topic".to_owned(), facts: facts() }).optional()),
        ("tool", Type::Enum(Values { name: "Tool".to_owned(), facts: IndexMap::new() })),
        ("project", Type::Entity),
        ("names", Type::List(Box::new(Type::Text))),
        ("people", Type::List(Box::new(person.clone()))),
        ("owner", person.clone()),
        ("reviewer", person.optional()),
        ("points", Type::Number.optional()),
    ]
    .map(|(name, kind)| (name.to_owned(), kind))
    .into()
}

/// `code marked`, and the help lines.
fn check(value: &str) -> (Vec<String>, Vec<String>) {
    let span = Span { file: 0, start: 0, end: u32::try_from(value.len()).unwrap(), verbatim: true };
    let mut diagnostics = Diagnostics::new();
    let message = parse_message(&Spanned::new(value.to_owned(), span), &mut diagnostics);
    let message = message.unwrap_or_else(|| panic!("{value}: {:?}", diagnostics.iter().collect::<Vec<_>>()));
    check_message(&message, &scope(), &mut diagnostics);
    let marked = |span: Span| value[span.start as usize..span.end as usize].to_owned();
    let told = diagnostics.iter().map(|found| format!("{} {}", found.code, marked(found.span().unwrap())));
    (told.collect(), diagnostics.iter().filter_map(|found| found.help.clone()).collect())
}

#[track_caller]
fn fine(value: &str) {
    assert_eq!(check(value).0, [""; 0], "{value}");
}

#[track_caller]
fn one(value: &str, told: &str, help: &str) {
    assert_eq!(check(value), (vec![told.to_owned()], vec![help.to_owned()]), "{value}");
}

#[test]
fn what_can_be_spoken_is() {
    fine("{title} {count} {day} {wait} {topic} {project} {project.name} {topic.id} {owner.name}");
    fine(
        "{title|lower} {title|spell} {count|digits} {count|ordinal} {day|date} {topic|lower} {project|spell}",
    );
    fine("{names|join} {names|either} {names|count} {people|count}");
    fine("[Only {names|either}.] {names|join|or:nobody}");
    fine("{points|or:no} {reviewer.name|lower|or:nobody} [by {reviewer.name}] [{owner.nick}]");
    fine("{count, plural, one {# by {title}} other {#}} [{points, plural, one {#} other {#}}]");
    fine("[{title} [of {points}] by {owner.nick}]");
}

#[test]
fn unknown_names_have_the_nearest_or_the_list() {
    one("{titel}", "SAY509 titel", "write `title`");
    one("{owner.nam}", "SAY510 nam", "write `name`");
    one("{owner.xyzzy}", "SAY510 xyzzy", "the fields here are `name`, `nick`");
    one("{title.x}", "SAY510 x", "write `{title}`");
    one("{people.name}", "SAY510 name", "a list has no fields; say `|count`, `|join` or `|either` of it");
    let (told, help) = check("{zzz}");
    assert_eq!(told, ["SAY509 zzz"]);
    assert!(help[0].starts_with("the variables here are `title`, `count`"), "{help:?}");
}

#[test]
fn wholes_are_not_spoken() {
    one("{owner}", "SAY511 {owner}", "say one of its fields, such as `{owner.name}`");
    one("{names}", "SAY511 {names}", "write `{names|join}`, `{names|either}` or `{names|count}`");
    one("{people}", "SAY511 {people}", "write `{people|count}`, or read the list out with `read:`");
    one("{done}", "SAY511 {done}", "compute a text from it, with a `compute:` step");
}

#[test]
fn filters_are_for_their_types() {
    one("{title|count}", "SAY512 count", "use `|spell`, `|digits`, `|lower`, or leave it out");
    one("{people|join}", "SAY512 join", "use `|count`, or leave it out");
    one("{day|lower}", "SAY512 lower", "use `|date`, `|weekday`, `|near`, `|on`, or leave it out");
    one("{title|near}", "SAY512 near", "use `|spell`, `|digits`, `|lower`, or leave it out");
    one("{title|date}", "SAY512 date", "use `|spell`, `|digits`, `|lower`, or leave it out");
    one("{wait|spell}", "SAY512 spell", "leave it out: `{wait}`");
}

#[test]
fn filters_of_dates_are_for_dates() {
    fine("{day|past|weekday} {day|week|plus:7} {topic.until|month_end|date}");
    fine("{day|near} [{topic.from|past|on}] [{day|except:topic.until|except:topic.from|near}]");
    fine("[{topic.from|past|weekday}] {topic.from|workday|or:ever} {topic.code}");
    one("{title|week}", "SAY512 week", "leave it out: `{title}`");
    one("{topic|plus:7}", "SAY512 plus:7", "leave it out: `{topic}`");
    one("{title|weekday}", "SAY512 weekday", "use `|spell`, `|digits`, `|lower`, or leave it out");
    one("{topic.from}", "SAY513 {topic.from}", &option("topic.from"));
    one("{topic.to}", "SAY510 to", "the fields here are `from`, `until`, `code`, `id`");
}

#[test]
fn texts_may_be_absent_where_they_equal_others() {
    fine(
        "[{title|except:owner.name|lower}] {title|except:reviewer.nick|or:the same} {title|except:project|or:x}",
    );
    fine(
        "[{topic|except:other}] [{owner.nick|except:title}] [{project.name|except:topic.code|except:title}]",
    );
    one("{title|except:owner.name}", "SAY513 {title|except:owner.name}", &option("title|except:owner.name"));
    one("[{title|except:titel}]", "SAY509 titel", "write `title`");
    one("[{title|except:owner.nam}]", "SAY510 nam", "write `name`");
}

#[test]
fn what_is_compared_can_be_equal() {
    one("[{count|except:title}]", "SAY512 except:title", "leave it out: `{count}`");
    one("[{names|except:title|join}]", "SAY512 except:title", "leave it out: `{names}`");
    one("[{title|except:count}]", "SAY512 except:count", "name a text that `title` may equal");
    one("[{title|except:owner}]", "SAY512 except:owner", "name a text that `title` may equal");
    one("[{title|except:topic}]", "SAY512 except:topic", "name a text that `title` may equal");
    one("[{topic|except:title}]", "SAY512 except:title", "name a `Topic` that `topic` may equal");
    one("[{topic|except:tool}]", "SAY512 except:tool", "name a `Topic` that `topic` may equal");
    one("[{day|except:title}]", "SAY512 except:title", "name a date that `day` may equal");
    one("[{title|except:title}]", "SAY512 except:title", "name another value");
}

/// The help for a value that may be absent.
fn option(name: &str) -> String {
    format!("put it in an optional segment, `[… {{{name}}}]`, or say something instead: `{{{name}|or:…}}`")
}

#[test]
fn options_are_in_brackets_or_have_a_default() {
    one("{points}", "SAY513 {points}", &option("points"));
    one("{reviewer.name}", "SAY513 {reviewer.name}", &option("reviewer.name"));
    one("{owner.nick|lower}", "SAY513 {owner.nick|lower}", &option("owner.nick"));
    one(
        "{points, plural, one {#} other {#}}",
        "SAY513 points",
        "put the whole plural in an optional segment, `[…]`",
    );
    one("{count, plural, one {{points}} other {#}}", "SAY513 {points}", &option("points"));
}

#[test]
fn what_is_never_absent_needs_no_brackets() {
    one("[{title}]", "SAY514 [{title}]", "remove the brackets, or write `'['` to say one");
    one("{title|or:none}", "SAY514 or:none", "remove `or:` and its text");
    one("[{points|or:none}]", "SAY514 [{points|or:none}]", "remove the brackets, or write `'['` to say one");
    // One that is wrong otherwise is not called needless, too.
    assert_eq!(check("[{titel}]").0, ["SAY509 titel"]);
}

#[test]
fn plurals_are_of_numbers() {
    one("{title, plural, one {#} other {#}}", "SAY515 title", "use a variable that is a number");
    one(
        "{names, plural, one {#} other {#}}",
        "SAY515 names",
        "use a number that counts it, or say `{names|count}`",
    );
}

#[test]
fn long_messages_and_xml_escapes_are_told() {
    one("a &amp; b", "SAY517 a &amp; b", "write `&`; what XML needs is done when it is spoken");
    let long = "x".repeat(8_001);
    assert_eq!(check(&long).0, [format!("SAY516 {long}")]);
    fine(&"x".repeat(8_000));
}
