//! From schema objects with references and combinations to the arena of plain schemas.
//!
//! Every schema object is put together once, and only those that an operation leads to. What is *within* a schema
//! waits in a queue, so neither a schema that contains itself nor a long chain of them recurses; what a schema is
//! *made of* (`allOf`, a reference with something beside it) recurses to a bounded depth. The work is bounded
//! too: parts of parts could otherwise multiply.

use super::{
    document::{Document, place, reference},
    draft::{Draft, Shape as Drafted},
    keywords,
    schema::{Arena, Data, Id, Member, Members, Schema, Shape},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::tree::Node,
};
use sayso_schemas::span::Span;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ptr,
    rc::Rc,
    sync::Arc,
};

/// The deepest that schemas are made of schemas.
const DEPTH: usize = 64;
/// The most properties and values copied while schemas are put together. The largest real contract needs 20 000.
const WORK: usize = 1_000_000;
/// The most schemas of one contract.
const SCHEMAS: usize = 500_000;

/// Puts schemas together.
pub(super) struct Resolver<'t, 'd> {
    pub(super) document: Document<'t>,
    pub(super) diagnostics: &'d mut Diagnostics,
    arena: Arc<Arena>,
    nodes: Vec<Option<Data>>,
    /// The schema that is all of these nodes, by their addresses.
    known: BTreeMap<Vec<*const Node>, Id>,
    queue: VecDeque<(Id, Vec<&'t Node>)>,
    drafts: BTreeMap<*const Node, Progress<'t>>,
    work: usize,
}

enum Progress<'t> {
    Begun,
    Done(Rc<Draft<'t>>),
}

impl<'t, 'd> Resolver<'t, 'd> {
    pub(super) fn new(document: Document<'t>, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            document,
            diagnostics,
            arena: Arc::default(),
            nodes: Vec::new(),
            known: BTreeMap::new(),
            queue: VecDeque::new(),
            drafts: BTreeMap::new(),
            work: 0,
        }
    }

    /// The schema that `node` describes; readable after [`finish`](Self::finish).
    pub(super) fn schema(&mut self, node: &'t Node) -> Schema {
        let id = self.slot(&[node], place(node));
        Schema::new(&self.arena, id)
    }

    /// A schema that says nothing.
    pub(super) fn anything(&mut self, span: Span) -> Schema {
        let id = self.slot(&[], span);
        Schema::new(&self.arena, id)
    }

    /// Puts everything together that was asked for.
    pub(super) fn finish(mut self) {
        while let Some((id, parts)) = self.queue.pop_front() {
            let data = self.assemble(&parts);
            if let Some(place) = self.nodes.get_mut(id) {
                *place = Some(data);
            }
        }
        let unsaid = || data(&Draft::any(Span::default()), Shape::Any);
        let nodes = self.nodes.into_iter().map(|data| data.unwrap_or_else(unsaid)).collect();
        // Only here is the arena filled, and `finish` takes the resolver.
        _ = self.arena.nodes.set(nodes);
    }

    /// The place in the arena of the schema that is all of `parts`.
    fn slot(&mut self, parts: &[&'t Node], span: Span) -> Id {
        let mut seen = BTreeSet::new();
        let mut nodes = Vec::with_capacity(parts.len());
        for part in parts {
            let Some(node) = self.document.follow_bare(part, self.diagnostics) else { continue };
            if seen.insert(ptr::from_ref(node)) {
                nodes.push(node);
            }
        }
        let key: Vec<_> = nodes.iter().map(|node| ptr::from_ref(*node)).collect();
        if let Some(id) = self.known.get(&key).filter(|_| !key.is_empty()) {
            return *id;
        }
        let id = self.nodes.len();
        if key.is_empty() {
            self.nodes.push(Some(data(&Draft::any(span), Shape::Any)));
            return id;
        }
        self.nodes.push(None);
        self.known.insert(key, id);
        if id < SCHEMAS {
            self.queue.push_back((id, nodes));
        } else {
            self.too_large(span);
        }
        id
    }

    fn assemble(&mut self, parts: &[&'t Node]) -> Data {
        let draft = if let [one] = parts {
            self.gather(one, 0)
        } else {
            let mut draft = Draft::any(parts.first().map(|part| place(part)).unwrap_or_default());
            for part in parts {
                let part = self.gather(part, 0);
                self.add(&mut draft, &part);
            }
            Rc::new(draft)
        };
        let shape = match &draft.shape {
            Drafted::Any | Drafted::Null | Drafted::Contradiction => Shape::Any,
            Drafted::Text { format, values } => Shape::Text {
                format: format.map(str::to_owned),
                values: values.iter().map(|&value| value.to_owned()).collect(),
            },
            Drafted::Number { integer } => Shape::Number { integer: *integer },
            Drafted::Bool => Shape::Bool,
            Drafted::Array(items) => Shape::Array(self.slot(items, draft.span)),
            Drafted::Object(members) => {
                let properties = members.properties.iter().map(|(name, member)| {
                    let schema = self.slot(&member.parts, member.span);
                    let required = members.required.contains(name);
                    ((*name).to_owned(), Member { schema, required, span: member.span })
                });
                let properties: indexmap::IndexMap<_, _> = properties.collect();
                let open = members.open.unwrap_or(properties.is_empty());
                let rest = (!members.rest.is_empty()).then(|| self.slot(&members.rest, draft.span));
                Shape::Object(Members { properties, open, rest })
            }
        };
        data(&draft, shape)
    }

    /// What `node` says with everything that it is made of.
    fn gather(&mut self, node: &'t Node, depth: usize) -> Rc<Draft<'t>> {
        let Some(node) = self.document.follow_bare(node, self.diagnostics) else {
            return Rc::new(Draft::any(place(node)));
        };
        match self.drafts.get(&ptr::from_ref(node)) {
            Some(Progress::Done(draft)) => return Rc::clone(draft),
            Some(Progress::Begun) => return self.endless(node, "a schema is made of itself"),
            None if depth > DEPTH => {
                return self.endless(node, "schemas are made of schemas more than 64 deep");
            }
            None => {}
        }
        self.drafts.insert(node, Progress::Begun);
        let own = keywords::read(node, self.diagnostics);
        let mut draft = Draft::any(own.span);
        if let Some((text, at)) = reference(node) {
            match self.document.target(text, at) {
                Ok(target) => {
                    let part = self.gather(target, depth + 1);
                    self.add(&mut draft, &part);
                }
                Err(diagnostic) => self.diagnostics.push(diagnostic),
            }
        }
        for part in node.get("allOf").map(Node::items).unwrap_or_default() {
            let part = self.gather(part, depth + 1);
            self.add(&mut draft, &part);
        }
        draft.and(&own);
        for keyword in ["oneOf", "anyOf"] {
            let branches = node.get(keyword).map(Node::items).unwrap_or_default();
            self.choose(branches, &mut draft, depth);
        }
        let draft = Rc::new(draft);
        self.drafts.insert(node, Progress::Done(Rc::clone(&draft)));
        draft
    }

    /// Adds what is true whichever of `branches` holds: of a schema or null, the schema; of single values of one
    /// kind, that kind; else nothing, except that an object may have more than it names.
    fn choose(&mut self, branches: &'t [Node], draft: &mut Draft<'t>, depth: usize) {
        let mut rest = Vec::new();
        let mut common: Option<Option<Drafted<'t>>> = None;
        for branch in branches {
            if self.work > WORK {
                return self.too_large(place(branch));
            }
            let Some(target) = self.document.follow(branch, self.diagnostics) else { continue };
            let single = keywords::read_single(target, self.diagnostics);
            self.work += single.as_ref().map_or(1, Draft::size);
            draft.nullable |= single.as_ref().is_some_and(|single| single.nullable);
            if single.as_ref().is_some_and(|single| matches!(single.shape, Drafted::Null)) {
                continue;
            }
            rest.push(branch);
            let shape = single.map(|single| single.shape);
            common = Some(match (common, shape) {
                (None, shape) => shape,
                (Some(Some(common)), Some(shape)) => common.or(&shape),
                (Some(_), _) => None,
            });
        }
        let base = matches!(&draft.shape, Drafted::Object(members) if !members.properties.is_empty());
        match (rest.as_slice(), common.flatten()) {
            // A base class often lists its only subclass, which is made of the base class: not a loop.
            ([only], _) if !base => {
                let part = self.gather(only, depth + 1);
                self.add(draft, &part);
            }
            (_, Some(shape)) => draft.and(&Draft { shape, ..Draft::any(draft.span) }),
            ([_, ..], None) => {
                if let Drafted::Object(members) = &mut draft.shape {
                    members.open = Some(true);
                }
            }
            ([], None) => {}
        }
    }

    fn add(&mut self, draft: &mut Draft<'t>, part: &Draft<'t>) {
        self.work += part.size();
        if self.work > WORK {
            self.too_large(part.span);
        } else {
            draft.and(part);
        }
    }

    fn endless(&mut self, node: &'t Node, message: &str) -> Rc<Draft<'t>> {
        let span = place(node);
        self.diagnostics.push(Diagnostic::error(Code::CONTRACT_LOOP, message).at(span, "this one").help(
            "a schema may contain itself (`properties`, `items`), but not through `allOf` or `$ref` alone",
        ));
        Rc::new(Draft::any(span))
    }

    fn too_large(&mut self, span: Span) {
        // Once: every schema after the first would say the same.
        if self.work < usize::MAX / 2 {
            self.work = usize::MAX / 2;
            self.diagnostics.push(
                Diagnostic::error(
                    Code::CONTRACT_TOO_LARGE,
                    "the schemas of the contract multiply beyond measure",
                )
                .at(span, "too much by here")
                .help(
                    "keep only the operations that the skill calls, or make `allOf` refer to smaller schemas",
                ),
            );
        }
    }
}

fn data(draft: &Draft<'_>, shape: Shape) -> Data {
    Data {
        span: draft.span,
        nullable: draft.nullable || matches!(draft.shape, Drafted::Null),
        x_format: draft.x_format.map(str::to_owned),
        read_only: draft.read_only,
        write_only: draft.write_only,
        shape,
    }
}
