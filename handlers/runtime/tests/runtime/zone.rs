//! What day it is where the user is.

use crate::{
    service::{Conduct, Service},
    shed::Shed,
    user::User,
};
use sayso_runtime::Clock;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A user whose Alexa has her API at `url`, as the skill was told.
fn user(url: &str) -> User<Shed> {
    let environment = [("SAYSO_SERVICE_SHED", "http://127.0.0.1:9"), ("SAYSO_ALEXA_API", url)];
    let environment: BTreeMap<_, _> =
        environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut user = User::with(environment, Clock::System);
    user.alexa = Some(url.to_owned());
    user
}

/// Alexa's API with a device in this zone.
async fn alexa(zone: &str) -> Service {
    Service::always(Conduct::json(&json!(zone))).await
}

/// The day that is spoken at this moment, `0311`.
async fn day(user: &mut User<Shed>, at: &str) -> String {
    let intent = json!({"name": "Day", "slots": {}});
    let request = json!({"type": "IntentRequest", "timestamp": at, "intent": intent});
    user.request(request).await.speech.chars().filter(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn the_day_is_that_of_the_device() {
    for (zone, at, expected) in [
        // On both sides of a midnight.
        ("America/Los_Angeles", "2026-03-11T00:30:00Z", "0310"),
        ("America/Los_Angeles", "2026-03-11T06:59:59Z", "0310"),
        ("America/Los_Angeles", "2026-03-11T07:00:00Z", "0311"),
        ("Pacific/Honolulu", "2026-03-11T09:59:59Z", "0310"),
        ("Pacific/Auckland", "2026-03-11T11:00:00Z", "0312"),
        ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "0101"),
        ("Asia/Kathmandu", "2026-03-11T18:14:59Z", "0311"),
        ("Asia/Kathmandu", "2026-03-11T18:15:00Z", "0312"),
        // The clocks of Berlin change on March 29 and October 25, so that its midnight is another one.
        ("Europe/Berlin", "2026-03-28T22:59:59Z", "0328"),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", "0329"),
        ("Europe/Berlin", "2026-03-29T21:59:59Z", "0329"),
        ("Europe/Berlin", "2026-03-29T22:00:00Z", "0330"),
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "1025"),
        ("Europe/Berlin", "2026-10-25T23:00:00Z", "1026"),
        // A day that was left out of the calendar.
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "1229"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "1231"),
        ("UTC", "2026-03-11T23:59:59Z", "0311"),
        // An older name, in letters of any case.
        ("us/pacific", "2026-03-11T00:30:00Z", "0310"),
    ] {
        let alexa = alexa(zone).await;
        let mut user = user(&alexa.url);
        assert_eq!(day(&mut user, at).await, expected, "{zone} at {at}");
        assert_eq!(user.logged("zone_unknown"), Vec::<Value>::new(), "{zone}");
    }
}

#[tokio::test]
async fn it_is_asked_for_once_in_a_session_with_the_token_of_the_request() {
    let alexa = alexa("Pacific/Honolulu").await;
    let mut user = user(&alexa.url);
    user.launch().await;
    assert_eq!(alexa.lines(), [""; 0], "nobody needs a day yet");
    assert_eq!(day(&mut user, "2026-03-11T09:00:00Z").await, "0310");
    assert_eq!(alexa.lines(), ["GET /v2/devices/own%2Fdevice/settings/System.timeZone"]);
    assert!(alexa.received()[0].headers.contains("authorization: bearer canary-token"));
    assert_eq!(day(&mut user, "2026-03-11T10:00:00Z").await, "0311", "it is not the day that is kept");
    user.says("Today").await;
    assert_eq!(user.attributes()["sayso"]["zone"], json!({"named": "Pacific/Honolulu"}));
    assert_eq!(alexa.lines().len(), 1);
    let logged = user.harness.logged().concat();
    assert!(!logged.contains("canary") && !logged.contains("device"), "{logged}");
}

/// The day by UTC, what is logged of why, and that nobody asks again.
async fn is_by_utc(alexa: &Service, class: &str, status: Option<u16>) {
    let mut user = user(&alexa.url);
    user.launch().await;
    assert_eq!(day(&mut user, "2026-03-11T00:30:00Z").await, "0311", "{class}");
    assert_eq!(day(&mut user, "2026-03-11T23:30:00Z").await, "0311", "{class}");
    let mut line = json!({"event": "zone_unknown", "class": class});
    if let Some(status) = status {
        line["status"] = json!(status);
    }
    assert_eq!(user.logged("zone_unknown"), [line]);
    assert!(alexa.lines().len() <= 1, "{class}");
    let logged = user.harness.logged().concat();
    assert!(!logged.contains("canary") && !logged.contains("device"), "{logged}");
}

#[tokio::test]
async fn a_zone_that_is_not_told_is_utc() {
    for status in [301, 400, 401, 403, 404, 429, 500, 503] {
        is_by_utc(&Service::always(Conduct::status(status)).await, "status", Some(status)).await;
    }
    is_by_utc(&Service::always(Conduct::Answer(204, vec![], String::new())).await, "not_set", None).await;
    for conduct in [Conduct::HangUp, Conduct::Tear, Conduct::Babble] {
        is_by_utc(&Service::always(conduct).await, "unreachable", None).await;
    }
}

#[tokio::test]
async fn a_zone_that_is_none_is_utc() {
    for zone in ["Mars/Olympus", "", "Etc/Unknown", "../../etc/passwd", "PST8", "+05:00", "canary-zone"] {
        is_by_utc(&alexa(zone).await, "unknown_zone", None).await;
    }
    for body in [json!(null), json!(7), json!({"timeZone": "Europe/Berlin"}), json!(["Europe/Berlin"])] {
        is_by_utc(&Service::always(Conduct::json(&body)).await, "malformed", None).await;
    }
    let long = format!("Europe/Berlin{}", " ".repeat(1_000_000));
    is_by_utc(&alexa(&long).await, "malformed", None).await;
    is_by_utc(&Service::always(Conduct::Flood).await, "malformed", None).await;
    let bare = Conduct::Answer(200, vec![], "Europe/Berlin".to_owned());
    is_by_utc(&Service::always(bare).await, "malformed", None).await;
}

#[tokio::test]
async fn nobody_waits_long_for_it() {
    for conduct in [Conduct::Hang, Conduct::Stall(200)] {
        let alexa = Service::always(conduct).await;
        let begun = Instant::now();
        is_by_utc(&alexa, "timeout", None).await;
        assert!(begun.elapsed() < Duration::from_millis(1_500), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn the_token_goes_to_no_host_that_only_the_event_names() {
    let (alexa, other) = (alexa("Pacific/Honolulu").await, alexa("Pacific/Honolulu").await);
    let below = format!("{}/alexa", alexa.url);
    let with_user = alexa.url.replace("http://", "http://api.amazonalexa.com@");
    for stranger in [other.url.as_str(), "https://api.amazonalexa.com.evil.example", &below, &with_user, ""] {
        let mut user = user(&alexa.url);
        user.alexa = Some(stranger.to_owned());
        assert_eq!(day(&mut user, "2026-03-11T00:30:00Z").await, "0311", "{stranger}");
        assert_eq!(user.logged("zone_unknown")[0]["class"], "unknown_endpoint", "{stranger}");
    }
    assert_eq!(alexa.received().len() + other.received().len(), 0);
}

#[tokio::test]
async fn an_event_that_says_no_endpoint_is_answered_by_utc() {
    let mut user = User::<Shed>::alone();
    assert_eq!(day(&mut user, "2026-03-11T00:30:00Z").await, "0311");
    assert_eq!(user.logged("zone_unknown"), [json!({"event": "zone_unknown", "class": "unsendable"})]);
}

#[tokio::test]
async fn a_zone_that_a_session_brings_is_not_believed() {
    let alexa = alexa("Pacific/Honolulu").await;
    let mut user = user(&alexa.url);
    user.launch().await;
    day(&mut user, "2026-03-11T00:30:00Z").await;
    user.attributes()["sayso"]["zone"] = json!({"named": "x".repeat(5_000)});
    assert_eq!(day(&mut user, "2026-03-11T00:30:00Z").await, "0311");
}
