//! One call, from its parameters to its answer.

use super::{
    Calls, Failure, Operation, Parameter, Then, Waited, access::Way, address::Address, exchange,
    rules::Trouble,
};
use crate::log::Event;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::{Duration, Instant, sleep};

/// An attempt is not worth making with less time.
const SHORTEST: Duration = Duration::from_millis(50);

/// A call that is being put together. Parameters that cannot be sent are reported when it is sent.
#[derive(Debug)]
pub struct Request<'a> {
    calls: Calls<'a>,
    operation: &'static Operation,
    address: Address,
    headers: HeaderMap,
    body: Option<Map<String, Value>>,
    reserved: Duration,
    refused: Option<String>,
}

impl<'a> Request<'a> {
    pub(super) fn new(calls: Calls<'a>, operation: &'static Operation) -> Self {
        Self {
            calls,
            operation,
            address: Address::new(operation.path),
            headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]),
            body: None,
            reserved: Duration::ZERO,
            refused: None,
        }
    }

    /// Fills `{name}` of the path, percent-encoded as (part of) one segment.
    pub fn path(&mut self, name: &'static str, value: &(impl Parameter + ?Sized)) {
        match value.texts().as_slice() {
            [text] => self.address.path(name, text),
            _ => self.refuse(format!("the path parameter `{name}` is not one value")),
        }
    }

    /// Adds to the query; a list is repeated, an absent value left out.
    pub fn query(&mut self, name: &'static str, value: &(impl Parameter + ?Sized)) {
        for text in value.texts() {
            self.address.query(name, &text);
        }
    }

    /// Adds a header; a list is repeated, an absent value left out, control characters are refused.
    pub fn header(&mut self, name: &'static str, value: &(impl Parameter + ?Sized)) {
        let Ok(key) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.refuse(format!("`{name}` is no name of a header"));
        };
        for text in value.texts() {
            // The tab is legal in a header, but no value here has a reason to hold one.
            match HeaderValue::from_bytes(text.as_bytes()) {
                Ok(value) if !text.chars().any(char::is_control) => {
                    self.headers.append(key.clone(), value);
                }
                _ => self.refuse(format!("the header `{name}` would have a control character")),
            }
        }
    }

    /// Sets a property of the JSON body by its dotted path; an absent value is left out.
    pub fn property(&mut self, path: &'static str, value: &(impl Parameter + ?Sized)) {
        let body = self.body.get_or_insert_default();
        let Some(value) = value.json() else { return };
        let (parents, name) = path.rsplit_once('.').map_or(("", path), |(parents, name)| (parents, name));
        match object(body, parents) {
            Some(place) => drop(place.insert(name.to_owned(), value)),
            None => self.refuse(format!("the body's property `{path}` lies within one that is no object")),
        }
    }

    /// Sets a property of an object in the JSON body, `parent` by its dotted path, that a site has named; an absent value
    /// is left out. `of` is the property of an object that holds the value; `list` puts a single value into a list.
    pub fn field(
        &mut self,
        parent: &'static str,
        id: &str,
        (of, list): (Option<&'static str>, bool),
        value: &(impl Parameter + ?Sized),
    ) {
        let body = self.body.get_or_insert_default();
        let Some(value) = value.json() else { return };
        let held = |value: Value| match of {
            Some(property) => Value::Object(Map::from_iter([(property.to_owned(), value)])),
            None => value,
        };
        let value = match value {
            Value::Array(elements) => elements.into_iter().map(held).collect(),
            single if list => Value::Array(vec![held(single)]),
            single => held(single),
        };
        match object(body, parent) {
            Some(place) => drop(place.insert(id.to_owned(), value)),
            None => self.refuse(format!("the body's `{parent}` is no object")),
        }
    }

    /// Keeps time free after the call, for the one that verifies it: an unsafe call starts only if its own timeout
    /// and this still fit.
    pub fn reserve(&mut self, ms: u64) {
        self.reserved += Duration::from_millis(ms);
    }

    /// Sends it; the answer's JSON body.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let started = Instant::now();
        let body = self.answer(exchange::Want::Body).await?;
        serde_json::from_slice(&body).map_err(|error| {
            // The error's own text may quote the body.
            let place = format!("line {}, column {}", error.line(), error.column());
            let cause =
                format!("the body is not what the contract says ({:?} error, {place})", error.classify());
            let trouble = Trouble::Malformed { cause };
            self.failed(&trouble, started);
            self.failure(&trouble)
        })
    }

    /// Sends it; the answer's body does not matter.
    pub async fn send_unit(self) -> Result<(), Failure> {
        self.answer(exchange::Want::Status).await.map(drop)
    }

    fn refuse(&mut self, why: String) {
        self.refused.get_or_insert(why);
    }

    fn name(&self) -> String {
        format!("{}.{}", self.operation.service.name, self.operation.name)
    }

    async fn answer(&self, want: exchange::Want) -> Result<Vec<u8>, Failure> {
        let (mut way, mut request) = self.prepared().await?;
        let timeout = Duration::from_millis(self.operation.timeout_ms);
        let needed = if self.operation.safe { SHORTEST } else { timeout + self.reserved };
        let (mut waited, mut renewed) = (false, false);
        loop {
            if self.calls.left() < needed {
                return Err(Failure::slow(format!("{}: not started, the time is used up", self.name())));
            }
            let started = Instant::now();
            let within = timeout.min(self.calls.left());
            let attempts = if self.operation.safe && !self.is_trial() { 2 } else { 1 };
            let service = self.operation.service;
            let waiting = self.calls.waited.map(Waited::begin);
            let outcome = exchange::run(way.client, &request, want, within, attempts, service).await;
            drop(waiting);
            let trouble = match outcome {
                Ok(body) => return Ok(body),
                Err(trouble) => trouble,
            };
            self.failed(&trouble, started);
            // Another process may have renewed the credential since this one read it (RFC 6750, section 3.1). What was
            // refused was not done, so a change may be sent again, too. A new token has the permissions of the old one.
            let lacks_scope = matches!(service.then(&trouble), Then::Scope(_));
            let refused = service.linked && trouble.status() == Some(401) && !lacks_scope;
            if refused && !renewed && self.calls.access.renew(way.authorization.as_ref()).await? {
                renewed = true;
                (way, request) = self.prepared().await?;
                continue;
            }
            match self.pause(&trouble) {
                Some(pause) if !waited => {
                    let _waiting = self.calls.waited.map(Waited::begin);
                    sleep(pause).await;
                }
                _ => return Err(self.failure(&trouble)),
            }
            waited = true;
        }
    }

    /// Whether it tries a typed credential, which is sent at most once: a service locks the accounts of those who guess.
    fn is_trial(&self) -> bool {
        self.operation.service.linked && self.calls.access.is_on_trial()
    }

    /// How long to wait before the call is made again, if it is.
    fn pause(&self, trouble: &Trouble) -> Option<Duration> {
        let Then::Wait { max_ms, .. } = self.operation.service.then(trouble) else { return None };
        if self.is_trial() {
            return None;
        }
        let longest = Duration::from_millis(max_ms);
        let pause = trouble.retry_after(Timestamp::now(), longest)?;
        let fits = pause <= longest && pause + SHORTEST <= self.calls.left();
        (self.operation.safe && fits).then_some(pause)
    }

    /// Where the call goes, and what is sent there.
    async fn prepared(&self) -> Result<(Way<'a>, reqwest::Request), Failure> {
        let way = self.calls.access.way(self.operation, self.calls.http, self.calls.services).await?;
        let request = self.prepare(&way);
        let request = request.map_err(|why| Failure::apology(format!("{}: {why}", self.name())))?;
        Ok((way, request))
    }

    fn prepare(&self, way: &Way<'_>) -> Result<reqwest::Request, String> {
        if let Some(why) = &self.refused {
            return Err(why.clone());
        }
        let url = self.address.below(&way.base)?;
        let mut request = reqwest::Request::new(self.operation.method.into(), url);
        request.headers_mut().clone_from(&self.headers);
        if let Some(authorization) = &way.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(body) = &self.body {
            let text = serde_json::to_vec(body).map_err(|error| format!("the body is no JSON: {error}"))?;
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(text.into());
        }
        Ok(request)
    }

    fn failed(&self, trouble: &Trouble, started: Instant) {
        self.calls.log.write(&Event::CallFailed {
            service: self.operation.service.name,
            operation: self.operation.name,
            class: trouble.class(),
            status: trouble.status(),
            cause: trouble.cause(),
            ms: started.elapsed().as_millis(),
        });
    }

    fn failure(&self, trouble: &Trouble) -> Failure {
        let detail = match trouble.status() {
            Some(status) => format!("{}: status {status}", self.name()),
            None => format!("{}: {}", self.name(), trouble.class()),
        };
        let failure = match self.operation.service.then(trouble) {
            Then::Say(id) | Then::Wait { otherwise: id, .. } => Failure::from_message(id, detail),
            Then::SayWhy { message, .. } => {
                Failure::from_message(message, detail).with_reason(trouble.reason().cloned())
            }
            Then::Relink(id) => Failure::relink(id, detail),
            Then::Scope(id) => Failure::relink(id, detail).with_scope_lacking(),
        };
        failure
            .with_status(trouble.status())
            .with_unknown_outcome(!self.operation.safe && trouble.may_have_been_done())
            .with_may_come(!self.operation.safe && trouble.may_come())
            .with_never_sent(self.is_trial() && trouble.was_never_sent())
    }
}

/// The object at a dotted path, made where it is not there; none where something else is.
fn object<'b>(body: &'b mut Map<String, Value>, path: &str) -> Option<&'b mut Map<String, Value>> {
    path.split('.').filter(|name| !name.is_empty()).try_fold(body, |place, name| {
        place.entry(name).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
    })
}
