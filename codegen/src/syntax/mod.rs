//! From text to trees that know their places; no meaning.

pub mod contract;
pub mod dates;
pub mod de;
pub mod message;
pub mod parse;
pub mod sample;
pub mod shape;
pub mod source;
pub mod tree;

pub use de::read;
pub use parse::parse;
pub use shape::{Faulty, Shape};
pub use source::Sources;
pub use tree::{Key, Kind, Node, Scalar};
