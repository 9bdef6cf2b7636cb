//! Every construct that is bound, as `tests/fixture` makes it: what `cargo bench -p sayso-bench --bench synth` runs.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

fn main() -> cdk::jsii::Result<()> {
    fixture::synth(cdk::jsii::Options::default(), cdk::AppProps::new())
}
