//! Lists of names, and names that must be those of something in the file.

use std::collections::BTreeSet;

use crate::read::{Field, Place, Report};
use crate::scalar::Word;

/// The set of what stands in `list`; what is there twice is reported, what is broken was.
pub(crate) fn set(list: &[Field<Word>], report: &mut Report) -> Option<BTreeSet<String>> {
    let mut set = BTreeSet::new();
    let mut all = Some(());
    for field in list {
        let Some(place) = field.given() else {
            all = None;
            continue;
        };
        if !set.insert(place.value.0.clone()) {
            report.wrong(&place.path, "each once");
            all = None;
        }
    }
    all.map(|()| set)
}

/// Whether the name at `place` is one of `known`; reported if not. Where nothing is known, that was reported.
pub(crate) fn is_known(place: &Place<Word>, known: &BTreeSet<&str>, report: &mut Report) -> bool {
    let name = place.value.0.as_str();
    let is_known = known.is_empty() || known.contains(name);
    if !is_known {
        report.unknown_name(&place.path, name, known);
    }
    is_known
}
