//! A small skill that links accounts of a shop, written by hand: on servers of users' own, and at a provider.

use sayso_runtime::{
    Answer, Calls, Failure, Focus, FormLink, LinkKind, LinkMethod, Linking, Method, Move, Operation, Person,
    ProviderLink, Question, Reply, Rule, Service, Site, Skill, Then, Turn, When,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The base URL of the shop for accounts of the provider.
pub const SHOP_URL: &str = "SAYSO_SERVICE_SHOP";

static SHOP: Service = Service {
    name: "shop",
    variable: SHOP_URL,
    linked: true,
    rules: &[Rule { when: When::Any, headers: &[], then: Then::Say("words.apology") }],
};

static WHO: Operation = operation("who", "/me");
static SITES: Operation = operation("sites", "/sites");

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
            kind: LinkKind::Form(FormLink { user: true, refuse: &["*.cloud.example"] }),
        },
        LinkMethod {
            name: "token",
            variant: Some("own"),
            service: &SHOP,
            kind: LinkKind::Form(FormLink { user: false, refuse: &[] }),
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
};

/// The skill.
#[derive(Debug)]
pub struct Shop;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Nothing {}

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
    const WORDS: &'static str = "w1";
    const SESSION: &'static str = "s1";
    const DEFAULT_LOCALE: &'static str = "en-US";
    const BUDGET: Duration = Duration::from_secs(7);
    const LINKING: Option<&'static Linking> = Some(&LINKING);
    type Memory = Nothing;
    type Profile = Nothing;
    type Question = Ask;
    type Focus = Nothing;

    async fn intent(_: &mut Turn<'_, Self>, _: &str) -> Option<Result<Reply, Failure>> {
        None
    }

    async fn answer(_: &mut Turn<'_, Self>, question: Ask, _: Answer) -> Result<Reply, Failure> {
        match question {}
    }

    async fn read_on(turn: &mut Turn<'_, Self>, _: Nothing, _: Move) -> Result<Reply, Failure> {
        Ok(turn.tell("words.gone", &[]))
    }

    async fn person(_: &'static LinkMethod, calls: &Calls<'_>) -> Result<Person, Failure> {
        #[derive(Deserialize)]
        struct Me {
            id: String,
            name: Option<String>,
        }
        let me: Me = calls.request(&WHO).send().await?;
        Ok(Person { id: me.id, name: me.name })
    }

    async fn sites(_: &'static LinkMethod, calls: &Calls<'_>) -> Result<Vec<Site>, Failure> {
        calls.request(&SITES).send().await
    }
}
