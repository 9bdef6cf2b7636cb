//! Work that is written down.

use super::Writer;
use crate::{durations, request::Reply, shapes::Shapes, world::Right};
use jiff::{civil::DateTime, fmt::strtime, tz::TimeZone};
use serde_json::Value;

const MEMBERS: [&str; 6] =
    ["timeSpent", "timeSpentSeconds", "started", "comment", "visibility", "properties"];

pub(super) fn add(writer: &mut Writer<'_>, key: &str) -> Result<Reply, Reply> {
    let refused = "You do not have the permission to associate a worklog to this issue.";
    let key = writer.allowed(key, Right::LogWork, refused)?;
    let body = writer.body(&MEMBERS)?;
    if body.get("visibility").or(body.get("properties")).is_some() {
        return Err(Reply::error(501, ["This demo does not restrict or mark work logs."]));
    }
    let seconds = seconds(&body)?;
    let started = started(&body["started"])?;
    let text = match body.get("comment") {
        None | Some(Value::Null) => None,
        Some(comment) => Some(writer.text(comment, "comment")?).filter(|it| !it.text.is_empty()),
    };
    let at = writer.world.log_work(&key, &writer.by, seconds, started, text);
    let shapes = Shapes { world: writer.world, viewer: writer.viewer };
    let issue = writer.issue(&key)?;
    let worklog = at.and_then(|at| Some((at, issue.worklogs.get(at)?)));
    let (at, worklog) = worklog.ok_or_else(|| Reply::error(500, ["The work log is lost."]))?;
    Ok(Reply::json(201, shapes.worklog(issue, at, worklog, shapes.is_cloud())))
}

/// How long it took. Jira calls the field `timeLogged`, however it was sent.
fn seconds(body: &Value) -> Result<u32, Reply> {
    let wrong = |what: &str| Reply::fields([("timeLogged".to_owned(), what.to_owned())]);
    let invalid = || wrong("Invalid time duration entered.");
    match (&body["timeSpent"], &body["timeSpentSeconds"]) {
        (Value::String(text), Value::Null) => durations::read(text).ok_or_else(invalid),
        (Value::Null, Value::Number(seconds)) => {
            let seconds = seconds.as_u64().and_then(|it| u32::try_from(it).ok());
            seconds.filter(|it| *it >= 60).ok_or_else(invalid)
        }
        (Value::Null, Value::Null) => Err(wrong("You must indicate the time spent working.")),
        (Value::String(_), Value::Number(_)) => {
            Err(Reply::wrong(["Only one of 'timeSpent' and 'timeSpentSeconds' can be given."]))
        }
        _ => Err(invalid()),
    }
}

/// When it began: a time with thousandths and an offset without a colon.
fn started(value: &Value) -> Result<Option<DateTime>, Reply> {
    if value.is_null() {
        return Ok(None);
    }
    let read = value.as_str().and_then(|text| {
        let parsed = strtime::parse("%Y-%m-%dT%H:%M:%S%.3f%z", text).ok()?;
        Some(parsed.to_timestamp().ok()?.to_zoned(TimeZone::UTC).datetime())
    });
    let wrong = || Reply::wrong([format!("{value} is no date and time as in 2026-03-11T10:00:00.000+0000.")]);
    read.map(Some).ok_or_else(wrong)
}
