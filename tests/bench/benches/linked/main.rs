//! What a request costs whose user has linked an account: from the access token to the account, its data key kept or
//! not, and the calls; without what the backend and the embedded cloud take.
//!
//! The skill `jira` is built as it is shipped and runs as three functions, as on Lambda. Accounts are linked through
//! `link` and `token`; `DynamoDB` and KMS are the embedded cloud's, in this process, and the backend answers at once.

mod answers;
mod backend;
mod bare;
mod cold;
mod gateway;
mod linking;
mod measure;
mod relay;
mod rows;
mod table;
mod token;
mod world;

use anyhow::Context;
use sayso_bench::{mode::Mode, workspace::Workspace};

fn main() -> anyhow::Result<()> {
    let mode = Mode::of_process();
    println!("linked: a request of somebody whose account is linked\n");
    let world = world::World::start(&Workspace::of_process(mode)?)?;
    // One more, whose tokens are renewed.
    let mut tokens = world.link(mode.pick(rows::ACCOUNTS, 2) + 1)?;
    let renewed = tokens.pop().context("nobody has linked an account")?;
    let session = rows::open_session(&world, &renewed)?;
    let rows = rows::all(&tokens, &session)?;
    let asked = rows::count(&rows, &world)?;
    let warm = measure::all(&rows, asked, &world, mode)?;
    let granted = token::all(&world, mode)?;
    let cold = cold::all(&world, renewed, &session, mode)?;
    table::bare(&warm.bare);
    table::warm(&warm.rows, &warm.bare);
    table::granted(&granted);
    table::cold(&cold, warm.memory);
    if mode == Mode::Try {
        println!("\nBuilt with the dev profile: the numbers mean nothing.");
    }
    Ok(())
}
