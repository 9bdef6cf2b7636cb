//! The skill that a new project begins with.

/// Pairs of a path in the new project and a text of `template/`. Manifests and `.gitignore` end in `.template` there,
/// because cargo and git would take them for their own.
macro_rules! files {
    ($($path:literal => $source:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../template/", $source)))),+]
    };
}
pub(super) use files;

/// Path and text, both with placeholders.
pub(super) type Files = &'static [(&'static str, &'static str)];

/// A skill to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sample {
    /// Knows how long a tea takes, of everybody.
    Tea,
    /// Knows what a reader has borrowed, once their account is linked.
    Library(Method),
}

/// How readers link their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// By typing the number of their card.
    Form,
    /// By signing in at the library, from a page of the skill's.
    Oauth,
    /// By signing in at the library, where Alexa sends them itself.
    Proxy,
}

const TEA: Files = files![
    "schemas/{{name}}/skill.yaml" => "schemas/skill.yaml",
    "handlers/{{name}}/src/intents/brewing_time.rs" => "handlers/brewing_time.rs",
    "tests/dialogs/{{name}}/first.dialog" => "tests/first.dialog",
];
const LIBRARY: Files = files![
    "schemas/{{name}}/skill.yaml" => "linked/skill.yaml",
    "schemas/{{name}}/library.openapi.yaml" => "linked/library.openapi.yaml",
    "tests/dialogs/{{name}}/first.dialog" => "linked/first.dialog",
    "tests/dialogs/{{name}}/unlinked.dialog" => "linked/unlinked.dialog",
    "infra/demo/library/Cargo.toml" => "linked/library/Cargo.toml.template",
    "infra/demo/library/src/main.rs" => "linked/library/src/main.rs",
    "infra/demo/library/src/server.rs" => "linked/server.rs",
];
const PROVIDER: Files = files![
    "infra/demo/provider/Cargo.toml" => "linked/provider/Cargo.toml.template",
    "infra/demo/provider/src/main.rs" => "linked/provider/src/main.rs",
    "infra/demo/provider/src/server.rs" => "linked/server.rs",
];

/// The parts of the specs by which the ways to link differ.
struct Parts {
    linking: &'static str,
    /// The method on the skill's page.
    method: &'static str,
    /// The call that tells whose account it is; where nobody asks, there is none.
    reader: &'static str,
    /// Of stage `local`.
    local: &'static str,
    /// Of stage `dev`.
    dev: &'static str,
    /// What the library of stage `local` knows.
    credential: &'static str,
}

const FORM: Parts = Parts {
    linking: include_str!("../../../template/linked/page.linking.yaml"),
    method: include_str!("../../../template/linked/form.method.yaml"),
    reader: include_str!("../../../template/linked/reader.call.yaml"),
    local: include_str!("../../../template/linked/form.local.yaml"),
    dev: "",
    credential: "demo-card-robin",
};
const OAUTH: Parts = Parts {
    method: include_str!("../../../template/linked/oauth.method.yaml"),
    local: include_str!("../../../template/linked/oauth.local.yaml"),
    dev: include_str!("../../../template/linked/oauth.dev.yaml"),
    credential: "demo-access-robin",
    ..FORM
};
const PROXY: Parts = Parts {
    linking: include_str!("../../../template/linked/proxy.linking.yaml"),
    method: "",
    reader: "",
    local: include_str!("../../../template/linked/proxy.local.yaml"),
    dev: include_str!("../../../template/linked/proxy.dev.yaml"),
    ..OAUTH
};

const DEMO_ROW: &str = "| `infra/demo/` | what stands in for the library on this machine |\n";

impl Sample {
    /// What it is good for.
    pub(super) fn knows(self) -> &'static str {
        match self {
            Self::Tea => "how long a tea takes",
            Self::Library(_) => "what a reader has borrowed",
        }
    }

    /// Its files.
    pub(super) fn files(self) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        let [one, other]: [Files; 2] = match self {
            Self::Tea => [TEA, &[]],
            Self::Library(Method::Form) => [LIBRARY, &[]],
            Self::Library(Method::Oauth | Method::Proxy) => [LIBRARY, PROVIDER],
        };
        one.iter().chain(other)
    }

    /// What its placeholders stand for; what stands for one may hold a later one.
    pub(super) fn values(self) -> Vec<(&'static str, &'static str)> {
        let linked = |parts: Parts| {
            vec![
                ("{{linking}}\n", parts.linking),
                ("{{method}}\n", parts.method),
                ("{{reader}}\n", parts.reader),
                ("{{local}}", parts.local),
                ("{{dev}}", parts.dev),
                ("{{credential}}", parts.credential),
                ("{{demos}}", "\"infra/demo/*\", "),
                ("{{demo-row}}", DEMO_ROW),
            ]
        };
        match self {
            Self::Tea => vec![("{{demos}}", ""), ("{{demo-row}}", "")],
            Self::Library(Method::Form) => linked(FORM),
            Self::Library(Method::Oauth) => linked(OAUTH),
            Self::Library(Method::Proxy) => linked(PROXY),
        }
    }
}
