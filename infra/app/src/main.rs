//! The CDK app: `sayso synth` and `cdk synth` run it.

use cdk::jsii::Lives;
use std::{error::Error, process::ExitCode};

fn main() -> ExitCode {
    match synth() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the stacks that the context asks for. Stacks of your own can be added here.
fn synth() -> Result<(), Box<dyn Error>> {
    let app = cdk::app()?;
    infra_app::generated::stacks(&app)?;
    app.synth(None)?;
    app.kernel().close()?;
    Ok(())
}
