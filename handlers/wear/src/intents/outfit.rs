//! `compute: outfit` of the intent `WhatToWear`: comparisons of a forecast with the rules of a wardrobe, of which YAML
//! can make none.

use crate::{
    generated::stubs::{OutfitInput, OutfitOutput},
    saying,
    wardrobe::Weather,
};

/// A pure function: no clock, no network, no files.
pub fn outfit(input: OutfitInput) -> OutfitOutput {
    let weather = Weather::from(&input.outlook);
    let (when, date) = saying::day(input.asked, input.outlook.day, input.today);
    OutfitOutput {
        degrees: saying::degrees(weather.high, &input.locale),
        sky: weather.sky,
        when,
        date,
        wear: weather.garments(),
        take: Some(weather.extras()).filter(|extras| !extras.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::{
        calls::day_forecast::Output,
        types::{Extra, Garment, Sky, When},
    };
    use sayso_runtime::jiff::civil::date;

    fn berlin(condition: &str) -> OutfitInput {
        let today = date(2026, 3, 2);
        let outlook = Output {
            city: "Berlin".to_owned(),
            day: today,
            condition: condition.to_owned(),
            high: 7.0,
            low: 3.0,
            feels_like: 3.0,
            rain_chance: 25.0,
            wind: 22.0,
            uv: 1.0,
        };
        OutfitInput { outlook, asked: None, today, locale: "de-DE".to_owned() }
    }

    #[test]
    fn a_rainy_day_in_march_takes_a_warm_coat_and_an_umbrella() {
        let expected = OutfitOutput {
            degrees: 7.0,
            sky: Some(Sky::Rain),
            when: Some(When::Today),
            date: None,
            wear: vec![Garment::WarmCoat],
            take: Some(vec![Extra::Umbrella]),
        };
        assert_eq!(outfit(berlin("rain")), expected);
        assert_eq!(outfit(OutfitInput { locale: "en-US".to_owned(), ..berlin("rain") }).degrees, 45.0);
    }

    #[test]
    fn what_is_not_needed_or_not_known_is_absent() {
        assert_eq!(outfit(berlin("cloudy")).take, None);
        assert_eq!(outfit(berlin("volcanic_ash")).sky, None);
    }
}
