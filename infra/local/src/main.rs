//! The embedded cloud as a program; see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    sayso_local::main()
}
