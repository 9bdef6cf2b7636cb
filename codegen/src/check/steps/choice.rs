//! What a `choose` step chooses by.

use super::super::{context::Context, expressions::expression, intents::Scope, messages::with_options};
use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    model::{Choose, Constant, Expression, Path, Type},
};
use sayso_schemas::spec::{ChooseStep, Given, Text};

/// What its messages may speak.
pub(super) struct Scopes {
    /// Where there are several to choose from.
    pub(super) which: Scope,
    /// Where all of them have the same name.
    pub(super) apart: Scope,
    /// Where nothing may be there to choose from.
    pub(super) none: Scope,
}

/// What its messages may speak.
pub(super) fn scopes(scope: &Scope) -> Scopes {
    let mut none = scope.clone();
    with_options(&mut none);
    let mut which = none.clone();
    which.insert("options".to_owned(), Type::List(Box::new(Type::Text)));
    let mut apart = which.clone();
    apart.insert("alike".to_owned(), Type::Text);
    Scopes { which, apart, none }
}

/// Checks what it chooses from, and by what; the type of an element, too.
pub(super) fn choice(context: &mut Context<'_>, step: &ChooseStep, scope: &Scope) -> Option<(Choose, Type)> {
    let found = super::list(context, &step.choose, scope);
    let like = step.like.as_ref().and_then(|like| like_what(context, like, scope));
    let usual = step.usual.as_ref().and_then(|usual| text(context, usual, scope));
    if let (Some(like), Some(usual)) = (&like, &step.usual) {
        never_usual(context, step, like, usual);
    }
    let (list, element) = found?;
    if element.field(&step.by) != Some(Type::Text) {
        let help = suggest(&step.by, "fields", element.field_names());
        context.push(
            Diagnostic::error(
                Code::NO_SUCH_FIELD,
                format!("an element of `{}` has no text `{}`", step.choose, step.by),
            )
            .at(step.by.span, "a text that is always there is needed")
            .help(help),
        );
    }
    let apart = step.apart.as_ref().and_then(|apart| told_by(context, step, &element, &apart.by));
    never_instead(context, step);
    let only: Vec<_> = step
        .only
        .iter()
        .filter_map(|(field, given)| condition(context, step, &element, field, given))
        .collect();
    // Each of the others is reported.
    let whole = only.len() == step.only.len()
        && like.is_some() == step.like.is_some()
        && usual.is_some() == step.usual.is_some()
        && apart.is_some() == step.apart.is_some();
    let (by, instead) = (step.by.value.clone(), step.instead.is_some());
    whole.then(|| (Choose { list, by, only, like, usual, apart, instead }, element))
}

/// The field that tells elements of the same name apart, and its type.
fn told_by(
    context: &mut Context<'_>,
    step: &ChooseStep,
    element: &Type,
    by: &Text,
) -> Option<(String, Type)> {
    let text = |field: &&str| element.field(field).is_some_and(|it| *it.unwrapped() == Type::Text);
    let kind = element.field(by).filter(|_| text(&by.as_str()));
    if let Some(kind) = kind.filter(|_| by.value != step.by.value) {
        return Some((by.value.clone(), kind));
    }
    let others = element.field_names().into_iter().filter(|it| *it != step.by.value).filter(text);
    let help = suggest(by, "other texts", others);
    let diagnostic = if by.value == step.by.value {
        Diagnostic::error(Code::NO_SUCH_FIELD, format!("`{by}` tells elements of the same `{by}` not apart"))
            .at(by.span, "another field is needed")
            .at(step.by.span, "by this they are called already")
    } else {
        let message = format!("an element of `{}` has no text `{by}`", step.choose);
        Diagnostic::error(Code::NO_SUCH_FIELD, message).at(by.span, "a text is needed, which may be absent")
    };
    context.push(diagnostic.help(help));
    None
}

/// Where nothing is compared, nothing is unlike it.
fn never_instead(context: &mut Context<'_>, step: &ChooseStep) {
    let Some(instead) = step.instead.as_ref().filter(|_| step.like.is_none()) else { return };
    context.push(
        Diagnostic::warning(Code::NEVER_ABSENT, "`instead` is never asked")
            .at(instead.span, "it is for what is like nothing that there is")
            .at(step.id.span, "nothing is compared here")
            .help("say what is compared, `like: \"{…}\"`, or leave `instead` out"),
    );
}

/// What elements are compared with: a text, or a value of a type with declared values.
fn like_what(context: &mut Context<'_>, like: &Text, scope: &Scope) -> Option<Path> {
    let path = variable(context, like, "a choice is made by something that is said", scope)?;
    if matches!(path.kind().unwrapped(), Type::Text | Type::Enum(_)) {
        return Some(path);
    }
    not_a_text(context, like, path.kind(), "a text is needed, or a value of a type with `values`");
    None
}

fn text(context: &mut Context<'_>, usual: &Text, scope: &Scope) -> Option<Path> {
    let path = variable(context, usual, "the usual one is something that was said or kept", scope)?;
    if *path.kind().unwrapped() == Type::Text {
        return Some(path);
    }
    not_a_text(context, usual, path.kind(), "a text is needed: the name of an element");
    None
}

fn not_a_text(context: &mut Context<'_>, given: &Text, kind: &Type, needed: &str) {
    let is_text = |field: &&str| kind.field(field).is_some_and(|it| *it.unwrapped() == Type::Text);
    let fields: Vec<&str> = kind.field_names().into_iter().filter(is_text).collect();
    let field = fields.iter().find(|it| **it == "name").or(fields.first());
    let message = format!("`{given}` is {}", kind.describe());
    let diagnostic = Diagnostic::error(Code::TYPES_DIFFER, message).at(given.span, needed);
    let inner = given.trim().trim_matches(['{', '}']);
    context.push(match field {
        Some(field) => diagnostic.help(format!("write `\"{{{inner}.{field}}}\"`")),
        None => diagnostic.help("give a text, or leave it out"),
    });
}

/// A variable; a constant is refused with `message`.
fn variable(context: &mut Context<'_>, text: &Text, message: &str, scope: &Scope) -> Option<Path> {
    match expression(context, text, None, scope)? {
        Expression::Path(path) => Some(path),
        Expression::Constant(_) | Expression::Template(_) | Expression::Absent => {
            let written = text.as_str();
            let name = written.contains('.')
                && written.chars().all(|it| it.is_ascii_alphanumeric() || "._".contains(it));
            let variable = if name { written } else { "name" };
            context.push(
                Diagnostic::error(Code::TYPES_DIFFER, message)
                    .at(text.span, "a constant text")
                    .help(format!("give a variable, `\"{{{variable}}}\"`, or leave it out")),
            );
            None
        }
    }
}

/// What is always said to compare with leaves nothing to what is usual.
fn never_usual(context: &mut Context<'_>, step: &ChooseStep, like: &Path, usual: &Text) {
    let Some(given) = step.like.as_ref().filter(|_| !like.kind().is_option()) else { return };
    context.push(
        Diagnostic::warning(Code::NEVER_ABSENT, "`usual` is never looked at")
            .at(usual.span, "it is for where nothing is said")
            .at(given.span, "this is always there")
            .help("let `like` be something that may be absent, or leave `usual` out"),
    );
}

/// A field of the elements, and what it must be.
fn condition(
    context: &mut Context<'_>,
    step: &ChooseStep,
    element: &Type,
    field: &Text,
    given: &Given,
) -> Option<(String, Type, Constant)> {
    let Some(kind) = element.field(field) else {
        let help = suggest(field, "fields", element.field_names());
        let message = format!("an element of `{}` has no field `{field}`", step.choose);
        context.push(Diagnostic::error(Code::NO_SUCH_FIELD, message).at(field.span, "").help(help));
        return None;
    };
    if given.contains(['{', '}']) {
        context.push(
            Diagnostic::error(
                Code::TYPES_DIFFER,
                format!("`{field}` is compared with something that varies"),
            )
            .at(given.span, "a constant is needed")
            .help("write a constant; `like` compares with what is said, and a `compute:` step with all else"),
        );
        return None;
    }
    let written = given.as_str();
    let (constant, wrong, help) = match kind.unwrapped() {
        Type::Text => (Some(Constant::Text(written.to_owned())), String::new(), ""),
        Type::Number => {
            let number = written.parse().ok().filter(|it: &f64| it.is_finite());
            (number.map(Constant::Number), format!("`{written}` is no number"), "write a number: `3`")
        }
        Type::Bool => {
            let wrong = format!("`{written}` is neither `true` nor `false`");
            (written.parse().ok().map(Constant::Bool), wrong, "write `true` or `false`")
        }
        other => {
            context.push(
                Diagnostic::error(Code::TYPES_DIFFER, format!("`{field}` is {}", other.describe()))
                    .at(field.span, "no constant is like it")
                    .help("compare a text, a number or a yes or no"),
            );
            return None;
        }
    };
    if constant.is_none() {
        let label = format!("`{field}` is {}", kind.unwrapped().describe());
        context.push(Diagnostic::error(Code::TYPES_DIFFER, wrong).at(given.span, label).help(help));
    }
    constant.map(|it| (field.value.clone(), kind, it))
}
