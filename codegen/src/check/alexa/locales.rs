//! The locales that Alexa speaks.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use sayso_schemas::spec::Text;

/// The locales of custom skills (the enumeration in SMAPI's `InteractionModelData`).
pub const LOCALES: &[&str] = &[
    "ar-SA", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US", "fr-CA",
    "fr-FR", "hi-IN", "it-IT", "ja-JP", "nl-NL", "pt-BR",
];

/// Diagnoses a locale that Alexa does not have.
pub fn check_locale(locale: &Text, diagnostics: &mut Diagnostics) {
    if !LOCALES.contains(&locale.value.as_str()) {
        let language = locale.value.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let of_language =
            || LOCALES.iter().copied().filter(|known| known.split('-').next() == Some(&language));
        let help = match of_language().count() {
            0 => suggest(&locale.value, "locales", LOCALES.iter().copied()),
            _ => suggest(&locale.value, "locales", of_language()),
        };
        diagnostics.push(
            Diagnostic::error(
                Code::ALEXA_LOCALE,
                format!("Alexa does not have the locale `{}`", locale.value),
            )
            .at(locale.span, "unknown")
            .help(help),
        );
    }
}
