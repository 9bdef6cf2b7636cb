//! Looks for secrets in bytes: as they are, and in the encodings in which they slip into files and logs.

use crate::agent::encoded;
use flate2::read::GzDecoder;
use std::{
    collections::{BTreeMap, HashMap},
    fmt::{Display, Write as _},
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// So many bytes of a form are looked up at once. No secret is shorter.
const START: usize = 8;
/// The logarithm of how many bits tell most other bytes apart from the start of a form.
const BITS: u32 = 20;
/// The most that is looked at of what is compressed, in bytes.
const LARGEST: u64 = 16 << 20;
/// How a gzip stream begins that is deflated (RFC 1952, section 2.3.1).
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// A secret to look for.
pub struct Canary {
    pub name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    pub fn new(name: &str, secret: &str) -> Self {
        assert!(secret.len() >= START, "{name} is too short to be looked for");
        let json = serde_json::to_string(secret).unwrap();
        let debug = format!("{secret:?}");
        let percent = encoded(secret);
        let hex = listed(secret.bytes(), "", |byte| format!("{byte:02x}"));
        let mut forms = vec![
            ("plain", secret.into()),
            ("in JSON", unquoted(&json).into()),
            ("in JSON", ascii_json(secret).into()),
            ("as Debug", unquoted(&debug).into()),
            ("as Debug", secret.as_bytes().escape_ascii().to_string().into()),
            ("in a list of bytes", listed(secret.bytes(), ", ", |byte| byte.to_string()).into()),
            ("in a list of bytes", listed(secret.bytes(), ",", |byte| byte.to_string()).into()),
            ("URL-encoded", percent.clone().into()),
            ("URL-encoded", lower_percent(&percent).into()),
            // Of which a browser encodes less.
            ("URL-encoded", percent.replace("%2D", "-").replace("%5F", "_").replace("%2E", ".").into()),
            ("in hex", hex.to_uppercase().into()),
            ("in hex", hex.into()),
            ("in UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("in UTF-16", secret.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ];
        for offset in 0..3 {
            let inner = base64(secret.as_bytes(), offset);
            forms.push(("in base64", inner.replace('+', "-").replace('/', "_").into()));
            forms.push(("in base64", inner.into()));
        }
        Self { name: name.to_owned(), forms }
    }
}

fn unquoted(text: &str) -> &str {
    &text[1..text.len() - 1]
}

fn listed<T>(bytes: impl Iterator<Item = u8>, between: &str, each: impl Fn(u8) -> T) -> String
where
    T: Display,
{
    bytes.map(|byte| each(byte).to_string()).collect::<Vec<_>>().join(between)
}

/// JSON as some write it, in ASCII alone, and with `/` escaped.
fn ascii_json(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    let escaped = unquoted(&json).chars().map(|char| match char {
        '/' => "\\/".to_owned(),
        char if char.is_ascii() => char.to_string(),
        char => char.encode_utf16(&mut [0; 2]).iter().fold(String::new(), |mut escaped, unit| {
            write!(escaped, "\\u{unit:04x}").unwrap();
            escaped
        }),
    });
    escaped.collect()
}

/// The same with small digits.
fn lower_percent(text: &str) -> String {
    let mut parts = text.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        write!(lower, "%{}{rest}", digits.to_lowercase()).unwrap();
    }
    lower
}

/// What base64 makes of `secret` after `offset` other bytes, as far as that depends on nothing but the secret.
fn base64(secret: &[u8], offset: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = secret.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    // The first digit whose six bits are all of the secret's.
    let skipped = (6 - offset * 8 % 6) % 6;
    let digits = bits[skipped..].chunks_exact(6);
    let value = |digit: &[u8]| digit.iter().fold(0, |value, bit| value << 1 | usize::from(*bit));
    digits.map(|digit| char::from(DIGITS[value(digit)])).collect()
}

/// All forms of many secrets, by how they start.
pub struct Index<'a> {
    canaries: &'a [Canary],
    /// Canary and form.
    starts: HashMap<u64, Vec<(usize, usize)>>,
    /// A bit for each start, and few others.
    filter: Vec<u64>,
}

impl<'a> Index<'a> {
    pub fn new(canaries: &'a [Canary]) -> Self {
        let mut index =
            Self { canaries, starts: HashMap::new(), filter: vec![0; 1 << (BITS - u64::BITS.ilog2())] };
        for (at, canary) in canaries.iter().enumerate() {
            for (form, (_, bytes)) in canary.forms.iter().enumerate() {
                let start = bytes[..START].iter().fold(0, |start, byte| push(start, *byte));
                index.starts.entry(start).or_default().push((at, form));
                let (word, bit) = place(start);
                index.filter[word] |= bit;
            }
        }
        index
    }

    /// Which canaries are in `bytes`, and in which form.
    pub fn within(&self, bytes: &[u8]) -> Vec<(&'a Canary, String)> {
        let mut found = BTreeMap::new();
        self.collect(bytes, "", &mut found);
        found.into_iter().map(|(at, (_, how))| (&self.canaries[at], how)).collect()
    }

    /// Notes the first form, as they are listed, of each canary; what is compressed is looked at, too.
    fn collect(&self, bytes: &[u8], how: &str, found: &mut BTreeMap<usize, (usize, String)>) {
        let mut start = 0;
        for (end, byte) in bytes.iter().enumerate() {
            start = push(start, *byte);
            let (word, bit) = place(start);
            if end + 1 < START || self.filter[word] & bit == 0 {
                continue;
            }
            let rest = &bytes[end + 1 - START..];
            for (at, form) in self.starts.get(&start).into_iter().flatten() {
                let (name, wanted) = &self.canaries[*at].forms[*form];
                if rest.starts_with(wanted) && found.get(at).is_none_or(|(known, _)| form < known) {
                    found.insert(*at, (*form, format!("{how}{name}")));
                }
            }
        }
        let streams = bytes.windows(GZIP.len()).enumerate().filter(|(_, start)| *start == GZIP);
        for (at, _) in streams {
            self.collect(&gunzip(&bytes[at..]), "in gzip, ", found);
        }
    }
}

/// What is in the stream at the start of `bytes`, as far as there is one.
fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut inner = Vec::new();
    // What was read before it broke off, or turned out to be none, is there.
    GzDecoder::new(bytes).take(LARGEST).read_to_end(&mut inner).ok();
    inner
}

/// The last eight bytes, of which `byte` is the newest.
fn push(last: u64, byte: u8) -> u64 {
    last << 8 | u64::from(byte)
}

/// Where a start is in the filter: Fibonacci hashing.
fn place(start: u64) -> (usize, u64) {
    let bit = start.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
    (usize::try_from(bit / 64).unwrap(), 1 << (bit % 64))
}

/// Where canaries are in the files below `folder`: file, canary and form.
pub fn in_files(folder: &Path, canaries: &[Canary]) -> Vec<String> {
    let index = Index::new(canaries);
    let mut found = Vec::new();
    for path in files(folder) {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        let within = index.within(&fs::read(&path).unwrap());
        found.extend(within.into_iter().map(|(canary, how)| format!("{name}: {} {how}", canary.name)));
    }
    found
}

/// Where canaries are in lines.
pub fn in_lines(lines: &[String], canaries: &[Canary]) -> Vec<String> {
    let index = Index::new(canaries);
    let mut found = Vec::new();
    for line in lines {
        let within = index.within(line.as_bytes()).into_iter();
        found.extend(within.map(|(canary, how)| format!("{} {how}: {line}", canary.name)));
    }
    found
}

/// The files below a folder. What runs is in it as well, and no state.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().unwrap() != "bootstrap" {
            found.push(path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::{Engine, engine::general_purpose::STANDARD};
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;

    const SECRET: &str = "s3cret/+canary:ü\"?";

    #[test]
    fn what_is_planted_is_found_in_every_form() {
        let bytes = SECRET.as_bytes();
        let hex = listed(bytes.iter().copied(), "", |byte| format!("{byte:02x}"));
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let planted: Vec<(&str, Vec<u8>)> = vec![
            ("plain", [b"\0\xff", bytes].concat()),
            ("in JSON", serde_json::json!({"a": SECRET}).to_string().into()),
            // As Python's `json.dumps` and PHP's `json_encode` have it.
            ("in JSON", br#"{"a": "s3cret\/+canary:\u00fc\"?"}"#.to_vec()),
            // `{:?}` of a text with a quotation mark is as in JSON, of bytes it is not.
            ("in JSON", format!("Token({SECRET:?})").into()),
            ("as Debug", format!("b\"{}\"", bytes.escape_ascii()).into()),
            ("in a list of bytes", format!("Secret({bytes:?})").into()),
            ("in a list of bytes", serde_json::to_vec(bytes).unwrap()),
            ("URL-encoded", format!("?a={}&", encoded(SECRET)).into()),
            ("URL-encoded", b"?a=s3cret%2f%2bcanary%3a%c3%bc%22%3f".to_vec()),
            ("in hex", hex.to_uppercase().into()),
            ("in hex", hex.into()),
            ("in UTF-16", [b"x", utf16.as_slice()].concat()),
            ("nothing", b"s3cret/+canary".to_vec()),
        ];
        let canary = Canary::new("planted", SECRET);
        let folder = tempfile::tempdir().unwrap();
        for (how, bytes) in planted {
            fs::write(folder.path().join("file"), &bytes).unwrap();
            let found = in_files(folder.path(), std::slice::from_ref(&canary));
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let expected: &[String] = if how == "nothing" { &[] } else { &[format!("file: planted {how}")] };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn base64_is_found_wherever_it_begins() {
        let canary = Canary::new("planted", "lovelace-1815");
        // By another implementation: `printf 'xxada:lovelace-1815yy' | base64`, with 0 to 2 bytes before.
        for text in
            ["YWRhOmxvdmVsYWNlLTE4MTU=", "eGFkYTpsb3ZlbGFjZS0xODE1eQ==", "eHhhZGE6bG92ZWxhY2UtMTgxNXl5"]
        {
            let found = in_lines(&[format!("x{text}x")], std::slice::from_ref(&canary));
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].starts_with("planted in base64"));
        }
        let canary = Canary::new("planted", SECRET);
        for before in 0..9 {
            let bytes = [&vec![b'~'; before], SECRET.as_bytes(), b"~~"].concat();
            for text in [STANDARD.encode(&bytes), ::base64::engine::general_purpose::URL_SAFE.encode(&bytes)]
            {
                assert_eq!(in_lines(&[text], std::slice::from_ref(&canary)).len(), 1, "after {before}");
            }
        }
    }

    #[test]
    fn what_is_compressed_is_looked_at() {
        let canary = Canary::new("planted", "planted-canary-1815");
        let index = Index::new(std::slice::from_ref(&canary));
        let text = "planted-canary-1815 ".repeat(50);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&[&[b'~'; 70], text.as_bytes()].concat()).unwrap();
        let stream = encoder.finish().unwrap();
        // Whole, and broken off.
        for stream in [stream.as_slice(), &stream[..stream.len() - 9]] {
            let bytes = [b"x\x1f\x8b", stream, b"after"].concat();
            let found: Vec<String> = index.within(&bytes).into_iter().map(|(_, how)| how).collect();
            assert_eq!(found, ["in gzip, plain"]);
        }
    }
}
