//! What the renderers made: data only. [`crate::write`] puts it on disk.

/// Who a file belongs to once it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The compiler: it is replaced whenever it differs.
    Generated,
    /// The team: it is written only where absent, and never touched again.
    Scaffold,
}

/// A file to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path relative to the project's root, with `/` between its parts.
    pub path: String,
    /// All of its text.
    pub contents: String,
    /// Who it belongs to.
    pub owner: Owner,
}

/// A generated file that is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// As in [`File::path`]; it lies in one of the generated folders.
    pub path: String,
    /// All of its bytes.
    pub contents: Vec<u8>,
}

/// Everything that one skill compiles to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The skill's name.
    pub skill: String,
    /// Folders that belong to the compiler as a whole: whatever else lies in them is stale. None lies in another.
    pub folders: Vec<String>,
    /// All files, sorted by path: those in `folders`, generated ones outside of them, and scaffolds.
    pub files: Vec<File>,
    /// Generated files that are no text, sorted by path.
    pub assets: Vec<Asset>,
    /// Folders of stubs: a `.rs` file directly in one of them that no [`File`] names is an orphan.
    pub stub_folders: Vec<String>,
}
