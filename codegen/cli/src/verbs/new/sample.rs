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
    /// By signing in at the library.
    Oauth,
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
const FORM: [&str; 3] = [
    include_str!("../../../template/linked/form.method.yaml"),
    include_str!("../../../template/linked/form.local.yaml"),
    "",
];
const OAUTH: [&str; 3] = [
    include_str!("../../../template/linked/oauth.method.yaml"),
    include_str!("../../../template/linked/oauth.local.yaml"),
    include_str!("../../../template/linked/oauth.dev.yaml"),
];

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
            Self::Library(Method::Oauth) => [LIBRARY, PROVIDER],
        };
        one.iter().chain(other)
    }

    /// What its placeholders stand for; what stands for one may hold a later one.
    pub(super) fn values(self) -> Vec<(&'static str, &'static str)> {
        let (demos, row) = ("\"infra/demo/*\", ", DEMO_ROW);
        let linked = |[method, local, dev]: [&'static str; 3], credential| {
            let parts = [("{{method}}\n", method), ("{{local}}", local), ("{{dev}}", dev)];
            let all = [("{{credential}}", credential), ("{{demos}}", demos), ("{{demo-row}}", row)];
            parts.into_iter().chain(all).collect()
        };
        match self {
            Self::Tea => vec![("{{demos}}", ""), ("{{demo-row}}", "")],
            Self::Library(Method::Form) => linked(FORM, "demo-card-robin"),
            Self::Library(Method::Oauth) => linked(OAUTH, "demo-access-robin"),
        }
    }
}
