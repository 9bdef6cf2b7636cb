//! `compute: brewing_time` of the intent `BrewTea`.

use crate::generated::stubs::{BrewingTimeInput, BrewingTimeOutput};
use crate::generated::types::Tea;

/// A pure function: no clock, no network, no files.
pub fn brewing_time(input: BrewingTimeInput) -> BrewingTimeOutput {
    let minutes = match input.tea {
        Tea::Green => 2.0,
        Tea::Black => 4.0,
        Tea::Herbal => 8.0,
    };
    BrewingTimeOutput { minutes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn herbs_take_longest() {
        let minutes = |tea| brewing_time(BrewingTimeInput { tea }).minutes;
        assert!(minutes(Tea::Herbal) > minutes(Tea::Black) && minutes(Tea::Black) > minutes(Tea::Green));
    }
}
