//! A document as a tree in which every value and key knows its place.

use sayso_schemas::span::Span;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its place: of a plain or quoted scalar the content; of a mapping or list all of it. See
    /// [`Span::verbatim`].
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A text, number, bool or null.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values in the order in which they are written; no key is there twice.
    Map(Vec<(Key, Node)>),
}

/// A text, number, bool or null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, without quotes, escapes and folding.
    pub text: String,
    /// Written without quotes, so that it may be a number, bool or null by the core schema (YAML 1.2.2 § 10.3.2).
    pub plain: bool,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub text: String,
    /// Its place, as that of a scalar.
    pub span: Span,
}

impl Node {
    /// The value of `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key `key` and its value, where this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries().iter().find(|(it, _)| it.text == key)
    }

    /// Keys and values; none where this is no mapping.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Elements; none where this is no list.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The scalar, where this is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar, also of a number or bool, but not of null.
    pub fn as_str(&self) -> Option<&str> {
        self.scalar().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text.as_str())
    }

    /// The bool, where this is one.
    pub fn as_bool(&self) -> Option<bool> {
        self.scalar().and_then(Scalar::as_bool)
    }

    /// The whole number, where this is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.scalar().and_then(Scalar::as_i64)
    }

    /// The number, where this is one.
    pub fn as_f64(&self) -> Option<f64> {
        self.scalar().and_then(Scalar::as_f64)
    }

    /// Whether this is null: nothing, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_null)
    }

    /// What this is, for messages: `a list`, `a text`, …
    pub fn described(&self) -> &'static str {
        match &self.kind {
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
            Kind::Scalar(scalar) if scalar.is_null() => "nothing",
            Kind::Scalar(scalar) if scalar.as_bool().is_some() => "a bool",
            Kind::Scalar(scalar) if scalar.as_f64().is_some() => "a number",
            Kind::Scalar(_) => "a text",
        }
    }

    /// Whether this is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.kind, Kind::List(_))
    }

    /// Whether this is a mapping.
    pub fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }
}

impl Scalar {
    /// Whether this is null: nothing, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// The bool, where this is one: `true` or `false`, unquoted.
    pub fn as_bool(&self) -> Option<bool> {
        match self.text.as_str() {
            _ if !self.plain => None,
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The whole number, where this is one that fits: decimal, `0o17` or `0x1f`, unquoted.
    pub fn as_i64(&self) -> Option<i64> {
        if !self.plain {
            return None;
        }
        match self.text.as_bytes() {
            [b'0', b'o', digits @ ..] => radix(digits, 8),
            [b'0', b'x', digits @ ..] => radix(digits, 16),
            _ => self.text.parse().ok(),
        }
    }

    /// The whole number, where this is one that is not negative and fits; otherwise as [`Scalar::as_i64`].
    pub fn as_u64(&self) -> Option<u64> {
        match self.as_i64() {
            Some(number) => u64::try_from(number).ok(),
            None if self.plain => self.text.parse().ok(),
            None => None,
        }
    }

    /// The number, where this is one, unquoted.
    pub fn as_f64(&self) -> Option<f64> {
        if !self.plain {
            return None;
        }
        match self.text.as_str() {
            ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
            "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
            ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
            // What Rust reads besides the core schema's numbers (`inf`, `infinity`, `nan`) has a letter first.
            text if text.starts_with("0o") || text.starts_with("0x") => {
                self.as_i64()?.to_string().parse().ok()
            }
            text if text.bytes().any(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Reads digits without a sign.
fn radix(digits: &[u8], radix: u32) -> Option<i64> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with(['+', '-']))?;
    i64::from_str_radix(digits, radix).ok()
}
