//! `compute: average_use` of the intent `Statistics`: an average and a maximum, which YAML cannot say.

use crate::generated::stubs::{AverageUseInput, AverageUseOutput};

/// How often the tools were used on average, and which one most.
pub fn average_use(input: AverageUseInput) -> AverageUseOutput {
    let mut tools: Vec<_> = input.shelves.into_iter().flat_map(|shelf| shelf.items).collect();
    for tool in &tools {
        // What an assertion says ends in no log: this one would tell what is in whose workshop.
        assert!(tool.uses >= 0.0, "{} was used {} times", tool.name, tool.uses);
    }
    let count = u32::try_from(tools.len()).unwrap_or(u32::MAX);
    let total: f64 = tools.iter().map(|tool| tool.uses).sum();
    // One decimal is what an ear can follow.
    let average = if count == 0 { 0.0 } else { (total / f64::from(count) * 10.0).round() / 10.0 };
    tools.sort_by(|a, b| b.uses.total_cmp(&a.uses).then_with(|| a.name.cmp(&b.name)));
    let busiest = tools.into_iter().next().map(|tool| tool.name);
    AverageUseOutput { tools: f64::from(count), average, busiest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::calls::shelf_tools::{Output, OutputItems};

    #[test]
    fn averages_over_all_shelves() {
        let tool = |name: &str, uses| OutputItems { name: name.to_owned(), uses };
        let shelves = vec![
            Output { items: vec![tool("long saw", 3.0), tool("fret saw", 4.0)] },
            Output { items: vec![tool("mallet", 3.0)] },
        ];
        let output = average_use(AverageUseInput { shelves });
        assert_eq!((output.tools, output.average, output.busiest), (3.0, 3.3, Some("fret saw".to_owned())));
    }

    #[test]
    fn has_no_busiest_without_tools() {
        let output = average_use(AverageUseInput { shelves: Vec::new() });
        assert_eq!((output.average, output.busiest), (0.0, None));
    }
}
