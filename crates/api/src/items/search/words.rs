//! Texts as words: what is written and what is asked for go the same way, on both engines.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What is longer says nothing, and is cut.
const MAX_WORD: usize = 64;

/// The words of a text, folded: in lower case, without accents, whatever form its characters have. Everything else than
/// letters and digits is between words, so that names of files are found by their parts. Where no blanks are written
/// between words, each character is one.
pub fn words(text: &str) -> Vec<String> {
    take_words(text, usize::MAX)
}

/// The first of them.
pub fn take_words(text: &str, most: usize) -> Vec<String> {
    if text.is_ascii() {
        // Most texts, which need none of the tables.
        let words = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let cut = words.take(most).map(|word| word.get(..MAX_WORD).unwrap_or(word));
        return cut.map(|word| word.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect()).collect();
    }
    folded_words(text, most)
}

fn folded_words(text: &str, most: usize) -> Vec<String> {
    let mut all = Vec::new();
    let (mut word, mut length) = (String::new(), 0);
    let folded = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in folded.chain([' ']) {
        if c.is_alphanumeric() && !stands_alone(c) {
            if length < MAX_WORD {
                word.push(c);
                length += 1;
            }
            continue;
        }
        let before = (!word.is_empty()).then(|| std::mem::take(&mut word));
        length = 0;
        for word in before.into_iter().chain(stands_alone(c).then(|| c.to_string())) {
            if all.len() >= most {
                return all;
            }
            all.push(word);
        }
    }
    all
}

/// What stands between texts that are one behind the other in a field, so that no phrase reaches from one into the next. It
/// is a word to both engines, and nobody can ask for it.
const GAP: &str = "\u{e000}";

/// The words of several texts, as many as count.
pub fn words_of<'a>(texts: impl Iterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        if all.len() >= most {
            break;
        }
        if !all.is_empty() {
            all.push(GAP.to_owned());
        }
        let left = most.saturating_sub(all.len());
        all.extend(take_words(text, left));
    }
    all
}

/// Chinese and Japanese characters.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::{GAP, folded_words, take_words, words, words_of};
    use proptest::prelude::*;

    #[test]
    fn names_and_texts_fall_into_words() {
        for (text, found) in [
            ("Report_2024-final.v2.PDF", vec!["report", "2024", "final", "v2", "pdf"]),
            ("Résumé ÅNGSTRÖM", vec!["resume", "angstrom"]),
            ("Re\u{301}sume\u{301}", vec!["resume"]),
            ("ﬁle Straße", vec!["file", "straße"]),
            ("東京都2024年", vec!["東", "京", "都", "2024", "年"]),
            ("Привет, мир!", vec!["привет", "мир"]),
            ("\"'; -- & | ! * () <-> :", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), found, "{text}");
        }
        assert_eq!(words(&"x".repeat(1000)), ["x".repeat(64)]);
        assert_eq!(take_words("a b c", 2), ["a", "b"]);
        assert_eq!(words_of(["a b", "", "c d e"].into_iter(), 6), ["a", "b", GAP, GAP, "c", "d"]);
        assert!(words(GAP).is_empty());
    }

    proptest! {
        #[test]
        fn the_short_way_finds_the_same(text in "[ -~\\n]{0,200}", most in 0usize..40) {
            prop_assert_eq!(take_words(&text, most), folded_words(&text, most));
        }

        #[test]
        fn words_are_letters_and_digits(text in ".{0,60}") {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{word:?}");
                prop_assert_eq!(words(&word).concat(), word, "to fold twice changes nothing");
            }
        }
    }
}
