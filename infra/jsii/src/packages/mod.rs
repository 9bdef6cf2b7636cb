//! The installed packages: where they are, what they are, and how the kernel gets to load them.

mod cache;
mod stub;
mod tar;

use crate::{
    Error, Kind, Result,
    error::{Explain as _, Help as _},
    process,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

/// The oldest runtime of jsii whose cache and index this crate knows; a later one of the same major version will do.
const RUNTIME: (u64, u64) = (1, 140);

/// The folder of packages, and the cache.
pub(crate) struct Packages {
    /// `node_modules`, without links on the way: modules are told apart by their paths.
    folder: PathBuf,
    cache: PathBuf,
}

/// An installed package that a kernel can load.
pub(crate) struct Package {
    pub name: String,
    pub version: String,
    /// The packages to load before it.
    pub needs: Vec<String>,
    folder: PathBuf,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    version: String,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
    #[serde(default)]
    peer_dependencies: BTreeMap<String, String>,
}

impl Packages {
    /// Finds the folder and makes the cache.
    #[track_caller]
    pub fn find(folder: Option<PathBuf>, cache: Option<PathBuf>) -> Result<Packages> {
        let folder = match folder.or_else(named) {
            Some(folder) => folder,
            None => nearest(&env::current_dir().unwrap_or_default())?,
        };
        let packages = Packages { folder: folder.clone(), cache: PathBuf::new() };
        if !packages.program().is_file() {
            return Err(packages.missing("@jsii/runtime"));
        }
        let folder = fs::canonicalize(&folder).unwrap_or(folder);
        let cache = cache.unwrap_or_else(cache::default);
        let packages = Packages { folder, cache };
        packages.prepare().explain(Kind::Packages, |error| {
            format!("the cache `{}` cannot be written: {error}", packages.cache.display())
        })?;
        Ok(packages)
    }

    fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(self.cache())?;
        cache::write_once(&self.before(), process::BEFORE.as_bytes())
    }

    /// What Node.js runs: the kernel.
    pub fn program(&self) -> PathBuf {
        self.folder.join("@jsii/runtime/webpack/lib/program.js")
    }

    /// What Node.js runs before it.
    pub fn before(&self) -> PathBuf {
        self.cache.join("before.js")
    }

    /// Where the kernel keeps what it extracts and indexes.
    pub fn cache(&self) -> PathBuf {
        self.cache.join("packages")
    }

    #[track_caller]
    fn missing(&self, package: &str) -> Error {
        Error::of(Kind::Packages, format!("there is no package `{package}` in `{}`", self.folder.display()))
            .help(install(self.project()))
    }

    /// What the packages are installed for.
    fn project(&self) -> &Path {
        self.folder.parent().unwrap_or(Path::new("."))
    }

    /// Reads what a package says of itself.
    #[track_caller]
    pub fn read(&self, name: &str) -> Result<Package> {
        let folder = self.folder.join(name);
        let Ok(manifest) = fs::read(folder.join("package.json")) else { return Err(self.missing(name)) };
        let manifest: Manifest = serde_json::from_slice(&manifest)
            .explain(Kind::Packages, |error| format!("`package.json` of `{name}` makes no sense: {error}"))
            .help(|| install(self.project()))?;
        if !folder.join(".jsii").is_file() {
            let message =
                format!("`{name}` in `{}` is no library of jsii: it has no `.jsii`", self.folder.display());
            return Err(Error::of(Kind::Packages, message));
        }
        // jsii's compiler takes only other libraries of jsii as dependencies, and bundles everything else.
        let needed = manifest.dependencies.into_keys().chain(manifest.peer_dependencies.into_keys());
        let mut needs: Vec<String> =
            needed.filter(|it| self.folder.join(it).join(".jsii").is_file()).collect();
        needs.sort();
        needs.dedup();
        Ok(Package { name: name.to_owned(), version: manifest.version, needs, folder })
    }

    /// Refuses a package of another version than this.
    #[track_caller]
    pub fn expect(&self, name: &str, version: &str) -> Result<()> {
        let installed = self.read(name)?.version;
        if installed == version {
            return Ok(());
        }
        let message = format!(
            "`{name}` {version} is needed, but {installed} is installed in `{}`",
            self.folder.display()
        );
        let help = format!("pin `{name}` to {version} in `package.json`, then {}", install(self.project()));
        Err(Error::of(Kind::Packages, message).help(help))
    }

    /// Refuses a runtime of jsii that this crate does not know, by what it says in its hello.
    #[track_caller]
    pub fn check_runtime(hello: &str) -> Result<()> {
        let version = hello.rsplit_once('@').map_or(hello, |(_, version)| version);
        let mut numbers = version.split('.').map(str::parse::<u64>);
        let (major, least) = RUNTIME;
        match (numbers.next(), numbers.next()) {
            (Some(Ok(first)), Some(Ok(second))) if first == major && second >= least => Ok(()),
            _ => {
                let message =
                    format!("the kernel is `{hello}`, but `@jsii/runtime` {major}.{least} is needed");
                let help =
                    format!("pin `@jsii/runtime` to {major}.{least} in `package.json`, and install it");
                Err(Error::of(Kind::Packages, message).help(help))
            }
        }
    }
}

fn install(project: &Path) -> String {
    let project = if project.as_os_str().is_empty() { Path::new(".") } else { project };
    format!("run `npm ci --prefix {}`", project.display())
}

fn named() -> Option<PathBuf> {
    env::var_os("SAYSO_NODE_MODULES").map(PathBuf::from)
}

/// The first folder of packages, from a folder upwards, that has a kernel.
#[track_caller]
fn nearest(here: &Path) -> Result<PathBuf> {
    let places = |folder: &Path| [folder.join("infra/app/node_modules"), folder.join("node_modules")];
    let has_kernel = |it: &PathBuf| it.join("@jsii/runtime").is_dir();
    if let Some(found) = here.ancestors().flat_map(places).find(has_kernel) {
        return Ok(found);
    }
    // Where a project says what to install is where that is missing.
    let projects = here.ancestors().flat_map(|it| [it.join("infra/app"), it.to_owned()]);
    let project = projects.into_iter().find(|it| it.join("package-lock.json").is_file());
    let error = Error::of(
        Kind::Packages,
        format!(
            "the package `@jsii/runtime` is not installed: neither `infra/app/node_modules` nor `node_modules` of \
             `{}` or a folder above has it",
            here.display()
        ),
    );
    Err(match project {
        Some(project) => error.help(install(project.strip_prefix(here).unwrap_or(&project))),
        None => error.help("install it with npm, or say where it is with the variable `SAYSO_NODE_MODULES`"),
    })
}

#[cfg(test)]
mod tests;
