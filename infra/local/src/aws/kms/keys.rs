//! Keys, their material and their names, and the file that keeps them.

use super::{AwsError, arn};
use crate::{aws::Service, state};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};
use uuid::Uuid;

/// The version of the file.
const FORMAT: u32 = 1;
/// KMS's limit of on-demand rotations of one key.
const ROTATIONS: usize = 25;

/// Key material: AES-256.
pub(super) type Material = [u8; 32];

/// All keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Keys {
    format: u32,
    #[serde(rename = "keys")]
    by_id: BTreeMap<Uuid, Key>,
    aliases: BTreeMap<String, Uuid>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { format: FORMAT, by_id: BTreeMap::new(), aliases: BTreeMap::new() }
    }
}

/// One key.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    /// Free text.
    pub(super) description: String,
    /// Seconds since the epoch.
    pub(super) created: u64,
    /// Base64 of its material, oldest first; the last seals, all of them open.
    materials: Vec<String>,
    /// The alias that it was made for, whose policy it has also when another key took its place; one that an operator
    /// made has none.
    #[serde(default)]
    owner: Option<String>,
    /// A disabled key is there, but does nothing.
    #[serde(default)]
    pub(super) disabled: bool,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({}, {} materials)", self.description, self.materials.len())
    }
}

impl Keys {
    /// Makes a key.
    pub(super) fn create(&mut self, description: String) -> Result<Uuid, AwsError> {
        let id = Uuid::new_v4();
        let created = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let materials = vec![fresh_material()?];
        self.by_id.insert(id, Key { description, created, materials, owner: None, disabled: false });
        Ok(id)
    }

    /// Makes a key for `alias` in the place of the one that it may name.
    pub(super) fn create_for(&mut self, alias: &str, description: String) -> Result<Uuid, AwsError> {
        let id = self.create(description)?;
        self.name(alias.to_owned(), id);
        self.own(alias);
        Ok(id)
    }

    /// Marks the key that `alias` names as made for it.
    pub(super) fn own(&mut self, alias: &str) {
        if let Some(key) = self.by_alias(alias).and_then(|id| self.by_id.get_mut(&id)) {
            key.owner = Some(alias.to_owned());
        }
    }

    /// Whether a key was made for `alias`.
    pub(super) fn is_of(&self, id: Uuid, alias: &str) -> bool {
        self.get(id).is_some_and(|key| key.owner.as_deref() == Some(alias))
    }

    /// The key that `alias` named before, unless it is disabled.
    pub(super) fn before(&self, alias: &str) -> Option<Uuid> {
        let current = self.by_alias(alias);
        let is_before = |id: &Uuid, key: &Key| {
            Some(*id) != current && key.owner.as_deref() == Some(alias) && !key.disabled
        };
        self.by_id.iter().find(|(id, key)| is_before(id, key)).map(|(id, _)| *id)
    }

    /// Ends the use of a key.
    pub(super) fn disable(&mut self, id: Uuid) {
        if let Some(key) = self.by_id.get_mut(&id) {
            key.disabled = true;
        }
    }

    /// Names a key `alias/…`.
    pub(super) fn name(&mut self, alias: String, id: Uuid) {
        self.aliases.insert(alias, id);
    }

    pub(super) fn by_alias(&self, alias: &str) -> Option<Uuid> {
        self.aliases.get(alias).copied()
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Key> {
        self.by_id.get(&id)
    }

    /// Seals with new material from now on.
    pub(super) fn rotate(&mut self, id: Uuid) -> Result<(), AwsError> {
        let key = self.by_id.get_mut(&id).ok_or_else(|| not_found(&arn(&format!("key/{id}"))))?;
        if key.materials.len() > ROTATIONS {
            return Err(AwsError::bad_request("LimitExceededException", "on-demand rotation limit exceeded"));
        }
        key.materials.push(fresh_material()?);
        Ok(())
    }

    /// The key that `KeyId` means: an id, an ARN of a key, `alias/…`, or an ARN of an alias.
    pub(super) fn resolve(&self, key_id: &str) -> Result<(Uuid, &Key), AwsError> {
        let prefix = arn("");
        let local = key_id.strip_prefix(&prefix).unwrap_or(key_id);
        if local.starts_with("alias/") {
            let found = self.by_alias(local).and_then(|id| Some((id, self.get(id)?)));
            return found.ok_or_else(|| {
                AwsError::bad_request("NotFoundException", format!("Alias {} is not found.", arn(local)))
            });
        }
        let id = if local.len() == key_id.len() { Some(local) } else { local.strip_prefix("key/") };
        let Some(id) = id.and_then(|id| Uuid::try_parse(id).ok()) else {
            return Err(AwsError::bad_request("NotFoundException", format!("Invalid keyId '{key_id}'")));
        };
        self.get(id).map(|key| (id, key)).ok_or_else(|| not_found(&arn(&format!("key/{id}"))))
    }
}

impl Key {
    /// The number of the material that seals.
    pub(super) fn newest(&self) -> u32 {
        u32::try_from(self.materials.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The material of that number.
    pub(super) fn material(&self, number: u32) -> Option<Material> {
        let text = self.materials.get(usize::try_from(number).ok()?)?;
        STANDARD.decode(text).ok()?.try_into().ok()
    }
}

fn not_found(arn: &str) -> AwsError {
    AwsError::bad_request("NotFoundException", format!("Key '{arn}' does not exist"))
}

fn fresh_material() -> Result<String, AwsError> {
    let mut material: Material = [0; 32];
    aws_lc_rs::rand::fill(&mut material).map_err(|_| AwsError::internal(Service::Kms))?;
    Ok(STANDARD.encode(material))
}

/// The keys as they are in the file.
#[derive(Debug)]
pub(super) struct Stored {
    file: PathBuf,
    keys: Keys,
}

impl Stored {
    /// Reads `file`; no keys where it is missing.
    pub(super) fn open(file: PathBuf) -> Result<Self, String> {
        let keys = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice::<Keys>(&bytes)
                .map_err(|error| format!("`{}` is not readable: {error}", file.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Keys::default(),
            Err(error) => return Err(format!("`{}` can't be read: {error}", file.display())),
        };
        if keys.format != FORMAT {
            return Err(format!("`{}` has format {}, not {FORMAT}", file.display(), keys.format));
        }
        Ok(Self { file, keys })
    }

    /// Changes the keys: on disk first, so that nothing is sealed by a key that a crash could lose.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Keys) -> Result<T, AwsError>,
    ) -> Result<T, AwsError> {
        let mut changed = self.keys.clone();
        let done = change(&mut changed)?;
        let bytes = serde_json::to_vec_pretty(&changed).map_err(|_| AwsError::internal(Service::Kms))?;
        state::replace(&self.file, &bytes).map_err(|_| AwsError::internal(Service::Kms))?;
        self.keys = changed;
        Ok(done)
    }
}

impl std::ops::Deref for Stored {
    type Target = Keys;
    fn deref(&self) -> &Keys {
        &self.keys
    }
}
