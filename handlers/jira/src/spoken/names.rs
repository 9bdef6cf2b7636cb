//! Projects by their names.

use super::{ALIKE, Cost, EXACT};

/// How alike the letters of two names must be, and what that costs.
const SIMILAR: [(f64, Cost); 2] = [(0.85, ALIKE + 2), (0.75, ALIKE + 5)];
/// What is shorter is like too much.
const SHORTEST: usize = 4;

/// How unlike the words and those of a name are.
pub(super) fn cost(said: &[&str], name: &[String]) -> Cost {
    let (heard, meant) = (said.concat(), name.concat());
    let letters = said.len() > 1 && said.iter().all(|word| word.chars().count() == 1);
    if said == name || (heard == meant && !letters && !heard.is_empty()) {
        return EXACT;
    }
    if letters || heard.len() < SHORTEST || meant.len() < SHORTEST {
        return Cost::MAX;
    }
    if within(said, name) || within(name, said) {
        return ALIKE;
    }
    let alike = strsim::normalized_damerau_levenshtein(&heard, &meant);
    SIMILAR.iter().find(|(least, _)| alike >= *least).map_or(Cost::MAX, |(_, cost)| *cost)
}

/// Whether the words of one stand in the other, one after the other.
fn within(part: &[impl AsRef<str>], all: &[impl AsRef<str>]) -> bool {
    !part.is_empty()
        && all.windows(part.len()).any(|window| {
            window.iter().zip(part).all(|(one, other)| AsRef::<str>::as_ref(one) == other.as_ref())
        })
}

#[cfg(test)]
mod tests {
    use super::{super::words::words, *};

    #[test]
    fn a_name_is_said_whole_apart_or_in_part() {
        let cost = |said: &str, name: &str| cost(&said.split(' ').collect::<Vec<_>>(), &words(name));
        assert_eq!(cost("operations", "Operations"), EXACT);
        assert_eq!(cost("web site", "Website"), EXACT);
        assert_eq!(cost("mobile", "Mobile App"), ALIKE);
        assert_eq!(cost("our mobile app", "Mobile App"), ALIKE);
        assert_eq!(cost("operation", "Operations"), ALIKE + 2);
        assert_eq!(cost("c o r e", "Core"), Cost::MAX, "letters spell a key");
        assert_eq!(cost("unicorns", "Operations"), Cost::MAX);
        assert_eq!(cost("app", "Ape"), Cost::MAX, "too short to be like anything");
    }
}
