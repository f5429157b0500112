//! `berth keys`: made, imported, shown, deleted; nothing secret is shown unless that is asked for.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test ends there")]

use std::path::{Path, PathBuf};

const WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const PASSPHRASE: &str = "correct horse battery";

/// An empty directory for one test, with a file of words and one that opens keys.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(std::fs::remove_dir_all(&directory));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("words"), format!("{WORDS}\n")).unwrap();
        std::fs::write(directory.join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self(directory)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Exit code, output, errors.
    fn keys(&self, args: &[&str]) -> (u8, String, String) {
        let (directory, passphrase) = (self.path("keys"), self.path("passphrase"));
        let globals = ["--keys-dir", directory.as_str(), "--passphrase-file", passphrase.as_str()];
        let (mut out, mut err) = (vec![], vec![]);
        let all = ["berth", "keys"].into_iter().chain(args.iter().copied()).chain(globals);
        let code = berth_cli::exit_code(all, &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }
}

#[test]
fn a_key_from_words_and_back() {
    let desk = Desk::new("keys-life");
    assert_eq!(desk.keys(&["list"]), (0, "no keys yet: `berth keys new NAME` makes one\n".into(), String::new()));
    let words = desk.path("words");
    let (code, out, err) = desk.keys(&["import", "anna", "--file", &words, "--chain", "cosmoshub"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("address     cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4\n"), "{out}");
    assert!(!out.contains("abandon") && !err.contains("abandon"));

    // Addresses are known without the passphrase, on every chain that derives keys as these do.
    std::fs::remove_file(desk.path("passphrase")).unwrap();
    let (code, out, _) = desk.keys(&["show", "anna", "--chain", "osmosis", "--json"]);
    assert_eq!(code, 0);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["address", "name", "public_key"]);
    assert!(told["address"].as_str().unwrap().starts_with("osmo1"), "{told}");
    let (_, out, _) = desk.keys(&["list", "--chain", "injective", "--json"]);
    assert!(out.contains("\"address\":\"inj1"), "{out}");
    std::fs::write(desk.path("passphrase"), PASSPHRASE).unwrap();

    // The same again would overwrite it.
    let (code, _, err) = desk.keys(&["import", "anna", "--file", &words]);
    assert_eq!(code, 2);
    assert!(err.starts_with("key anna: "), "{err}");

    // What cannot be taken back needs a yes.
    let (code, out, err) = desk.keys(&["export", "anna", "--show-words"]);
    assert_eq!((code, out.as_str()), (7, ""));
    assert!(err.contains("next: give --yes"), "{err}");
    let (code, out, _) = desk.keys(&["export", "anna", "--show-words", "--yes"]);
    assert_eq!(code, 0);
    assert!(out.contains(WORDS), "{out}");
    std::fs::write(desk.path("passphrase"), "another one").unwrap();
    let (code, out, err) = desk.keys(&["export", "anna", "--show-words", "--yes"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("key anna: the passphrase is wrong\nnext: "), "{err}");

    assert_eq!(desk.keys(&["delete", "anna"]).0, 7);
    assert_eq!(desk.keys(&["delete", "anna", "--yes", "--json"]).1, "{\"deleted\":\"anna\"}\n");
    assert_eq!(std::fs::read_dir(desk.path("keys")).unwrap().count(), 0, "something of the key is left");
    let (code, _, err) = desk.keys(&["show", "anna"]);
    assert_eq!(code, 5);
    assert!(err.starts_with("there is no key \"anna\" in "), "{err}");
}

#[test]
fn a_new_key_shows_its_words_only_when_asked() {
    let desk = Desk::new("keys-new");
    let (code, out, err) = desk.keys(&["new", "one", "--json", "--chain", "local"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(told.get("words").is_none(), "{told}");
    let (code, out, _) = desk.keys(&["new", "two", "--json", "--show-words"]);
    assert_eq!(code, 0);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["words"].as_str().unwrap().split(' ').count(), 24);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_made() {
    let desk = Desk::new("keys-wrong");
    let words = desk.path("words");
    std::fs::write(desk.path("bad"), WORDS.replace("about", "zebra")).unwrap();
    let bad = desk.path("bad");
    for (args, told) in [
        (&["import", "a/b", "--file", &words][..], "key name is a/b, allowed: 1 to 64 letters, digits, - and _"),
        (&["import", "anna", "--file", &bad], "key anna: "),
        (&["import", "anna", "--file", "missing"], "missing: "),
        (&["import", "anna"], "--file is missing, allowed: a file with the words"),
    ] {
        let (code, out, err) = desk.keys(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with(told), "{args:?}: {err}");
        assert!(!err.contains("zebra"), "{err}");
    }
    std::fs::write(desk.path("passphrase"), "short\n").unwrap();
    let (code, _, err) = desk.keys(&["import", "anna", "--file", &words]);
    assert_eq!(code, 2);
    assert_eq!(err, "the passphrase of key anna is too short, allowed: 8 characters or more\n");
    assert_eq!(desk.keys(&["export", "anna"]).0, 2, "without --show-words");
    assert!(!Path::new(&desk.path("keys")).exists(), "something was made");
}
