//! A spec as it was read: every entry of every section on its own, so that one broken intent hides nothing else.

use crate::{
    diagnostic::Diagnostics,
    syntax::{Faulty, Node, Shape, read},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    spec::{Call, Infra, Intent, Locale, Map, Memory, Overlay, Service, Text, TypeDecl},
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
    /// `infra`.
    pub infra: Infra,
    /// Section and name of entries whose shape is wrong. They are declared, so a reference to one is no error.
    pub broken: BTreeSet<(&'static str, String)>,
    /// Overlays by locale, with their own place.
    pub overlays: IndexMap<String, Overlay>,
}

impl Draft {
    /// Reads what can be read of a spec's tree.
    pub fn read(root: &Node, diagnostics: &mut Diagnostics) -> Self {
        let faulty = Shape::skill().check(root, diagnostics);
        let mut reader = Reader { root, faulty: &faulty, diagnostics, broken: BTreeSet::new() };
        let mut draft = Self {
            name: reader.whole("skill"),
            locales: reader.section("locales"),
            words: reader.section("words"),
            phrases: reader.section("phrases"),
            services: reader.section("services"),
            types: reader.section("types"),
            calls: reader.section("calls"),
            memory: reader.whole("memory").unwrap_or_default(),
            intents: reader.section("intents"),
            infra: reader.whole("infra").unwrap_or_default(),
            ..Self::default()
        };
        draft.broken = reader.broken;
        draft
    }

    /// True where the section has an entry of this name, if only a broken one.
    pub fn is_broken(&self, section: &'static str, name: &str) -> bool {
        self.broken.contains(&(section, name.to_owned()))
    }
}

/// Reads an overlay; what is broken in it counts as absent, and is already reported.
pub fn overlay(root: &Node, diagnostics: &mut Diagnostics) -> Overlay {
    let faulty = Shape::overlay().check(root, diagnostics);
    let mut reader = Reader { root, faulty: &faulty, diagnostics, broken: BTreeSet::new() };
    Overlay {
        locale: reader.whole("locale").unwrap_or_default(),
        words: reader.section("words"),
        phrases: reader.section("phrases"),
        types: reader.section("types"),
        intents: reader.section("intents"),
    }
}

struct Reader<'a> {
    root: &'a Node,
    faulty: &'a Faulty,
    diagnostics: &'a mut Diagnostics,
    broken: BTreeSet<(&'static str, String)>,
}

impl Reader<'_> {
    fn whole<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        let node = self.root.get(key)?;
        self.node(node)
    }

    fn section<T: DeserializeOwned>(&mut self, key: &'static str) -> Map<T> {
        let mut entries = Map::new();
        for (name, node) in self.root.get(key).map(Node::entries).unwrap_or_default() {
            match self.node(node) {
                Some(entry) => {
                    entries.insert(Spanned::new(name.text.clone(), name.span), entry);
                }
                None => {
                    self.broken.insert((key, name.text.clone()));
                }
            }
        }
        entries
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
