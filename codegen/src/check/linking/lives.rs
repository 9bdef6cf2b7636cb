//! How long codes and tokens live.

use super::super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use sayso_schemas::spec::{RefreshLives, Text};

pub(super) const MINUTE: u64 = 60;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;

/// How long refresh tokens live: unused, and at all.
pub(super) fn refresh_lives(context: &mut Context<'_>, refresh: &RefreshLives) -> (u64, u64) {
    let absolute = life(context, refresh.absolute.as_ref(), 365 * DAY, DAY, 730 * DAY);
    let idle = life(context, refresh.idle.as_ref(), absolute.min(90 * DAY), DAY, 730 * DAY);
    if let Some(text) = refresh.idle.as_ref().filter(|_| idle > absolute) {
        context.push(
            Diagnostic::error(Code::TOKEN_LIFE, format!("an unused token cannot live for {}", shown(idle)))
                .at(text.span, format!("every one is over {} after the linking", shown(absolute)))
                .help("let `idle` be no longer than `absolute`"),
        );
    }
    (idle, absolute)
}

/// Reads `60s`, `10m`, `1h` or `90d` as seconds between two bounds; `otherwise` where nothing is said.
pub(super) fn life(
    context: &mut Context<'_>,
    text: Option<&Text>,
    otherwise: u64,
    least: u64,
    most: u64,
) -> u64 {
    let Some(text) = text else { return otherwise };
    let written = text.value.trim();
    let units = [("s", 1), ("m", MINUTE), ("h", HOUR), ("d", DAY)];
    let read = units.iter().find_map(|(unit, seconds)| {
        written.strip_suffix(unit)?.trim().parse::<u64>().ok()?.checked_mul(*seconds)
    });
    if let Some(seconds) = read.filter(|it| (least..=most).contains(it)) {
        return seconds;
    }
    context.push(
        Diagnostic::error(
            Code::TOKEN_LIFE,
            format!("`{written}` is no time from {} to {}", shown(least), shown(most)),
        )
        .at(text.span, "")
        .help("write `60s`, `10m`, `1h` or `90d`"),
    );
    otherwise
}

fn shown(seconds: u64) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m")];
    let unit = units.iter().find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{seconds}s"), |(unit, letter)| format!("{}{letter}", seconds / unit))
}
