//! From the tree to the file's sections: every key known, every value of the form that its key takes.
//!
//! A section is declared once, with [`section!`]: what it reads, what the published schema says about it and
//! what an error message says is allowed all come from that declaration and cannot drift apart.

mod field;
mod report;
mod section;
mod shape;

pub(crate) use field::{Entry, Field, Named, Place};
pub(crate) use report::Report;
pub(crate) use section::{Fields, KeySpec, section, section_allowed, section_schema};
pub(crate) use shape::{Scalar, Shape, scalar_schema};
