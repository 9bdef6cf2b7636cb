//! What every rule has at hand.

use super::{
    draft::{Draft, get, names},
    time::Clock,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, suggest},
    model::{Call, Fields, Linking, Parts, ProxyLinking, Type, Values},
    syntax::{Node, Sources, contract::Contract, parse},
};
use indexmap::IndexMap;
use sayso_schemas::{span::Span, spec::Text};
use std::{collections::BTreeSet, path::Path};

/// The spec, what is known of it so far, and where findings go.
pub struct Context<'a> {
    /// The spec as read.
    pub draft: &'a Draft,
    /// Findings.
    pub diagnostics: &'a mut Diagnostics,
    /// Contracts by service.
    pub contracts: IndexMap<String, Contract>,
    /// Fields that sites number by themselves, by service.
    pub fields: IndexMap<String, Fields>,
    /// The service of the call at hand, whose fields may be named.
    pub called: Option<String>,
    /// Facts of the values of declared types, by type, once read.
    pub facts: IndexMap<String, IndexMap<String, Type>>,
    /// Calls, once checked.
    pub calls: IndexMap<String, Call>,
    /// Session memory, once checked.
    pub memory: IndexMap<String, Type>,
    /// Profile memory, once checked.
    pub profile: IndexMap<String, Type>,
    /// Types that are said in parts, once checked.
    pub parts: IndexMap<String, Parts>,
    /// The linking, once checked.
    pub linking: Option<Linking>,
    /// The linking by a proxy, once checked.
    pub proxy: Option<ProxyLinking>,
    /// Messages that must exist, with what they may speak.
    pub messages: IndexMap<String, MessageUse>,
    /// Intents that could not be checked to the end, so that not all of their messages are known.
    pub incomplete: BTreeSet<String>,
    /// Dotted variables (`fact`, `fact.text`, `session.topic`) of the intent at hand whose type an error that is
    /// already reported keeps unknown: what is done with them is no second error.
    pub unknown: BTreeSet<String>,
    /// How long each intent may take.
    pub clocks: Vec<(Text, Clock)>,
    /// Contracts with errors, by file: what is missing in one may be missing because of them.
    pub faulty_contracts: BTreeSet<u16>,
}

/// A message of the default locale, and what it may speak.
#[derive(Debug, Clone)]
pub struct MessageUse {
    /// The default locale's text.
    pub text: Text,
    /// Variables in scope.
    pub scope: IndexMap<String, Type>,
    /// As [`Context::unknown`].
    pub unknown: BTreeSet<String>,
}

impl<'a> Context<'a> {
    /// A fresh one.
    pub fn new(draft: &'a Draft, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            draft,
            diagnostics,
            contracts: IndexMap::new(),
            fields: IndexMap::new(),
            called: None,
            facts: IndexMap::new(),
            calls: IndexMap::new(),
            memory: IndexMap::new(),
            profile: IndexMap::new(),
            parts: IndexMap::new(),
            linking: None,
            proxy: None,
            messages: IndexMap::new(),
            incomplete: BTreeSet::new(),
            unknown: BTreeSet::new(),
            clocks: Vec::new(),
            faulty_contracts: BTreeSet::new(),
        }
    }

    /// The same, with findings of its own: for a thread that works on one locale.
    pub fn apart<'b>(&self, diagnostics: &'b mut Diagnostics) -> Context<'b>
    where
        'a: 'b,
    {
        Context {
            messages: self.messages.clone(),
            incomplete: self.incomplete.clone(),
            parts: self.parts.clone(),
            unknown: self.unknown.clone(),
            ..Context::new(self.draft, diagnostics)
        }
    }

    /// The declared type `name` with fixed values.
    pub fn values(&self, name: &str) -> Values {
        Values { name: name.to_owned(), facts: self.facts.get(name).cloned().unwrap_or_default() }
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A message must exist. Those of intents may speak the day of the request.
    pub fn message(&mut self, id: String, text: &Text, scope: &IndexMap<String, Type>) {
        let (mut scope, unknown) = (scope.clone(), self.unknown.clone());
        if id.starts_with("intents.") {
            scope.entry("today".to_owned()).or_insert(Type::Date);
        }
        self.messages.insert(id, MessageUse { text: text.clone(), scope, unknown });
    }

    /// True where the type of a dotted variable is unknown because of an error that is already reported.
    pub fn is_unknown(&self, dotted: &str) -> bool {
        is_within(&self.unknown, dotted)
    }

    /// The call of this name; a finding where there is none.
    pub fn call(&mut self, name: &Text) -> Option<Call> {
        if let Some(call) = self.calls.get(&name.value) {
            return Some(call.clone());
        }
        // A call that is there but has errors of its own is not an undeclared one.
        let declared = names(&self.draft.calls).any(|it| it == name.value);
        if !declared && !self.draft.is_broken("calls", name) {
            let help = suggest(name, "calls", names(&self.draft.calls));
            self.not_declared("call", name, help);
        }
        None
    }

    /// True where a locale's own overlay has an entry that could not be read, or nothing of its section.
    pub fn is_unread(&self, locale: &str, section: &'static str, name: &str) -> bool {
        self.draft.broken_overlays.get(locale).is_some_and(|broken| broken.has(section, name))
    }

    /// The outputs of a call that could not be read; each is reported already.
    pub fn unread(&self, call: &str) -> Vec<String> {
        let (declared, known) = (get(&self.draft.calls, call), self.calls.get(call));
        let outs = declared
            .into_iter()
            .flat_map(|it| [&it.out].into_iter().chain(it.variants.values().map(|variant| &variant.out)));
        let declared: BTreeSet<&str> = outs.flat_map(names).collect();
        let unread =
            declared.into_iter().filter(|out| !known.is_some_and(|it| it.record.fields.contains_key(*out)));
        unread.map(str::to_owned).collect()
    }

    /// A message of `words`; a finding where there is none.
    pub fn word(&mut self, name: &Text) -> String {
        let id = format!("words.{name}");
        let known = names(&self.draft.words).chain(crate::stock::WORDS.iter().copied());
        if !known.clone().any(|it| it == name.value) && !self.draft.is_broken("words", name) {
            let help = suggest(name, "words", known);
            self.not_declared("word", name, help);
        }
        id
    }

    /// A name that is not declared.
    pub fn not_declared(&mut self, what: &str, name: &Text, help: String) {
        self.push(
            Diagnostic::error(Code::NOT_DECLARED, format!("there is no {what} `{name}`"))
                .at(name.span, "not declared")
                .help(help),
        );
    }
}

/// True where `dotted`, or something that it is a field of, is in `set`.
pub fn is_within(set: &BTreeSet<String>, dotted: &str) -> bool {
    let ends = dotted.match_indices('.').map(|(at, _)| at).chain([dotted.len()]);
    ends.filter_map(|end| dotted.get(..end)).any(|prefix| set.contains(prefix))
}

/// Reads files beside a spec.
pub struct Files<'a> {
    /// The spec's folder.
    pub folder: &'a Path,
    /// The folder as it is shown.
    pub shown: String,
    /// The table of files.
    pub sources: &'a mut Sources,
}

impl Files<'_> {
    /// True where the file is there.
    pub fn exists(&self, name: &str) -> bool {
        self.folder.join(name).is_file()
    }

    /// Adds a file to the table; `at` is where it is named.
    pub fn load(&mut self, name: &str, at: Option<Span>) -> Result<u16, Diagnostic> {
        let place = |diagnostic: Diagnostic| match at {
            Some(span) => diagnostic.at(span, "named here"),
            None => diagnostic,
        };
        if !is_inside(name) {
            let message = format!("`{name}` lies outside the skill's folder");
            return Err(
                place(Diagnostic::error(Code::FILE_UNREADABLE, message)).help("move it beside `skill.yaml`")
            );
        }
        let shown = format!("{}/{name}", self.shown);
        // One byte more than is read tells a file that is too large from one that is just large enough.
        let bytes =
            read_bounded(&self.folder.join(name), crate::syntax::source::MAX_BYTES + 1).map_err(|error| {
                if error.kind() == std::io::ErrorKind::NotFound {
                    let found =
                        Diagnostic::error(Code::FILE_UNREADABLE, format!("there is no file `{shown}`"));
                    return place(found).help(suggest(
                        name,
                        "files",
                        self.contracts().iter().map(String::as_str),
                    ));
                }
                let message = format!("can't read `{shown}`: {error}");
                place(Diagnostic::error(Code::FILE_UNREADABLE, message)).help("is it a file, and readable?")
            })?;
        self.sources.add(&shown, bytes)
    }

    /// The bytes of a file that is no text; `at` is where it is named.
    pub fn bytes(&self, name: &str, at: Span) -> Result<Vec<u8>, Diagnostic> {
        let fault = |message: String, help: &str| {
            Diagnostic::error(Code::FILE_UNREADABLE, message).at(at, "named here").help(help)
        };
        if !is_inside(name) {
            let message = format!("`{name}` lies outside the skill's folder");
            return Err(fault(message, "move it beside `skill.yaml`"));
        }
        let shown = format!("{}/{name}", self.shown);
        let limit = crate::syntax::source::MAX_BYTES;
        match read_bounded(&self.folder.join(name), limit + 1) {
            Ok(bytes) if bytes.len() > limit => {
                Err(fault(format!("`{shown}` is larger than {limit} bytes"), "make it smaller"))
            }
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(fault(format!("there is no file `{shown}`"), "put it beside `skill.yaml`"))
            }
            Err(error) => Err(fault(format!("can't read `{shown}`: {error}"), "is it a file, and readable?")),
        }
    }

    /// The files beside the spec that may be contracts, sorted.
    fn contracts(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)))
            .filter(|name| name != "skill.yaml" && !name.starts_with("words."))
            .collect();
        names.sort_unstable();
        names
    }

    /// Loads and parses a file.
    pub fn tree(&mut self, name: &str, at: Option<Span>, diagnostics: &mut Diagnostics) -> Option<Node> {
        match self.load(name, at) {
            Ok(file) => parse(self.sources, file, diagnostics),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// True for a path that cannot leave the folder it starts from.
fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|it| matches!(it, std::path::Component::Normal(_)))
}

/// Reads at most `limit` bytes.
fn read_bounded(path: &Path, limit: usize) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
