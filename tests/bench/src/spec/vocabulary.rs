//! The words of generated skills: things, and what can be done with them, in two languages. Every pair makes an
//! intent that no other one's samples overlap with.

/// A thing in both languages. Identifiers come from the English singular.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    /// English, one.
    pub one: &'static str,
    /// English, several.
    pub many: &'static str,
    /// German, several.
    pub german: &'static str,
}

const fn noun(one: &'static str, many: &'static str, german: &'static str) -> Noun {
    Noun { one, many, german }
}

/// Things.
pub const NOUNS: [Noun; 25] = [
    noun("order", "orders", "Aufträge"),
    noun("invoice", "invoices", "Rechnungen"),
    noun("parcel", "parcels", "Pakete"),
    noun("ticket", "tickets", "Karten"),
    noun("booking", "bookings", "Buchungen"),
    noun("meeting", "meetings", "Termine"),
    noun("contract", "contracts", "Verträge"),
    noun("lesson", "lessons", "Lektionen"),
    noun("recipe", "recipes", "Rezepte"),
    noun("song", "songs", "Lieder"),
    noun("album", "albums", "Alben"),
    noun("film", "films", "Filme"),
    noun("book", "books", "Bücher"),
    noun("train", "trains", "Züge"),
    noun("flight", "flights", "Flüge"),
    noun("room", "rooms", "Zimmer"),
    noun("lamp", "lamps", "Lampen"),
    noun("sensor", "sensors", "Sensoren"),
    noun("camera", "cameras", "Kameras"),
    noun("plant", "plants", "Pflanzen"),
    noun("shelf", "shelves", "Regale"),
    noun("tool", "tools", "Werkzeuge"),
    noun("game", "games", "Spiele"),
    noun("team", "teams", "Mannschaften"),
    noun("shop", "shops", "Läden"),
];

/// How an intent ends, and what it does before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One sentence.
    Say,
    /// A slot that is asked for, a call with it, a sentence.
    Find,
    /// A date slot with a default, a call, a sentence with a plural.
    Count,
    /// A list read out.
    Read,
    /// A choice, a confirmation and a change.
    Move,
}

/// What can be done with things.
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    /// English.
    pub english: &'static str,
    /// German, imperative.
    pub german: &'static str,
    /// What such an intent is like.
    pub shape: Shape,
}

const fn verb(english: &'static str, german: &'static str, shape: Shape) -> Verb {
    Verb { english, german, shape }
}

/// Things to do: half of them only say something.
pub const VERBS: [Verb; 10] = [
    verb("explain", "erkläre", Shape::Say),
    verb("find", "finde", Shape::Find),
    verb("describe", "beschreibe", Shape::Say),
    verb("list", "nenne", Shape::Read),
    verb("compare", "vergleiche", Shape::Say),
    verb("move", "verlege", Shape::Move),
    verb("introduce", "zeige", Shape::Say),
    verb("count", "zähle", Shape::Count),
    verb("summarize", "umreiße", Shape::Say),
    verb("check", "prüfe", Shape::Find),
];

/// Kinds of every thing: the values of its type. English, German.
pub const KINDS: [(&str, &str); 20] = [
    ("urgent", "eilige"),
    ("late", "späte"),
    ("new", "neue"),
    ("old", "alte"),
    ("large", "große"),
    ("small", "kleine"),
    ("heavy", "schwere"),
    ("cheap", "billige"),
    ("costly", "teure"),
    ("local", "hiesige"),
    ("foreign", "fremde"),
    ("public", "offene"),
    ("private", "private"),
    ("broken", "kaputte"),
    ("rare", "seltene"),
    ("red", "rote"),
    ("green", "grüne"),
    ("blue", "blaue"),
    ("white", "weiße"),
    ("black", "schwarze"),
];

/// What is said with a kind: a synonym for each.
pub const DEGREES: [(&str, &str); 3] = [("very", "sehr"), ("rather", "recht"), ("quite", "ziemlich")];
