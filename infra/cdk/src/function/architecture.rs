//! The processors that Lambda has.

use object::elf;

/// What a function runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// 64 bits of Intel and AMD.
    X86_64,
    /// AWS Graviton: 64 bits of ARM.
    Arm64,
}

impl Architecture {
    /// By Lambda's name for it, `x86_64` or `arm64`; nothing where Lambda has no such processor.
    pub fn named(name: &str) -> Option<Self> {
        [Self::X86_64, Self::Arm64].into_iter().find(|known| known.name() == name)
    }

    /// Lambda's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// What this program runs on itself, where Lambda has it, too.
    pub(super) fn of_host() -> Option<Self> {
        match std::env::consts::ARCH {
            "x86_64" => Some(Self::X86_64),
            "aarch64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// Rust's name of the processor, the first part of a target.
    pub(super) fn of_target(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "aarch64",
        }
    }

    /// `e_machine` of its programs.
    pub(super) fn machine(self) -> elf::Machine {
        match self {
            Self::X86_64 => elf::EM_X86_64,
            Self::Arm64 => elf::EM_AARCH64,
        }
    }

    pub(super) fn of_machine(machine: elf::Machine) -> Option<Self> {
        [Self::X86_64, Self::Arm64].into_iter().find(|known| known.machine() == machine)
    }

    /// Where glibc's loader is.
    pub(super) fn interpreter(self) -> &'static str {
        match self {
            Self::X86_64 => "/lib64/ld-linux-x86-64.so.2",
            Self::Arm64 => "/lib/ld-linux-aarch64.so.1",
        }
    }
}
