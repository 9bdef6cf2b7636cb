//! Overlap.
