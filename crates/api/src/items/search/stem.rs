//! What is left of an English word without its endings, so that "running" finds "runs": Porter's algorithm ("An algorithm
//! for suffix stripping", 1980), but for words in -us, which are no plurals. Here and not in the engines, so that both find the same.
use std::borrow::Cow;

/// Words of other letters than a to z stay as they are.
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let mut word = word.to_owned();
    plurals(&mut word);
    past(&mut word);
    if word.strip_suffix('y').is_some_and(has_vowel) {
        replace(&mut word, "y", "i");
    }
    for endings in [DOUBLE_ENDINGS, SECOND_ENDINGS] {
        longest(&mut word, endings, |stem, _| measure(stem) > 0);
    }
    longest(&mut word, LAST_ENDINGS, |stem, ending| {
        measure(stem) > 1 && (ending != "ion" || stem.ends_with(['s', 't']))
    });
    tidy(&mut word);
    Cow::Owned(word)
}

/// Each with what it becomes; where one is the end of another, the longer one comes first.
type Endings = &'static [(&'static str, &'static str)];

const DOUBLE_ENDINGS: Endings = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("ousli", "ous"),
    ("eli", "e"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("logi", "log"),
];
const SECOND_ENDINGS: Endings =
    &[("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];
const LAST_ENDINGS: Endings = &[
    ("ance", ""),
    ("ence", ""),
    ("able", ""),
    ("ible", ""),
    ("ement", ""),
    ("ment", ""),
    ("ent", ""),
    ("ant", ""),
    ("ion", ""),
    ("ism", ""),
    ("ate", ""),
    ("iti", ""),
    ("ous", ""),
    ("ive", ""),
    ("ize", ""),
    ("al", ""),
    ("er", ""),
    ("ic", ""),
    ("ou", ""),
];

fn plurals(word: &mut String) {
    for (ending, to) in [("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("us", "us"), ("s", "")] {
        if word.ends_with(ending) {
            return replace(word, ending, to);
        }
    }
}

fn past(word: &mut String) {
    if let Some(stem) = word.strip_suffix("eed") {
        if measure(stem) > 0 {
            replace(word, "eed", "ee");
        }
        return;
    }
    let Some(ending) = ["ed", "ing"].into_iter().find(|ending| word.strip_suffix(ending).is_some_and(has_vowel)) else {
        return;
    };
    replace(word, ending, "");
    match () {
        () if word.ends_with("at") || word.ends_with("bl") || word.ends_with("iz") => word.push('e'),
        () if ends_double(word) && !word.ends_with(['l', 's', 'z']) => word.truncate(word.len() - 1),
        () if measure(word) == 1 && ends_short(word) => word.push('e'),
        () => {}
    }
}

fn tidy(word: &mut String) {
    if let Some(stem) = word.strip_suffix('e') {
        let measure = measure(stem);
        if measure > 1 || measure == 1 && !ends_short(stem) {
            replace(word, "e", "");
        }
    }
    if word.ends_with("ll") && measure(word) > 1 {
        word.truncate(word.len() - 1);
    }
}

/// Replaces the longest of the endings that the word has, if what is before it allows.
fn longest(word: &mut String, endings: Endings, allows: impl Fn(&str, &str) -> bool) {
    let found = endings.iter().find_map(|(ending, to)| Some((word.strip_suffix(ending)?, *ending, *to)));
    if let Some((stem, ending, to)) = found
        && allows(stem, ending)
    {
        replace(word, ending, to);
    }
}

fn replace(word: &mut String, ending: &str, to: &str) {
    word.truncate(word.len() - ending.len());
    word.push_str(to);
}

/// Of each letter, whether it is a vowel: a y is one behind a consonant.
fn vowels(word: &str) -> impl Iterator<Item = bool> {
    let mut before = true;
    word.bytes().map(move |byte| {
        before = matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u') || byte == b'y' && !before;
        before
    })
}

/// How often a vowel is followed by a consonant.
fn measure(word: &str) -> usize {
    vowels(word).zip(vowels(word).skip(1)).filter(|(first, next)| *first && !next).count()
}

fn has_vowel(word: &str) -> bool {
    vowels(word).any(|is_vowel| is_vowel)
}

fn ends_double(word: &str) -> bool {
    let mut letters = word.bytes().rev();
    letters.next().is_some_and(|last| Some(last) == letters.next()) && vowels(word).last() == Some(false)
}

/// In a consonant, a vowel and a consonant that is no w, x or y.
fn ends_short(word: &str) -> bool {
    let kinds: Vec<bool> = vowels(word).collect();
    kinds.ends_with(&[false, true, false]) && !word.ends_with(['w', 'x', 'y'])
}

#[cfg(test)]
mod tests {
    use super::stem;
    use proptest::prelude::*;

    #[test]
    fn endings_are_taken_off() {
        for (word, left) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("cats", "cat"),
            ("feed", "feed"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("bled", "bled"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("sized", "size"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("happy", "happi"),
            ("sky", "sky"),
            ("relational", "relat"),
            ("digitizer", "digit"),
            ("operator", "oper"),
            ("triplicate", "triplic"),
            ("hopefulness", "hope"),
            ("electrical", "electr"),
            ("adjustment", "adjust"),
            ("adoption", "adopt"),
            ("opinion", "opinion"),
            ("probate", "probat"),
            ("rate", "rate"),
            ("controll", "control"),
            ("generalizations", "gener"),
            ("running", "run"),
            ("runs", "run"),
            ("überall", "überall"),
            ("as", "as"),
            ("mp3s", "mp3s"),
            ("walrus", "walrus"),
            ("walruses", "walrus"),
        ] {
            assert_eq!(stem(word), left, "{word}");
        }
    }

    proptest! {
        #[test]
        fn something_is_left_of_every_word(word in "[a-z]{1,12}") {
            let left = stem(&word);
            prop_assert!(!left.is_empty() && left.len() <= word.len() + 1);
        }
    }
}
