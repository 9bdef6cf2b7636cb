//! What the kernel says, line by line.

use crate::{Error, Kind, Result, value::Wire};
use serde::Deserialize;

/// A line of the kernel's.
pub(super) enum Message {
    /// From our own few lines before the kernel: the version of Node.js.
    Node(String),
    /// The kernel's first line: its name and version.
    Hello(String),
    Ok(Box<Answer>),
    Callback(Box<Callback>),
    Error(Thrown),
}

/// An error of JavaScript's.
#[derive(Deserialize)]
pub(super) struct Thrown {
    pub message: String,
    pub name: Option<String>,
    pub stack: Option<String>,
}

impl Thrown {
    #[track_caller]
    pub fn into_error(self) -> Error {
        let kind = match self.name.as_deref() {
            Some("@jsii/kernel.Fault" | "@jsii/kernel.SerializationError") => Kind::Fault,
            _ => Kind::JavaScript,
        };
        Error::of(kind, self.message).javascript(self.name, self.stack)
    }
}

/// What `before.js` made of an error that the kernel wraps.
fn unwrapped(message: &str) -> Option<Thrown> {
    serde_json::from_str(message.strip_prefix('\u{1}')?).ok()
}

/// What comes back of a request.
pub(crate) enum Asked {
    Answered(Answer),
    /// The kernel needs this first.
    Callback(Callback),
}

/// The answer to a request; which field is there depends on the request.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Answer {
    pub result: Wire,
    pub value: Wire,
    pub promiseid: Option<String>,
    pub callbacks: Vec<Callback>,
    #[serde(rename = "$jsii.byref")]
    pub byref: Option<String>,
    #[serde(rename = "$jsii.interfaces")]
    pub interfaces: Vec<String>,
    #[serde(rename = "objectCount")]
    pub object_count: Option<usize>,
}

/// The kernel calls what overrides a member: one of `invoke`, `get` and `set` is there.
#[derive(Deserialize)]
pub(crate) struct Callback {
    pub cbid: String,
    pub cookie: Option<String>,
    invoke: Option<Invoked>,
    get: Option<Got>,
    set: Option<Set>,
}

#[derive(Deserialize)]
struct Invoked {
    objref: Wire,
    method: String,
    #[serde(default)]
    args: Vec<Wire>,
}

#[derive(Deserialize)]
struct Got {
    objref: Wire,
    property: String,
}

#[derive(Deserialize)]
struct Set {
    objref: Wire,
    property: String,
    #[serde(default)]
    value: Wire,
}

impl Callback {
    /// The object, its member, and the arguments.
    pub fn into_parts(self) -> Result<(Wire, String, Vec<Wire>)> {
        match (self.invoke, self.get, self.set) {
            (Some(it), _, _) => Ok((it.objref, it.method, it.args)),
            (_, Some(it), _) => Ok((it.objref, it.property, Vec::new())),
            (_, _, Some(it)) => Ok((it.objref, it.property, vec![it.value])),
            _ => Err(Error::of(Kind::Protocol, "the kernel calls back without saying what")),
        }
    }
}

#[derive(Deserialize)]
struct Line {
    node: Option<String>,
    hello: Option<String>,
    ok: Option<Answer>,
    callback: Option<Callback>,
    error: Option<String>,
    name: Option<String>,
    stack: Option<String>,
}

impl Message {
    /// None where the line is no JSON object: a library wrote it.
    #[track_caller]
    pub fn parse(line: &[u8]) -> Result<Option<Message>> {
        let garbled = |why: &dyn std::fmt::Display| {
            let line = String::from_utf8_lossy(line);
            let start: String = line.trim_end().chars().take(200).collect();
            Error::of(Kind::Protocol, format!("the kernel said what it should not: {why}: {start}"))
        };
        let line: Line = match serde_json::from_slice(line) {
            Ok(line) => line,
            Err(error) if line.starts_with(b"{") => return Err(garbled(&error)),
            Err(_) => return Ok(None),
        };
        Ok(Some(match line {
            Line { error: Some(message), name, stack, .. } => {
                // What a constructor throws comes as it is; what else does is wrapped.
                let thrown = Thrown { message, name, stack };
                Message::Error(unwrapped(&thrown.message).unwrap_or(thrown))
            }
            Line { callback: Some(callback), .. } => Message::Callback(Box::new(callback)),
            Line { ok: Some(answer), .. } => Message::Ok(Box::new(answer)),
            Line { hello: Some(hello), .. } => Message::Hello(hello),
            Line { node: Some(version), .. } => Message::Node(version),
            _ => return Err(garbled(&"no kind of message")),
        }))
    }

    /// The error of a message at the wrong time.
    #[track_caller]
    pub fn unexpected(&self) -> Error {
        let what = match self {
            Message::Node(_) | Message::Hello(_) => "greets again",
            Message::Ok(_) => "answers what nobody asked",
            Message::Callback(_) => "calls back before it is asked",
            Message::Error(thrown) => return Error::of(Kind::Protocol, thrown.message.clone()),
        };
        Error::of(Kind::Protocol, format!("the kernel {what}"))
    }
}
