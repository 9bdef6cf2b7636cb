//! Looks for secrets in bytes: as they are, and in the encodings in which they slip into files and logs.

use crate::agent::encoded;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// A secret to look for.
pub struct Canary {
    pub name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    pub fn new(name: &str, secret: &str) -> Self {
        assert!(secret.len() >= 8, "{name} is too short to be looked for");
        let hex = hex(secret);
        let json = serde_json::to_string(secret).unwrap();
        let mut forms = vec![
            ("plain", secret.into()),
            ("in JSON", json.trim_matches('"').into()),
            ("URL-encoded", encoded(secret).into()),
            // Of which a browser encodes less.
            (
                "URL-encoded",
                encoded(secret).replace("%2D", "-").replace("%5F", "_").replace("%2E", ".").into(),
            ),
            ("in hex", hex.clone().into()),
            ("in hex", hex.to_uppercase().into()),
        ];
        for offset in 0..3 {
            let inner = base64(secret.as_bytes(), offset);
            forms.push(("in base64", inner.replace('+', "-").replace('/', "_").into()));
            forms.push(("in base64", inner.into()));
        }
        Self { name: name.to_owned(), forms }
    }

    /// In which form it is in `bytes`.
    fn within(&self, bytes: &[u8]) -> Option<&'static str> {
        let found = self.forms.iter().find(|(_, form)| contains(bytes, form));
        found.map(|(how, _)| *how)
    }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let (first, length) = (wanted[0], wanted.len());
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == first) {
        at += next;
        if bytes.len() - at >= length && &bytes[at..at + length] == wanted {
            return true;
        }
        at += 1;
    }
    false
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

/// Where canaries are in the files below `folder`: file, canary and form.
pub fn in_files(folder: &Path, canaries: &[Canary]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        for canary in canaries {
            if let Some(how) = canary.within(&bytes) {
                found.push(format!("{name}: {} {how}", canary.name));
            }
        }
    }
    found
}

/// Where canaries are in lines.
pub fn in_lines(lines: &[String], canaries: &[Canary]) -> Vec<String> {
    let hits = |line: &String| {
        let hit =
            |canary: &Canary| Some(format!("{} {}: {line}", canary.name, canary.within(line.as_bytes())?));
        canaries.iter().filter_map(hit).collect::<Vec<_>>()
    };
    lines.iter().flat_map(hits).collect()
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

#[test]
fn the_scanner_finds_what_is_planted() {
    let secret = "s3cret/+canary:ü\"?";
    let canary = Canary::new("planted", secret);
    let folder = tempfile::tempdir().unwrap();
    let hex = hex(secret).to_uppercase();
    let planted: [(&str, Vec<u8>); 5] = [
        ("plain", [b"\0\xff", secret.as_bytes()].concat()),
        ("in JSON", serde_json::json!({"a": secret}).to_string().into()),
        ("URL-encoded", format!("?a={}&", encoded(secret)).into()),
        ("in hex", hex.into()),
        ("nothing", b"s3cret/+canary".to_vec()),
    ];
    for (how, bytes) in planted {
        let path = folder.path().join("file");
        fs::write(&path, &bytes).unwrap();
        let found = in_files(folder.path(), std::slice::from_ref(&canary));
        let expected: &[String] = if how == "nothing" { &[] } else { &[format!("file: planted {how}")] };
        assert_eq!(found, expected);
        fs::remove_file(path).unwrap();
    }
    // By another implementation: `printf 'xxada:lovelace-1815yy' | base64`, with 0 to 2 bytes before.
    let canary = Canary::new("planted", "lovelace-1815");
    for text in ["YWRhOmxvdmVsYWNlLTE4MTU=", "eGFkYTpsb3ZlbGFjZS0xODE1eQ==", "eHhhZGE6bG92ZWxhY2UtMTgxNXl5"] {
        let found = in_lines(&[format!("x{text}x")], std::slice::from_ref(&canary));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].starts_with("planted in base64"));
    }
}
