//! Whole conversations, through the public face.
