//! The stack file: a tenant's infrastructure and manifest, read from YAML and checked.
//!
//! So far the reader: text to a tree that knows its places, and sections declared once. What the sections are follows.
#![allow(dead_code, unused_imports, unused_macros, reason = "the sections that use the reader follow")]

mod error;
mod read;
mod yaml;
