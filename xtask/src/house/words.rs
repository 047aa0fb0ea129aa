//! Words that must not stand in the repository.
use super::File;

/// With a dot in the middle, so that this file does not name them itself.
const NOWHERE: &[(&str, &str)] = &[
    ("/ro·ot/", "a path of somebody's machine"),
    ("/ho·me/", "a path of somebody's machine"),
    ("/wo·rk/", "a path of somebody's machine"),
    ("/Us·ers/", "a path of somebody's machine"),
    ("crates·.io", "a registry's host: the tools know it"),
    ("py·pi.org", "a registry's host: the tools know it"),
    ("np·mjs.", "a registry's host: the tools know it"),
];

const NOT_IN_CODE: &[(&str, &str)] = &[
    ("to·do!", "unfinished"),
    ("unimple·mented!", "unfinished"),
    ("FIX·ME", "unfinished"),
    ("TO·DO", "unfinished"),
    ("XX·X", "unfinished"),
    ("#[ig·nore", "switched off"),
    ("#[al·low", "`expect` with a reason instead"),
    ("assert!(tr·ue)", "asserts nothing"),
    ("db·g!(", "left over"),
];

const ONLY_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("crates/api/", "Instant::now", "an operation has the transaction's time, which tests move"),
    ("crates/api/", "std::env", "settings come from whoever opens the server"),
];

pub fn check(file: &File) -> Vec<String> {
    let mut complaints = Vec::new();
    // Lock files are written by the tools, and name where they fetch from.
    if file.path.ends_with(".lock") {
        return complaints;
    }
    let in_code = if file.is_rust() { NOT_IN_CODE } else { &[] };
    let here = ONLY_ELSEWHERE.iter().filter(|(place, ..)| file.path.starts_with(place) && file.is_rust());
    let here: Vec<_> = here.map(|(_, word, why)| (*word, *why)).collect();
    for (word, why) in NOWHERE.iter().chain(in_code).chain(&here) {
        let word = word.replace('·', "");
        for (n, line) in file.text.lines().enumerate().filter(|(_, line)| line.contains(&word)) {
            complaints.push(format!("{}:{}: {why}: {}", file.path, n + 1, line.trim()));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_with_their_lines() {
        let unfinished = "to·do!()".replace('·', "");
        let text = format!("fn x() {{\n    {unfinished}\n}}");
        let rust = File { path: "a.rs".to_owned(), text: text.clone() };
        assert_eq!(check(&rust), [format!("a.rs:2: unfinished: {unfinished}")]);
        assert!(check(&File { path: "a.md".to_owned(), text }).is_empty());
    }
}
