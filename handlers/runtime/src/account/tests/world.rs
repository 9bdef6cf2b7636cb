//! Rows as the other functions write them, and what the skill function makes of them.

use super::provider::Provider;
use crate::{
    FormLink, LinkKind, LinkMethod, Linking, ProviderLink,
    account::{AccountError, Accounts, Caller, Credential, LinkRecord, Linked},
    calls::{Http, Service},
    config::Config,
    store::{
        Hash, Key, Secret, Write,
        tests::cloud::{Cloud, START, soon},
    },
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

pub(super) static LINKING: Linking = Linking {
    scope: "shop",
    methods: &[
        LinkMethod {
            name: "typed",
            variant: Some("own"),
            service: &SERVICE,
            kind: LinkKind::Form(FormLink { user: false, refuse: &[], attempts: 2 }),
        },
        LinkMethod { name: "atlas", variant: None, service: &SERVICE, kind: LinkKind::Provider(PROVIDER) },
        LinkMethod { name: "strict", variant: None, service: &SERVICE, kind: LinkKind::Provider(STRICT) },
    ],
    code: Duration::from_mins(1),
    access: Duration::from_hours(1),
    refresh_idle: Duration::from_hours(90 * 24),
    refresh_absolute: Duration::from_hours(365 * 24),
    data_keys: Duration::from_mins(5),
};

static SERVICE: Service = Service { name: "shop", variable: "SAYSO_SERVICE_SHOP", linked: true, rules: &[] };

const PROVIDER: ProviderLink = ProviderLink {
    variable: "SAYSO_PROVIDER_ATLAS",
    parameters: &[],
    scopes: &[],
    base: "",
    sites: false,
    leeway: Duration::from_mins(10),
};

/// The same provider, which takes a rotated token no longer.
const STRICT: ProviderLink = ProviderLink { leeway: Duration::ZERO, ..PROVIDER };

pub(super) struct World {
    pub(super) cloud: Cloud,
    pub(super) provider: Provider,
    pub(super) http: Http,
}

impl World {
    pub(super) async fn new() -> Self {
        let cloud = Cloud::start().await;
        cloud.aws.secrets().ensure("shop-local-atlas").unwrap();
        Self { cloud, provider: Provider::start().await, http: Http::default() }
    }

    /// The skill function in a process of its own.
    pub(super) fn accounts(&self) -> Accounts {
        self.accounts_of(&LINKING)
    }

    /// … of a skill that says otherwise how accounts are linked.
    pub(super) fn accounts_of(&self, linking: &'static Linking) -> Accounts {
        let variables = [
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("SAYSO_PROVIDER_ATLAS_AUTHORIZE", "http://127.0.0.1:9/authorize"),
            ("SAYSO_PROVIDER_ATLAS_TOKEN", &self.provider.url),
            ("SAYSO_PROVIDER_ATLAS_CLIENT_ID", "us"),
            ("SAYSO_PROVIDER_ATLAS_SECRET", "shop-local-atlas"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let providers = Config::read("shop", variables).unwrap().providers;
        Accounts::new(self.cloud.store("skill"), linking, providers)
    }

    pub(super) async fn resolve(&self, accounts: &Accounts) -> Result<Option<Linked>, AccountError> {
        self.resolve_by(accounts, soon()).await
    }

    pub(super) async fn resolve_by(
        &self,
        accounts: &Accounts,
        deadline: Instant,
    ) -> Result<Option<Linked>, AccountError> {
        accounts.resolve(&caller(None), &self.http, deadline).await
    }

    /// What becomes of a request of the user whom Alexa calls `user`.
    pub(super) async fn hear(&self, user: &str) -> Result<Option<Linked>, AccountError> {
        self.accounts().resolve(&caller(Some(user)), &self.http, soon()).await
    }

    /// A linked account `1` with the token `the-access-token`, as `link` and `token` leave it.
    pub(super) async fn link(&self, method: &str, credential: &Credential) {
        let plaintext = serde_json::to_vec(credential).unwrap();
        let key = Key::link("1");
        let sealed = self.cloud.store("link").within(soon()).seal(&key, 1, &plaintext).await.unwrap();
        let record = LinkRecord {
            method: method.to_owned(),
            variant: None,
            site: "https://shop.example".to_owned(),
            account: Hash::of("account"),
            owner: None,
            credential: sealed,
            version: 1,
            created: START,
            code_until: START + 60,
            expires: Some(START + 2_000_000),
            lease_owner: None,
            lease_until: None,
        };
        self.change(Write::put(key, &record)).await;
        let row = json!({ "link": "1", "expires": START + 2_000_000 });
        self.put(&self.cloud.operator(), account(), &row).await;
        self.family("f", "1").await;
        self.access(2, "1").await;
    }

    /// A token family, as a redemption leaves it; its tokens have been rotated twice.
    pub(super) async fn family(&self, id: &str, link: &str) {
        let family = json!({
            "link": link, "client": "alexa", "scope": "shop", "generation": 2, "seen": false, "created": START,
            "idle_until": START + 1_000_000, "absolute_until": START + 2_000_000, "expires": START + 1_000_000,
            "refresh": Hash::of("refresh").to_string(),
        });
        self.put(&self.cloud.store("token"), Key::family(id), &family).await;
        let named = Write::update(Key::families(link)).insert("ids", id).set("expires", &(START + 2_000_000));
        self.change(named).await;
    }

    /// The access token, of some generation, for some link.
    pub(super) async fn access(&self, generation: u64, link: &str) {
        let key = Key::access(&Secret::new("the-access-token").hash());
        let row = json!({ "family": "f", "link": link, "generation": generation, "expires": START + 3600 });
        self.put(&self.cloud.store("token"), key, &row).await;
    }

    async fn put(&self, store: &crate::store::Store, key: Key, row: &Value) {
        store.within(soon()).write(Write::put(key, row)).await.unwrap();
    }

    /// What an operator does to a row.
    pub(super) async fn change(&self, write: Write) {
        self.cloud.operator().within(soon()).write(write).await.unwrap();
    }

    /// The kinds of records that are there, of a few keys.
    pub(super) async fn there(&self, keys: &[Key]) -> Vec<String> {
        let mut there = Vec::new();
        for key in keys {
            if self.get::<IgnoredAny>(key).await.is_some() {
                there.push(key.as_str().to_owned());
            }
        }
        there
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        self.cloud.operator().within(soon()).get(key).await.unwrap()
    }

    pub(super) async fn row(&self) -> LinkRecord {
        self.cloud.operator().within(soon()).get(&Key::link("1")).await.unwrap().unwrap()
    }
}

/// Which link the account has.
pub(super) fn account() -> Key {
    Key::account(&Hash::of("account"))
}

/// The bearer of the access token.
pub(super) fn caller(user: Option<&str>) -> Caller {
    Caller { token: Secret::new("the-access-token"), user: user.map(Secret::new) }
}

pub(super) fn typed() -> Credential {
    let site = "https://shop.example".to_owned().try_into().unwrap();
    Credential::Bearer { site, secret: Secret::new("typed-canary-secret") }
}

/// Tokens of the provider that live for some seconds.
pub(super) fn provided(life: i64) -> Credential {
    Credential::Provider {
        site: None,
        access: Secret::new("access-old"),
        refresh: Some(Secret::new("refresh-old")),
        expires_at: START + life,
    }
}

/// The access token of a linked account.
pub(super) fn access_of(linked: &Linked) -> &str {
    match &linked.account.credential {
        Credential::Provider { access, .. } => access.expose(),
        Credential::Basic { secret, .. } | Credential::Bearer { secret, .. } => secret.expose(),
    }
}
