//! Whoever got hold of what a function can do: its own access key, as it is in its environment.

use crate::{aws::Aws, cloud::Cloud};
use std::{collections::BTreeMap, fs};

/// The services as the function `name` of a skill sees them. It must have answered something before.
pub fn function(cloud: &Cloud, skill: &str, name: &str) -> Aws {
    let found = children(cloud.process()).into_iter().map(environment).find(|variables| {
        let is = |variable: &str, value: &str| variables.get(variable).is_some_and(|it| it == value);
        is("SAYSO_FUNCTION", name) && is("AWS_LAMBDA_FUNCTION_NAME", &format!("{skill}-local-{name}"))
    });
    let variables = found.unwrap_or_else(|| panic!("the function `{name}` of `{skill}` does not run"));
    cloud.aws().with_key(&variables["AWS_ACCESS_KEY_ID"])
}

/// The processes that a process has started.
fn children(parent: u32) -> Vec<u32> {
    let processes =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let of = |process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // After the name, which is in brackets: its state and its parent.
        let rest = stat.rsplit(") ").next().unwrap_or_default().to_owned();
        rest.split(' ').nth(1).and_then(|it| it.parse().ok()) == Some(parent)
    };
    processes.filter(of).collect()
}

fn environment(process: u32) -> BTreeMap<String, String> {
    let bytes = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let variables = text.split('\0').filter_map(|it| it.split_once('='));
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The command lines of all processes of a cloud, itself included, which everybody on the machine can read.
pub fn command_lines(cloud: &Cloud) -> Vec<String> {
    let mut processes = vec![cloud.process()];
    processes.extend(children(cloud.process()));
    let line = |process: &u32| fs::read(format!("/proc/{process}/cmdline")).ok();
    processes.iter().filter_map(line).map(|it| String::from_utf8_lossy(&it).replace('\0', " ")).collect()
}
