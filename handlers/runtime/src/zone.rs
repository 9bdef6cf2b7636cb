//! The time zone that a user's device is set to, which decides what day it is: asked for at Alexa's API, once per session.
//! Source: "Device Settings REST API Reference", Alexa Skills Kit.

use crate::{
    alexa_api::{AlexaApi, Trouble},
    calls::Waited,
    log::{Event, Log},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The longest that asking may take; the compiler adds it to the time that an intent takes.
const ASKING: Duration = Duration::from_millis(sayso_schemas::ZONE_MS);
/// The longest answer that can be a zone, in bytes. The longest name has 32 letters.
const LONGEST: usize = 128;

/// What a session knows of the device's time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KnownZone {
    /// Nobody has asked yet.
    #[default]
    Unasked,
    /// It could not be told, and is not asked for again.
    Untold,
    /// By its name in the IANA time zone database, `Europe/Berlin`.
    Named(String),
}

impl KnownZone {
    pub(crate) fn is_unasked(&self) -> bool {
        *self == Self::Unasked
    }

    /// Its name, where it is known.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Unasked | Self::Untold => None,
        }
    }

    /// The day in this zone; by UTC where it is not known.
    pub(crate) fn day(&self, at: Timestamp) -> Date {
        let zone = self.name().and_then(zone).unwrap_or(TimeZone::UTC);
        at.to_zoned(zone).date()
    }
}

/// The zone of a name; none where the database does not have it.
fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| !zone.is_unknown())
}

/// The device that a request comes from, and how its settings are asked for.
#[derive(Debug)]
pub(crate) struct Device<'a> {
    /// None where the event does not say how.
    pub(crate) api: Option<AlexaApi<'a>>,
    pub(crate) id: Option<&'a str>,
    pub(crate) deadline: Instant,
    pub(crate) waited: &'a Waited,
    pub(crate) log: &'a Log,
}

/// Why a zone is not known.
#[derive(Debug, Clone, Copy)]
enum Untold {
    /// The API gave nothing.
    Trouble(Trouble),
    /// The device has none.
    NotSet,
    /// The database does not have it.
    UnknownZone,
}

impl From<Trouble> for Untold {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Device<'_> {
    /// The zone that the device is set to. What goes wrong is logged, and days are counted by UTC.
    pub(crate) async fn zone(&self) -> KnownZone {
        let _waiting = self.waited.begin();
        let ends = self.deadline.min(Instant::now() + ASKING);
        let told = timeout_at(ends, self.ask()).await.unwrap_or(Err(Trouble::Timeout.into()));
        let (class, status) = match told {
            Ok(name) => return KnownZone::Named(name),
            Err(Untold::Trouble(trouble)) => (trouble.class(), trouble.status()),
            Err(Untold::NotSet) => ("not_set", None),
            Err(Untold::UnknownZone) => ("unknown_zone", None),
        };
        self.log.write(&Event::ZoneUnknown { class, status });
        KnownZone::Untold
    }

    async fn ask(&self) -> Result<String, Untold> {
        let (Some(api), Some(id)) = (&self.api, self.id.filter(|id| !id.is_empty())) else {
            return Err(Trouble::Unsendable.into());
        };
        let path = ["v2", "devices", id, "settings", "System.timeZone"];
        let mut response = api.send(api.request(Method::GET, &path)?).await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Err(Untold::NotSet);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Trouble::Unreachable)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Trouble::Malformed.into());
            }
            body.extend_from_slice(&chunk);
        }
        let told: String = serde_json::from_slice(&body).map_err(|_| Trouble::Malformed)?;
        let known = zone(&told).ok_or(Untold::UnknownZone)?;
        Ok(known.iana_name().map_or(told, str::to_owned))
    }
}
