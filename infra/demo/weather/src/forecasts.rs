//! The answers of the contract.

use crate::{
    Weather,
    atlas::{City, Language},
    bearer::Bearer,
    problem::Problem,
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most days of one answer.
const MOST: u8 = 10;

type Asked<T> = Result<Query<T>, QueryRejection>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
pub(crate) struct Plain {
    language: Language,
}

#[derive(Deserialize)]
pub(crate) struct OneDay {
    city: Option<String>,
    day: Option<String>,
    #[serde(default)]
    units: Units,
    language: Language,
}

#[derive(Deserialize)]
pub(crate) struct SeveralDays {
    city: Option<String>,
    from: Option<String>,
    days: Option<u8>,
    #[serde(default)]
    units: Units,
    language: Language,
}

/// What temperatures and wind are measured in.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Units {
    #[default]
    Metric,
    Imperial,
}

pub(crate) async fn me(bearer: Bearer, State(weather): State<Weather>, asked: Asked<Plain>) -> Answer {
    let Plain { language } = read(asked)?;
    let (name, home) = weather.atlas().home(&bearer.subject).ok_or_else(no_home)?;
    Ok(Json(json!({ "id": bearer.subject, "name": name, "home": shown(home, language) })))
}

pub(crate) async fn cities(_: Bearer, State(weather): State<Weather>, asked: Asked<Plain>) -> Answer {
    let Plain { language } = read(asked)?;
    let cities = weather.atlas().cities().iter().map(|city| shown(city, language));
    Ok(Json(json!({ "cities": cities.collect::<Value>() })))
}

pub(crate) async fn day(bearer: Bearer, State(weather): State<Weather>, asked: Asked<OneDay>) -> Answer {
    let OneDay { city, day, units, language } = read(asked)?;
    let city = place(&weather, &bearer, city.as_deref())?;
    let day = date(&weather, day.as_deref())?;
    let forecast = forecast(city, day, units, language)?;
    Ok(Json(json!({ "city": shown(city, language), "forecast": forecast })))
}

pub(crate) async fn days(
    bearer: Bearer,
    State(weather): State<Weather>,
    asked: Asked<SeveralDays>,
) -> Answer {
    let SeveralDays { city, from, days, units, language } = read(asked)?;
    let city = place(&weather, &bearer, city.as_deref())?;
    let from = date(&weather, from.as_deref())?;
    let count = days.unwrap_or(3);
    if !(1..=MOST).contains(&count) {
        return Err(Problem::wrong(format!("`days` is from 1 to {MOST}")));
    }
    let days = from.series(jiff::Span::new().days(1)).take(count.into());
    let forecasts = days.map(|day| forecast(city, day, units, language)).collect::<Result<Value, _>>()?;
    Ok(Json(json!({ "city": shown(city, language), "forecasts": forecasts })))
}

fn read<T>(asked: Asked<T>) -> Result<T, Problem> {
    asked.map(|Query(asked)| asked).map_err(|odd| Problem::wrong(odd.body_text()))
}

/// The city that is asked for, or the one where the user lives.
fn place<'a>(weather: &'a Weather, bearer: &Bearer, city: Option<&str>) -> Result<&'a City, Problem> {
    match city {
        Some(name) => weather
            .atlas()
            .find(name)
            .ok_or_else(|| Problem::missing("unknown_city", format!("there is no city `{name}` here"))),
        None => weather.atlas().home(&bearer.subject).map(|(_, home)| home).ok_or_else(no_home),
    }
}

fn no_home() -> Problem {
    Problem::missing("no_home", "nobody is known who lives anywhere; say which city")
}

/// A day that is not over; today where it is left out.
fn date(weather: &Weather, day: Option<&str>) -> Result<Date, Problem> {
    let today = weather.clock().today();
    let Some(written) = day else { return Ok(today) };
    let day: Date = written
        .parse()
        .map_err(|_| Problem::wrong(format!("`{written}` is no date; write it like `2026-03-02`")))?;
    if day < today {
        return Err(Problem::missing("no_forecast", format!("{day} is over; it is {today} here")));
    }
    Ok(day)
}

fn shown(city: &City, language: Language) -> Value {
    json!({ "id": city.id, "name": city.name(language), "country": city.country })
}

fn forecast(city: &City, day: Date, units: Units, language: Language) -> Result<Value, Problem> {
    let found = city.day(day);
    let found = found.ok_or_else(|| Problem::missing("no_forecast", format!("{day} is not forecast")))?;
    Ok(json!({
        "day": day.to_string(),
        "condition": found.condition,
        "description": found.condition.words(language),
        "high": units.temperature(found.high),
        "low": units.temperature(found.low),
        "feels_like": units.temperature(found.feels_like),
        "rain_chance": found.rain_chance,
        "precipitation": found.precipitation,
        "wind": units.speed(found.wind),
        "uv": found.uv,
    }))
}

impl Units {
    /// °C, or °F to the nearest.
    fn temperature(self, celsius: i32) -> i32 {
        match self {
            Self::Metric => celsius,
            Self::Imperial => (celsius * 18 + 5).div_euclid(10) + 32,
        }
    }

    /// km/h, or mph to the nearest.
    fn speed(self, kilometres: u16) -> u32 {
        match self {
            Self::Metric => u32::from(kilometres),
            // A mile has 1609 metres.
            Self::Imperial => (u32::from(kilometres) * 1000 + 804) / 1609,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_country() {
        for (celsius, fahrenheit) in [(0, 32), (100, 212), (-40, -40), (7, 45), (-6, 21), (28, 82), (-3, 27)]
        {
            assert_eq!(Units::Imperial.temperature(celsius), fahrenheit);
            assert_eq!(Units::Metric.temperature(celsius), celsius);
        }
        for (kilometres, miles) in [(0, 0), (100, 62), (22, 14), (8, 5)] {
            assert_eq!(Units::Imperial.speed(kilometres), miles);
        }
    }
}
