//! Cities, and what is forecast for them.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// The day with which forecasts begin, and begin again.
const FIRST: Date = date(2026, 3, 2);

/// All cities, ordered by id.
#[derive(Debug)]
pub(crate) struct Atlas(Vec<City>);

/// A city.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct City {
    pub(crate) id: String,
    en: String,
    de: String,
    pub(crate) country: String,
    /// More names.
    also: Vec<String>,
    days: Vec<Day>,
}

/// What is forecast for a day: °C, percent, millimetres, km/h.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Day {
    pub(crate) condition: Condition,
    pub(crate) high: i32,
    pub(crate) low: i32,
    pub(crate) feels_like: i32,
    pub(crate) rain_chance: u8,
    pub(crate) precipitation: f64,
    pub(crate) wind: u16,
    pub(crate) uv: u8,
}

/// What the sky does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Condition {
    Clear,
    PartlyCloudy,
    Cloudy,
    Fog,
    Drizzle,
    Rain,
    HeavyRain,
    Thunderstorm,
    Sleet,
    Snow,
}

/// A language that is spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    En,
    De,
}

impl Atlas {
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("cities.json")).map(Self)
    }

    /// The city of an id or of a name.
    pub(crate) fn find(&self, name: &str) -> Option<&City> {
        let wanted = name.trim().to_lowercase();
        self.0.iter().find(|city| {
            let mut names = [&city.id, &city.en, &city.de].into_iter().chain(&city.also);
            names.any(|name| name.to_lowercase() == wanted)
        })
    }

    /// All cities.
    pub(crate) fn cities(&self) -> &[City] {
        &self.0
    }

    /// The home of a user: their first name, and the city.
    pub(crate) fn home(&self, subject: &str) -> Option<(&'static str, &City)> {
        let (name, city) = match subject {
            "user-ada-1815" => ("Ada", "berlin"),
            "user-grace-1906" => ("Grace", "new_york"),
            _ => return None,
        };
        self.find(city).map(|city| (name, city))
    }
}

impl City {
    /// Its name in a language.
    pub(crate) fn name(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::De => &self.de,
        }
    }

    /// What is forecast for a day.
    pub(crate) fn day(&self, day: Date) -> Option<&Day> {
        let count = i32::try_from(self.days.len()).ok().filter(|count| *count > 0)?;
        let at = (day - FIRST).get_days().rem_euclid(count);
        self.days.get(usize::try_from(at).ok()?)
    }
}

impl Condition {
    /// In words.
    pub(crate) fn words(self, language: Language) -> &'static str {
        let (en, de) = match self {
            Self::Clear => ("clear sky", "klarer Himmel"),
            Self::PartlyCloudy => ("some clouds", "ein paar Wolken"),
            Self::Cloudy => ("cloudy", "bewölkt"),
            Self::Fog => ("fog", "Nebel"),
            Self::Drizzle => ("light rain", "leichter Regen"),
            Self::Rain => ("rain", "Regen"),
            Self::HeavyRain => ("heavy rain", "starker Regen"),
            Self::Thunderstorm => ("thunderstorms", "Gewitter"),
            Self::Sleet => ("sleet", "Schneeregen"),
            Self::Snow => ("snow", "Schnee"),
        };
        match language {
            Language::En => en,
            Language::De => de,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_city_has_ten_plausible_days() {
        let atlas = Atlas::read().unwrap();
        assert_eq!(atlas.cities().len(), 12);
        assert!(atlas.cities().is_sorted_by_key(|city| &city.id));
        for (city, day) in atlas.cities().iter().flat_map(|city| city.days.iter().map(move |day| (city, day)))
        {
            assert_eq!(city.days.len(), 10, "{}", city.id);
            assert!(day.low <= day.high && day.feels_like <= day.high + 1, "{day:?}");
            assert!((-20..=32).contains(&day.low) && day.high <= 32 && day.uv <= 11, "{day:?}");
            let wet = day.condition >= Condition::Drizzle;
            assert_eq!(wet, day.rain_chance >= 60, "{day:?}");
            assert!(wet == (day.precipitation > 0.3) && day.rain_chance <= 100, "{day:?}");
            assert!(day.condition != Condition::Snow || day.high <= 2, "{day:?}");
        }
    }

    #[test]
    fn the_weather_varies() {
        let atlas = Atlas::read().unwrap();
        let all = || atlas.cities().iter().flat_map(|city| &city.days);
        let conditions: BTreeSet<Condition> = all().map(|day| day.condition).collect();
        assert_eq!(conditions.len(), 10, "{conditions:?}");
        for city in atlas.cities() {
            let own: BTreeSet<Condition> = city.days.iter().map(|day| day.condition).collect();
            assert!(own.len() >= 3, "{}: {own:?}", city.id);
        }
    }

    #[test]
    fn a_city_is_found_by_each_of_its_names() {
        let atlas = Atlas::read().unwrap();
        for (name, id) in [
            ("Munich", "munich"),
            ("MÜNCHEN", "munich"),
            ("muenchen", "munich"),
            (" wien ", "vienna"),
            ("Zürich", "zurich"),
            ("new_york", "new_york"),
            ("New York City", "new_york"),
        ] {
            assert_eq!(atlas.find(name).unwrap().id, id);
        }
        for name in ["", "Atlantis", "New", "Berlin, Germany"] {
            assert!(atlas.find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn ten_days_come_again() {
        let atlas = Atlas::read().unwrap();
        let berlin = atlas.find("berlin").unwrap();
        let is = |day, of| std::ptr::eq(berlin.day(day).unwrap(), berlin.days.get::<usize>(of).unwrap());
        assert!(
            is(FIRST, 0) && is(date(2026, 3, 11), 9) && is(date(2026, 3, 12), 0) && is(date(2026, 3, 1), 9)
        );
        assert!(berlin.day(Date::MIN).is_some() && berlin.day(Date::MAX).is_some());
    }
}
