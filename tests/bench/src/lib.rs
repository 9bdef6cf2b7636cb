//! What the benchmarks share: specs of any size, requests, a stand-in for the Lambda Runtime API, and a process's
//! clocks. The benchmarks themselves are in `benches/`; `cargo bench -p sayso-bench` prints all of them.

pub mod function;
pub mod http;
pub mod lambda;
pub mod mode;
pub mod request;
pub mod spec;
pub mod statistics;
pub mod workspace;
