//! Doc comments.

use crate::model::Doc;
use proc_macro2::TokenStream;
use quote::quote;

/// The attributes of an item's documentation.
pub(super) fn doc(of: &Doc) -> TokenStream {
    let lines = of.text.lines().map(line);
    let deprecated = of.deprecated.as_ref().map(|note| quote!(#[deprecated(note = #note)]));
    quote!(#(#[doc = #lines])* #deprecated)
}

/// A line of documentation, as it stands after `///`.
fn line(text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!(" {text}"),
    }
}

/// A file without blanks at the ends of its lines, and with an empty line between items, and between members.
pub(super) fn lay_out(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        let (after, begins) = (lines.last().copied().unwrap_or_default(), line.trim_start());
        let item = ["}", ");"].contains(&after) && !line.is_empty();
        let module = after.starts_with("pub mod ") && !line.starts_with("pub mod ");
        let member = after == "    }" && (begins.starts_with("///") || begins.starts_with("#["));
        if item || module || member || (after.starts_with("//!") && !line.starts_with("//!")) {
            lines.push("");
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}
