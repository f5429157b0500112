//! One way to say that a field of somebody's input is not acceptable.

use std::fmt::Display;

use thiserror::Error;

/// A field outside its bounds: which one, what was found, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} is {value}, allowed: {allowed}")]
pub struct Invalid {
    /// Path of the field within the input, as in `infrastructure[0].resources[1].count`.
    pub field: String,
    /// What was found, shortened.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
}

/// A stranger's text is shown, but not at any length.
const SHOWN: usize = 48;

impl Invalid {
    /// A field outside its bounds.
    pub fn new(field: impl Into<String>, value: impl Display, allowed: impl Into<String>) -> Self {
        Self { field: field.into(), value: value.to_string().chars().take(SHOWN).collect(), allowed: allowed.into() }
    }

    /// The same, seen from one level further out.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.field = format!("{outer}.{}", self.field);
        self
    }

    /// The same, as the element at `index` of the list `outer`.
    #[must_use]
    pub fn at(self, outer: &str, index: usize) -> Self {
        self.within(&format!("{outer}[{index}]"))
    }
}

/// `value` lies within `min..=max`.
pub(crate) fn check_range<T: PartialOrd + Display>(field: &str, value: T, min: T, max: T) -> Result<(), Invalid> {
    if value < min || value > max {
        return Err(Invalid::new(field, value, format!("{min} to {max}")));
    }
    Ok(())
}

/// Of `value`, a list's length lies within `min..=max`.
pub(crate) fn check_len(field: &str, len: usize, min: usize, max: usize) -> Result<(), Invalid> {
    if len < min || len > max {
        return Err(Invalid::new(field, format!("a list of {len}"), format!("{min} to {max} elements")));
    }
    Ok(())
}

/// `value` is a short lower-case word: letters, digits, and `extra`.
pub(crate) fn check_word(field: &str, value: &str, max: usize, extra: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || extra.contains(c);
    if value.is_empty() || value.len() > max || !value.chars().all(fits) {
        let allowed = format!("1 to {max} characters out of a-z, 0-9 and {}", spaced(extra));
        return Err(Invalid::new(field, format!("`{value}`"), allowed));
    }
    Ok(())
}

fn spaced(characters: &str) -> String {
    characters.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
}

/// `values` are sorted and none stands twice.
pub(crate) fn check_increasing<T: Ord + Display>(field: &str, values: &[T]) -> Result<(), Invalid> {
    for pair in values.windows(2) {
        if let [first, second] = pair
            && first >= second
        {
            return Err(Invalid::new(field, format!("`{second}` after `{first}`"), "strictly increasing order"));
        }
    }
    Ok(())
}
