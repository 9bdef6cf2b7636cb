//! The compiled words of a skill, per locale.

use super::{Scope, Speech, formats::Formats, render};
use sayso_schemas::words::{FORMAT, Words};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Why the words of a skill could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// The folder or a file could not be read.
    #[error("cannot read `{}`: {source}; the words files belong beside `bootstrap`, in `words/`", path.display())]
    Unreadable {
        /// What was read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is not a words file.
    #[error("`{}` is not a words file: {source}; run `sayso generate`", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
    /// A file has another format.
    #[error("`{}` has format {found}, this program reads format {FORMAT}; run `sayso generate`", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A file belongs to another build of the skill.
    #[error(
        "`{}` does not belong to this program: its signature is `{found}`, not `{expected}`; \
         run `sayso generate` and build again",
        path.display()
    )]
    Signature {
        /// The file.
        path: PathBuf,
        /// The signature it carries.
        found: String,
        /// The signature compiled in.
        expected: &'static str,
    },
    /// The words of the default locale are missing.
    #[error("`{}` has no words for the default locale `{locale}`; run `sayso generate`", folder.display())]
    NoDefault {
        /// Where the words were looked for.
        folder: PathBuf,
        /// The default locale.
        locale: &'static str,
    },
}

/// The words of a skill in all its locales.
#[derive(Debug)]
pub struct WordSet {
    locales: BTreeMap<String, Locale>,
    default: &'static str,
}

impl WordSet {
    /// Reads every `<locale>.json` in `folder`; each must carry `signature`.
    pub fn load(folder: &Path, signature: &'static str, default: &'static str) -> Result<Self, WordsError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| WordsError::Unreadable { path, source }
        };
        let mut locales = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = fs::read(&path).map_err(unreadable(&path))?;
                let words = parse(&path, &text, signature)?;
                locales.insert(words.locale.clone(), Locale::new(words));
            }
        }
        if !locales.contains_key(default) {
            return Err(WordsError::NoDefault { folder: folder.to_owned(), locale: default });
        }
        Ok(Self { locales, default })
    }

    /// The words for a request's locale: its own, else those of the same language, else the default ones.
    pub(crate) fn of(&self, wanted: Option<&str>) -> Option<&Locale> {
        let wanted = wanted.unwrap_or(self.default);
        let same_language = |locale: &&Locale| locale.language() == language(wanted);
        let default = self.locales.get(self.default);
        self.locales
            .get(wanted)
            .or_else(|| default.filter(same_language))
            .or_else(|| self.locales.values().find(same_language))
            .or(default)
    }
}

fn parse(path: &Path, text: &[u8], signature: &'static str) -> Result<Words, WordsError> {
    let words: Words = serde_json::from_slice(text)
        .map_err(|source| WordsError::Malformed { path: path.to_owned(), source })?;
    if words.format != FORMAT {
        return Err(WordsError::Format { path: path.to_owned(), found: words.format });
    }
    if words.signature != signature {
        let path = path.to_owned();
        return Err(WordsError::Signature { path, found: words.signature, expected: signature });
    }
    Ok(words)
}

fn language(locale: &str) -> &str {
    locale.split('-').next().unwrap_or(locale)
}

/// The words of one locale and the formats of its values.
#[derive(Debug)]
pub(crate) struct Locale {
    words: Words,
    formats: OnceLock<Formats>,
}

impl Locale {
    pub(crate) fn new(words: Words) -> Self {
        Self { words, formats: OnceLock::new() }
    }

    /// BCP 47 tag, `de-DE`.
    pub(crate) fn tag(&self) -> &str {
        &self.words.locale
    }

    /// The language alone, `de`.
    pub(crate) fn language(&self) -> &str {
        language(&self.words.locale)
    }

    /// The skill's name.
    pub(crate) fn name(&self) -> &str {
        &self.words.name
    }

    /// The name spoken for a value of a custom type; its id where the locale has none.
    pub(crate) fn value_name<'a>(&'a self, kind: &str, id: &'a str) -> &'a str {
        self.words.values.get(kind).and_then(|values| values.get(id)).map_or(id, String::as_str)
    }

    pub(crate) fn formats(&self) -> &Formats {
        self.formats.get_or_init(|| Formats::new(self.tag()))
    }

    /// Whether there is a message `id`.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.words.messages.contains_key(id)
    }

    /// The message `id` with its values. A message that the locale lacks is empty: the compiler writes every
    /// message into every words file, and the signature binds the files to the program.
    pub(crate) fn render(&self, id: &str, scope: &Scope<'_>) -> Speech {
        let parts = self.words.messages.get(id).map_or(&[][..], Vec::as_slice);
        render::message(self, parts, scope)
    }
}
