//! The kernel's process: how it starts, what it prints, and how it ends. Skips, and says so, where Node.js or the
//! packages are not there.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, reason = "a test fails by panicking")]

#[path = "conformance/calc.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "each suite uses what it needs")]
mod calc;

use calc::args;
use sayso_jsii::{Console, Kernel, Kind, Options, Stream};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// A folder for one test, empty.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A program that is not Node.js, but says what it is told to.
fn fake_node(name: &str, script: &str) -> PathBuf {
    let path = scratch(name).join("node");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn refused(options: Options) -> sayso_jsii::Error {
    let error = Kernel::start(options).unwrap_err();
    assert_eq!(error.at().file(), file!());
    error
}

#[test]
fn a_missing_node_is_told_in_a_sentence() {
    if !calc::installed() {
        return;
    }
    let error = refused(calc::options().node("no-such-node"));
    assert_eq!(error.kind(), Kind::Node);
    assert_eq!(error.message(), "Node.js was not found: there is no `no-such-node` on PATH");
    assert!(error.to_string().contains("help: install Node.js 20 or later"), "{error}");

    let error = refused(calc::options().node("./no/such/node"));
    assert_eq!(error.message(), "Node.js was not found: `./no/such/node` is no program");
}

#[test]
fn a_node_that_is_too_old_is_told_in_a_sentence() {
    if !calc::installed() {
        return;
    }
    let old = fake_node("old-node", r#"echo '{"node":"12.22.12"}' >&3; echo SyntaxError >&2; exit 1"#);
    let error = refused(calc::options().node(&old).console(Console::to(|_, _| {})));
    assert_eq!(error.kind(), Kind::Node);
    let place = old.display();
    assert_eq!(
        error.message(),
        format!("Node.js 12.22.12 (`{place}`) is too old: 20 is the oldest that works")
    );
    assert!(error.to_string().contains("help: install Node.js 20 or later"), "{error}");
}

#[test]
fn a_node_that_does_not_start_is_told_with_what_it_printed() {
    if !calc::installed() {
        return;
    }
    let broken =
        fake_node("broken-node", "echo 'error while loading shared libraries: libz.so' >&2; exit 127");
    let error = refused(calc::options().node(broken).console(Console::to(|_, _| {})));
    assert_eq!(error.kind(), Kind::Node);
    assert!(error.message().contains("does not run the jsii kernel"), "{error}");
    assert!(error.message().contains("exit status 127"), "{error}");
    assert!(error.message().contains("libz.so"), "{error}");
}

#[test]
fn a_kernel_of_another_version_is_refused() {
    if !calc::installed() {
        return;
    }
    let script = r#"echo '{"node":"22.0.0"}' >&3; echo '{"hello":"@jsii/runtime@2.0.0"}' >&3; sleep 60"#;
    let begun = Instant::now();
    let error = refused(calc::options().node(fake_node("new-kernel", script)));
    assert_eq!(error.kind(), Kind::Packages);
    assert!(
        error.message().contains("`@jsii/runtime@2.0.0`, but `@jsii/runtime` 1.140 is needed"),
        "{error}"
    );
    assert!(begun.elapsed() < Duration::from_secs(20), "and it is not waited for");
}

#[test]
fn packages_that_are_not_installed_are_told_with_the_command_to_run() {
    let project = scratch("project");
    fs::create_dir_all(project.join("node_modules")).unwrap();
    let error = refused(Options::new().packages(project.join("node_modules")));
    assert_eq!(error.kind(), Kind::Packages);
    let place = project.display();
    assert_eq!(error.message(), format!("there is no package `@jsii/runtime` in `{place}/node_modules`"));
    assert!(error.to_string().ends_with(&format!("help: run `npm ci --prefix {place}`")), "{error}");
}

#[test]
fn a_package_that_is_not_installed_is_told() {
    let Some(calc) = calc::start() else { return };
    let error = calc.kernel.load("no-such-package").unwrap_err();
    assert_eq!(error.kind(), Kind::Packages);
    assert!(error.message().starts_with("there is no package `no-such-package` in "), "{error}");
    let error = calc.kernel.load("typescript").unwrap_err();
    assert!(error.message().ends_with("is no library of jsii: it has no `.jsii`"), "{error}");
    calc.kernel.load("calc").unwrap();
}

#[test]
fn a_package_of_another_version_is_refused() {
    if !calc::installed() {
        return;
    }
    let kernel = Kernel::start(calc::options()).unwrap();
    let error = kernel.load_version("calc", "1.0.1").unwrap_err();
    assert_eq!(error.kind(), Kind::Packages);
    assert!(error.message().starts_with("`calc` 1.0.1 is needed, but 1.0.0 is installed in"), "{error}");
    kernel.load_version("calc", "1.0.0").unwrap();
    assert_eq!(kernel.version("calc").unwrap(), "1.0.0");
}

/// Whether a process is there, and not only its remains.
fn runs(process: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat"));
    state.is_ok_and(|it| !it.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}

#[test]
fn a_kernel_that_was_killed_is_an_error_of_the_next_call() {
    let Some(calc) = calc::start() else { return };
    let amount = calc.amount(1.0);
    let process = calc.kernel.process_id();
    assert_eq!(calc.get::<f64>("Node", "process"), f64::from(process), "it is the kernel itself");
    let killed = Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap();
    assert!(killed.success());

    for _ in 0..2 {
        let error = amount.get("value").unwrap_err();
        assert_eq!(error.kind(), Kind::Ended);
        assert!(error.message().starts_with("the jsii kernel has ended: killed by signal 9"), "{error}");
    }
    assert!(calc.kernel.load("@calc/base").is_ok(), "it was loaded");
    assert_eq!(calc.kernel.create("calc.Bell", args![]).unwrap_err().kind(), Kind::Ended);
}

#[test]
fn a_kernel_that_ends_within_a_call_is_an_error_of_that_call() {
    if !calc::installed() {
        return;
    }
    let kernel = Kernel::start(calc::options().console(Console::to(|_, _| {}))).unwrap();
    kernel.load("calc").unwrap();
    let failing = kernel.create("calc.Failing", args![]).unwrap();
    failing.call("print", args!["famous last words"]).unwrap();
    let error = failing.call("exit", args![]).unwrap_err();
    assert_eq!(error.kind(), Kind::Ended);
    assert!(error.message().contains("exit status 7"), "{error}");
    assert!(error.message().contains("famous last words, as an error"), "{error}");
}

#[test]
fn a_kernel_that_ends_within_a_callback_is_an_error_of_what_called() {
    let Some(calc) = calc::start() else { return };
    let process = calc.kernel.process_id();
    let actor = calc.kernel.object("calc.Actor").method("play", move |call| {
        Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap();
        assert_eq!(call.this().get("part").unwrap_err().kind(), Kind::Ended);
        Ok(args![1].remove(0))
    });
    assert_eq!(actor.create().unwrap().call("perform", args![]).unwrap_err().kind(), Kind::Ended);
}

#[test]
fn a_kernel_ends_when_nothing_holds_it() {
    if !calc::installed() {
        return;
    }
    let kernel = Kernel::start(calc::options()).unwrap();
    let process = kernel.process_id();
    let copy = kernel.clone();
    drop(kernel);
    assert!(runs(process));
    drop(copy);
    assert!(!runs(process));
}

#[test]
fn a_closed_kernel_says_so() {
    let Some(calc) = calc::start() else { return };
    let held = Arc::new(());
    let captured = held.clone();
    let actor = calc.kernel.object("calc.Actor").method("play", move |_| {
        drop(captured.clone());
        Ok(sayso_jsii::Value::Null)
    });
    let actor = actor.create().unwrap();
    assert_eq!(Arc::strong_count(&held), 2);
    calc.kernel.close().unwrap();
    assert_eq!(Arc::strong_count(&held), 1, "overrides are let go");
    assert!(!runs(calc.kernel.process_id()));
    let error = actor.call("perform", args![]).unwrap_err();
    assert_eq!((error.kind(), error.message()), (Kind::Ended, "the jsii kernel was closed"));
    calc.kernel.close().unwrap();
}

#[test]
fn two_kernels_live_side_by_side() {
    let (Some(one), Some(other)) = (calc::start(), calc::start()) else { return };
    assert_ne!(one.kernel.process_id(), other.kernel.process_id());
    one.set("Town", "population", 1);
    assert_eq!(one.get::<f64>("Town", "population"), 1.0);
    assert_eq!(other.get::<f64>("Town", "population"), 265.0);
    one.kernel.close().unwrap();
    assert_eq!(other.amount(2.0).get_as::<f64>("twice").unwrap(), 4.0);
}

/// What was printed, in order; for a stream at a time, since they are read by two threads.
fn printed(lines: &Mutex<Vec<(Stream, String)>>, from: Stream) -> Vec<String> {
    let lines = lines.lock().unwrap();
    lines.iter().filter(|(stream, _)| *stream == from).map(|(_, line)| line.clone()).collect()
}

#[test]
fn what_javascript_prints_comes_line_by_line() {
    if !calc::installed() {
        return;
    }
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let console = Console::to(move |stream, line| sink.lock().unwrap().push((stream, line.to_owned())));
    let kernel = Kernel::start(calc::options().console(console)).unwrap();
    kernel.load("calc").unwrap();
    let failing = kernel.create("calc.Failing", args![]).unwrap();
    failing.call("print", args!["one"]).unwrap();
    failing.call("print", args!["two\nthree"]).unwrap();
    kernel.close().unwrap();
    assert_eq!(printed(&lines, Stream::Out), ["one", "two", "three"]);
    assert_eq!(printed(&lines, Stream::Err), ["one, as an error", "two", "three, as an error"]);
}

#[test]
fn what_is_no_protocol_is_passed_on_or_refused() {
    if !calc::installed() {
        return;
    }
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let console = Console::to(move |stream, line| sink.lock().unwrap().push((stream, line.to_owned())));
    let kernel = Kernel::start(calc::options().console(console)).unwrap();
    kernel.load("calc").unwrap();
    let failing = kernel.create("calc.Failing", args![]).unwrap();
    failing.call("babble", args!["a native module was here"]).unwrap();
    assert_eq!(printed(&lines, Stream::Out), ["a native module was here"]);

    for garbage in ["{not json}", "{\"what\": 1}", "{\"hello\": \"again\"}"] {
        let kernel = Kernel::start(calc::options()).unwrap();
        kernel.load("calc").unwrap();
        let failing = kernel.create("calc.Failing", args![]).unwrap();
        let error = failing.call("babble", args![garbage]).unwrap_err();
        assert_eq!(error.kind(), Kind::Protocol, "{error}");
        // The answer to this call is still to come: it must not be taken for another's.
        let next = failing.call("print", args!["x"]).unwrap_err();
        assert_eq!(next.kind(), Kind::Ended);
        assert!(next.message().starts_with("the jsii kernel was given up: "), "{next}");
    }
}

/// The indices of a cache, with the time when each was written.
fn indices(cache: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
    let mut found = Vec::new();
    let mut folders = vec![cache.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false if path.ends_with(".jsii.runtime.v1.json") => {
                    found.push((path, entry.metadata().unwrap().modified().unwrap()));
                }
                false => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_second_start_finds_what_the_first_has_read() {
    if !calc::installed() {
        return;
    }
    let cache = scratch("cold-cache");
    let load = || {
        let kernel = Kernel::start(calc::options().cache(&cache)).unwrap();
        kernel.load("calc").unwrap();
        kernel.close().unwrap();
        indices(&cache)
    };
    let first = load();
    assert_eq!(first.len(), 2, "both libraries are indexed before the first kernel may end: {first:?}");
    assert_eq!(load(), first, "nothing is extracted or indexed again");
}

/// The kernel dies with the process that started it, however that ends.
#[test]
fn a_kernel_outlives_nobody() {
    if !calc::installed() {
        return;
    }
    // This test starts itself, and kills what it started.
    if std::env::var_os("JSII_TEST_CHILD").is_some() {
        let kernel = Kernel::start(calc::options()).unwrap();
        println!("kernel {}.", kernel.process_id());
        Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status().unwrap();
        std::thread::park();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_kernel_outlives_nobody", "--nocapture"])
        .env("JSII_TEST_CHILD", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let process = said.split("kernel ").nth(1).and_then(|it| it.split('.').next()).unwrap();
    let process: u32 = process.parse().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while runs(process) && Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert!(!runs(process), "the kernel is still there");
}
