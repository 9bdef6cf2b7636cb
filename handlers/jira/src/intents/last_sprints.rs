//! `compute: last_sprints` of the intent `Velocity`: the three that were closed last. YAML sorts nothing.

use crate::{
    generated::stubs::{LastSprintsInput, LastSprintsOutput},
    sprints::moment,
};

/// So many count.
const COUNTED: usize = 3;

/// A pure function: no clock, no network, no files. Of a sprint without a time, the text is empty.
pub fn last_sprints(input: LastSprintsInput) -> LastSprintsOutput {
    let mut sprints: Vec<_> = input.pages.into_iter().flat_map(|page| page.sprints).collect();
    sprints.sort_by_key(|sprint| sprint.closed.as_deref().and_then(moment));
    let first = sprints.len().saturating_sub(COUNTED);
    let last = sprints.split_off(first);
    LastSprintsOutput {
        ids: last.iter().map(|sprint| sprint.id).collect(),
        closed: last.into_iter().map(|sprint| sprint.closed.unwrap_or_default()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::calls::closed_sprints::{Output, OutputSprints};

    #[test]
    fn the_last_three_are_those_that_were_closed_last_on_whichever_page() {
        let page = |sprints: &[(f64, Option<&str>)]| Output {
            sprints: sprints
                .iter()
                .map(|(id, closed)| OutputSprints { id: *id, closed: closed.map(str::to_owned) })
                .collect(),
        };
        let pages = vec![
            page(&[
                (1.0, None),
                (4.0, Some("2026-03-04T10:00:00+0100")),
                (2.0, Some("2026-02-04T09:00:00Z")),
            ]),
            page(&[(3.0, Some("2026-03-04T09:30:00Z"))]),
            page(&[]),
        ];
        let last = last_sprints(LastSprintsInput { pages });
        assert_eq!(last.ids, [2.0, 4.0, 3.0]);
        assert_eq!(last.closed.first().map(String::as_str), Some("2026-02-04T09:00:00Z"));
        let none = last_sprints(LastSprintsInput { pages: Vec::new() });
        assert_eq!(none, LastSprintsOutput { ids: Vec::new(), closed: Vec::new() });
    }
}
