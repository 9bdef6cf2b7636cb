//! A small skill that links accounts of a shop, written by hand: on servers of users' own, and at a provider.

use crate::words::SIGNATURE;
use sayso_runtime::{
    Answer, Calls, Failure, Focus, FormLink, LinkKind, LinkMethod, Linking, Method, Move, Operation, Person,
    ProviderLink, Question, Reply, Rule, Service, Site, Skill, Slotted, Then, Turn, When,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The base URL of the shop for accounts of the provider.
pub const SHOP_URL: &str = "SAYSO_SERVICE_SHOP";
/// The base URL of the clock.
pub const CLOCK_URL: &str = "SAYSO_SERVICE_CLOCK";

static SHOP: Service = Service {
    name: "shop",
    variable: SHOP_URL,
    linked: true,
    rules: &[
        Rule {
            when: When::Status(401),
            headers: &[("x-reason", "*scope*")],
            then: Then::Scope("words.more"),
        },
        Rule { when: When::Status(401), headers: &[], then: Then::Relink("words.link") },
        Rule { when: When::Any, headers: &[], then: Then::Say("words.apology") },
    ],
};

/// A service that is nobody's account.
static CLOCK: Service = Service { name: "clock", variable: CLOCK_URL, linked: false, rules: &[] };

static WHO: Operation = operation("who", "/me");
static TAKINGS: Operation = operation("takings", "/takings");
static SITES: Operation = operation("sites", "/sites");
static TIME: Operation = Operation {
    service: &CLOCK,
    name: "time",
    method: Method::Get,
    path: "/time",
    timeout_ms: 2500,
    safe: true,
};

const fn operation(name: &'static str, path: &'static str) -> Operation {
    Operation { service: &SHOP, name, method: Method::Get, path, timeout_ms: 2500, safe: true }
}

static LINKING: Linking = Linking {
    scope: "shop",
    methods: &[
        LinkMethod {
            name: "own",
            variant: Some("own"),
            service: &SHOP,
            kind: LinkKind::Form(FormLink { user: true, refuse: &["*.cloud.example"], attempts: 2 }),
        },
        LinkMethod {
            name: "token",
            variant: Some("own"),
            service: &SHOP,
            kind: LinkKind::Form(FormLink { user: false, refuse: &[], attempts: 2 }),
        },
        LinkMethod {
            name: "atlas",
            variant: Some("cloud"),
            service: &SHOP,
            kind: LinkKind::Provider(ProviderLink {
                variable: "SAYSO_PROVIDER_ATLAS",
                parameters: &[("audience", "shop.example")],
                scopes: &["read:shop", "offline_access"],
                base: "/ex/{site}",
                sites: true,
                leeway: Duration::from_mins(10),
            }),
        },
        LinkMethod {
            name: "plain",
            variant: Some("cloud"),
            service: &SHOP,
            kind: LinkKind::Provider(ProviderLink {
                variable: "SAYSO_PROVIDER_ATLAS",
                parameters: &[],
                scopes: &["read:shop"],
                base: "",
                sites: false,
                leeway: Duration::ZERO,
            }),
        },
    ],
    code: Duration::from_mins(1),
    access: Duration::from_hours(1),
    refresh_idle: Duration::from_hours(90 * 24),
    refresh_absolute: Duration::from_hours(365 * 24),
    data_keys: Duration::from_mins(5),
};

/// The skill.
#[derive(Debug)]
pub struct Shop;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Nothing {}

/// What a link remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Profile {
    pub dish: Option<String>,
}

/// Whose account it is, as the shop says.
#[derive(Deserialize)]
struct Me {
    id: String,
    name: Option<String>,
}

impl Focus for Nothing {
    fn texts(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {}

impl Question for Ask {
    fn accepts(&self) -> sayso_runtime::Accepts {
        match *self {}
    }
}

impl Skill for Shop {
    const NAME: &'static str = "shop";
    const WORDS: &'static str = SIGNATURE;
    const SESSION: &'static str = "s1";
    const DEFAULT_LOCALE: &'static str = "en-US";
    const BUDGET: Duration = Duration::from_secs(7);
    const LINKING: Option<&'static Linking> = Some(&LINKING);
    type Memory = Nothing;
    type Profile = Profile;
    type Question = Ask;
    type Focus = Nothing;

    async fn intent(turn: &mut Turn<'_, Self>, name: &str) -> Option<Result<Reply, Failure>> {
        Some(match name {
            "Who" => who(turn).await,
            "Time" => time(turn).await,
            "Variant" => variant(turn).await,
            "Takings" => takings(turn).await,
            "Remember" => remember(turn).await,
            "Recall" => recall(turn).await,
            _ => return None,
        })
    }

    async fn answer(_: &mut Turn<'_, Self>, question: Ask, _: Answer) -> Result<Reply, Failure> {
        match question {}
    }

    async fn read_on(turn: &mut Turn<'_, Self>, _: Nothing, _: Move) -> Result<Reply, Failure> {
        Ok(turn.tell("words.gone", &[]))
    }

    async fn person(_: &'static LinkMethod, calls: &Calls<'_>) -> Result<Person, Failure> {
        let me: Me = calls.request(&WHO).send().await?;
        Ok(Person { id: me.id, name: me.name })
    }

    async fn sites(_: &'static LinkMethod, calls: &Calls<'_>) -> Result<Vec<Site>, Failure> {
        calls.request(&SITES).send().await
    }
}

async fn who(turn: &Turn<'_, Shop>) -> Result<Reply, Failure> {
    let me: Me = turn.calls().request(&WHO).send().await?;
    Ok(turn.tell("say.secret", &[("heard", &me.id)]))
}

async fn time(turn: &Turn<'_, Shop>) -> Result<Reply, Failure> {
    turn.calls().request(&TIME).send_unit().await?;
    Ok(turn.tell("words.gone", &[]))
}

async fn variant(turn: &Turn<'_, Shop>) -> Result<Reply, Failure> {
    let variant = turn.calls().variant().await?.to_owned();
    Ok(turn.tell("say.secret", &[("heard", &variant)]))
}

async fn takings(turn: &Turn<'_, Shop>) -> Result<Reply, Failure> {
    turn.calls().request(&TAKINGS).send_unit().await?;
    Ok(turn.tell("words.gone", &[]))
}

async fn remember(turn: &mut Turn<'_, Shop>) -> Result<Reply, Failure> {
    turn.load_profile().await?;
    let Slotted::Filled(dish) = turn.slot::<String>("dish") else { return Ok(turn.tell("words.gone", &[])) };
    turn.profile.dish = Some(dish);
    turn.save_profile().await?;
    recall(turn).await
}

async fn recall(turn: &mut Turn<'_, Shop>) -> Result<Reply, Failure> {
    turn.load_profile().await?;
    let dish = turn.profile.dish.clone().unwrap_or_else(|| "nothing".to_owned());
    Ok(turn.tell("say.secret", &[("heard", &dish)]))
}
