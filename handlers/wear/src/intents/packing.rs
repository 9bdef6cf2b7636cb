//! `compute: packing` of the intent `Packing`: the union over several days of what each of them takes, which no list of
//! steps can say.

use crate::{
    generated::{
        stubs::{PackingInput, PackingOutput},
        types::{Extra, Garment},
    },
    saying,
    wardrobe::Weather,
};

/// A pure function: no clock, no network, no files.
pub fn packing(input: PackingInput) -> PackingOutput {
    let days: Vec<Weather> = input.days.iter().map(Weather::from).collect();
    let count = |days: usize| f64::from(u32::try_from(days).unwrap_or(u32::MAX));
    let coldest = days.iter().map(|day| day.low).reduce(f64::min).unwrap_or_default();
    let warmest = days.iter().map(|day| day.high).reduce(f64::max).unwrap_or_default();
    let take = extras(&days);
    PackingOutput {
        days: count(days.len()),
        coldest: saying::degrees(coldest, &input.locale),
        warmest: saying::degrees(warmest, &input.locale),
        wet: count(days.iter().filter(|day| day.is_wet()).count()),
        wear: garments(&days),
        take: Some(take).filter(|take| !take.is_empty()),
    }
}

/// What is worn on any of the days, once; of coats and jackets the warmest alone, because it is worn on the way.
fn garments(days: &[Weather]) -> Vec<Garment> {
    const OUTER: [Garment; 3] = [Garment::WarmestCoat, Garment::WarmCoat, Garment::Jacket];
    let worn: Vec<Garment> = days.iter().flat_map(Weather::garments).collect();
    let outer = OUTER.into_iter().find(|garment| worn.contains(garment));
    let is_packed = |garment: &&Garment| {
        worn.contains(garment) && (!OUTER.contains(garment) || outer.as_ref() == Some(garment))
    };
    Garment::ALL.iter().filter(is_packed).copied().collect()
}

/// What is taken along on any of the days, once.
fn extras(days: &[Weather]) -> Vec<Extra> {
    let taken: Vec<Extra> = days.iter().flat_map(Weather::extras).collect();
    Extra::ALL.iter().filter(|extra| taken.contains(extra)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::calls::forecasts::OutputDays;

    fn day(condition: &str, low: f64, high: f64) -> OutputDays {
        let condition = condition.to_owned();
        OutputDays { condition, high, low, feels_like: high, rain_chance: 20.0, wind: 10.0, uv: 2.0 }
    }

    #[test]
    fn a_suitcase_holds_what_every_day_takes_and_one_coat() {
        let days = vec![day("snow", -6.0, 0.0), day("rain", 2.0, 10.0), day("rain", 3.0, 9.0)];
        let packed = packing(PackingInput { days, locale: "de-DE".to_owned() });
        let expected = PackingOutput {
            days: 3.0,
            coldest: -6.0,
            warmest: 10.0,
            wet: 2.0,
            wear: vec![
                Garment::WarmCoat,
                Garment::Sweater,
                Garment::Hat,
                Garment::Gloves,
                Garment::WaterproofShoes,
            ],
            take: Some(vec![Extra::Umbrella]),
        };
        assert_eq!(packed, expected);
    }

    #[test]
    fn days_are_counted_and_degrees_are_those_of_the_country() {
        let days = vec![day("clear", 20.0, 28.0)];
        let packed = packing(PackingInput { days, locale: "en-US".to_owned() });
        assert_eq!((packed.days, packed.coldest, packed.warmest, packed.wet), (1.0, 68.0, 82.0, 0.0));
        assert_eq!((packed.wear, packed.take), (vec![Garment::TShirt, Garment::Shorts], None));
    }

    #[test]
    fn no_days_take_nothing() {
        let packed = packing(PackingInput { days: Vec::new(), locale: "en-US".to_owned() });
        assert_eq!((packed.days, packed.wear, packed.take), (0.0, Vec::new(), None));
    }
}
