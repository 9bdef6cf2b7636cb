//! Icons: PNG files of the two sizes that the store shows.

use crate::{
    check::context::{Context, Files},
    diagnostic::{Code, Diagnostic},
};
use sayso_schemas::spec::{self, Text};

/// Reads both; none that cannot be shown.
pub fn icons(
    context: &mut Context<'_>,
    files: &mut Files<'_>,
    declared: &spec::Icons,
) -> [Option<Vec<u8>>; 2] {
    [(&declared.small, 108), (&declared.large, 512)].map(|(file, side)| icon(context, files, file, side))
}

fn icon(context: &mut Context<'_>, files: &Files<'_>, file: &Text, side: u32) -> Option<Vec<u8>> {
    let bytes = match files.bytes(file, file.span) {
        Ok(bytes) => bytes,
        Err(diagnostic) => {
            context.push(diagnostic);
            return None;
        }
    };
    let fault = match size(&bytes) {
        None => "is no PNG file".to_owned(),
        Some(found) if found == (side, side) => return Some(bytes),
        Some((width, height)) => format!("is {width} by {height} pixels"),
    };
    context.push(
        Diagnostic::error(Code::STORE_ICON, format!("`{file}` {fault}"))
            .at(file.span, format!("the store shows {side} by {side} pixels"))
            .help(format!("draw it as a PNG file of {side} by {side} pixels")),
    );
    None
}

/// Width and height of a PNG image. Source: "Portable Network Graphics", W3C: its signature, then the chunk `IHDR`.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let (width, rest) = header.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn reads_the_size_of_a_png_and_of_nothing_else() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x6c\0\0\x02\0\x08";
        assert_eq!(size(png), Some((108, 512)));
        assert_eq!(size(&png[..20]), None);
        assert_eq!(size(b"\xff\xd8\xff\xe0 a photograph"), None);
        assert_eq!(size(b""), None);
    }
}
