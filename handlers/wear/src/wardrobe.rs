//! The rules of the wardrobe: a day's weather to what is worn, and what is taken along.

use crate::generated::{
    calls::{day_forecast, forecasts},
    types::{Extra, Garment, Sky, Verdict},
};

/// From this wind on, in km/h, an umbrella is turned inside out.
const STORM: f64 = 40.0;
/// A chance of rain, in percent, that is worth a small umbrella.
const PERHAPS: f64 = 30.0;
/// A chance of rain, in percent, that makes a day a wet one.
const LIKELY: f64 = 50.0;

/// The weather of a day: °C, percent, km/h.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    /// None: a condition that the service did not have when this was written.
    pub(crate) sky: Option<Sky>,
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) feels_like: f64,
    pub(crate) rain_chance: f64,
    pub(crate) wind: f64,
    pub(crate) uv: f64,
}

impl From<&day_forecast::Output> for Weather {
    fn from(day: &day_forecast::Output) -> Self {
        Self {
            sky: sky(&day.condition),
            high: day.high,
            low: day.low,
            feels_like: day.feels_like,
            rain_chance: day.rain_chance,
            wind: day.wind,
            uv: day.uv,
        }
    }
}

impl From<&forecasts::OutputDays> for Weather {
    fn from(day: &forecasts::OutputDays) -> Self {
        Self {
            sky: sky(&day.condition),
            high: day.high,
            low: day.low,
            feels_like: day.feels_like,
            rain_chance: day.rain_chance,
            wind: day.wind,
            uv: day.uv,
        }
    }
}

fn sky(condition: &str) -> Option<Sky> {
    Sky::ALL.iter().find(|sky| sky.id() == condition).copied()
}

impl Weather {
    /// Whether one gets wet without something against it. Snow is shaken off.
    pub(crate) fn is_wet(&self) -> bool {
        match self.sky {
            Some(Sky::Drizzle | Sky::Rain | Sky::HeavyRain | Sky::Thunderstorm | Sky::Sleet) => true,
            Some(Sky::Snow) => false,
            _ => self.rain_chance >= LIKELY,
        }
    }

    /// What is worn, warm things first.
    pub(crate) fn garments(&self) -> Vec<Garment> {
        let mut garments = match self.feels_like {
            it if it <= -5.0 => vec![Garment::WarmestCoat, Garment::Hat, Garment::Scarf, Garment::Gloves],
            it if it <= 0.0 => vec![Garment::WarmCoat, Garment::Hat, Garment::Gloves],
            it if it <= 7.0 => vec![Garment::WarmCoat],
            it if it <= 13.0 => vec![Garment::Jacket, Garment::Sweater],
            it if it <= 18.0 => vec![Garment::Sweater],
            it if it <= 23.0 => vec![Garment::LightShirt],
            _ => vec![Garment::TShirt, Garment::Shorts],
        };
        let cold_evening = self.feels_like > 13.0 && self.low <= 8.0;
        if cold_evening {
            garments.insert(0, Garment::Jacket);
        }
        if matches!(self.sky, Some(Sky::HeavyRain | Sky::Sleet | Sky::Snow)) {
            garments.push(Garment::WaterproofShoes);
        }
        garments
    }

    /// What is taken along.
    pub(crate) fn extras(&self) -> Vec<Extra> {
        let mut extras = Vec::new();
        match self.verdict() {
            Verdict::Needed => extras.push(Extra::Umbrella),
            Verdict::TooWindy => extras.push(Extra::RainJacket),
            Verdict::Perhaps | Verdict::Snow | Verdict::NotNeeded => {}
        }
        let sunny = matches!(self.sky, Some(Sky::Clear | Sky::PartlyCloudy));
        if sunny && self.uv >= 3.0 {
            extras.push(Extra::Sunglasses);
        }
        // "Protection required" begins at 3, but a winter sun shines on a coat. Source: WHO, Global Solar UV Index.
        if self.uv >= 6.0 {
            extras.push(Extra::Sunscreen);
        }
        extras
    }

    /// Whether an umbrella is of use.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.is_wet() {
            return if self.wind >= STORM { Verdict::TooWindy } else { Verdict::Needed };
        }
        match self.sky {
            Some(Sky::Snow) => Verdict::Snow,
            _ if self.rain_chance >= PERHAPS => Verdict::Perhaps,
            _ => Verdict::NotNeeded,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A mild, dry, grey day.
    pub(crate) const MILD: Weather = Weather {
        sky: Some(Sky::Cloudy),
        high: 16.0,
        low: 10.0,
        feels_like: 16.0,
        rain_chance: 10.0,
        wind: 10.0,
        uv: 2.0,
    };

    #[test]
    fn the_colder_it_feels_the_more_is_worn() {
        use Garment::*;
        for (feels_like, worn) in [
            (-5.0, vec![WarmestCoat, Hat, Scarf, Gloves]),
            (-4.0, vec![WarmCoat, Hat, Gloves]),
            (0.0, vec![WarmCoat, Hat, Gloves]),
            (1.0, vec![WarmCoat]),
            (7.0, vec![WarmCoat]),
            (8.0, vec![Jacket, Sweater]),
            (14.0, vec![Sweater]),
            (19.0, vec![LightShirt]),
            (23.0, vec![LightShirt]),
            (24.0, vec![TShirt, Shorts]),
        ] {
            assert_eq!(Weather { feels_like, ..MILD }.garments(), worn, "{feels_like}");
        }
    }

    #[test]
    fn a_cold_evening_takes_a_jacket_and_wet_ground_other_shoes() {
        assert_eq!(Weather { low: 8.0, ..MILD }.garments(), [Garment::Jacket, Garment::Sweater]);
        for sky in [Sky::HeavyRain, Sky::Sleet, Sky::Snow] {
            let worn = Weather { sky: Some(sky), ..MILD }.garments();
            assert_eq!(worn, [Garment::Sweater, Garment::WaterproofShoes]);
        }
    }

    #[test]
    fn an_umbrella_is_for_rain_without_a_storm() {
        let verdict = |sky, rain_chance, wind| Weather { sky, rain_chance, wind, ..MILD }.verdict();
        assert_eq!(verdict(Some(Sky::Rain), 70.0, 39.0), Verdict::Needed);
        assert_eq!(verdict(Some(Sky::Rain), 70.0, 40.0), Verdict::TooWindy);
        assert_eq!(verdict(Some(Sky::Snow), 90.0, 50.0), Verdict::Snow);
        assert_eq!(verdict(Some(Sky::Cloudy), 30.0, 50.0), Verdict::Perhaps);
        assert_eq!(verdict(Some(Sky::Cloudy), 29.0, 50.0), Verdict::NotNeeded);
        // What nobody knew of when this was written may still be wet.
        assert_eq!(verdict(None, 50.0, 10.0), Verdict::Needed);
        assert_eq!(verdict(None, 49.0, 10.0), Verdict::Perhaps);
    }

    #[test]
    fn the_sun_takes_glasses_and_later_cream() {
        let extras = |sky, uv| Weather { sky: Some(sky), uv, ..MILD }.extras();
        assert_eq!(extras(Sky::Clear, 2.0), []);
        assert_eq!(extras(Sky::PartlyCloudy, 3.0), [Extra::Sunglasses]);
        assert_eq!(extras(Sky::Clear, 6.0), [Extra::Sunglasses, Extra::Sunscreen]);
        assert_eq!(extras(Sky::Rain, 6.0), [Extra::Umbrella, Extra::Sunscreen]);
    }

    #[test]
    fn every_condition_of_the_contract_is_known() {
        let contract = include_str!("../../../schemas/wear/weather.openapi.yaml");
        let conditions = contract.lines().find(|line| line.contains("[clear, ")).unwrap_or_default();
        let conditions = conditions.trim_start().trim_start_matches("enum: [").trim_end_matches(']');
        assert_eq!(conditions.split(", ").filter_map(sky).count(), Sky::ALL.len(), "{conditions}");
    }
}
