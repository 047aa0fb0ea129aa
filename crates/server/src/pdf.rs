//! The words of PDF files. Whoever wrote one may have meant harm: how large it is and becomes is bounded, and so is the time
//! that is waited for it; what a reader panics at has no words.
use boxwood_api::items::search::text::{self, MOST_TEXT};
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId, content::Content};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// Larger ones are not read: all of one is in the memory then.
pub const MOST_BYTES: usize = 32 << 20;
/// The most bytes that a part of one may become, unpacked.
const MOST_UNPACKED: usize = 64 << 20;
/// A page at a time is looked at, and between two of them whether there is time left.
const MOST_TIME: Duration = Duration::from_secs(20);
/// How many are read at the same time, those among them that nobody waits for any more.
const AT_ONCE: usize = 2;

/// Letters further apart than that, in thousandths of their size, are of two words.
const GAP: f32 = -180.0;

static READERS: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// None of one that cannot be read.
pub async fn words(bytes: Vec<u8>) -> String {
    read(bytes, text::of_text).await.unwrap_or_default()
}

/// Its text, page by page; None of one that cannot be read.
pub async fn text(bytes: Vec<u8>) -> Option<String> {
    let text = read(bytes, |text| text.trim().to_owned()).await?;
    Some(text).filter(|text| !text.is_empty())
}

async fn read(bytes: Vec<u8>, look: fn(&str) -> String) -> Option<String> {
    let read = async {
        let turn = READERS.clone().acquire_owned().await.ok()?;
        let read = move || {
            let (_turn, text) = (turn, text_of(&bytes, Instant::now() + MOST_TIME));
            look(&text)
        };
        spawn_blocking(read).await.ok()
    };
    match timeout(MOST_TIME * 2, read).await {
        Ok(read) => read,
        Err(_) => {
            tracing::warn!("a PDF file took too long to read");
            None
        }
    }
}

/// As much of it as counts, page by page.
fn text_of(bytes: &[u8], until: Instant) -> String {
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let mut text = String::new();
    let Ok(document) = Document::load_mem_with_options(bytes, options) else { return text };
    for page in document.page_iter() {
        if text.len() > MOST_TEXT || Instant::now() > until {
            break;
        }
        // A page that cannot be read leaves the others as they are.
        if let Some(page) = Page::of(&document, page) {
            page.read(&mut text);
        }
        text.push('\n');
    }
    text
}

struct Page<'a> {
    content: Vec<u8>,
    encodings: BTreeMap<Vec<u8>, Encoding<'a>>,
}

impl<'a> Page<'a> {
    fn of(document: &'a Document, id: ObjectId) -> Option<Self> {
        let encoding = |font: &'a Dictionary| font.get_font_encoding_with_limit(document, MOST_UNPACKED).ok();
        let fonts = document.get_page_fonts(id).ok()?.into_iter();
        let encodings = fonts.filter_map(|(name, font)| Some((name, encoding(font)?))).collect();
        let content = document.get_page_content_with_limit(id, MOST_UNPACKED).ok()?;
        Some(Page { content, encodings })
    }

    /// The operators that show text, and those that move to where the next one is shown (PDF 32000-1 §9.4).
    fn read(&self, text: &mut String) {
        let mut encoding = None;
        for operation in Content::decode_iter(&self.content) {
            if text.len() > MOST_TEXT * 2 {
                return;
            }
            let Ok(operation) = operation else { return };
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => encoding = operands.first().and_then(|name| self.encodings.get(name.as_name().ok()?)),
                "Tj" | "TJ" => show(text, encoding, operands),
                "'" | "\"" => {
                    text.push('\n');
                    show(text, encoding, operands);
                }
                "Td" | "TD" | "T*" | "Tm" | "BT" | "ET" => text.push('\n'),
                _ => {}
            }
        }
    }
}

fn show(text: &mut String, encoding: Option<&Encoding<'_>>, operands: &[Object]) {
    let Some(encoding) = encoding else { return };
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                text.push_str(&Document::decode_text(encoding, bytes).unwrap_or_default());
            }
            Object::Array(parts) => show(text, Some(encoding), parts),
            number if number.as_float().is_ok_and(|gap| gap < GAP) => text.push(' '),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Stream, content::Operation, dictionary};

    fn of(operations: Vec<Operation>) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let (pages, font) = (
            document.new_object_id(),
            dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier", "Encoding" => "WinAnsiEncoding",
            },
        );
        let font = document.add_object(font);
        let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
        let content = Content { operations }.encode().unwrap();
        let mut stream = Stream::new(dictionary! {}, content);
        stream.compress().unwrap();
        let content = document.add_object(stream);
        let page = dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources };
        let page = document.add_object(page);
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn text(bytes: &[u8]) -> String {
        text::of_text(&text_of(bytes, Instant::now() + MOST_TIME))
    }

    #[test]
    fn the_words_of_a_page_are_read() {
        let begin = || vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F1".into(), 12.into()])];
        let mut operations = begin();
        let parts = vec![
            Object::string_literal("Annu"),
            20.into(),
            Object::string_literal("al"),
            (-300).into(),
            Object::string_literal("Report"),
        ];
        operations.push(Operation::new("TJ", vec![Object::Array(parts)]));
        operations.push(Operation::new("Td", vec![0.into(), (-14).into()]));
        operations.push(Operation::new("Tj", vec![Object::string_literal("penguins")]));
        let bytes = of(operations);
        assert_eq!(text(&bytes), "annual report penguin");
        for end in (0..bytes.len()).step_by(7) {
            text(&bytes[..end]);
        }
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0x55;
            text(&broken);
        }
    }

    #[test]
    fn a_bomb_has_no_words() {
        let mut operations = vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F1".into(), 12.into()])];
        operations.push(Operation::new("Tj", vec![Object::string_literal(vec![b'a'; MOST_UNPACKED + 1])]));
        let bytes = of(operations);
        assert!(bytes.len() < MOST_UNPACKED / 100);
        assert_eq!(text(&bytes), "");
    }
}
