//! How people say projects and numbers. The tables are written for this test alone, so that a mistake in those of the
//! skill shows.

use std::collections::BTreeSet;

/// A language: `en` or `de`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    English,
    German,
}

impl Tongue {
    pub fn subtag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// Letter by letter: what its name is written as, and the words that spell it out.
const ENGLISH: [(&str, &str); 26] = [
    ("ay", "alpha alfa"),
    ("bee be", "bravo"),
    ("see sea", "charlie"),
    ("dee", "delta"),
    ("ee", "echo"),
    ("eff ef", "foxtrot"),
    ("gee", "golf"),
    ("aitch", "hotel"),
    ("eye aye", "india"),
    ("jay", "juliet juliett"),
    ("kay", "kilo"),
    ("el ell", "lima"),
    ("em", "mike"),
    ("en", "november"),
    ("oh", "oscar"),
    ("pea pee", "papa"),
    ("queue cue", "quebec"),
    ("are", "romeo"),
    ("ess", "sierra"),
    ("tea tee", "tango"),
    ("you", "uniform"),
    ("vee", "victor"),
    ("double-u double-you", "whiskey whisky"),
    ("ex", "x-ray"),
    ("why", "yankee"),
    ("zee zed", "zulu"),
];

const GERMAN: [(&str, &str); 26] = [
    ("a ah", "Anton Aachen"),
    ("be beh", "Berta Berlin"),
    ("ce tse", "Cäsar Chemnitz"),
    ("de deh", "Dora Düsseldorf"),
    ("e eh", "Emil Essen"),
    ("ef eff", "Friedrich Frankfurt"),
    ("ge geh", "Gustav Goslar"),
    ("ha hah", "Heinrich Hamburg"),
    ("i ih", "Ida Ingelheim"),
    ("jot jott", "Julius Jena"),
    ("ka kah", "Kaufmann Köln"),
    ("el ell", "Ludwig Leipzig"),
    ("em emm", "Martha München"),
    ("en enn", "Nordpol Nürnberg"),
    ("o oh", "Otto Offenbach"),
    ("pe peh", "Paula Potsdam"),
    ("ku kuh", "Quelle Quickborn"),
    ("er err", "Richard Rostock"),
    ("es ess", "Samuel Salzwedel"),
    ("te teh", "Theodor Tübingen"),
    ("u uh", "Ulrich Unna"),
    ("vau fau", "Viktor Völklingen"),
    ("we weh", "Wilhelm Wuppertal"),
    ("ix iks", "Xanthippe Xanten"),
    ("ypsilon", "Ypsilon"),
    ("zet zett", "Zacharias Zwickau"),
];

/// Letters that are taken for each other.
const MISHEARD: &[&str] = &["BP", "DT", "BD", "PT", "MN", "SF", "IY", "AK", "HA", "GJ", "VW"];

fn letter(letter: char, tongue: Tongue) -> Option<(&'static str, &'static str)> {
    let table = if tongue == Tongue::English { &ENGLISH } else { &GERMAN };
    ('A'..='Z').zip(table).find(|(it, _)| *it == letter).map(|(_, names)| *names)
}

/// The `at`th of some words, or the last one.
fn nth(words: &str, at: usize) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    words[at.min(words.len() - 1)].replace("double-", "double ")
}

/// Every way to say a project.
pub fn of_project(key: &str, name: &str, tongue: Tongue) -> BTreeSet<String> {
    let mut forms = of_key(key, tongue);
    forms.insert(name.to_owned());
    forms.insert(name.to_lowercase());
    let (project, article) = if tongue == Tongue::English { ("project", "the") } else { ("projekt", "das") };
    forms.insert(format!("{project} {}", name.to_lowercase()));
    forms.insert(format!("{article} {project} {}", key.to_lowercase()));
    if tongue == Tongue::English {
        forms.insert(format!("the {} project", name.to_lowercase()));
        forms.insert(format!("{} dash", key.to_lowercase()));
    } else {
        forms.insert(format!("{} strich", key.to_lowercase()));
    }
    forms
}

/// Every way to say a key.
fn of_key(key: &str, tongue: Tongue) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([key.to_lowercase(), key.to_owned()]);
    let spelt = |each: &dyn Fn(usize, char) -> String| {
        let all: Vec<String> = key.chars().enumerate().map(|(at, letter)| each(at, letter)).collect();
        all.join(" ")
    };
    let digit = |it: char| digit(it, tongue).to_owned();
    let plain = |it: char| if it.is_ascii_digit() { digit(it) } else { it.to_ascii_lowercase().to_string() };
    forms.insert(spelt(&|_, it| plain(it)));
    forms.insert(spelt(&|_, it| it.to_lowercase().to_string()));
    forms.insert(spelt(&|_, it| format!("{}.", it.to_ascii_lowercase())));
    forms.insert(spelt(&|_, it| it.to_string()));
    for at in 0..2 {
        let named = |it: char| letter(it, tongue).map_or_else(|| digit(it), |(names, _)| nth(names, at));
        let out = |it: char| letter(it, tongue).map_or_else(|| digit(it), |(_, words)| nth(words, at));
        forms.insert(spelt(&|_, it| named(it)));
        forms.insert(spelt(&|_, it| out(it)));
        // One of them spelt out, the others not; some by their names, the others as they are written.
        forms.insert(spelt(&|place, it| if place == at { out(it) } else { plain(it) }));
        forms.insert(spelt(&|place, it| if place % 2 == at { named(it) } else { plain(it) }));
        let as_in: &[&str] = if tongue == Tongue::English { &["as in", "like", "for"] } else { &["wie"] };
        for connecting in as_in {
            let one = |it: char| match letter(it, tongue) {
                Some(_) => format!("{} {connecting} {}", plain(it), out(it)),
                None => digit(it),
            };
            forms.insert(spelt(&|_, it| one(it)));
            forms.insert(spelt(&|place, it| if place == at { one(it) } else { plain(it) }));
        }
    }
    forms.extend(doubled(key, tongue));
    forms
}

/// `a double p`.
fn doubled(key: &str, tongue: Tongue) -> Option<String> {
    let letters: Vec<char> = key.chars().collect();
    let at = letters.windows(2).position(|two| two[0] == two[1])?;
    let double = if tongue == Tongue::English { "double" } else { "doppel" };
    let mut words: Vec<String> = letters.iter().map(|it| it.to_ascii_lowercase().to_string()).collect();
    words.remove(at);
    words.insert(at, double.to_owned());
    Some(words.join(" "))
}

/// Ways to say a key in which one letter was misheard.
pub fn misheard(key: &str, tongue: Tongue) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    for (at, heard) in key.char_indices() {
        for other in MISHEARD.iter().filter(|it| it.contains(heard)).flat_map(|it| it.chars()) {
            let mut wrong = key.to_owned();
            wrong.replace_range(at..=at, &other.to_string());
            if wrong != key {
                let named = |it: char| letter(it, tongue).map_or(it.to_string(), |(names, _)| nth(names, 0));
                forms.insert(wrong.to_lowercase());
                forms.insert(wrong.to_lowercase().chars().map(String::from).collect::<Vec<_>>().join(" "));
                forms.insert(wrong.chars().map(named).collect::<Vec<_>>().join(" "));
            }
        }
    }
    forms
}

fn digit(digit: char, tongue: Tongue) -> &'static str {
    let words = match tongue {
        Tongue::English => "zero one two three four five six seven eight nine",
        Tongue::German => "null eins zwei drei vier fünf sechs sieben acht neun",
    };
    let at = usize::try_from(digit.to_digit(10).unwrap()).unwrap();
    words.split(' ').nth(at).unwrap()
}

/// Every way to say a number.
pub fn of_number(number: u32, tongue: Tongue) -> BTreeSet<String> {
    let digits = number.to_string();
    let each = |say: &dyn Fn(char) -> &'static str| digits.chars().map(say).collect::<Vec<_>>().join(" ");
    let mut forms = BTreeSet::from([digits.clone(), cardinal(number, tongue), each(&|it| digit(it, tongue))]);
    if tongue == Tongue::English {
        forms.insert(each(&|it| if it == '0' { "oh" } else { digit(it, tongue) }));
        forms.insert(each(&|it| match it {
            '1' => "won",
            '2' => "too",
            '4' => "for",
            '8' => "ate",
            other => digit(other, tongue),
        }));
        forms.insert(cardinal(number, tongue).replace(" and", ""));
    } else {
        forms.insert(each(&|it| if it == '2' { "zwo" } else { digit(it, tongue) }));
    }
    // `twelve thirty four`, `one twenty three`.
    if (101..10_000).contains(&number) && number % 100 >= 10 {
        forms.insert(format!("{} {}", cardinal(number / 100, tongue), cardinal(number % 100, tongue)));
    }
    let all: Vec<char> = digits.chars().collect();
    if let Some(at) = all.windows(2).position(|two| two[0] == two[1]) {
        let double = if tongue == Tongue::English { "double" } else { "doppel" };
        let mut words: Vec<&str> = all.iter().map(|it| digit(*it, tongue)).collect();
        words[at] = double;
        forms.insert(words.join(" "));
    }
    forms
}

fn cardinal(number: u32, tongue: Tongue) -> String {
    match tongue {
        Tongue::English => in_english(number),
        Tongue::German => in_german(number),
    }
}

fn in_english(number: u32) -> String {
    let above_nine = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
    let tens = "- - twenty thirty forty fifty sixty seventy eighty ninety";
    let word = |words: &'static str, at: u32| words.split(' ').nth(at as usize).unwrap().to_owned();
    let unit = |at: u32| digit(char::from_digit(at, 10).unwrap(), Tongue::English).to_owned();
    let with = |head: String, rest: u32, and: &str| match rest {
        0 => head,
        rest => format!("{head}{and} {}", in_english(rest)),
    };
    match number {
        0..10 => unit(number),
        10..20 => word(above_nine, number - 10),
        20..100 => with(word(tens, number / 10), number % 10, ""),
        100..1_000 => with(format!("{} hundred", unit(number / 100)), number % 100, " and"),
        _ => {
            let and = if number % 1_000 < 100 { " and" } else { "" };
            with(format!("{} thousand", in_english(number / 1_000)), number % 1_000, and)
        }
    }
}

fn in_german(number: u32) -> String {
    let above_nine = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn";
    let tens = "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig";
    let word = |words: &'static str, at: u32| words.split(' ').nth(at as usize).unwrap().to_owned();
    let unit = |at: u32| digit(char::from_digit(at, 10).unwrap(), Tongue::German).to_owned();
    let joined = |at: u32| unit(at).replace("eins", "ein");
    let with = |head: String, rest: u32| if rest == 0 { head } else { head + &in_german(rest) };
    match number {
        0..10 => unit(number),
        10..20 => word(above_nine, number - 10),
        20..100 if number.is_multiple_of(10) => word(tens, number / 10),
        20..100 => format!("{}und{}", joined(number % 10), word(tens, number / 10)),
        100..1_000 => with(format!("{}hundert", joined(number / 100)), number % 100),
        _ => {
            let thousands = in_german(number / 1_000).replace("eins", "ein");
            with(format!("{thousands}tausend"), number % 1_000)
        }
    }
}
