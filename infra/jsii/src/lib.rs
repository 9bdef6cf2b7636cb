#![doc = include_str!("../README.md")]

pub mod bound;
mod builder;
mod callback;
mod console;
mod date;
mod error;
mod kernel;
mod object;
mod options;
mod packages;
mod process;
mod promise;
mod request;
mod value;

pub use builder::ObjectBuilder;
pub use callback::Call;
pub use console::{Console, Stream};
pub use date::{Date, NoDate};
pub use error::{Error, Kind, Result};
pub use kernel::Kernel;
pub use object::{Lives, Object, Ref};
pub use options::Options;
pub use promise::Promise;
pub use value::{Fields, FromValue, IntoValue, Value};
