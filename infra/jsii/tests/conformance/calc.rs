//! The libraries under test, compiled if need be.

use sayso_jsii::{Call, FromValue, IntoValue, Kernel, Options, Ref, Result, Value};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::SystemTime,
};

/// Arguments of any types.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$(sayso_jsii::IntoValue::into_value($arg)),*] };
}
pub(crate) use args;

/// A struct of `calc`, by its name and its fields.
macro_rules! fields {
    ($($name:ident: $value:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "there may be no field")]
        let mut fields = sayso_jsii::Fields::new();
        $(fields.set(stringify!($name), $value);)*
        fields
    }};
}
pub(crate) use fields;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calc")
}

/// Where the kernel keeps what it read of the libraries.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

pub fn options() -> Options {
    Options::new().packages(folder().join("node_modules")).cache(cache())
}

/// Why the suite cannot run here, if so.
fn missing() -> Option<String> {
    static MISSING: OnceLock<Option<String>> = OnceLock::new();
    MISSING
        .get_or_init(|| {
            if Command::new("node").arg("--version").output().is_err() {
                return Some("there is no `node` on PATH".to_owned());
            }
            if !folder().join("node_modules/jsii").is_dir() {
                return Some("run `npm ci --prefix infra/jsii/tests/calc` first".to_owned());
            }
            if stale() {
                let output =
                    Command::new("npm").args(["run", "build"]).current_dir(folder()).output().unwrap();
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success(), "the libraries do not compile:\n{said}");
            }
            None
        })
        .clone()
}

/// Whether a source is newer than what was compiled.
fn stale() -> bool {
    let newest = |folder: &Path| -> SystemTime {
        let files =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().metadata().unwrap().modified().unwrap());
        files.max().unwrap()
    };
    ["base", "calc"].map(|it| folder().join(it)).iter().any(|package| {
        let compiled = fs::metadata(package.join(".jsii")).and_then(|it| it.modified());
        compiled.is_ok_and(|it| it < newest(&package.join("src"))) || !package.join("lib/index.js").is_file()
    })
}

/// Whether the suite can run here; it says so where not.
pub fn installed() -> bool {
    match missing() {
        None => true,
        Some(why) => {
            println!("skipped: {why}");
            false
        }
    }
}

/// A kernel with the libraries, or none where they cannot be had.
pub fn start() -> Option<Calc> {
    if !installed() {
        return None;
    }
    let kernel = Kernel::start(options()).unwrap();
    kernel.load("calc").unwrap();
    Some(Calc { kernel })
}

/// A kernel with the libraries.
pub struct Calc {
    pub kernel: Kernel,
}

/// A name of `calc`, or of its base where it begins with `base.`.
fn fqn(name: &str) -> String {
    match name.strip_prefix("base.") {
        Some(name) => format!("@calc/base.{name}"),
        None => format!("calc.{name}"),
    }
}

impl Calc {
    #[track_caller]
    pub fn make(&self, class: &str, args: Vec<Value>) -> Ref {
        self.try_make(class, args).unwrap()
    }

    #[track_caller]
    pub fn try_make(&self, class: &str, args: Vec<Value>) -> Result<Ref> {
        self.kernel.create(&fqn(class), args)
    }

    #[track_caller]
    pub fn amount(&self, value: f64) -> Ref {
        self.make("base.Amount", args![value])
    }

    #[track_caller]
    pub fn call<T: FromValue>(&self, class: &str, method: &str, args: Vec<Value>) -> T {
        T::from_value(self.kernel.call_static(&fqn(class), method, args).unwrap()).unwrap()
    }

    #[track_caller]
    pub fn get<T: FromValue>(&self, class: &str, property: &str) -> T {
        T::from_value(self.kernel.get_static(&fqn(class), property).unwrap()).unwrap()
    }

    #[track_caller]
    pub fn set(&self, class: &str, property: &str, value: impl IntoValue) {
        self.kernel.set_static(&fqn(class), property, value.into_value()).unwrap();
    }
}

/// The kernel ends with its test.
impl Drop for Calc {
    fn drop(&mut self) {
        let _ = self.kernel.close();
    }
}

/// Short forms, which fail the test where the call fails.
pub trait Use {
    #[track_caller]
    fn ask<T: FromValue>(&self, method: &str, args: Vec<Value>) -> T;
    #[track_caller]
    fn wait<T: FromValue>(&self, method: &str, args: Vec<Value>) -> T;
    #[track_caller]
    fn read<T: FromValue>(&self, property: &str) -> T;
    #[track_caller]
    fn write(&self, property: &str, value: impl IntoValue);
}

impl Use for Ref {
    #[track_caller]
    fn ask<T: FromValue>(&self, method: &str, args: Vec<Value>) -> T {
        T::from_value(self.call(method, args).unwrap()).unwrap()
    }

    #[track_caller]
    fn wait<T: FromValue>(&self, method: &str, args: Vec<Value>) -> T {
        T::from_value(self.call_async(method, args).unwrap()).unwrap()
    }

    #[track_caller]
    fn read<T: FromValue>(&self, property: &str) -> T {
        self.get_as(property).unwrap()
    }

    #[track_caller]
    fn write(&self, property: &str, value: impl IntoValue) {
        self.set(property, value).unwrap();
    }
}

/// An override that gives the same whenever it is called.
pub fn always(value: impl IntoValue) -> impl Fn(Call) -> Result<Value> {
    let value = value.into_value();
    move |_| Ok(value.clone())
}
