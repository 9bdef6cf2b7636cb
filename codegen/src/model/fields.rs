//! Fields that each site of a service numbers by itself.

use super::{Call, Expression, Intent, Operation, Output, OutputKind, SendValue, TemplatePart, Type, Verb};
use indexmap::IndexMap;

/// The fields of a service.
#[derive(Debug, Clone)]
pub struct Fields {
    /// A safe call that needs no input.
    pub call: String,
    /// The list among its outputs.
    pub list: String,
    /// The element's field that is the id.
    pub id: String,
    /// By name.
    pub names: IndexMap<String, DynamicField>,
}

/// A field that each site numbers by itself.
#[derive(Debug, Clone)]
pub struct DynamicField {
    /// An element's field to what it may be.
    pub conditions: Vec<(String, Vec<String>)>,
    /// What it holds, not an option.
    pub kind: Type,
    /// The property of an object that holds it.
    pub of: Option<String>,
    /// The message where a change needs it and it is not there.
    pub missing: Option<String>,
}

/// An element of a list that is sent as one text.
#[derive(Debug, Clone)]
pub enum Listed {
    /// As it is sent.
    Text(String),
    /// The id of a field.
    Field(String),
}

impl Call {
    /// Whether it needs to know the fields of its service's site.
    pub fn needs_fields(&self) -> bool {
        self.operations.iter().any(Operation::needs_fields)
    }

    /// Whether it changes such a field.
    pub fn sets_fields(&self) -> bool {
        self.operations.iter().any(|it| it.set_fields().next().is_some())
    }
}

impl Operation {
    /// Whether it needs to know the fields of its service's site.
    pub fn needs_fields(&self) -> bool {
        let sends = self.sends.iter().any(|send| {
            send.field.is_some()
                || match &send.value {
                    SendValue::Field(_) => true,
                    SendValue::List(elements) => elements.iter().any(|it| matches!(it, Listed::Field(_))),
                    SendValue::Input(_)
                    | SendValue::Single(_)
                    | SendValue::Document(..)
                    | SendValue::Constant(_)
                    | SendValue::Constants(_) => false,
                }
        });
        sends || takes_fields(&self.out)
    }

    /// The fields that it sets.
    pub fn set_fields(&self) -> impl Iterator<Item = &str> {
        self.sends.iter().filter_map(|send| send.field.as_deref())
    }
}

/// Whether there are such fields among outputs.
pub fn takes_fields(outputs: &[Output]) -> bool {
    outputs.iter().any(|output| match &output.kind {
        OutputKind::Field { .. } => true,
        OutputKind::List { of, .. } => takes_fields(of),
        OutputKind::Value(_) | OutputKind::Document(_) => false,
    })
}

impl Expression {
    /// Whether it is a query with such a field in it.
    pub fn has_fields(&self) -> bool {
        match self {
            Self::Template(parts) => parts.iter().any(has_field),
            Self::Path(_) | Self::Constant(_) | Self::Absent => false,
        }
    }
}

fn has_field(part: &TemplatePart) -> bool {
    match part {
        TemplatePart::Field { .. } => true,
        TemplatePart::Optional(parts) => parts.iter().any(has_field),
        TemplatePart::Text(_) | TemplatePart::Value(..) => false,
    }
}

impl Verb {
    /// The service whose fields a step needs.
    pub fn needed_fields<'m>(&self, calls: &'m IndexMap<String, Call>) -> Option<&'m str> {
        let (names, given): (Vec<&String>, bool) = match self {
            Self::Call { call, inputs, or, .. } => {
                let all = inputs.iter().chain(or.iter().flat_map(|or| &or.inputs));
                let given = all.map(|(_, it)| it).any(Expression::has_fields);
                (or.iter().map(|or| &or.call).chain([call]).collect(), given)
            }
            Self::Each { call, inputs, .. } => (vec![call], inputs.iter().any(|(_, it)| it.has_fields())),
            Self::Handler { uses, .. } => (uses.iter().collect(), false),
            Self::Choose(_) | Self::Confirm { .. } | Self::Compute(_) | Self::Remember(_) => return None,
        };
        let mut made = names.into_iter().filter_map(|name| calls.get(name));
        made.find(|call| given || call.needs_fields()).map(|call| call.service.as_str())
    }
}

impl Intent {
    /// The first step of each run of steps between two confirmations, where it is a call that leaves time to find the
    /// fields which a later step of the run needs: the step's place, and the service.
    pub fn fields_ahead<'m>(&'m self, calls: &'m IndexMap<String, Call>) -> Vec<(usize, &'m str)> {
        let mut ahead = Vec::new();
        let mut known: Option<&str> = self.field_changes(calls).next().map(|(_, call)| call.service.as_str());
        let mut first: Option<usize> = None;
        for (at, step) in self.steps.iter().enumerate() {
            if let Some(service) = step.verb.needed_fields(calls) {
                if let (None, Some(first)) = (known, first) {
                    ahead.push((first, service));
                }
                known.get_or_insert(service);
            }
            match &step.verb {
                Verb::Confirm { .. } => first = None,
                Verb::Call { .. } if first.is_none() => first = Some(at),
                _ => {}
            }
        }
        ahead
    }

    /// The changes of the intent that set fields of a site: whether it has them is seen before anything is asked.
    pub fn field_changes<'m>(
        &'m self,
        calls: &'m IndexMap<String, Call>,
    ) -> impl Iterator<Item = (&'m str, &'m Call)> {
        let called = self.steps.iter().filter_map(|step| match &step.verb {
            Verb::Call { call, .. } => calls.get_key_value(call),
            _ => None,
        });
        called.filter(|(_, call)| !call.safe && call.sets_fields()).map(|(name, call)| (name.as_str(), call))
    }
}
