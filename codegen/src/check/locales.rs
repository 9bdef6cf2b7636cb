//! Locales: which there are, whose words each has, and that overlays fit the spec.

use super::{
    alexa,
    context::{Context, Files},
    draft::{self, Draft, get, names},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, suggest};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Span,
    spec::{Map, Overlay, Text, ValueWords},
};

/// What stands for `linking.methods` among what could not be read.
const METHODS: &str = "methods";

/// Reads the overlays that lie beside the spec, one per further locale.
pub fn overlays(draft: &mut Draft, files: &mut Files<'_>, diagnostics: &mut Diagnostics) {
    for (at, (tag, locale)) in draft.locales.iter().enumerate() {
        let file = format!("words.{tag}.yaml");
        if !tag.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') {
            continue;
        }
        if at == 0 || !files.exists(&file) {
            if at > 0 && locale.inherits.is_none() {
                diagnostics.push(
                    Diagnostic::error(Code::NOT_TRANSLATED, format!("the words of `{tag}` are missing"))
                        .at(tag.span, "")
                        .help(format!("write `{}/{file}`, or say which locale it `inherits`", files.shown)),
                );
            }
            continue;
        }
        let Some(root) = files.tree(&file, None, diagnostics) else { continue };
        let (overlay, mut broken) = draft::overlay(&root, diagnostics);
        let words = names(&draft.words).chain(crate::stock::WORDS.iter().copied());
        misspelt(&mut broken, "words", &overlay.words, words);
        misspelt(&mut broken, "phrases", &overlay.phrases, names(&draft.phrases));
        misspelt(&mut broken, "types", &overlay.types, names(&draft.types));
        let methods = draft.linking.iter().flat_map(|it| names(&it.methods));
        misspelt(&mut broken, METHODS, &overlay.linking.methods, methods);
        misspelt(&mut broken, "intents", &overlay.intents, names(&draft.intents));
        if !overlay.locale.is_empty() && overlay.locale.value != tag.value {
            diagnostics.push(
                Diagnostic::error(
                    Code::LOCALE_UNKNOWN,
                    format!("`{file}` says that it is of `{}`", overlay.locale),
                )
                .at(overlay.locale.span, "")
                .at(tag.span, "read for this locale")
                .help(format!("write `locale: {tag}`")),
            );
        }
        draft.overlays.insert(tag.value.clone(), overlay);
        draft.broken_overlays.insert(tag.value.clone(), broken);
    }
}

/// What is misspelt in an overlay translates nothing, and what it was meant to be is not missing as well.
fn misspelt<'a, T>(
    broken: &mut draft::Broken,
    section: &'static str,
    overlay: &Map<T>,
    spec: impl IntoIterator<Item = &'a str>,
) {
    let (there, missing): (Vec<&str>, Vec<&str>) =
        spec.into_iter().partition(|known| get(overlay, known).is_some());
    for name in overlay.keys().filter(|name| !there.contains(&name.as_str())) {
        if let Some(meant) = nearest(name, missing.iter().copied()) {
            broken.add(section, meant);
        }
    }
}

/// One locale and where its words come from, nearest first.
#[derive(Debug, Clone)]
pub struct Layers<'d> {
    /// BCP 47 tag.
    pub tag: &'d Text,
    /// What opens the skill.
    pub invocation: &'d Text,
    /// The skill's name.
    pub name: &'d Text,
    /// Overlays, its own first.
    pub overlays: Vec<&'d Overlay>,
    /// The spec itself comes last: the locale is the default one, or inherits from it.
    pub spec: bool,
}

/// Resolves inheritance.
pub fn layers<'d>(context: &mut Context<'d>) -> Vec<Layers<'d>> {
    let draft = context.draft;
    let mut found = Vec::new();
    for (at, (tag, locale)) in draft.locales.iter().enumerate() {
        alexa::check_locale(tag, context.diagnostics);
        // A locale without any words is one finding, not one for each of its words.
        if at == 0 || locale.inherits.is_some() || draft.overlays.contains_key(&tag.value) {
            found.extend(resolve(context, tag));
        }
    }
    found
}

fn resolve<'d>(context: &mut Context<'d>, tag: &'d Text) -> Option<Layers<'d>> {
    let draft = context.draft;
    let (mut invocation, mut name, mut overlays, mut spec) = (None, None, Vec::new(), false);
    let mut chain: Vec<&Text> = vec![];
    let mut next = Some(tag);
    while let Some(at) = next {
        let Some((key, locale)) = draft.locales.get_key_value(at) else {
            if !draft.is_broken("locales", at) {
                let help = suggest(at, "locales", names(&draft.locales));
                context.not_declared("locale", at, help);
            }
            return None;
        };
        if chain.iter().any(|seen| seen.value == at.value) || !same_language(at, tag) {
            inherits_wrongly(context, tag, at);
            return None;
        }
        chain.push(key);
        invocation = invocation.or(locale.invocation.as_ref());
        name = name.or(locale.name.as_ref());
        overlays.extend(draft.overlays.get(&at.value));
        spec |= draft.locales.get_index_of(at) == Some(0);
        next = locale.inherits.as_ref();
    }
    match (invocation, name) {
        (Some(invocation), Some(name)) => Some(Layers { tag, invocation, name, overlays, spec }),
        (invocation, _) => {
            let what = if invocation.is_none() { "invocation" } else { "name" };
            context.push(
                Diagnostic::error(Code::LOCALE_INCOMPLETE, format!("`{tag}` has no `{what}`"))
                    .at(tag.span, "")
                    .help(format!("add `{what}: …`, or a locale of the same language that it `inherits`")),
            );
            None
        }
    }
}

fn inherits_wrongly(context: &mut Context<'_>, tag: &Text, from: &Text) {
    let (what, help) = if same_language(from, tag) {
        ("itself", "let the locale that has words of its own inherit from none")
    } else {
        ("another language", "a locale inherits from one of its own language")
    };
    context.push(
        Diagnostic::error(Code::LOCALE_UNKNOWN, format!("`{tag}` inherits from {what}"))
            .at(from.span, "")
            .help(help),
    );
}

fn same_language(a: &str, b: &str) -> bool {
    a.split('-').next() == b.split('-').next()
}

impl<'d> Layers<'d> {
    /// The nearest of what the overlays, and then the spec, have.
    pub fn nearest<T>(
        &self,
        overlay: impl Fn(&'d Overlay) -> Option<T>,
        spec: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        let found = self.overlays.iter().find_map(|it| overlay(it));
        found.or_else(|| if self.spec { spec() } else { None })
    }

    /// The file in which a missing word is to be written.
    pub fn file(&self) -> String {
        format!("words.{}.yaml", self.tag)
    }
}

/// The messages of an overlay by id.
pub fn messages(overlay: &Overlay) -> IndexMap<String, &Text> {
    fn add(id: String, text: Option<&Text>) -> Option<(String, &Text)> {
        text.map(|text| (id, text))
    }
    let mut pairs = IndexMap::new();
    for (name, text) in &overlay.words {
        pairs.extend(add(format!("words.{name}"), Some(text)));
    }
    let linking = &overlay.linking;
    pairs.extend(add("linking.title".to_owned(), linking.title.as_ref()));
    pairs.extend(add("linking.intro".to_owned(), linking.intro.as_ref()));
    for (method, words) in &linking.methods {
        let texts = [
            ("name", &words.name),
            ("hint", &words.hint),
            ("form.site", &words.form.site),
            ("form.user", &words.form.user),
            ("form.secret", &words.form.secret),
        ];
        for (message, text) in texts {
            pairs.extend(add(format!("linking.methods.{method}.{message}"), text.as_ref()));
        }
    }
    for (intent, words) in &overlay.intents {
        pairs.extend(add(format!("intents.{intent}.say"), words.say.as_ref()));
        for (slot, it) in &words.slots {
            pairs.extend(add(format!("intents.{intent}.slots.{slot}.ask"), it.ask.as_ref()));
            pairs.extend(add(format!("intents.{intent}.slots.{slot}.unknown"), it.unknown.as_ref()));
        }
        for (step, it) in &words.steps {
            let texts = [
                ("which", &it.which),
                ("apart", &it.apart),
                ("instead", &it.instead),
                ("none", &it.none),
                ("confirm", &it.confirm),
                ("refused", &it.refused),
                ("ask_again", &it.ask_again),
            ];
            for (message, text) in texts {
                pairs.extend(add(format!("intents.{intent}.do.{step}.{message}"), text.as_ref()));
            }
        }
        if let Some(read) = &words.read {
            let texts = [
                ("empty", &read.empty),
                ("single", &read.single),
                ("several", &read.several),
                ("item", &read.item),
                ("more", &read.more),
            ];
            for (message, text) in texts {
                pairs.extend(add(format!("intents.{intent}.read.{message}"), text.as_ref()));
            }
        }
    }
    pairs
}

/// Says which words of the overlays translate nothing.
pub fn drift(context: &mut Context<'_>) {
    let draft = context.draft;
    for overlay in draft.overlays.values() {
        let mut extra = |what: &str, name: &Text, known: Vec<&str>| {
            let help = suggest(name, &format!("{what}s"), known);
            context.push(nothing(&format!("the spec has no {what} `{name}`"), name.span, help));
        };
        for name in unknown(&overlay.phrases, &draft.phrases) {
            if !draft.is_broken("phrases", name) {
                extra("phrase", name, names(&draft.phrases).collect());
            }
        }
        for name in unknown(&overlay.types, &draft.types) {
            if !draft.is_broken("types", name) {
                extra("type", name, names(&draft.types).collect());
            }
        }
        if let Some(linking) = &draft.linking {
            for name in unknown(&overlay.linking.methods, &linking.methods) {
                extra("method", name, names(&linking.methods).collect());
            }
        }
        for (name, intent) in &overlay.intents {
            let Some(spec) = get(&draft.intents, name) else {
                // A spec without intents has its own finding; that nothing is translated then is no news.
                if !draft.is_broken("intents", name) && !draft.intents.is_empty() {
                    extra("intent", name, names(&draft.intents).collect());
                }
                continue;
            };
            for slot in unknown(&intent.slots, &spec.slots) {
                extra("slot", slot, names(&spec.slots).collect());
            }
        }
        values(context, overlay);
        store(context, overlay);
        for (id, text) in messages(overlay) {
            let framework =
                id.strip_prefix("words.").is_some_and(|word| crate::stock::is_spoken(word, links(draft)));
            let intent = id.strip_prefix("intents.").and_then(|rest| rest.split('.').next());
            let incomplete = match intent {
                Some(intent) => !has_slot(draft, intent, &id) || context.incomplete.contains(intent),
                None if id.starts_with("linking.") => !has_method(draft, &id),
                None => id.strip_prefix("words.").is_some_and(|word| draft.is_broken("words", word)),
            };
            if !framework && !incomplete && !context.messages.contains_key(&id) {
                let section = id.split('.').next().unwrap_or_default();
                let place = intent.map_or_else(|| format!("{section}."), |name| format!("intents.{name}."));
                let near: Vec<&str> =
                    context.messages.keys().filter(|it| it.starts_with(&place)).map(String::as_str).collect();
                let help = match near.as_slice() {
                    [] => "remove it".to_owned(),
                    _ => {
                        format!("remove it, or add it to `skill.yaml`; {}", suggest(&id, "messages", near))
                    }
                };
                context.push(nothing(&format!("the spec has no message `{id}`"), text.span, help));
            }
        }
    }
}

/// True where the spec has the method whose message it is: what it has not is reported as such.
fn has_method(draft: &Draft, message: &str) -> bool {
    let Some(linking) = &draft.linking else { return !draft.broken.has("linking", "linking") };
    let method = message.strip_prefix("linking.methods.").and_then(|rest| rest.split('.').next());
    method.is_none_or(|method| get(&linking.methods, method).is_some())
}

/// True where the skill links accounts, or means to.
fn links(draft: &Draft) -> bool {
    draft.linking.is_some() || draft.broken.has("linking", "linking")
}

/// Names in an overlay that the spec does not have.
fn unknown<'o, A, B>(overlay: &'o Map<A>, spec: &Map<B>) -> impl Iterator<Item = &'o Text> {
    overlay.keys().filter(|name| !spec.contains_key(*name))
}

/// True where the spec has the intent, and the slot if the message is one's: what it has not is reported as such.
fn has_slot(draft: &Draft, intent: &str, message: &str) -> bool {
    let Some(intent) = get(&draft.intents, intent) else { return false };
    let slot = message.split('.').skip_while(|part| *part != "slots").nth(1);
    slot.is_none_or(|slot| get(&intent.slots, slot).is_some())
}

fn nothing(message: &str, at: Span, help: String) -> Diagnostic {
    Diagnostic::error(Code::NOTHING_TO_TRANSLATE, message).at(at, "translates nothing").help(help)
}

/// What the store shows, of a skill that says nothing for it.
fn store(context: &mut Context<'_>, overlay: &Overlay) {
    let words = &overlay.store;
    let texts = [&words.summary, &words.description, &words.privacy, &words.terms];
    let lists = words.keywords.iter().chain(&words.examples);
    let first = texts.into_iter().flatten().chain(lists).map(|it| it.span).min();
    let spec = context.draft.store.is_some() || context.draft.broken.has("store", "store");
    if let (false, Some(at)) = (spec, first) {
        context.push(nothing(
            "the spec has no `store`",
            at,
            "remove it, or add `store` to `skill.yaml`".to_owned(),
        ));
    }
}

/// Values of types.
fn values(context: &mut Context<'_>, overlay: &Overlay) {
    let draft = context.draft;
    for (name, values) in &overlay.types {
        let Some(spec) = get(&draft.types, name).and_then(type_values) else { continue };
        for id in values.keys().filter(|id| !spec.contains_key(*id)) {
            let help = suggest(id, "values", names(&spec));
            context.push(nothing(&format!("`{name}` has no value `{id}`"), id.span, help));
        }
    }
}

/// The values of a declared type; none of one that is said in parts.
pub fn type_values(declared: &sayso_schemas::spec::TypeDecl) -> Option<Map<ValueWords>> {
    match declared {
        sayso_schemas::spec::TypeDecl::Values(it) => {
            Some(it.values.iter().map(|(id, value)| (id.clone(), value.words())).collect())
        }
        sayso_schemas::spec::TypeDecl::Dynamic(it) => Some(it.values.clone()),
        sayso_schemas::spec::TypeDecl::Parser(_) => None,
    }
}

/// Reports that a locale lacks words. `key` is where they belong, `intents.Greet.say`.
pub fn missing(context: &mut Context<'_>, layers: &Layers<'_>, what: &str, key: &str, at: Span) {
    let mut parts = key.split('.');
    let (section, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // What is there but could not be read is reported already.
    let sections = ["words", "types", "intents", "linking", "store"];
    if sections.into_iter().any(|it| it == section && context.is_unread(layers.tag, it, name)) {
        return;
    }
    let method = parts.next().filter(|_| section == "linking" && name == METHODS);
    if method.is_some_and(|it| context.is_unread(layers.tag, METHODS, it)) {
        return;
    }
    context.push(
        Diagnostic::error(Code::NOT_TRANSLATED, format!("`{}` lacks {what}", layers.tag))
            .at(at, "in the default locale")
            .at(layers.tag.span, "the locale")
            .help(format!("add `{key}` to `{}`", layers.file())),
    );
}
