//! Archives of a few small files, as `tar` reads them (POSIX ustar), without times or owners: the same files make the
//! same bytes.

const BLOCK: usize = 512;

/// An archive of files by name. Names are shorter than 100 bytes.
pub(super) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(header(name, content.len()));
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    }
    // Two empty blocks are the end.
    bytes.resize(bytes.len() + 2 * BLOCK, 0);
    bytes
}

fn header(name: &str, size: usize) -> Vec<u8> {
    let before = [
        field(name, 100),
        field("0000644\0", 8),
        field("0000000\0", 8),
        field("0000000\0", 8),
        field(&format!("{size:011o}\0"), 12),
        field("00000000000\0", 12),
    ]
    .concat();
    let after = [field("0", 1), field("", 100), field("ustar\0", 6), field("00", 2)].concat();
    let rest = vec![0; BLOCK - before.len() - 8 - after.len()];
    // The sum is made as if its own field were blanks.
    let sum: u32 = [&before, &after].into_iter().flatten().map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
    [before, field(&format!("{sum:06o}\0 "), 8), after, rest].concat()
}

fn field(text: &str, size: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::archive;
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };

    /// The system's own `tar` is the judge.
    #[test]
    fn tar_reads_what_is_written() {
        let bytes = archive(&[("package/a.json", b"{}"), ("package/b.js", &[b'x'; 600])]);
        let mut tar = Command::new("tar")
            .args(["-xOf", "-", "package/b.js"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        tar.stdin.take().unwrap().write_all(&bytes).unwrap();
        let output = tar.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(output.stdout, [b'x'; 600]);
    }
}
