//! `sayso new`.

mod framework;
mod name;
mod sample;
mod template;

use crate::Outcome;
use crate::compilation::{self, Count};
use crate::terminal;
use anyhow::{Context, bail};
use clap::ValueEnum;
use framework::Framework;
use name::Name;
use sample::{Method, Sample};
use sayso_codegen::project::Project;
use std::path::{Path, PathBuf};

/// Make a project with one small skill
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso new tea-time            in the folder tea-time
  sayso new book-shelf --linking oauth    whose users sign in at a provider; a demo of one comes with it
  sayso new book-shelf --linking proxy    the same, but at the provider alone: there is no page of the skill's
  sayso new ../skills/tea-time --framework https://example.org/sayso.git#v1

The skill is named after the folder. The project has its own `cargo run -- dev` and `cargo run -- test`.")]
pub(crate) struct Arguments {
    /// The folder to make; its last part names the skill: lower-case letters, digits and hyphens.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How users link an account: not at all; on a page of the skill's, by typing a credential (`form`) or by signing in at a
    /// provider (`oauth`); or at an identity provider to which Alexa sends them itself (`proxy`).
    #[arg(long, value_enum, default_value_t)]
    linking: Linking,
    /// Where sayso comes from: its folder, or a git address and `#` and a tag or commit. The folder that this sayso
    /// was built from where left out.
    #[arg(long, value_name = "PATH|URL#REV")]
    framework: Option<String>,
}

/// How users link an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Linking {
    /// Not at all.
    #[default]
    None,
    /// By typing a credential.
    Form,
    /// By a provider's own page.
    Oauth,
    /// At an identity provider to which Alexa sends them itself.
    Proxy,
}

impl Linking {
    /// The skill to begin with.
    fn sample(self) -> Sample {
        match self {
            Self::None => Sample::Tea,
            Self::Form => Sample::Library(Method::Form),
            Self::Oauth => Sample::Library(Method::Oauth),
            Self::Proxy => Sample::Library(Method::Proxy),
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let sample = arguments.linking.sample();
    let folder = std::path::absolute(&arguments.folder).context("the current folder can't be read")?;
    let name = Name::of(&folder)?;
    let framework = Framework::choose(arguments.framework.as_deref())?;
    refuse_taken(&folder)?;
    let made = Beside::new(&folder)?;
    template::write(&made.path, sample, &name, &framework)?;
    // The compiler has the last word on the name, which becomes what users say: a new project has not even a warning.
    let project = Project { root: made.path.clone() };
    let (_, count) = compilation::generate(&project, std::slice::from_ref(&name.text))?;
    if count != Count::default() {
        bail!("`{}` is not a good name for a skill, as shown above; choose another name", name.text);
    }
    made.move_to(&folder)?;
    let shown = arguments.folder.display();
    terminal::result(format!("made {shown}, with the skill `{}` that knows {}", name.text, sample.knows()));
    terminal::note(format!(
        "\nNext:\n  cd {shown}\n  cargo run -- dev     builds it (a few minutes the first time) and runs it here\n  \
         cargo run -- test    plays its dialogs\nThen edit schemas/{}/skill.yaml.",
        name.text
    ));
    Ok(Outcome::Clean)
}

/// A project goes where nothing is.
fn refuse_taken(folder: &Path) -> anyhow::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        other => other.with_context(|| format!("can't look into `{}`", folder.display()))?,
    };
    if entries.count() > 0 {
        bail!("`{}` is not empty; choose a folder that is not there yet", folder.display());
    }
    Ok(())
}

/// A folder beside the one to make; removed unless it is moved there.
struct Beside {
    path: PathBuf,
}

impl Beside {
    fn new(folder: &Path) -> anyhow::Result<Self> {
        let name = folder.file_name().context("the folder has no name")?.to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.sayso-new-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("can't make `{}`", path.display()))?;
        Ok(Self { path })
    }

    fn move_to(self, folder: &Path) -> anyhow::Result<()> {
        // What belongs to this machine alone has no place in a new project.
        std::fs::remove_dir_all(self.path.join(".sayso")).ok();
        std::fs::rename(&self.path, folder).with_context(|| format!("can't make `{}`", folder.display()))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Moved away, or not made whole; nobody can be told more than they were.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
