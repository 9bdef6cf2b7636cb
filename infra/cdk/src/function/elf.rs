//! Whether Amazon Linux 2023, on which Lambda's `provided.al2023` runs, can run a binary: a loader that finds none of
//! its libraries says so at the first request, which is too late.

use super::{
    architecture::Architecture,
    fault::{Fault, Version},
};
use object::{
    Endianness,
    elf::{self, FileHeader64},
    read::{
        SymbolIndex,
        elf::{Dyn, FileHeader, ProgramHeader, SectionHeader, SectionTable, Sym},
    },
};
use std::collections::{BTreeMap, BTreeSet};

type Header = FileHeader64<Endianness>;
type Sections<'data> = SectionTable<'data, Header>;

/// glibc's and GCC's, which are there: <https://docs.aws.amazon.com/linux/al2023/ug/base-container.html>. Others may
/// lie beside `bootstrap`, in its folder or in `lib`, which Lambda's loader searches.
const LIBRARIES: [&str; 10] = [
    "libc.so.6",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",
    "libresolv.so.2",
    "libgcc_s.so.1",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
];
/// The newest versions of symbols that they have: glibc 2.34, and libgcc of GCC 11
/// (<https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html>).
const NEWEST: [(&str, [u32; 3]); 2] = [("GLIBC_", [2, 34, 0]), ("GCC_", [11, 0, 0])];
/// How many symbols are named where a version is too new: enough to find who calls them.
const NAMED: usize = 3;

/// What keeps the binary from running. `beside` are the names of the files that lie beside it.
pub(super) fn examine(data: &[u8], wanted: Architecture, beside: &BTreeSet<String>) -> Vec<Fault> {
    if !data.starts_with(&elf::ELFMAG) {
        return vec![Fault::NotElf];
    }
    let parsed = Header::parse(data).and_then(|header| header.endian().map(|endian| (header, endian)));
    // 32 bits, or cut off.
    let Ok((header, endian)) = parsed else { return vec![Fault::Machine { found: None, wanted }] };
    let machine = header.e_machine(endian);
    if machine != wanted.machine() || endian != Endianness::Little {
        return vec![Fault::Machine { found: Architecture::of_machine(machine), wanted }];
    }
    if !matches!(header.e_type(endian), elf::ET_EXEC | elf::ET_DYN) || header.e_entry(endian) == 0 {
        return vec![Fault::NotExecutable];
    }
    match linkage(header, endian, data, wanted, beside) {
        Ok(faults) => faults,
        Err(error) => vec![Fault::Malformed(error.to_string())],
    }
}

/// What the loader looks for, and what nobody needs at run time.
fn linkage(
    header: &Header,
    endian: Endianness,
    data: &[u8],
    wanted: Architecture,
    beside: &BTreeSet<String>,
) -> object::read::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut is_dynamic = false;
    for segment in header.program_headers(endian, data)? {
        is_dynamic |= segment.p_type(endian) == elf::PT_DYNAMIC;
        if let Some(interpreter) = segment.interpreter(endian, data)? {
            let interpreter = String::from_utf8_lossy(interpreter).into_owned();
            if interpreter != wanted.interpreter() {
                faults.push(Fault::Interpreter { found: interpreter, wanted: wanted.interpreter() });
            }
        }
    }
    let sections = header.sections(endian, data)?;
    if is_dynamic && sections.dynamic(endian, data)?.is_none() {
        // The loader needs no sections, but then nothing here tells what it will look for.
        return Ok(vec![Fault::Malformed("its section headers were removed".to_owned())]);
    }
    faults.extend(libraries(&sections, endian, data, beside)?);
    faults.extend(versions(&sections, endian, data)?);
    if let Some((_, section)) = sections.section_by_name(endian, b".debug_info")
        && section.sh_size(endian) > 0
    {
        faults.push(Fault::Unstripped);
    }
    Ok(faults)
}

/// Needed libraries that are not there.
fn libraries(
    sections: &Sections<'_>,
    endian: Endianness,
    data: &[u8],
    beside: &BTreeSet<String>,
) -> object::read::Result<Vec<Fault>> {
    let Some((entries, strings)) = sections.dynamic(endian, data)? else { return Ok(Vec::new()) };
    let strings = sections.strings(endian, data, strings)?;
    let mut missing = Vec::new();
    for entry in entries.iter().take_while(|entry| entry.tag(endian) != elf::DT_NULL) {
        if entry.tag(endian) != elf::DT_NEEDED {
            continue;
        }
        let name = String::from_utf8_lossy(entry.string(endian, strings)?).into_owned();
        let is_beside = beside.contains(&name) || beside.contains(&format!("lib/{name}"));
        if !LIBRARIES.contains(&name.as_str()) && !is_beside {
            missing.push(Fault::Library(name));
        }
    }
    Ok(missing)
}

/// Versions of symbols (`.gnu.version_r`) that its libraries are too old for.
fn versions(sections: &Sections<'_>, endian: Endianness, data: &[u8]) -> object::read::Result<Vec<Fault>> {
    let Some((mut needs, strings)) = sections.gnu_verneed(endian, data)? else { return Ok(Vec::new()) };
    let strings = sections.strings(endian, data, strings)?;
    let mut symbols = symbols_by_version(sections, endian, data)?;
    let mut faults = Vec::new();
    while let Some((need, mut entries)) = needs.next()? {
        let library = String::from_utf8_lossy(need.file(endian, strings)?).into_owned();
        while let Some(entry) = entries.next()? {
            let name = String::from_utf8_lossy(entry.name(endian, strings)?).into_owned();
            if is_old_enough(&name) {
                continue;
            }
            let symbols = symbols.remove(&name).unwrap_or_default();
            faults.push(Fault::Version(Version { library: library.clone(), name, symbols }));
        }
    }
    Ok(faults)
}

/// Some of the symbols that ask for each version.
fn symbols_by_version(
    sections: &Sections<'_>,
    endian: Endianness,
    data: &[u8],
) -> object::read::Result<BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some(versions) = sections.versions(endian, data)? else { return Ok(found) };
    let table = sections.symbols(endian, data, elf::SHT_DYNSYM)?;
    for (position, symbol) in table.symbols().iter().enumerate() {
        let index = versions.version_index(endian, SymbolIndex(position)).index();
        let Some(version) = versions.version(index)?.filter(|_| symbol.is_undefined(endian)) else {
            continue;
        };
        let named = found.entry(String::from_utf8_lossy(version.name()).into_owned()).or_default();
        if named.len() < NAMED {
            named.push(String::from_utf8_lossy(symbol.name(endian, table.strings())?).into_owned());
        }
    }
    Ok(found)
}

/// Whether Amazon Linux 2023 has a version. One without a number, as `GLIBC_ABI_DT_RELR` of glibc 2.36, is none that it
/// has; what other libraries call theirs comes with them.
fn is_old_enough(name: &str) -> bool {
    let Some((number, newest)) =
        NEWEST.iter().find_map(|(prefix, newest)| Some((name.strip_prefix(prefix)?, newest)))
    else {
        return true;
    };
    let mut parts = [0; 3];
    let mut given = number.split('.');
    for part in &mut parts {
        let Some(text) = given.next() else { break };
        let Ok(value) = text.parse() else { return false };
        *part = value;
    }
    given.next().is_none() && parts <= *newest
}

#[cfg(test)]
mod tests;
