//! What compiling the bindings costs.

use crate::app::cargo;
use anyhow::ensure;
use sayso_bench::workspace::Workspace;
use std::{fs, path::Path, time::Instant};

/// Prints the size of the bindings, and the time of each kind of build. A flag that means nothing makes cargo build the
/// one crate again, and only that.
pub fn print(workspace: &Workspace) -> anyhow::Result<()> {
    let size = size(&workspace.root.join("infra/cdk/src/generated"))?;
    println!("\nbindings: {} types, {} lines", size.types, size.lines);
    let builds: [(&str, &[&str]); 3] = [
        ("check of the bindings", &["rustc", "--lib", "--profile", "check"]),
        ("dev build of the bindings", &["rustc", "--lib"]),
        ("dev build of the app alone, after an edit", &["rustc", "--example", "fixture"]),
    ];
    for (name, words) in builds {
        // The first builds what they depend on.
        let mut times = Vec::new();
        for run in 0..4 {
            let mut build = cargo(workspace, words);
            build.args(["--", "--cfg"]).arg(format!("run_{run}"));
            let start = Instant::now();
            ensure!(build.status()?.success(), "it does not build");
            times.push(start.elapsed());
        }
        let best = times.iter().skip(1).min().copied().unwrap_or_default();
        println!("{name:<52} {:>8.2} s", best.as_secs_f64());
    }
    Ok(())
}

/// How much was generated.
struct Size {
    types: usize,
    lines: usize,
}

fn size(folder: &Path) -> anyhow::Result<Size> {
    let mut size = Size { types: 0, lines: 0 };
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let inner = self::size(&path)?;
            size = Size { types: size.types + inner.types, lines: size.lines + inner.lines };
        } else {
            let text = fs::read_to_string(&path)?;
            let is_type = |line: &&str| line.starts_with("pub struct ") || line.starts_with("pub enum ");
            size.types += text.lines().filter(is_type).count();
            size.lines += text.lines().count();
        }
    }
    Ok(size)
}
