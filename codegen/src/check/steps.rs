//! The steps of an intent, in order: each sees what the ones before made.

mod choice;
mod names;
mod refusals;

pub use names::{question_names, stub_names};
pub use refusals::pages_of_or;

use super::{
    context::Context,
    expressions::{self, expression},
    intents::Scope,
    naming, safe_needed, time, types,
};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Expression, Memory, Path, Record, Step, Stub, Type, Verb},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Span,
    spec::{self, Given, Map, Step as Declared, Text},
};

/// Checks the steps, and puts their results into scope. False where one of them has an error.
pub fn steps(
    context: &mut Context<'_>,
    intent: &Text,
    declared: &spec::Intent,
    scope: &mut Scope,
) -> (Vec<Step>, bool) {
    let (mut steps, mut whole) = (Vec::new(), true);
    let mut ids: IndexMap<String, Span> =
        declared.slots.keys().map(|slot| (slot.value.clone(), slot.span)).collect();
    let mut walk = Walk { intent, asked: None, confirmed: None, clock: time::Clock::default() };
    for (at, ms) in super::parts::fetches(context, &declared.slots) {
        walk.clock.call(at, ms);
    }
    walk.changes(context, &declared.steps);
    for step in &declared.steps {
        let id = id(step);
        if let Some(id) = id {
            naming::variable_name(context.diagnostics, id, "step");
            if let Some(first) = ids.insert(id.value.clone(), id.span) {
                context.push(
                    Diagnostic::error(Code::STEP_NAMED_TWICE, format!("`{id}` is there twice"))
                        .at(id.span, "again")
                        .at(first, "first here")
                        .help("choose another name"),
                );
            }
        }
        if let Some(verb) = walk.step(context, step, scope) {
            steps.push(Step { id: id.map(|id| id.value.clone()), verb });
        } else {
            whole = false;
            context.unknown.extend(id.filter(|id| !scope.contains_key(&id.value)).map(|id| id.value.clone()));
        }
    }
    context.clocks.push((intent.clone(), walk.clock));
    (steps, whole)
}

fn id(step: &Declared) -> Option<&Text> {
    match step {
        Declared::Call(step) => step.id.as_ref(),
        Declared::Each(step) => Some(&step.id),
        Declared::Choose(step) => Some(&step.id),
        Declared::Confirm(step) => Some(&step.id),
        Declared::Compute(step) => Some(&step.id),
        Declared::Handler(step) => Some(&step.id),
        Declared::Remember(_) => None,
    }
}

struct Walk<'a> {
    intent: &'a Text,
    /// The first question.
    asked: Option<Span>,
    /// The last `confirm`.
    confirmed: Option<Span>,
    clock: time::Clock,
}

impl Walk<'_> {
    fn step(&mut self, context: &mut Context<'_>, step: &Declared, scope: &mut Scope) -> Option<Verb> {
        match step {
            Declared::Call(step) => self.call(context, step, scope),
            Declared::Each(step) => self.each(context, step, scope),
            Declared::Choose(step) => self.choose(context, step, scope),
            Declared::Confirm(step) => {
                self.clock.question();
                self.asked.get_or_insert(step.id.span);
                self.confirmed = Some(step.id.span);
                let id = self.message_id(&step.id, "confirm");
                context.message(id, &step.confirm, scope);
                if let Some(refused) = &step.refused {
                    let id = self.message_id(&step.id, "refused");
                    context.message(id, refused, scope);
                }
                Some(Verb::Confirm { refused: step.refused.is_some() })
            }
            Declared::Compute(step) => {
                let stub = stub(context, &step.compute, &step.inputs, &step.out, scope)?;
                scope.insert(step.id.value.clone(), Type::Record(stub.out.clone()));
                Some(Verb::Compute(stub))
            }
            Declared::Handler(step) => self.handler(context, step, scope),
            Declared::Remember(step) => remember(context, step, scope),
        }
    }

    /// A change that sets fields of a site: they are found before anything is asked.
    fn changes(&mut self, context: &Context<'_>, steps: &[Declared]) {
        for step in steps {
            let Declared::Call(step) = step else { continue };
            let Some(call) = context.calls.get(&step.call.value) else { continue };
            self.fields(context, step.call.span, !call.safe && call.sets_fields(), &call.service);
        }
    }

    /// Counts the time that it takes to find the fields of a site, where they are needed.
    fn fields(&mut self, context: &Context<'_>, at: Span, needed: bool, service: &str) {
        let source = context.fields.get(service).and_then(|fields| context.calls.get(&fields.call));
        if let (true, Some(source)) = (needed, source) {
            self.clock.fields(at, source.timeout_ms);
        }
    }

    fn message_id(&self, id: &Text, message: &str) -> String {
        format!("intents.{}.do.{id}.{message}", self.intent)
    }

    fn call(&mut self, context: &mut Context<'_>, step: &spec::CallStep, scope: &mut Scope) -> Option<Verb> {
        let Some(call) = context.call(&step.call) else {
            // A variable within text may be meant as a query.
            for given in step.inputs.values().filter(|it| !expressions::within_text(it)) {
                expression(context, given, None, scope);
            }
            // What is asked is a message all the same.
            refusals::ask_again(context, self.intent, step, None, self.asked, scope);
            return None;
        };
        let inputs = super::inputs(context, &step.call, &call, &step.inputs, scope);
        if !call.safe && self.confirmed.is_none() {
            context.push(
                Diagnostic::error(
                    Code::WRITE_WITHOUT_CONFIRM,
                    format!("`{}` changes something, unasked", step.call),
                )
                .at(step.call.span, "no `confirm` comes before this step")
                .help("put `{id: sure, confirm: \"…?\"}` before it, with what will be done read back"),
            );
        }
        self.fields(context, step.call.span, call.needs_fields() || has_fields(&inputs), &call.service);
        self.clock.step(step.call.span, call.budget_ms(&context.calls));
        let or = step.or.as_ref().map(|or| (or, refusals::or(context, step, &call, or, scope)));
        if let Some((or, Some((made, known)))) = &or {
            self.fields(
                context,
                or.call.span,
                known.needs_fields() || has_fields(&made.inputs),
                &known.service,
            );
            self.clock.call(or.call.span, known.timeout_ms);
        }
        let ask_again = refusals::ask_again(context, self.intent, step, Some(&inputs), self.asked, scope);
        let unread = context.unread(&step.call);
        match (&step.id, call.record.fields.is_empty()) {
            (Some(id), true) if unread.is_empty() => {
                context.unknown.insert(id.value.clone());
                context.push(
                    Diagnostic::error(
                        Code::NO_SUCH_FIELD,
                        format!("`{}` gives nothing that `{id}` could name", step.call),
                    )
                    .at(id.span, "")
                    .help("leave `id` out, or take something from the answer: `out: {…}`"),
                );
            }
            (Some(id), _) => {
                context.unknown.extend(unread.iter().map(|output| format!("{id}.{output}")));
                scope.insert(id.value.clone(), Type::Record(call.record.clone()));
            }
            (None, _) => {}
        }
        let or = match or {
            Some((_, or)) => Some(or?.0),
            None => None,
        };
        Some(Verb::Call { call: step.call.value.clone(), inputs, or, ask_again })
    }

    fn each(&mut self, context: &mut Context<'_>, step: &spec::EachStep, scope: &mut Scope) -> Option<Verb> {
        let found = list(context, &step.each, scope);
        let call = context.call(&step.call)?;
        let (list, element) = found?;
        if !call.safe {
            context.push(safe_needed(&step.call, "many changes cannot be confirmed as one"));
        }
        let mut within = scope.clone();
        within.insert("it".to_owned(), element);
        let inputs = super::inputs(context, &step.call, &call, &step.inputs, &within);
        self.fields(context, step.call.span, call.needs_fields() || has_fields(&inputs), &call.service);
        // All at once, so together they take as long as one.
        self.clock.call(step.call.span, call.timeout_ms);
        if !context.unread(&step.call).is_empty() {
            context.unknown.insert(step.id.value.clone());
        }
        scope.insert(step.id.value.clone(), Type::List(Box::new(Type::Record(call.record.clone()))));
        Some(Verb::Each { list, max: step.max.value, call: step.call.value.clone(), inputs })
    }

    fn choose(
        &mut self,
        context: &mut Context<'_>,
        step: &spec::ChooseStep,
        scope: &mut Scope,
    ) -> Option<Verb> {
        self.asked.get_or_insert(step.id.span);
        let choice::Scopes { which, apart, none } = choice::scopes(scope);
        context.message(self.message_id(&step.id, "which"), &step.which, &which);
        if let Some(told) = &step.apart {
            context.message(self.message_id(&step.id, "apart"), &told.which, &apart);
        }
        if let Some(instead) = &step.instead {
            context.message(self.message_id(&step.id, "instead"), instead, &which);
        }
        context.message(self.message_id(&step.id, "none"), &step.none, &none);
        let (choose, element) = choice::choice(context, step, scope)?;
        scope.insert(step.id.value.clone(), element);
        Some(Verb::Choose(Box::new(choose)))
    }

    fn handler(
        &mut self,
        context: &mut Context<'_>,
        step: &spec::HandlerStep,
        scope: &mut Scope,
    ) -> Option<Verb> {
        let mut uses = Vec::new();
        for name in &step.uses {
            let Some(call) = context.call(name) else { continue };
            if !call.safe {
                context.push(safe_needed(name, "changes are declared as steps, so that each is confirmed"));
            }
            self.fields(context, name.span, call.needs_fields(), &call.service);
            self.clock.call(name.span, call.timeout_ms);
            uses.push(name.value.clone());
        }
        let stub = stub(context, &step.handler, &step.inputs, &step.out, scope)?;
        scope.insert(step.id.value.clone(), Type::Record(stub.out.clone()));
        Some(Verb::Handler { stub, uses })
    }
}

/// Whether a query among inputs names fields of a site.
fn has_fields(inputs: &[(String, Expression)]) -> bool {
    inputs.iter().any(|(_, it)| it.has_fields())
}

/// A list variable, and the type of its elements.
pub fn list(context: &mut Context<'_>, text: &Text, scope: &Scope) -> Option<(Path, Type)> {
    let dotted = text.value.trim().trim_start_matches('{').trim_end_matches('}').to_owned();
    let path = expressions::path(context, text, &dotted, scope)?;
    if let Type::List(element) = path.kind() {
        let element = (**element).clone();
        return Some((path, element));
    }
    let fields = path.kind().field_names();
    let lists: Vec<&str> =
        fields.into_iter().filter(|field| matches!(path.kind().field(field), Some(Type::List(_)))).collect();
    let mut diagnostic =
        Diagnostic::error(Code::NOT_A_LIST, format!("`{text}` is {}", path.kind().describe()))
            .at(text.span, "a list is needed");
    if let Some(field) = lists.first() {
        diagnostic = diagnostic.help(format!("write `{dotted}.{field}`"));
    }
    context.push(diagnostic);
    None
}

fn stub(
    context: &mut Context<'_>,
    name: &Text,
    inputs: &Map<Given>,
    out: &Map<Text>,
    scope: &Scope,
) -> Option<Stub> {
    naming::value_name(context.diagnostics, name, "function");
    naming::collisions(context.diagnostics, "inputs", inputs.keys(), crate::plan::names::value);
    naming::collisions(context.diagnostics, "outputs", out.keys(), crate::plan::names::value);
    let mut given = Vec::new();
    for (input, text) in inputs {
        naming::value_name(context.diagnostics, input, "input");
        given.extend(expression(context, text, None, scope).map(|it| (input.value.clone(), it)));
    }
    let mut record = Record { origin: format!("stubs.{name}.output"), fields: IndexMap::new() };
    for (output, text) in out {
        naming::value_name(context.diagnostics, output, "output");
        record.fields.extend(types::parse(context, text).map(|kind| (output.value.clone(), kind)));
    }
    // Each of the others is reported.
    let whole = given.len() == inputs.len() && record.fields.len() == out.len();
    whole.then(|| Stub { name: name.value.clone(), inputs: given, out: record })
}

fn remember(context: &mut Context<'_>, step: &spec::RememberStep, scope: &Scope) -> Option<Verb> {
    let mut kept = Vec::new();
    for (name, given) in &step.remember {
        if let Some(memory) = name.value.strip_prefix("profile.")
            && let Some(wanted) = context.profile.get(memory).cloned()
        {
            let memory = Memory::Profile(memory.to_owned());
            kept.extend(expression(context, given, Some(&wanted), scope).map(|it| (memory, it)));
            continue;
        }
        let memory = name.value.strip_prefix("session.").unwrap_or(&name.value).to_owned();
        let Some(wanted) = context.memory.get(&memory).cloned() else {
            if context.is_unknown(&format!("session.{memory}")) || context.is_unknown(name) {
                continue;
            }
            let session = context.memory.keys().map(|it| format!("session.{it}"));
            let known: Vec<String> =
                session.chain(context.profile.keys().map(|it| format!("profile.{it}"))).collect();
            let help = suggest(name, "memories", known.iter().map(String::as_str));
            context.not_declared("memory", name, help);
            continue;
        };
        if !name.value.starts_with("session.") {
            let help = format!("write `session.{name}`");
            context.not_declared("memory", name, help);
        }
        let memory = Memory::Session(memory);
        kept.extend(expression(context, given, Some(&wanted), scope).map(|it| (memory, it)));
    }
    (kept.len() == step.remember.len()).then_some(Verb::Remember(kept))
}
