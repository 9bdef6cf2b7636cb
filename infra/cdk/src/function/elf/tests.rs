//! Programs are this test itself, changed by a few bytes, or no more than a header.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;

/// The header of a program that needs nothing.
fn header(machine: u16, kind: elf::FileType) -> Vec<u8> {
    let mut data = vec![0; 64];
    data[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    data[16..18].copy_from_slice(&kind.0.to_le_bytes());
    data[18..20].copy_from_slice(&machine.to_le_bytes());
    data[20] = 1;
    data[24] = 1; // The entry.
    data[52] = 64;
    data
}

/// This test's own program, as if it was linked against glibc 2.34; none where it is no program of Linux with glibc.
fn own() -> Option<(Vec<u8>, Architecture)> {
    let architecture = Architecture::of_host().filter(|_| cfg!(all(target_os = "linux", target_env = "gnu")));
    let Some(architecture) = architecture else {
        println!("skipped: this is not Linux with glibc on a processor that Lambda has");
        return None;
    };
    let mut data = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    for newer in 35..100 {
        replace(&mut data, &format!("\0GLIBC_2.{newer}\0"), "\0GLIBC_2.34\0");
    }
    replace(&mut data, "\0GLIBC_ABI_DT_RELR\0", "\0GLIBC_2.34\0\0\0\0\0\0\0\0");
    Some((data, architecture))
}

/// Where linkers put the names: before all code.
const NAMES: usize = 1 << 16;

/// Replaces every `old` by `new`, which is as long; whether there was any.
fn replace(data: &mut [u8], old: &str, new: &str) -> bool {
    assert_eq!(old.len(), new.len());
    let places: Vec<usize> = data[..NAMES]
        .windows(old.len())
        .enumerate()
        .filter(|(_, window)| *window == old.as_bytes())
        .map(|(place, _)| place)
        .collect();
    for place in &places {
        data[*place..place + new.len()].copy_from_slice(new.as_bytes());
    }
    !places.is_empty()
}

/// What is wrong with it, but for what is wrong with every test: it was not stripped.
fn faults(data: &[u8], architecture: Architecture) -> Vec<Fault> {
    let mut faults = examine(data, architecture, &BTreeSet::new());
    faults.retain(|fault| *fault != Fault::Unstripped);
    faults
}

#[test]
fn a_program_that_needs_nothing_runs() {
    for (machine, architecture) in [(62, Architecture::X86_64), (183, Architecture::Arm64)] {
        for kind in [elf::ET_EXEC, elf::ET_DYN] {
            assert_eq!(examine(&header(machine, kind), architecture, &BTreeSet::new()), []);
        }
    }
}

#[test]
fn a_program_of_glibc_2_34_runs() {
    let Some((data, architecture)) = own() else { return };
    assert_eq!(faults(&data, architecture), []);
}

#[test]
fn what_is_no_program_of_linux_is_refused() {
    let x86 = Architecture::X86_64;
    for data in [&b""[..], b"#!/bin/sh\n", b"MZ\x90\0", b"\xcf\xfa\xed\xfe"] {
        assert_eq!(faults(data, x86), [Fault::NotElf]);
    }
    assert_eq!(faults(&header(62, elf::ET_REL), x86), [Fault::NotExecutable]);
    let mut library = header(62, elf::ET_DYN);
    library[24] = 0;
    assert_eq!(faults(&library, x86), [Fault::NotExecutable]);
}

#[test]
fn another_processor_is_refused_and_named() {
    let arm = header(183, elf::ET_EXEC);
    let fault = Fault::Machine { found: Some(Architecture::Arm64), wanted: Architecture::X86_64 };
    assert_eq!(faults(&arm, Architecture::X86_64), std::slice::from_ref(&fault));
    assert_eq!(fault.to_string(), "it is built for `arm64`, the function runs on `x86_64`");
    let unknown = Fault::Machine { found: None, wanted: Architecture::X86_64 };
    let mut narrow = header(62, elf::ET_EXEC);
    narrow[4] = 1; // 32 bits.
    for data in [header(8, elf::ET_EXEC), narrow, header(62, elf::ET_EXEC)[..40].to_vec()] {
        assert_eq!(faults(&data, Architecture::X86_64), std::slice::from_ref(&unknown));
    }
}

#[test]
fn a_newer_glibc_is_refused_with_who_asks_for_it() {
    let Some((mut data, architecture)) = own() else { return };
    // The oldest version that glibc has there, so that something asks for it.
    let (old, new) = match architecture {
        Architecture::X86_64 => ("\0GLIBC_2.2.5\0", "\0GLIBC_2.235\0"),
        Architecture::Arm64 => ("\0GLIBC_2.17\0", "\0GLIBC_2.97\0"),
    };
    assert!(replace(&mut data, old, new), "nothing asks for {old}");
    let faults = faults(&data, architecture);
    assert!(!faults.is_empty());
    for fault in &faults {
        let Fault::Version(version) = fault else { panic!("{fault}") };
        assert_eq!(version.name, new.trim_matches('\0'));
    }
    let named = |fault: &Fault| matches!(fault, Fault::Version(version) if version.library == "libc.so.6" && !version.symbols.is_empty());
    assert!(faults.iter().any(named), "{faults:?}");
}

#[test]
fn a_library_that_is_not_there_is_refused_unless_it_lies_beside() {
    let Some((mut data, architecture)) = own() else { return };
    assert!(replace(&mut data, "\0libgcc_s.so.1\0", "\0libssl_s.so.1\0"));
    let name = "libssl_s.so.1".to_owned();
    assert_eq!(faults(&data, architecture), [Fault::Library(name.clone())]);
    for beside in [name.clone(), format!("lib/{name}")] {
        let mut faults = examine(&data, architecture, &BTreeSet::from([beside]));
        faults.retain(|fault| *fault != Fault::Unstripped);
        assert_eq!(faults, []);
    }
}

#[test]
fn another_loader_is_refused() {
    let Some((mut data, architecture)) = own() else { return };
    let wanted = architecture.interpreter();
    let found = wanted.replace("ld-linux", "ld-other");
    assert!(replace(&mut data, &format!("{wanted}\0"), &format!("{found}\0")));
    assert_eq!(faults(&data, architecture), [Fault::Interpreter { found, wanted }]);
}

#[test]
fn a_development_build_is_refused() {
    let Some((data, architecture)) = own() else { return };
    let faults = examine(&data, architecture, &BTreeSet::new());
    if cfg!(debug_assertions) {
        assert_eq!(faults, [Fault::Unstripped]);
    }
}

#[test]
fn what_cannot_be_checked_is_refused() {
    let Some((mut data, architecture)) = own() else { return };
    assert!(matches!(*faults(&data[..data.len() / 2], architecture), [Fault::Malformed(_)]));
    // Where the section headers are, and how many.
    data[40..48].fill(0);
    data[60..64].fill(0);
    assert!(matches!(*faults(&data, architecture), [Fault::Malformed(_)]));
}

#[test]
fn versions_are_compared_as_numbers() {
    for old in ["GLIBC_2.2.5", "GLIBC_2.34", "GLIBC_2.9", "GCC_3.0", "GCC_4.2.0", "OPENSSL_9.9.9"] {
        assert!(is_old_enough(old), "{old}");
    }
    for new in [
        "GLIBC_2.35",
        "GLIBC_2.100",
        "GLIBC_2.34.1",
        "GLIBC_3.0",
        "GLIBC_ABI_DT_RELR",
        "GLIBC_PRIVATE",
        "GCC_12.0.0",
    ] {
        assert!(!is_old_enough(new), "{new}");
    }
}

#[test]
fn a_fault_says_the_way_out() {
    let version = |name: &str| {
        let symbols = vec!["__isoc23_strtol".to_owned()];
        Fault::Version(super::Version { library: "libc.so.6".to_owned(), name: name.to_owned(), symbols })
    };
    let text =
        super::super::fault::describe(&[version("GLIBC_2.38"), version("GLIBC_2.39")], Architecture::Arm64);
    assert_eq!(
        text,
        "\n  - it needs `GLIBC_2.38` of `libc.so.6`, which is too old for that (for `__isoc23_strtol`)\
         \n  - it needs `GLIBC_2.39` of `libc.so.6`, which is too old for that (for `__isoc23_strtol`)\
         \nhelp: build it on Amazon Linux 2023, or against its glibc with `cargo zigbuild --release --target \
         aarch64-unknown-linux-gnu.2.34`, or without glibc with `--target aarch64-unknown-linux-musl`"
    );
}

#[test]
fn no_header_is_too_odd() {
    let sound = header(62, elf::ET_DYN);
    for place in 4..sound.len() {
        for odd in [1, 0x7f, 0xff] {
            let mut data = sound.clone();
            data[place] = odd;
            // It must end; whether it is refused depends on the place.
            _ = examine(&data, Architecture::X86_64, &BTreeSet::new());
        }
    }
}
