//! A skill as the compiler would emit it, small, with a question of each kind, a list with pages, a read and a write.

use crate::{user::User, words::SIGNATURE};
use sayso_runtime::{
    Accepts, Answer, Calls, Choice, EntityList, EntityValue, Failure, Field, FieldIds, FromSlot, Heard, List,
    Method, Move, Operation, Parameter, Question, Reading, Reply, Rest, Rule, Service, Skill, Slotted, Speak,
    Then, Turn, Value, When, beside, best_field, choose, field, one_of, page_after, page_start, serde_json,
    try_each,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, future::pending, sync::Arc, time::Duration};

/// The skill. `BUDGET` is in milliseconds; `ENTITIES` says whether it has a dynamic type.
pub struct Shed<const BUDGET: u64 = 7_000, const ENTITIES: bool = false>;

impl User<Shed> {
    /// A user of the skill whose service is at `url`.
    pub fn of(url: &str) -> Self {
        Self::of_skill(url)
    }

    /// A user of the skill whose service is not needed.
    pub fn alone() -> Self {
        Self::of("http://127.0.0.1:9")
    }
}

pub static SERVICE: Service = Service {
    name: "shed",
    variable: "SAYSO_SERVICE_SHED",
    linked: false,
    rules: &[
        Rule { when: When::Class(2), headers: &[("X-Reason", "*DENIED*")], then: Then::Say("words.denied") },
        Rule { when: When::Class(2), headers: &[("X-Reason", "*gone*")], then: Then::Relink("words.link") },
        Rule {
            when: When::Status(401),
            headers: &[("X-Reason", "*scope*")],
            then: Then::Scope("words.more"),
        },
        Rule { when: When::Status(401), headers: &[], then: Then::Relink("words.link") },
        Rule {
            when: When::Status(422),
            headers: &[],
            then: Then::SayWhy { message: "words.why", reason: &["errors.*", "messages.0"] },
        },
        Rule { when: When::Status(404), headers: &[("X-Reason", "*gone*")], then: Then::Say("words.gone") },
        Rule {
            when: When::Status(429),
            headers: &[],
            then: Then::Wait { max_ms: 1_000, otherwise: "words.busy" },
        },
        Rule { when: When::Any, headers: &[], then: Then::Say("words.trouble") },
    ],
};

const fn operation(name: &'static str, method: Method, path: &'static str, safe: bool) -> Operation {
    Operation { service: &SERVICE, name, method, path, timeout_ms: 400, safe }
}

pub static TOOLS: Operation = operation("tools", Method::Get, "/tools", true);
pub static SHELVES: Operation = operation("shelves", Method::Get, "/tools/{kind}/shelves", true);
pub static MOVE: Operation = operation("move", Method::Post, "/tools/{kind}/moves", false);
pub static PLACE: Operation = operation("place", Method::Get, "/tools/{kind}/place", true);
pub static NUMBERED: Operation = operation("numbered", Method::Get, "/numbered", true);
pub static MARKS: Operation = operation("marks", Method::Get, "/marks", true);
pub static WEIGH: Operation = operation("weigh", Method::Get, "/weights", true);
pub static KINDS: Operation = operation("kinds", Method::Get, "/kinds", true);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    Hammer,
    Saw,
}

impl Tool {
    pub fn id(self) -> &'static str {
        match self {
            Self::Hammer => "hammer",
            Self::Saw => "saw",
        }
    }
}

impl FromSlot for Tool {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        [Self::Hammer, Self::Saw].into_iter().find(|tool| Some(tool.id()) == heard.id())
    }
}

impl Speak for Tool {
    fn value(&self) -> Value<'_> {
        Value::Named { kind: "Tool", id: self.id() }
    }

    fn field(&self, name: &str) -> Option<Field<'_>> {
        (name == "id").then(|| Value::Text(self.id().into()).into())
    }
}

impl Parameter for Tool {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![self.id().into()]
    }

    fn json(&self) -> Option<serde_json::Value> {
        Some(self.id().into())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

impl Speak for Named {
    fn field(&self, name: &str) -> Option<Field<'_>> {
        match name {
            "id" => Some(Field::from(&self.id)),
            "name" => Some(Field::from(&self.name)),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    pub items: Vec<Named>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PageInput {
    pub token: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    pub last_tool: Option<Tool>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hoard: String,
}

/// It links no account, so nothing is remembered longer than a session.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Profile {}

#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    Shelf { tool: Tool, options: Vec<Named> },
    Sure { tool: Tool, shelf: Named },
}

impl Question for Ask {
    fn accepts(&self) -> Accepts {
        match self {
            Self::Shelf { .. } => Accepts::Pick,
            Self::Sure { .. } => Accepts::YesNo,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Focus {
    Tools(List<Named, PageInput>),
    Numbered(List<Named, PageInput>),
}

impl sayso_runtime::Focus for Focus {
    fn texts(&self, field: &str) -> Vec<String> {
        match self {
            Self::Tools(list) | Self::Numbered(list) => list.texts(field),
        }
    }
}

static READ: Reading = Reading {
    by: 2,
    empty: "tools.empty",
    single: "tools.single",
    several: "tools.several",
    item: "tools.item",
    more: "tools.more",
};

pub async fn tools(calls: &Calls<'_>, input: &PageInput) -> Result<Page, Failure> {
    let mut request = calls.request(&TOOLS);
    request.query("page", &input.token);
    request.send().await
}

/// As [`tools`], of a service that counts: `start` is the number of elements before the page.
pub async fn numbered(calls: &Calls<'_>, input: &PageInput) -> Result<Page, Failure> {
    #[derive(Deserialize)]
    struct Wire {
        items: Vec<Named>,
        total: f64,
    }
    let mut request = calls.request(&NUMBERED);
    request.query("start", &page_start(input.token.as_deref()));
    let Wire { items, total } = request.send().await?;
    let next = page_after(input.token.as_deref(), items.len(), Some(&total.to_string()));
    Ok(Page { items, next })
}

pub async fn shelves(calls: &Calls<'_>, tool: Tool) -> Result<Page, Failure> {
    let mut request = calls.request(&SHELVES);
    request.path("kind", &tool);
    request.send().await
}

/// A write, and how to find out whether it was made after all.
pub async fn move_tool(calls: &Calls<'_>, tool: Tool, shelf: &str) -> Result<(), Failure> {
    let mut request = calls.request(&MOVE);
    request.path("kind", &tool);
    request.property("to.shelf", shelf);
    request.reserve(PLACE.timeout_ms);
    let failure = match request.send_unit().await {
        Err(failure) if failure.outcome_unknown() => failure,
        other => return other,
    };
    let mut request = calls.request(&PLACE);
    request.path("kind", &tool);
    match request.send::<Named>().await {
        Ok(place) if place.id == shelf => Ok(()),
        Ok(_) => Err(failure.not_made()),
        Err(_) => Err(failure.left_open()),
    }
}

impl<const BUDGET: u64, const ENTITIES: bool> Skill for Shed<BUDGET, ENTITIES> {
    const NAME: &'static str = "shed";
    const WORDS: &'static str = SIGNATURE;
    const SESSION: &'static str = "s1";
    const DEFAULT_LOCALE: &'static str = "en-US";
    const BUDGET: Duration = Duration::from_millis(BUDGET);
    const KNOWN: &'static [&'static str] = if ENTITIES { &["Kind"] } else { &[] };
    type Memory = Memory;
    type Profile = Profile;
    type Question = Ask;
    type Focus = Focus;

    async fn intent(turn: &mut Turn<'_, Self>, name: &str) -> Option<Result<Reply, Failure>> {
        Some(match name {
            "MoveTool" => start_move(turn).await,
            "ListTools" => list_tools(turn).await,
            "CountTools" => count_tools(turn).await,
            "Find" => Ok(find(turn)),
            "Fetch" => crate::understood::fetch(turn).await,
            "Today" => {
                let (day, language) = (turn.today(), turn.language());
                Ok(turn.tell("say.day", &[("day", &day), ("language", &language)]))
            }
            "Day" => {
                turn.find_day().await;
                let day = turn.today();
                Ok(turn.tell("say.day", &[("day", &day), ("language", &"")]))
            }
            "Echo" => match turn.slot::<String>("text") {
                Slotted::Filled(text) => Ok(turn.tell("say.secret", &[("heard", &text)])),
                _ => Ok(turn.unknown("words.unknown_value", "that")),
            },
            "Hoard" => {
                turn.memory.hoard = "x".repeat(30_000);
                Ok(turn.tell("words.gone", &[]))
            }
            "Panic" => {
                turn.memory.last_tool = Some(Tool::Saw);
                panic!("secret-in-a-panic")
            }
            "Hang" => pending().await,
            "Each" => each(turn).await,
            "Weigh" => weigh(turn).await,
            "Either" => crate::refusals::either(turn).await,
            "Look" => crate::refusals::look(turn).await,
            _ => return None,
        })
    }

    async fn answer(turn: &mut Turn<'_, Self>, question: Ask, answer: Answer) -> Result<Reply, Failure> {
        match question {
            Ask::Shelf { tool, options } => {
                match turn.picked(&answer, &options, |shelf| &shelf.name, |shelf| Some(&shelf.id)) {
                    Choice::One(shelf) => Ok(sure(turn, tool, &shelf)),
                    Choice::Several(options) => Ok(which(turn, tool, options)),
                    Choice::None(_) if turn.asked_once() => Ok(turn.give_up()),
                    Choice::None(options) => Ok(which(turn, tool, options).once()),
                }
            }
            Ask::Sure { tool, .. } if !answer.is_yes() => Ok(turn.tell("move.refused", &[("tool", &tool)])),
            Ask::Sure { tool, shelf } => {
                move_tool(turn.calls(), tool, &shelf.id).await?;
                turn.memory.last_tool = Some(tool);
                Ok(turn.tell("move.done", &[("tool", &tool), ("shelf", &shelf)]))
            }
        }
    }

    async fn read_on(turn: &mut Turn<'_, Self>, focus: Focus, to: Move) -> Result<Reply, Failure> {
        let next = |token| PageInput { token: Some(token) };
        match focus {
            Focus::Tools(mut list) => {
                if let Some(input) = list.wants_page(to) {
                    let page = tools(turn.calls(), &input).await?;
                    list.extend(page.items, page.next.map(next));
                }
                Ok(turn.read_on(&READ, list, to, Focus::Tools))
            }
            Focus::Numbered(mut list) => {
                if let Some(input) = list.wants_page(to) {
                    let page = numbered(turn.calls(), &input).await?;
                    list.extend(page.items, page.next.map(next));
                }
                Ok(turn.read_on(&READ, list, to, Focus::Numbered))
            }
        }
    }

    async fn entities(turn: &Turn<'_, Self>) -> Result<Vec<EntityList>, Failure> {
        if !ENTITIES {
            return Ok(Vec::new());
        }
        let kinds: Vec<Named> = turn.calls().request(&KINDS).send().await?;
        let value = |kind: Named| EntityValue { id: kind.id, name: kind.name, synonyms: Vec::new() };
        let values = kinds.into_iter().map(value).collect();
        Ok(vec![EntityList { type_name: "Kind", values, cut: false }])
    }
}

async fn start_move<S>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure>
where
    S: Skill<Question = Ask, Memory = Memory>,
{
    let tool = match turn.slot::<Tool>("tool") {
        Slotted::Filled(tool) => tool,
        Slotted::Missing => return Ok(turn.elicit("MoveTool", "tool", "move.tool.ask")),
        Slotted::Unknown(heard) => {
            let ask = Some("move.tool.ask");
            return Ok(turn.elicit_again("MoveTool", "tool", "words.unknown_value", &heard, ask));
        }
    };
    let like = match turn.slot::<String>("shelf") {
        Slotted::Filled(shelf) => Some(shelf),
        _ => None,
    };
    let page = shelves(turn.calls(), tool).await?;
    match choose(&page.items, |shelf| &shelf.name).like(like).made() {
        Choice::One(shelf) => Ok(sure(turn, tool, &shelf)),
        Choice::None(shelves) => {
            let names: Vec<String> = shelves.into_iter().map(|shelf| shelf.name).collect();
            Ok(turn.tell_none("move.none", &names, &[]))
        }
        Choice::Several(options) => Ok(which(turn, tool, options)),
    }
}

fn which<S: Skill<Question = Ask>>(turn: &Turn<'_, S>, tool: Tool, options: Vec<Named>) -> Reply {
    let names = turn.labels(&options, |shelf| &shelf.name, |shelf| Some(&shelf.id));
    turn.ask_which(Ask::Shelf { tool, options }, "move.which", names, &[])
}

fn sure<S: Skill<Question = Ask>>(turn: &Turn<'_, S>, tool: Tool, shelf: &Named) -> Reply {
    let question = Ask::Sure { tool, shelf: shelf.clone() };
    turn.ask(question, "move.sure", &[("tool", &tool), ("shelf", shelf)])
}

async fn list_tools<S: Skill<Focus = Focus>>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let page = tools(turn.calls(), &PageInput { token: None }).await?;
    let next = page.next.map(|token| PageInput { token: Some(token) });
    Ok(turn.read(&READ, List::new(page.items, next), Focus::Tools, &[]))
}

async fn count_tools<S: Skill<Focus = Focus>>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let page = numbered(turn.calls(), &PageInput { token: None }).await?;
    let next = page.next.map(|token| PageInput { token: Some(token) });
    Ok(turn.read(&READ, List::new(page.items, next), Focus::Numbered, &[]))
}

/// Says a value that is said in parts: what was heard, each part, and what it may refer to.
fn find<S: Skill>(turn: &Turn<'_, S>) -> Reply {
    let said = turn.said(&["tool", "number"]);
    let tool = turn.part::<Tool>("tool").map(|part| (part.said, part.value));
    let number = turn.part::<f64>("number").map(|part| (part.said, part.value));
    let found = format!("({said}) {tool:?} {number:?} of {:?}", turn.focused("id"));
    turn.tell("say.secret", &[("heard", &found)])
}

async fn each<S: Skill>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let calls = turn.calls();
    let tools = [Tool::Hammer, Tool::Saw];
    let pages = try_each(tools.iter().map(|tool| async move { shelves(calls, *tool).await })).await?;
    let names: Vec<String> = pages.into_iter().flat_map(|page| page.items).map(|shelf| shelf.name).collect();
    Ok(turn.tell("move.none", &[("options", &names)]))
}

/// The marks of the shed, which it numbers by itself.
async fn marks(calls: &Calls<'_>) -> Result<Arc<FieldIds>, Failure> {
    let found = || async {
        let found: Vec<Named> = calls.request(&MARKS).send().await?;
        let weight = best_field(&found, |it| &it.id, |it| [one_of(&["Weight"], Some(&it.name))]);
        Ok(FieldIds::default().with("weight", weight))
    };
    calls.fields(&SERVICE, &["weight"], found).await
}

async fn weight(calls: &Calls<'_>) -> Result<Option<f64>, Failure> {
    let ids = marks(calls).await?;
    let mut request = calls.request(&WEIGH);
    request.query("show", &ids.get("weight"));
    let rest: Rest = request.send().await?;
    Ok(field(&rest, ids.get("weight"), None))
}

/// Lists the tools, and weighs twice, all at once.
async fn weigh<S: Skill>(turn: &mut Turn<'_, S>) -> Result<Reply, Failure> {
    let calls = turn.calls();
    beside(tools(calls, &PageInput { token: None }), marks(calls)).await?;
    let weights = try_each([weight(calls), weight(calls)]).await?;
    let heard = format!("{weights:?}");
    Ok(turn.tell("say.secret", &[("heard", &heard)]))
}
