//! People in a query.

use crate::world::{Product, User, Viewer, World};

/// The user of a name: Cloud knows people by account id, Data Center by username, and both by what they are called.
pub(super) fn find<'a>(text: &str, world: &'a World, viewer: &Viewer) -> Option<&'a User> {
    world.users.iter().find(|user| {
        let own = match viewer.product {
            Product::Cloud { .. } => user.account_id == text,
            Product::Server => user.username.eq_ignore_ascii_case(text),
        };
        own || user.name.eq_ignore_ascii_case(text) || user.email.eq_ignore_ascii_case(text)
    })
}
