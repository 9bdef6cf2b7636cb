//! A spec as it was read: every entry of every section on its own, so that one broken intent hides nothing else.

use crate::{
    diagnostic::{Diagnostics, nearest},
    syntax::{Faulty, Key, Node, Shape, read},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    spec::{
        AccountLinking, Call, Infra, Intent, Linking, Locale, Map, Memory, Overlay, ProxyLinking, Service,
        Slot, Store, Text, TypeDecl,
    },
};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// A spec, entry by entry.
#[derive(Debug, Default)]
pub struct Draft {
    /// `skill`.
    pub name: Option<Text>,
    /// `locales`.
    pub locales: Map<Locale>,
    /// `words`.
    pub words: Map<Text>,
    /// `phrases`.
    pub phrases: Map<Text>,
    /// `linking`.
    pub linking: Option<Linking>,
    /// `linking` by a proxy.
    pub proxy: Option<ProxyLinking>,
    /// `services`.
    pub services: Map<Service>,
    /// `types`.
    pub types: Map<TypeDecl>,
    /// `calls`.
    pub calls: Map<Call>,
    /// `memory`.
    pub memory: Memory,
    /// `intents`.
    pub intents: Map<Intent>,
    /// `store`.
    pub store: Option<Store>,
    /// `infra`.
    pub infra: Infra,
    /// What is wrong in its shape. It is declared, so a reference to it is no error.
    pub broken: Broken,
    /// Overlays by locale.
    pub overlays: IndexMap<String, Overlay>,
    /// What is wrong in their shapes, by locale. It is translated, if badly.
    pub broken_overlays: IndexMap<String, Broken>,
}

/// What of a file could not be read; each is reported already.
#[derive(Debug, Default)]
pub struct Broken {
    /// Section and name of entries whose shape is wrong.
    entries: BTreeSet<(&'static str, String)>,
    /// Sections that are no mapping, or whose own name is misspelt.
    sections: BTreeSet<&'static str>,
}

impl Broken {
    /// True where an entry could not be read, or nothing of its section.
    pub fn has(&self, section: &'static str, name: &str) -> bool {
        self.sections.contains(section) || self.entries.contains(&(section, name.to_owned()))
    }

    /// Counts an entry among those that could not be read: something that looks like its name stands in its place.
    pub fn add(&mut self, section: &'static str, name: &str) {
        self.entries.insert((section, name.to_owned()));
    }

    /// The names of the entries of a section that could not be read; none where nothing of it could.
    pub fn names(&self, section: &'static str) -> Option<impl Iterator<Item = &str>> {
        let of = move |it: &&(&'static str, String)| it.0 == section;
        (!self.sections.contains(section))
            .then(|| self.entries.iter().filter(of).map(|(_, name)| name.as_str()))
    }
}

impl Draft {
    /// Reads what can be read of a spec's tree.
    pub fn read(root: &Node, diagnostics: &mut Diagnostics) -> Self {
        let faulty = Shape::skill().check(root, diagnostics);
        let mut reader = Reader { root, faulty: &faulty, diagnostics, broken: Broken::default() };
        let (linking, proxy) = match reader.whole("linking") {
            Some(AccountLinking::Methods(linking)) => (Some(linking), None),
            Some(AccountLinking::Proxy(proxy)) => (None, Some(proxy)),
            None => (None, None),
        };
        let mut draft = Self {
            name: reader.whole("skill"),
            locales: reader.section("locales"),
            words: reader.section("words"),
            phrases: reader.section("phrases"),
            linking,
            proxy,
            services: reader.section("services"),
            types: reader.section("types"),
            calls: reader.section("calls"),
            memory: reader.whole("memory").unwrap_or_default(),
            intents: reader.section("intents"),
            store: reader.whole("store"),
            infra: reader.whole("infra").unwrap_or_default(),
            ..Self::default()
        };
        draft.broken = reader.broken;
        for intent in draft.intents.values_mut() {
            let parts = part_slots(&draft.types, &intent.slots);
            for (name, part) in parts {
                // One that is there already has the name by mistake.
                intent.slots.entry(name).or_insert(part);
            }
        }
        draft
    }

    /// Whether accounts can be linked, in whatever way; what cannot be read may be one.
    pub fn links(&self) -> bool {
        self.linking.is_some() || self.proxy.is_some() || self.broken.has("linking", "linking")
    }

    /// True where the section has an entry of this name, if only a broken one.
    pub fn is_broken(&self, section: &'static str, name: &str) -> bool {
        self.broken.has(section, name)
    }
}

/// Alexa's slots of those slots that are said in parts.
fn part_slots(types: &Map<TypeDecl>, slots: &Map<Slot>) -> Map<Slot> {
    let mut parts = Map::new();
    for (name, slot) in slots {
        let Some(TypeDecl::Parser(it)) = get(types, &slot.kind) else { continue };
        for (part, kind) in &it.parts {
            let kind = Spanned::new(kind.value.trim_end_matches(['?', '!']).to_owned(), kind.span);
            let name = Spanned::new(crate::model::part_slot(name, part), name.span);
            let slot = Slot {
                kind,
                ask: None,
                answers: Vec::new(),
                default: None,
                unless: None,
                optional: true,
                unknown: None,
                part: true,
            };
            parts.insert(name, slot);
        }
    }
    parts
}

/// Reads an overlay, and tells what could not be read of it.
pub fn overlay(root: &Node, diagnostics: &mut Diagnostics) -> (Overlay, Broken) {
    let faulty = Shape::overlay().check(root, diagnostics);
    let mut reader = Reader { root, faulty: &faulty, diagnostics, broken: Broken::default() };
    let overlay = Overlay {
        locale: reader.whole("locale").unwrap_or_default(),
        words: reader.section("words"),
        phrases: reader.section("phrases"),
        linking: reader.whole("linking").unwrap_or_default(),
        types: reader.section("types"),
        intents: reader.section("intents"),
        store: reader.whole("store").unwrap_or_default(),
    };
    (overlay, reader.broken)
}

struct Reader<'a> {
    root: &'a Node,
    faulty: &'a Faulty,
    diagnostics: &'a mut Diagnostics,
    broken: Broken,
}

impl Reader<'_> {
    fn whole<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        if self.is_lost(key) {
            self.broken.sections.insert(key);
        }
        let read = self.node(self.root.get(key)?);
        if read.is_none() {
            self.broken.sections.insert(key);
        }
        read
    }

    fn section<T: DeserializeOwned>(&mut self, key: &'static str) -> Map<T> {
        let mut entries = Map::new();
        if self.is_lost(key) || self.root.get(key).is_some_and(|node| !node.is_map()) {
            self.broken.sections.insert(key);
        }
        for (name, node) in self.root.get(key).map(Node::entries).unwrap_or_default() {
            match self.node(node) {
                Some(entry) => {
                    entries.insert(Spanned::new(name.text.clone(), name.span), entry);
                }
                None => {
                    self.broken.entries.insert((key, name.text.clone()));
                }
            }
        }
        entries
    }

    /// True where a section is not there, while a key that is none looks like its name.
    fn is_lost(&self, section: &str) -> bool {
        let looks_alike = |(key, _): &(Key, Node)| nearest(&key.text, [section]).is_some();
        self.root.get(section).is_none() && self.root.entries().iter().any(looks_alike)
    }

    fn node<T: DeserializeOwned>(&mut self, node: &Node) -> Option<T> {
        if self.faulty.contains(node) {
            return None;
        }
        read(node).map_err(|diagnostic| self.diagnostics.push(diagnostic)).ok()
    }
}

/// A value in a map whose keys know their places.
pub fn get<'m, T>(map: &'m Map<T>, name: &str) -> Option<&'m T> {
    map.get(&key(name))
}

/// A name as a key; places do not count in comparisons.
pub fn key(name: &str) -> Text {
    Spanned::new(name.to_owned(), Span::default())
}

/// The names of a map.
pub fn names<T>(map: &Map<T>) -> impl Iterator<Item = &str> + Clone {
    map.keys().map(|name| name.value.as_str())
}
