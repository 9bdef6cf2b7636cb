//! Assemblies from disk: of the packages that were named, and of those that they depend on.

use super::{Assembly, Type};
use crate::Error;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// Installed packages' assemblies.
#[derive(Debug)]
pub struct Library {
    /// By package.
    pub assemblies: BTreeMap<String, Assembly>,
}

impl Library {
    /// A type by its full name. A package's name has no dot, so what is before the first one is its assembly.
    pub fn get(&self, fqn: &str) -> Option<&Type> {
        self.assembly_of(fqn)?.types.get(fqn)
    }

    /// The assembly that a name lies in.
    pub fn assembly_of(&self, fqn: &str) -> Option<&Assembly> {
        let package = fqn.split_once('.').map_or(fqn, |(package, _)| package);
        self.assemblies.get(package)
    }

    /// Every type of the packages.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.assemblies.values().flat_map(|assembly| assembly.types.values())
    }
}

/// What `.jsii` holds where the assembly itself is in another file.
#[derive(Deserialize)]
struct Redirect {
    schema: String,
    compression: Option<String>,
    filename: PathBuf,
}

/// Reads the assemblies of packages, and of what they depend on, from a `node_modules` folder.
pub fn load(folder: &Path, packages: impl IntoIterator<Item = String>) -> Result<Library, Error> {
    let mut assemblies = BTreeMap::new();
    let mut left: Vec<String> = packages.into_iter().collect();
    while let Some(package) = left.pop() {
        if let Entry::Vacant(place) = assemblies.entry(package) {
            let assembly = read(folder, place.key())?;
            left.extend(assembly.dependencies.keys().cloned());
            place.insert(assembly);
        }
    }
    Ok(Library { assemblies })
}

fn read(folder: &Path, package: &str) -> Result<Assembly, Error> {
    let path = folder.join(package).join(".jsii");
    if !path.exists() {
        return Err(Error::Package { package: package.to_owned(), folder: folder.to_owned() });
    }
    let text = bytes(&path)?;
    let Some(redirect) = redirect(&text) else {
        return parse(&path, &text);
    };
    let target = path.with_file_name(&redirect.filename);
    match redirect.compression.as_deref() {
        None => parse(&target, &bytes(&target)?),
        Some("gzip") => parse(&target, &unzip(&target)?),
        Some(form) => Err(Error::Redirect { path, form: form.to_owned() }),
    }
}

fn redirect(text: &[u8]) -> Option<Redirect> {
    // An assembly can be large, and says its schema only after its types; a redirect is a line.
    let short = text.len() < 4096;
    let redirect: Option<Redirect> = short.then(|| serde_json::from_slice(text).ok()).flatten();
    redirect.filter(|it| it.schema == "jsii/file-redirect")
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn unzip(path: &Path) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    let compressed = bytes(path)?;
    GzDecoder::new(compressed.as_slice())
        .read_to_end(&mut text)
        .map_err(|source| Error::File { path: path.to_owned(), source })?;
    Ok(text)
}

fn parse(path: &Path, text: &[u8]) -> Result<Assembly, Error> {
    serde_json::from_slice(text).map_err(|source| Error::Assembly { path: path.to_owned(), source })
}
