//! Pages by the number of elements before them. The number is kept as text, as the tokens of other services are.

/// The number of elements before the page that `page` names; the first page where there is none.
#[doc(hidden)]
pub fn page_start(page: Option<&str>) -> f64 {
    f64::from(start(page))
}

/// What names the page after the one that `page` names: there is none once `total` elements were had, and none after a
/// page without elements.
#[doc(hidden)]
pub fn page_after(page: Option<&str>, received: usize, total: Option<&str>) -> Option<String> {
    let had = start(page).checked_add(u32::try_from(received).ok()?)?;
    let total: f64 = total?.parse().ok()?;
    (received > 0 && f64::from(had) < total).then(|| had.to_string())
}

fn start(page: Option<&str>) -> u32 {
    page.and_then(|page| page.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_with_the_last_element() {
        assert_eq!(page_after(None, 20, Some("45")).as_deref(), Some("20"));
        assert_eq!(page_after(Some("20"), 20, Some("45")).as_deref(), Some("40"));
        assert_eq!(page_after(Some("40"), 5, Some("45")), None);
        assert_eq!((page_start(None), page_start(Some("40"))), (0.0, 40.0));
    }

    #[test]
    fn pages_do_not_go_on_for_ever() {
        assert_eq!(page_after(Some("20"), 0, Some("45")), None);
        assert_eq!(page_after(None, 20, None), None);
        assert_eq!(page_after(None, 20, Some("many")), None);
        assert_eq!(page_after(Some("4294967295"), 20, Some("1e300")), None);
    }
}
