//! What letters are called, and which of them sound alike.

use super::words::Language;

/// Names of letters in English, with the words that they sound like.
const ENGLISH: &[(char, &[&str])] = &[
    ('a', &["ay", "ey"]),
    ('b', &["be", "bee"]),
    ('c', &["see", "sea", "cee"]),
    ('d', &["dee", "de"]),
    ('e', &["ee"]),
    ('f', &["ef", "eff"]),
    ('g', &["gee", "jee"]),
    ('h', &["aitch", "haitch"]),
    ('i', &["eye", "aye", "ai"]),
    ('j', &["jay"]),
    ('k', &["kay", "cay"]),
    ('l', &["el", "ell"]),
    ('m', &["em"]),
    ('n', &["en"]),
    ('o', &["oh", "owe"]),
    ('p', &["pea", "pee"]),
    ('q', &["queue", "cue", "kew"]),
    ('r', &["are", "ar"]),
    ('s', &["ess", "es"]),
    ('t', &["tea", "tee"]),
    ('u', &["you", "ewe", "yu"]),
    ('v', &["vee"]),
    ('w', &["dubya"]),
    ('x', &["ex", "eks"]),
    ('y', &["why", "wye"]),
    ('z', &["zee", "zed"]),
];

/// Names of letters in German, as they are written down when heard.
const GERMAN: &[(char, &[&str])] = &[
    ('a', &["ah"]),
    ('b', &["be", "beh", "bee"]),
    ('c', &["ce", "ceh", "cee", "tse", "zeh"]),
    ('d', &["de", "deh"]),
    ('e', &["eh"]),
    ('f', &["ef", "eff"]),
    ('g', &["ge", "geh"]),
    ('h', &["ha", "hah"]),
    ('i', &["ie", "ih"]),
    ('j', &["jot", "jott"]),
    ('k', &["ka", "kah"]),
    ('l', &["el", "ell"]),
    ('m', &["em", "emm"]),
    ('n', &["en", "enn"]),
    ('o', &["oh"]),
    ('p', &["pe", "peh", "pee"]),
    ('q', &["ku", "kuh", "qu"]),
    ('r', &["er", "err"]),
    ('s', &["es", "ess"]),
    ('t', &["te", "teh", "tee"]),
    ('u', &["uh"]),
    ('v', &["vau", "fau"]),
    ('w', &["we", "weh"]),
    ('x', &["ix", "iks"]),
    ('y', &["ypsilon"]),
    ('z', &["zet", "zett"]),
];

/// Words by which a letter is spelt out, which is their first one: the alphabet of the International Civil Aviation
/// Organization ("NATO alphabet").
const AVIATION: &[&str] = &[
    "alfa", "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet",
    "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
    "uniform", "victor", "whiskey", "whisky", "xray", "yankee", "zulu",
];

/// The same in German: the postal table, and the towns of DIN 5009 (2022).
const POSTAL: &[&str] = &[
    "anton",
    "berta",
    "cäsar",
    "dora",
    "emil",
    "friedrich",
    "gustav",
    "heinrich",
    "ida",
    "julius",
    "kaufmann",
    "konrad",
    "ludwig",
    "martha",
    "nordpol",
    "otto",
    "paula",
    "quelle",
    "richard",
    "samuel",
    "siegfried",
    "theodor",
    "ulrich",
    "viktor",
    "wilhelm",
    "xanthippe",
    "xaver",
    "zacharias",
    "zeppelin",
    "aachen",
    "berlin",
    "chemnitz",
    "düsseldorf",
    "essen",
    "frankfurt",
    "goslar",
    "hamburg",
    "ingelheim",
    "jena",
    "köln",
    "leipzig",
    "münchen",
    "nürnberg",
    "offenbach",
    "potsdam",
    "quickborn",
    "rostock",
    "salzwedel",
    "tübingen",
    "unna",
    "völklingen",
    "wuppertal",
    "xanten",
    "zwickau",
];

/// Letters that sound alike, spoken by their names.
const ALIKE_ENGLISH: &[&str] = &["bcdegptvz", "ahjk", "mn", "fsx", "iy", "quw", "ao"];
const ALIKE_GERMAN: &[&str] = &["bcdegptwz", "ahk", "mn", "fsx", "iy", "quo", "vfw", "gjy", "ei", "lmn"];

/// The letter that a word names: itself, its name, or what sounds like it.
pub(super) fn named(word: &str, language: Language) -> Option<char> {
    let mut chars = word.chars();
    if let (Some(letter), None) = (chars.next(), chars.next()) {
        return letter.is_ascii_lowercase().then_some(letter);
    }
    let names = match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
    };
    names.iter().find(|(_, names)| names.contains(&word)).map(|(letter, _)| *letter)
}

/// The letter that a word of a spelling alphabet stands for. Both languages use the aviators' one.
pub(super) fn spelt(word: &str, language: Language) -> Option<char> {
    let known = AVIATION.contains(&word) || (language == Language::German && POSTAL.contains(&word));
    known.then(|| word.chars().next()).flatten()
}

/// Whether two letters are easily taken for each other.
pub(super) fn alike(one: char, other: char, language: Language) -> bool {
    let sets = match language {
        Language::English => ALIKE_ENGLISH,
        Language::German => ALIKE_GERMAN,
    };
    let digit = matches!((one, other), ('o', '0') | ('0', 'o'));
    digit || sets.iter().any(|set| set.contains(one) && set.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_one_letter() {
        for names in [ENGLISH, GERMAN] {
            let all: Vec<&str> = names.iter().flat_map(|(_, names)| names.iter().copied()).collect();
            for name in &all {
                assert_eq!(all.iter().filter(|it| *it == name).count(), 1, "{name}");
            }
            assert_eq!(names.len(), 26);
        }
    }

    #[test]
    fn every_letter_can_be_spelt_out() {
        for letter in 'a'..='z' {
            assert!(AVIATION.iter().any(|word| word.starts_with(letter)), "{letter}");
            // `Ypsilon` is the letter's name as well.
            assert!(letter == 'y' || POSTAL.iter().any(|word| word.starts_with(letter)), "{letter}");
        }
    }
}
