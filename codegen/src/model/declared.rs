//! Declared types: their values, where further ones come from, and what is known of them.

use super::{Expression, Type};
use indexmap::IndexMap;

/// A declared type.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// Value ids, in order.
    pub values: Vec<String>,
    /// What is known of each value.
    pub facts: IndexMap<String, Fact>,
    /// Where further values come from.
    pub dynamic: Option<Dynamic>,
    /// How a value that is said in parts is put together.
    pub parts: Option<Parts>,
}

/// Something that is known of each value of a type.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its type.
    pub kind: Type,
    /// What it is for each of the values, in their order: constants, and dates that are counted from today.
    pub of: Vec<Expression>,
}

/// How a value that is said in parts is put together.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The function, which is its file's name too.
    pub parser: String,
    /// Part to Alexa's name of its slot type, and the type of its value.
    pub parts: IndexMap<String, (String, Type)>,
    /// The part that is asked for.
    pub asked: String,
    /// The parts that are only said by themselves.
    pub alone: Vec<String>,
    /// The field of the elements of lists that the function is given.
    pub focus: Option<String>,
    /// What else it is given.
    pub inputs: Vec<(String, Expression)>,
    /// Values of dynamic types that it is given.
    pub known: Vec<Known>,
}

/// Values of a dynamic type that a parser is given.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the parser calls them.
    pub name: String,
    /// The part where which is said they are needed.
    pub part: String,
    /// The type.
    pub kind: String,
}

/// Where the values of a dynamic type come from.
#[derive(Debug, Clone)]
pub struct Dynamic {
    /// A call that needs no input.
    pub call: String,
    /// The list among its outputs.
    pub list: String,
    /// The element's field that is the id.
    pub id: String,
    /// The element's field that is the name.
    pub name: String,
    /// Further fields by which an element may be called.
    pub synonyms: Vec<String>,
}
