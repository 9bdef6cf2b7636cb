//! `jsii-bindgen LIST [--check] [--packages FOLDER] [--out FOLDER]`

use anyhow::{Context, Result, bail};
use jsii_bindgen::{bindings, list::List, write};
use std::path::{Path, PathBuf};

const USAGE: &str = "usage: jsii-bindgen LIST [--check] [--packages FOLDER] [--out FOLDER]

LIST        the allow-list, such as infra/cdk/bindings.txt
--check     compare with what is there, and write nothing
--packages  the node_modules folder; else SAYSO_NODE_MODULES, else that of the list's folder or of one above
--out       where the bindings go; else src/generated beside the list";

/// What was asked for.
struct Asked {
    list: PathBuf,
    check: bool,
    packages: Option<PathBuf>,
    out: Option<PathBuf>,
}

fn main() -> Result<()> {
    let asked = asked(std::env::args().skip(1))?;
    let list = List::read(&asked.list).with_context(|| format!("in {}", asked.list.display()))?;
    let packages = packages(&asked)?;
    let beside = asked.list.parent().unwrap_or(Path::new("")).join("src/generated");
    let out = asked.out.unwrap_or(beside);
    let command = format!("jsii-bindgen {}", asked.list.display());
    let made =
        bindings(&list, &packages, &command).with_context(|| format!("in {}", asked.list.display()))?;
    if asked.check {
        return Ok(write::check(
            &out,
            &made.files,
            &format!("cargo run -p sayso-jsii-bindgen -- {}", asked.list.display()),
        )?);
    }
    let written = write::write(&out, &made.files)?;
    println!("{} types in {} files, {written} of them new or changed", made.types, made.files.len());
    if !made.cut.is_empty() {
        println!("{} types stay untyped: {}", made.cut.len(), made.cut.join(" "));
    }
    Ok(())
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked> {
    let (mut list, mut check, mut packages, mut out) = (None, false, None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--check" => check = true,
            "--packages" => packages = Some(words.next().context(USAGE)?.into()),
            "--out" => out = Some(words.next().context(USAGE)?.into()),
            "--help" => bail!(USAGE),
            _ if list.is_none() && !word.starts_with('-') => list = Some(PathBuf::from(word)),
            _ => bail!("`{word}` was not expected\n{USAGE}"),
        }
    }
    Ok(Asked { list: list.context(USAGE)?, check, packages, out })
}

/// Where the packages are.
fn packages(asked: &Asked) -> Result<PathBuf> {
    let named = asked.packages.clone().or_else(|| std::env::var_os("SAYSO_NODE_MODULES").map(Into::into));
    if let Some(folder) = named {
        return Ok(folder);
    }
    let list = std::path::absolute(&asked.list)?;
    let folders = list.ancestors().skip(1);
    let places =
        folders.flat_map(|folder| [folder.join("node_modules"), folder.join("infra/app/node_modules")]);
    places
        .into_iter()
        .find(|it| it.is_dir())
        .context("there is no node_modules folder\nhelp: name one with `--packages`")
}
