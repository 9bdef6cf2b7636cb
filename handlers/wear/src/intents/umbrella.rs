//! `compute: umbrella` of the intent `Umbrella`: whether one is of use depends on sky, chance and wind together, which
//! YAML cannot weigh.

use crate::{
    generated::stubs::{UmbrellaInput, UmbrellaOutput},
    saying,
    wardrobe::Weather,
};

/// A pure function: no clock, no network, no files.
pub fn umbrella(input: UmbrellaInput) -> UmbrellaOutput {
    let (when, date) = saying::day(input.asked, input.outlook.day, input.today);
    UmbrellaOutput { verdict: Weather::from(&input.outlook).verdict(), when, date }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::{
        calls::day_forecast::Output,
        types::{Verdict, When},
    };
    use sayso_runtime::jiff::civil::date;

    #[test]
    fn an_umbrella_is_judged_by_the_day_that_was_named() {
        let (today, tomorrow) = (date(2026, 3, 2), date(2026, 3, 3));
        let outlook = Output {
            city: "Berlin".to_owned(),
            day: tomorrow,
            condition: "clear".to_owned(),
            high: 5.0,
            low: -3.0,
            feels_like: 2.0,
            rain_chance: 5.0,
            wind: 12.0,
            uv: 3.0,
        };
        let judged = umbrella(UmbrellaInput { outlook, asked: Some(tomorrow), today });
        let expected = UmbrellaOutput { verdict: Verdict::NotNeeded, when: Some(When::Tuesday), date: None };
        assert_eq!(judged, expected);
    }
}
