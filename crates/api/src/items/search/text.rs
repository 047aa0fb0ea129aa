//! The words of what files hold, as far as that is text.
use super::{stem::stem, words::take_words};
use std::borrow::Cow;

/// How many words of some content count: PostgreSQL numbers no more of them in one document.
pub const MOST_WORDS: usize = 16_000;
/// How many bytes of plain text are read for them.
pub const MOST_TEXT: usize = 256 << 10;

/// What some content is, by its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Plain,
    Pdf,
    /// Nothing that could be read.
    Other,
}

impl Sort {
    pub fn of(beginning: &[u8]) -> Self {
        let head = beginning.get(..1024).unwrap_or(beginning);
        match () {
            () if is_pdf(head) => Sort::Pdf,
            () if utf16(beginning).is_some() => Sort::Plain,
            () if is_text(beginning) => Sort::Plain,
            () => Sort::Other,
        }
    }
}

/// The words of content that is all at hand; None: reading it takes longer than a transaction should.
pub fn of_small(bytes: &[u8]) -> Option<String> {
    match Sort::of(bytes) {
        Sort::Plain => Some(plain(bytes)),
        Sort::Pdf => None,
        Sort::Other => Some(String::new()),
    }
}

/// The words of a plain text, of which there may be more than is at hand here.
pub fn plain(bytes: &[u8]) -> String {
    let bytes = bytes.get(..MOST_TEXT).unwrap_or(bytes);
    let text = utf16(bytes).map_or_else(|| String::from_utf8_lossy(bytes), Cow::Owned);
    of_text(&text)
}

/// As they are stored: stemmed, with a blank between two.
pub fn of_text(text: &str) -> String {
    let words = take_words(text, MOST_WORDS);
    words.iter().map(|word| stem(word)).collect::<Vec<_>>().join(" ")
}

fn is_pdf(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'%').skip(1).any(|rest| rest.starts_with(b"PDF-"))
}

/// Whether there is nothing in it that no text has.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 12 | 27);
    if head.iter().any(is_control) {
        return false;
    }
    // In Latin-1 a few bytes of a text are no UTF-8; of anything else that is none, most are not.
    let broken = || String::from_utf8_lossy(head).chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    str::from_utf8(head).is_ok() || broken() * 8 <= head.len()
}

/// Windows writes texts so.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (is_big, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (false, rest),
        [0xfe, 0xff, rest @ ..] => (true, rest),
        _ => return None,
    };
    let unit = |[a, b]: &[u8; 2]| if is_big { u16::from_be_bytes([*a, *b]) } else { u16::from_le_bytes([*a, *b]) };
    let (units, _) = rest.as_chunks::<2>();
    Some(char::decode_utf16(units.iter().map(unit)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Sort, plain};

    #[test]
    fn what_is_text_is_read() {
        for (bytes, words) in [
            (&b"Hello, worlds"[..], "hello world"),
            (b"caf\xe9 au lait is what one drinks here", "caf au lait is what on drink here"),
            (b"\xff\xfeh\0i\0", "hi"),
            (b"\xfe\xff\0h\0i", "hi"),
            (b"", ""),
        ] {
            assert_eq!((Sort::of(bytes), &*plain(bytes)), (Sort::Plain, words));
        }
        assert_eq!(Sort::of(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"), Sort::Pdf);
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"PK\x03\x04\x14\0", &[0xe9; 100]] {
            assert_eq!(Sort::of(bytes), Sort::Other);
        }
    }
}
