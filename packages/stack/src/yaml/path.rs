//! How a place within the file is named.

/// A stranger's text is shown, but not at any length.
const SHOWN: usize = 48;

/// A stranger's name for something: as it is if it is plain, else in quotes, on one line and never long.
pub(crate) fn named(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./<".contains(c);
    if !name.is_empty() && name.chars().all(plain) { shorten(name) } else { format!("{:?}", shorten(name)) }
}

/// The path of what stands under `name` in the mapping at `path`.
pub(crate) fn key(path: &str, name: &str) -> String {
    let name = named(name);
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

/// The path of the element at `index` of the list at `path`.
pub(crate) fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// `text` up to the length at which it is still readable in a message.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_like_code_and_never_break_a_line() {
        assert_eq!(item(&key(&key("", "infrastructure"), "web"), 0), "infrastructure.web[0]");
        assert_eq!(key("env", "a\nb"), "env.\"a\\nb\"");
        assert_eq!(key("env", ""), "env.\"\"");
        assert_eq!(key("", &"é".repeat(49)), format!("\"{}...\"", "é".repeat(48)));
    }
}
