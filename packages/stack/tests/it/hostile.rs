//! Whatever a stranger writes, it is an answer or an error with its place. Never a crash, never a long wait.

use berth_stack::Stack;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::example;

/// Reads it, and looks at everything that came of it.
fn survives(text: &str) {
    match Stack::parse(text) {
        Ok(stack) => {
            let _ = (stack.version(), stack.roundings().len());
        }
        Err(errors) => {
            let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
            assert!(errors.iter().count() > 0, "{text:?}");
            for error in errors.iter() {
                assert!((1..=lines + 1).contains(&error.line) && error.column > 0, "{error:?} in {text:?}");
                assert!(!error.to_string().contains(char::is_control), "{error:?}");
            }
        }
    }
}

/// One edit of a file, by shares of its length.
#[derive(Clone, Debug)]
enum Edit {
    Insert(usize, String),
    Delete(usize, usize),
    Repeat(usize, usize),
    Swap(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let piece = prop_oneof![
        "[ -~]{1,3}",
        "\\PC{1,2}",
        prop::sample::select(
            &[
                "\n",
                "  ",
                ": ",
                "- ",
                "{",
                "}",
                "[",
                "]",
                "&a ",
                "*a",
                "!!str ",
                "|\n",
                ">-\n",
                "\"",
                "'",
                "#",
                "---\n",
                "...\n",
                "? ",
                "%",
                "\t",
                "\0",
                "\u{feff}",
                "\r",
                "null",
                "0",
                "9999999999"
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        (any::<usize>(), piece).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        (any::<usize>(), 1..20_usize).prop_map(|(at, length)| Edit::Delete(at, length)),
        (any::<usize>(), 1..80_usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        (any::<usize>(), any::<usize>()).prop_map(|(one, two)| Edit::Swap(one, two)),
    ]
}

fn apply(text: &mut Vec<char>, edit: &Edit) {
    let len = text.len().max(1);
    match edit {
        Edit::Insert(at, piece) => {
            let at = at % len;
            text.splice(at..at, piece.chars());
        }
        Edit::Delete(at, length) => {
            let at = at % len;
            text.drain(at..(at + length).min(text.len()));
        }
        Edit::Repeat(at, length) => {
            let at = at % len;
            let piece = text[at..(at + length).min(text.len())].to_vec();
            text.splice(at..at, piece);
        }
        Edit::Swap(one, two) if !text.is_empty() => text.swap(one % len, two % len),
        Edit::Swap(..) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

    #[test]
    fn examples_with_edits(name in prop::sample::select(&example::NAMES[..]), edits in vec(edit(), 1..6)) {
        let mut text: Vec<char> = example::text(name).chars().collect();
        edits.iter().for_each(|edit| apply(&mut text, edit));
        survives(&text.into_iter().collect::<String>());
    }

    #[test]
    fn bytes(bytes in vec(any::<u8>(), 0..200)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn yaml_like(text in "[-a-c0-2 :,?\\[\\]{}&*!|>'\"%#\n\t]{0,60}") {
        survives(&text);
    }

    #[test]
    fn values(value in "\\PC{0,20}|[0-9.]{0,50}[mMGTisdhi]{0,2}", at in 0_usize..60) {
        let text = example::text("inference");
        let values: Vec<_> = text.match_indices(": ").map(|(start, _)| start + 2).collect();
        let start = values[at % values.len()];
        let end = text[start..].find(['\n', ',', '}']).map_or(text.len(), |length| start + length);
        survives(&format!("{}{value}{}", &text[..start], &text[end..]));
    }
}

fn refused(text: &str) -> String {
    survives(text);
    Stack::parse(text).unwrap_err().to_string()
}

#[test]
fn what_is_not_one_plain_document_is_refused() {
    assert_eq!(refused(""), "the file is not readable (line 1, column 1): it is empty");
    assert_eq!(refused("# Nothing.\n"), "the file is not readable (line 1, column 1): it is empty");
    assert!(refused("a: 1\n---\nb: 2").contains("(line 2, column 1): a second document begins, allowed: one"));
    assert!(refused("a: !!int 3").contains("a is not readable (line 1, column 10): it has a tag"));
    assert!(refused("a: &a [*a]").contains("(line 1, column 8): it is an alias of what it stands in"));
    assert!(refused("a: *b").contains("a is not readable (line 1, column 4): "));
    assert!(refused("[1, 2]: 3").contains("a key is a list, allowed: text"));
    assert!(refused("%YAML 1.2\n---\na: 1").contains("not readable"));
    assert!(refused("just text").starts_with("the file is \"just text\" (line 1, column 1), allowed: a mapping"));
}

#[test]
fn limits() {
    let long = format!("a: {}", "x".repeat(300_000));
    assert!(refused(&long).contains("it has 300003 bytes, allowed: 262144"));
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let deep = format!("{}{}", open.repeat(10_000), close.repeat(10_000));
        assert!(refused(&deep).contains("not readable"), "{open}");
    }
    let blocks: String = (0..400).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(refused(&blocks).contains("not readable"));
    // Ten levels of ten aliases: a hundred lines that would be ten thousand million values.
    let laughs: String = (1..10).fold("l0: &l0 [a]\n".into(), |text, level| {
        let inner = vec![format!("*l{}", level - 1); 10].join(", ");
        format!("{text}l{level}: &l{level} [{inner}]\n")
    });
    assert!(refused(&laughs).contains("it has more than 20000 values, those behind aliases counted each time"));
    let heavy = format!("a: &a {}\nb: [{}]", "x".repeat(100_000), vec!["*a"; 20].join(", "));
    assert!(refused(&heavy).contains("it has more than 20000 values"));
    let keys: String = (0..9_000).map(|key| format!("k{key}: 1\n")).collect();
    let errors = refused(&keys);
    assert!(errors.contains("\nk57 is not a known key (line 58, column 1)"), "{errors}");
    // All 9,000, and the six keys that are missing.
    assert!(errors.ends_with("\nand 8942 more"), "{errors}");
}

#[test]
fn names_are_shown_without_what_they_would_do_to_a_terminal() {
    let text = example::text("node").replace("  edge:\n", "  \"ed\\e[2J\\nge\":\n");
    let error = refused(&text);
    assert!(
        error.contains("infrastructure.\"ed\\u{1b}[2J\\nge\" is named \"ed\\u{1b}[2J\\nge\" (line 17, "),
        "{error}"
    );
    assert!(error.contains("allowed: core, \"ed\\u{1b}[2J\\nge\""), "{error}");
}
