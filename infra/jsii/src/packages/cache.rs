//! The cache: stubs, and what the kernel makes of them.

use super::{Package, Packages};
use std::{
    env, fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// What the kernel puts beside an extracted package when it has indexed it, last of all.
const INDEX: &str = ".jsii.runtime.v1.json";

/// What the kernel touches whenever it loads an extracted package.
const MARKER: &str = ".jsii-runtime-package-cache";

/// How long an index may take: `aws-cdk-lib`'s takes about three seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The user's cache folder, as their system has it.
pub(super) fn default() -> PathBuf {
    let home = env::var_os("HOME").filter(|it| !it.is_empty()).map(PathBuf::from);
    let caches = if cfg!(target_os = "macos") {
        home.map(|it| it.join("Library/Caches"))
    } else {
        let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|it| it.is_absolute());
        named.or_else(|| home.map(|it| it.join(".cache")))
    };
    caches.unwrap_or_else(env::temp_dir).join("sayso-jsii")
}

/// Writes a file whole, or leaves one that has these bytes already.
pub(super) fn write_once(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Another process may write the same: each writes its own file, and the last one renamed in stays.
    let random = RandomState::new().build_hasher().finish();
    let beside = path.with_extension(format!("{random:x}.new"));
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

impl Packages {
    /// Waits until the kernel has indexed packages that it has just loaded.
    ///
    /// It does so on a thread, which dies with the process; a program that ends sooner would never have an index, and
    /// would read 87 MB of JSON at every start. It is waited for once; where it does not come, loading stays slow.
    pub fn warm(&self, packages: &[Package]) {
        let deadline = Instant::now() + PATIENCE;
        for entry in packages.iter().filter_map(|it| self.entry(it)) {
            while !entry.join(INDEX).is_file() && Instant::now() < deadline {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Where the kernel has extracted a package: of several of the same version, the one that it last loaded.
    fn entry(&self, package: &Package) -> Option<PathBuf> {
        let entries = fs::read_dir(self.cache().join(&package.name).join(&package.version)).ok()?;
        let touched =
            |entry: &Path| -> Option<SystemTime> { entry.join(MARKER).metadata().ok()?.modified().ok() };
        let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let touched = entries.filter_map(|entry| Some((touched(&entry)?, entry)));
        touched.max().map(|(_, entry)| entry)
    }
}
