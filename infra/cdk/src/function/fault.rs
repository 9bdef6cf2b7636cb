//! Why a binary is refused, and the way out.

use super::architecture::Architecture;
use std::fmt;

/// The most that Lambda takes, unzipped, in bytes
/// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
pub(super) const LARGEST: u64 = 250 * 1024 * 1024;

/// One thing that keeps a binary from running on Amazon Linux 2023.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no program of Linux at all.
    NotElf,
    /// It is for another processor.
    Machine {
        /// The processor, where Lambda has it.
        found: Option<Architecture>,
        /// The function's.
        wanted: Architecture,
    },
    /// It is an object file, or a library.
    NotExecutable,
    /// It can't be read.
    Malformed(String),
    /// Its loader is not there.
    Interpreter {
        /// Its loader.
        found: String,
        /// The one that is there.
        wanted: &'static str,
    },
    /// It needs a library that is not there.
    Library(String),
    /// It needs newer symbols than its libraries have.
    Version(Version),
    /// It holds what only a debugger reads: it is a development build, or was not stripped.
    Unstripped,
    /// It is larger than Lambda takes, together with what lies beside it.
    TooLarge(u64),
}

/// A version of symbols that is too new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// Whose they are, `libc.so.6`.
    pub(super) library: String,
    /// `GLIBC_2.39`.
    pub(super) name: String,
    /// Some of them.
    pub(super) symbols: Vec<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotElf => f.write_str("it is no ELF file, so no program of Linux"),
            Self::Machine { found: Some(found), wanted } => {
                write!(f, "it is built for `{}`, the function runs on `{}`", found.name(), wanted.name())
            }
            Self::Machine { found: None, wanted } => {
                write!(f, "it is not built for `{}`", wanted.name())
            }
            Self::NotExecutable => f.write_str("it is an object file or a library, not a program"),
            Self::Malformed(why) => write!(f, "it can't be checked: {why}"),
            Self::Interpreter { found, wanted } => {
                write!(f, "its loader is `{found}`, which is not there; `{wanted}` is")
            }
            Self::Library(name) => write!(f, "it needs the library `{name}`, which is not there"),
            Self::Version(Version { library, name, symbols }) => {
                write!(f, "it needs `{name}` of `{library}`, which is too old for that")?;
                if !symbols.is_empty() {
                    write!(f, " (for `{}`)", symbols.join("`, `"))?;
                }
                Ok(())
            }
            Self::Unstripped => f.write_str("it holds debug information: it is a development build"),
            Self::TooLarge(bytes) => {
                write!(f, "{} MB are more than the {} MB that Lambda takes", bytes >> 20, LARGEST >> 20)
            }
        }
    }
}

impl Fault {
    /// What to do about it.
    fn way_out(&self, target: &str) -> String {
        match self {
            Self::NotElf | Self::NotExecutable | Self::Malformed(_) => {
                "give the program that `cargo build --release` made for Linux".to_owned()
            }
            Self::Machine { .. } => format!("build it with `--target {target}-unknown-linux-gnu`"),
            Self::Interpreter { .. } | Self::Version(_) => format!(
                "build it on Amazon Linux 2023, or against its glibc with `cargo zigbuild --release --target \
                 {target}-unknown-linux-gnu.2.34`, or without glibc with `--target {target}-unknown-linux-musl`"
            ),
            Self::Library(name) => {
                format!("link the library into the binary, or put it into the asset as `lib/{name}`")
            }
            Self::Unstripped | Self::TooLarge(_) => {
                "build it with `--release`, and `strip = true` in that profile".to_owned()
            }
        }
    }
}

/// All that is wrong with a binary, a line each, and the ways out.
pub(super) fn describe(faults: &[Fault], architecture: Architecture) -> String {
    let mut lines: Vec<String> = faults.iter().map(|fault| format!("\n  - {fault}")).collect();
    for fault in faults {
        let way = format!("\nhelp: {}", fault.way_out(architecture.of_target()));
        if !lines.contains(&way) {
            lines.push(way);
        }
    }
    lines.concat()
}
