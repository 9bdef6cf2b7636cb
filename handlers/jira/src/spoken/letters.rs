//! Keys that are spelt: `o p s`, `oh pea ess`, `oscar papa sierra`, `o as in oscar`, `double p`.

use super::{
    ALIKE, Cost, EXACT,
    alphabet::{alike, named, spelt},
    numbers,
    words::Language,
};

/// A letter too much or too few, or one that sounds otherwise.
const OTHER: Cost = 20;
/// Instead of one that was spelt out (`oscar`), which is not misheard.
const CERTAIN: Cost = 30;
/// A few letters heard as a word among others (`we b`).
const RUN: Cost = 5;
/// The longest such word.
const LONGEST_RUN: usize = 5;

/// What some of the words are, read as letters or digits.
struct Letters {
    text: Vec<char>,
    /// How many words they are.
    words: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By a name.
    Named,
    /// By a word of a spelling alphabet.
    SpeltOut,
    /// As they stand in a word.
    Run,
}

/// What words are that spell a key, or are it.
pub(super) struct Spelling<'a> {
    words: &'a [&'a str],
    language: Language,
    /// What can begin at each word.
    readings: Vec<Vec<Letters>>,
}

impl<'a> Spelling<'a> {
    pub(super) fn of(words: &'a [&'a str], language: Language) -> Self {
        let readings = (0..words.len()).map(|at| letters(words.get(at..).unwrap_or_default(), language));
        Self { words, language, readings: readings.collect() }
    }

    /// How unlike the words and `key` are.
    pub(super) fn cost(&self, key: &str) -> Cost {
        let key: Vec<char> = key.to_lowercase().chars().collect();
        let spelt = self.aligned(&key);
        match self.words {
            [word] => spelt.min(self.as_word(word, &key)),
            _ => spelt,
        }
    }

    /// The key that the words spell, where they are letters and nothing else.
    pub(super) fn exactly(&self) -> Option<String> {
        let (mut at, mut key) = (0, String::new());
        while at < self.words.len() {
            let first = self.readings.get(at)?.iter().find(|it| it.kind != Kind::Run)?;
            key.extend(first.text.iter());
            at += first.words;
        }
        Some(key.to_uppercase())
    }

    /// The cheapest way through words and key: each reading of a word stands for as many letters of the key, or for
    /// none; letters of the key may have been left out.
    fn aligned(&self, key: &[char]) -> Cost {
        let (words, width) = (self.words.len(), key.len() + 1);
        let mut best = vec![Cost::MAX; (words + 1) * width];
        let improve = |best: &mut Vec<Cost>, at: usize, cost: Cost| {
            if let Some(old) = best.get_mut(at) {
                *old = (*old).min(cost);
            }
        };
        improve(&mut best, 0, EXACT);
        for word in 0..=words {
            for letter in 0..width {
                let Some(&cost) = best.get(word * width + letter) else { continue };
                if cost == Cost::MAX {
                    continue;
                }
                if letter < key.len() {
                    improve(&mut best, word * width + letter + 1, cost + OTHER);
                }
                for reading in self.readings.get(word).into_iter().flatten() {
                    let next = (word + reading.words) * width + letter;
                    improve(&mut best, next, cost + OTHER);
                    if let Some(meant) = key.get(letter..letter + reading.text.len()) {
                        let unlike = self.unlike(reading, meant);
                        improve(&mut best, next + reading.text.len(), cost + unlike);
                    }
                }
            }
        }
        best.last().copied().unwrap_or(Cost::MAX)
    }

    fn unlike(&self, reading: &Letters, meant: &[char]) -> Cost {
        let other = |(&heard, &meant): (&char, &char)| match reading.kind {
            _ if heard == meant => EXACT,
            Kind::SpeltOut => CERTAIN,
            _ if alike(heard, meant, self.language) => ALIKE,
            _ => OTHER,
        };
        let run = if reading.kind == Kind::Run { RUN } else { EXACT };
        run + reading.text.iter().zip(meant).map(other).sum::<Cost>()
    }

    /// A word against a key that is said as one: `obs` and `OPS`. An edit distance (Wagner and Fischer) in which letters
    /// that sound alike are nearer.
    fn as_word(&self, word: &str, key: &[char]) -> Cost {
        let word: Vec<char> = word.chars().collect();
        let mut row: Vec<Cost> = (0..=key.len()).map(|it| cost_of(it) * OTHER).collect();
        let mut before = None;
        for (at, &heard) in word.iter().enumerate() {
            let again = if before == Some(heard) { ALIKE } else { OTHER };
            let mut next = vec![cost_of(at + 1) * OTHER];
            for (place, &meant) in key.iter().enumerate() {
                let other = match () {
                    () if heard == meant => EXACT,
                    () if alike(heard, meant, self.language) => ALIKE,
                    () => OTHER,
                };
                let at = |row: &[Cost], place: usize| row.get(place).copied().unwrap_or(Cost::MAX / 2);
                let cheapest =
                    (at(&row, place) + other).min(at(&row, place + 1) + again).min(at(&next, place) + OTHER);
                next.push(cheapest);
            }
            row = next;
            before = Some(heard);
        }
        row.last().copied().unwrap_or(Cost::MAX)
    }
}

fn cost_of(count: usize) -> Cost {
    Cost::try_from(count).unwrap_or(Cost::MAX / OTHER)
}

/// Everything that the first of these words can be, with those after it that belong to it.
fn letters(words: &[&str], language: Language) -> Vec<Letters> {
    let Some((&first, after)) = words.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |text: Vec<char>, words: usize, kind: Kind| found.push(Letters { text, words, kind });
    if let Some(letter) = named(first, language) {
        add(vec![letter], 1, Kind::Named);
        if let Some(words) = as_in(letter, after, language) {
            add(vec![letter], 1 + words, Kind::SpeltOut);
        }
    }
    match (first, after.first()) {
        ("x", Some(&"ray")) => add(vec!['x'], 2, Kind::SpeltOut),
        ("double", Some(&("u" | "you"))) if language == Language::English => add(vec!['w'], 2, Kind::Named),
        _ => {}
    }
    if let Some(letter) = spelt(first, language) {
        add(vec![letter], 1, Kind::SpeltOut);
    }
    if let Some(times) = numbers::times(first, language)
        && let Some(&again) = after.first()
    {
        let letter = named(again, language).or_else(|| numbers::digit(again, language));
        if let Some(letter) = letter {
            add(vec![letter; times], 2, Kind::Named);
        }
    }
    if let Some(digits) = numbers::cardinal(&[first], language) {
        add(digits.chars().collect(), 1, Kind::Named);
    }
    let plain = first.bytes().all(|byte| byte.is_ascii_lowercase());
    if plain && (2..=LONGEST_RUN).contains(&first.len()) {
        add(first.chars().collect(), 1, Kind::Run);
    }
    found
}

/// How many words of `after` say again which letter is meant: `as in oscar`, `wie otto`.
fn as_in(letter: char, after: &[&str], language: Language) -> Option<usize> {
    let connecting: &[&[&str]] = match language {
        Language::English => &[&["as", "in"], &["as"], &["like"], &["for"]],
        Language::German => &[&["wie", "in"], &["wie"], &["von"]],
    };
    let connecting = connecting.iter().find(|words| after.starts_with(words))?.len();
    let word = after.get(connecting)?;
    if !word.starts_with(letter) {
        return None;
    }
    let ray = *word == "x" && after.get(connecting + 1) == Some(&"ray");
    Some(connecting + 1 + usize::from(ray))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(said: &str, key: &str, language: Language) -> Cost {
        Spelling::of(&said.split(' ').collect::<Vec<_>>(), language).cost(key)
    }

    #[test]
    fn keys_are_spelt_in_many_ways() {
        for said in [
            "ops",
            "o p s",
            "oh pea ess",
            "oscar papa sierra",
            "o as in oscar p like papa s for sierra",
            "o as in orange p s",
            "oh p sierra",
        ] {
            assert_eq!(cost(said, "OPS", Language::English), EXACT, "{said}");
        }
        for said in ["o pe es", "otto paula samuel", "o wie otto p wie paula s wie siegfried", "oh pe ess"] {
            assert_eq!(cost(said, "OPS", Language::German), EXACT, "{said}");
        }
        assert_eq!(cost("double you e b", "WEB", Language::English), EXACT);
        assert_eq!(cost("double you e b", "UUEB", Language::English), EXACT);
        assert_eq!(cost("a double p", "APP", Language::English), EXACT);
        assert_eq!(cost("b two b", "B2B", Language::English), EXACT);
        assert_eq!(cost("q twelve", "Q12", Language::English), EXACT);
        assert_eq!(cost("vau ypsilon jot", "VYJ", Language::German), EXACT);
        assert_eq!(cost("x ray romeo", "XR", Language::English), EXACT);
        assert_eq!(cost("o p s s", "OPS", Language::English), OTHER, "one letter too many");
    }

    #[test]
    fn letters_that_sound_alike_are_near() {
        assert_eq!(cost("o b s", "OPS", Language::English), ALIKE);
        assert_eq!(cost("obs", "OPS", Language::English), ALIKE);
        assert_eq!(cost("o pe es", "OBS", Language::German), ALIKE);
        assert_eq!(cost("oscar bravo sierra", "OPS", Language::English), CERTAIN);
        assert_eq!(cost("o l s", "OPS", Language::English), OTHER);
        assert_eq!(cost("oops", "OPS", Language::English), ALIKE);
        assert_eq!(cost("we b", "WEB", Language::German), RUN, "or W B");
        assert_eq!(cost("we b", "WB", Language::German), EXACT);
    }

    #[test]
    fn letters_and_nothing_else_spell_a_key() {
        let exactly =
            |said: &str| Spelling::of(&said.split(' ').collect::<Vec<_>>(), Language::English).exactly();
        assert_eq!(exactly("z z nine").as_deref(), Some("ZZ9"));
        assert_eq!(exactly("zulu zulu").as_deref(), Some("ZZ"));
        assert_eq!(exactly("unicorns"), None);
    }
}
