//! Words that every rule needs: the nearest name, a list of names.

/// The longest name for which a nearest one is sought; longer ones are no slip of the pen.
const LONGEST: usize = 64;

/// The one of `known` that `name` was probably meant to be: the same but for case, or one slip in three letters, or
/// cut short. Of several equally near the first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    // Case and separators are what is confused first: `givme` is near `give_me`.
    let plain = |it: &str| it.to_lowercase().replace(['_', '-'], "");
    let lower = plain(name);
    let letters = lower.chars().count();
    let slips = (letters / 3).max(1);
    let distance = |it: &str| match plain(it) {
        it if letters >= 3 && it.starts_with(&lower) => usize::from(it != lower),
        it => strsim::osa_distance(&lower, &it),
    };
    known
        .into_iter()
        .filter(|it| it.len() <= LONGEST)
        .map(|it| (distance(it), it))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``; `last` is `and` or `or`.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
    }
}

/// The most names that a help line lists.
const LISTED: usize = 8;

/// A help line for the unknown name `wanted`: the name that was probably meant, or the names there are. `what` is what
/// they are, in the plural (`slots`).
pub fn suggest<'a>(wanted: &str, what: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(near) = nearest(wanted, names.iter().copied()) {
        return format!("write `{near}`");
    }
    let listed = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => format!("there are no {what} here"),
        n if n > LISTED => format!("the {what} here are {listed} and {} more", n - LISTED),
        _ => format!("the {what} here are {listed}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{listed, nearest};

    #[test]
    fn a_slip_is_found_and_another_word_is_not() {
        let known = ["samples", "slots", "say", "do"];
        assert_eq!(nearest("smaples", known), Some("samples"));
        assert_eq!(nearest("Slots", known), Some("slots"));
        assert_eq!(nearest("SAMPLES", known), Some("samples"));
        assert_eq!(nearest("sya", known), Some("say"));
        assert_eq!(nearest("sam", known), Some("samples"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"s".repeat(1_000_000), known), None);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed([], "or"), "");
        assert_eq!(listed(["a"], "or"), "`a`");
        assert_eq!(listed(["a", "b"], "or"), "`a` or `b`");
        assert_eq!(listed(["a", "b", "c"], "and"), "`a`, `b` and `c`");
    }
}
