//! TLS before demo backends that users may name: a certificate authority of this machine's own, and a listener per
//! host.

mod authority;
mod front;

pub use authority::Authority;
pub(crate) use front::Fronts;
