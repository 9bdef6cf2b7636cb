//! Secrets and the file that keeps them.

use crate::{
    aws::{ACCOUNT, REGION, Service, answer::AwsError},
    state,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fmt, fs,
    io::ErrorKind,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};
use uuid::Uuid;

/// The version of the file.
const FORMAT: u32 = 1;
/// Bytes of a secret that is made here.
const FRESH: usize = 32;

/// All secrets.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct All {
    format: u32,
    pub(super) by_name: BTreeMap<String, Secret>,
}

/// One secret.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Secret {
    /// What AWS appends to the name in the ARN: a hyphen and six characters.
    suffix: String,
    /// Seconds since the epoch.
    pub(super) created: u64,
    /// `AWSCURRENT`.
    pub(super) current: Version,
    /// `AWSPREVIOUS`.
    pub(super) previous: Option<Version>,
    /// When it is to be gone, in seconds since the epoch; until then it can be restored and not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deleted: Option<u64>,
}

/// One value of a secret.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Version {
    /// `ClientRequestToken`, or a random id.
    pub(super) id: String,
    pub(super) value: String,
    /// Seconds since the epoch.
    pub(super) created: u64,
}

impl fmt::Debug for All {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Version {
    /// A value that is the secret's from now on.
    pub(super) fn new(value: String, id: Option<String>) -> Self {
        Self { id: id.unwrap_or_else(|| Uuid::new_v4().to_string()), value, created: now() }
    }
}

impl Secret {
    pub(super) fn new(version: Version) -> Self {
        let suffix = Uuid::new_v4().simple().to_string()[..6].to_owned();
        Self { suffix, created: now(), current: version, previous: None, deleted: None }
    }

    pub(super) fn arn(&self, name: &str) -> String {
        format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-{}", self.suffix)
    }
}

impl All {
    /// The name that `SecretId` means: a name, or an ARN with or without its suffix.
    pub(super) fn resolve(&self, id: &str) -> Option<(&str, &Secret)> {
        let is_meant = |name: &str, secret: &Secret| {
            let arn = secret.arn(name);
            name == id || arn == id || arn.strip_suffix(&format!("-{}", secret.suffix)) == Some(id)
        };
        let found = self.by_name.iter().find(|(name, secret)| is_meant(name, secret));
        found.map(|(name, secret)| (name.as_str(), secret))
    }
}

/// The secrets as they are in the file.
#[derive(Debug)]
pub(super) struct Stored {
    file: PathBuf,
    all: All,
}

impl Stored {
    /// Reads `file`; no secrets where it is missing.
    pub(super) fn open(file: PathBuf) -> Result<Self, String> {
        let all = match fs::read(&file) {
            // What serde says of a value could show it.
            Ok(bytes) => serde_json::from_slice::<All>(&bytes)
                .map_err(|error| format!("`{}` is not readable at line {}", file.display(), error.line()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                All { format: FORMAT, by_name: BTreeMap::new() }
            }
            Err(error) => return Err(format!("`{}` can't be read: {error}", file.display())),
        };
        if all.format != FORMAT {
            return Err(format!("`{}` has format {}, not {FORMAT}", file.display(), all.format));
        }
        Ok(Self { file, all })
    }

    /// The value of `name`; where it is missing, what `value` makes of 256 bits from the operating system.
    pub(super) fn ensure(
        &mut self,
        name: &str,
        value: impl FnOnce(String) -> String,
    ) -> Result<String, AwsError> {
        if let Some(secret) = self.all.by_name.get(name) {
            return Ok(secret.current.value.clone());
        }
        let mut bytes = [0; FRESH];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| AwsError::internal(Service::SecretsManager))?;
        let value = value(URL_SAFE_NO_PAD.encode(bytes));
        self.change(|all| {
            all.by_name.insert(name.to_owned(), Secret::new(Version::new(value.clone(), None)));
            Ok(value)
        })
    }

    /// Changes the secrets: on disk first, so that nothing is told that a crash could lose.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut All) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        let internal = || AwsError::internal(Service::SecretsManager);
        let mut changed = self.all.clone();
        let done = change(&mut changed)?;
        let bytes = serde_json::to_vec_pretty(&changed).map_err(|_| internal())?;
        state::replace(&self.file, &bytes).map_err(|_| internal())?;
        self.all = changed;
        Ok(done)
    }
}

impl std::ops::Deref for Stored {
    type Target = All;
    fn deref(&self) -> &All {
        &self.all
    }
}

/// Seconds since the epoch.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
