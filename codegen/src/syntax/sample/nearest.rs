//! Help for a name that does not exist.

/// The most names that a help line lists.
const LISTED: usize = 8;

/// A help line for the unknown name `wanted`: the name that was probably meant, or the names there are.
/// `what` is what they are, in the plural (`slots`).
pub(crate) fn suggest<'a>(wanted: &str, what: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(near) = nearest(wanted, &names) {
        return format!("write `{near}`");
    }
    let listed: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {what} here"),
        n if n > LISTED => format!("the {what} here are {} and {} more", listed.join(", "), n - LISTED),
        _ => format!("the {what} here are {}", listed.join(", ")),
    }
}

/// The name most like `wanted`, where one is alike. The first of equals.
fn nearest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    // About a third of the letters may differ: `givme` is near `give_me`, `id` is not near `text`.
    let allowed = ((wanted.chars().count() + 1) / 3).max(1);
    names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), *name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
