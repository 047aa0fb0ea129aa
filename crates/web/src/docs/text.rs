//! Markdown of our own, as HTML. Nothing that people type goes through here.
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use std::fmt;

/// HTML that was made of our own Markdown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html(pub String);

impl askama::filters::HtmlSafe for Html {}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Html {
    /// Without its marks, for the search.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for part in self.0.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        }
        text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}

/// Some paragraphs.
pub(crate) fn paragraphs(markdown: &str) -> Html {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, Options::empty()));
    Html(out)
}

/// One line, without the paragraph around it.
pub(crate) fn line(markdown: &str) -> Html {
    let outside = |event: &Event<'_>| matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(markdown).filter(|event| !outside(event)));
    Html(out)
}
