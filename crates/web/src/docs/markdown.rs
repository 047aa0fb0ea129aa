//! A guide: our own Markdown as a page, with its headings for the table of contents.
//!
//! What is added to CommonMark: a code block whose fence says `python tab Python` is a tab together with those that stand
//! next to it, and any other text after the language is its title; `> [!NOTE]` and `> [!WARNING]` are set apart.
use super::{code::Code, text::Html};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::fmt::Write as _;

pub(crate) struct Document {
    pub title: String,
    pub html: Html,
    /// Anchors and texts of the sections.
    pub sections: Vec<(String, String)>,
    /// Without any marks, for the search.
    pub plain: String,
}

/// A code block that waits for those that stand next to it.
struct Tab {
    name: String,
    code: String,
}

#[derive(Default)]
struct Writer<'a> {
    out: Vec<Event<'a>>,
    tabs: Vec<Tab>,
    tabsets: usize,
    title: String,
    sections: Vec<(String, String)>,
    plain: String,
    /// The heading that is being read.
    heading: Option<(HeadingLevel, String, Vec<Event<'a>>)>,
    /// The code block that is being read, with what its fence says.
    block: Option<(String, String)>,
    table: Table,
}

/// The names of a table's columns, which its cells repeat where the table folds.
#[derive(Default)]
struct Table {
    names: Vec<String>,
    in_head: bool,
    column: usize,
}

pub(crate) fn document(markdown: &str) -> Document {
    let options = Options::ENABLE_TABLES | Options::ENABLE_GFM;
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, options) {
        writer.read(event);
    }
    writer.end_tabs();
    let mut html = String::new();
    html::push_html(&mut html, writer.out.into_iter());
    Document { title: writer.title, html: Html(html), sections: writer.sections, plain: writer.plain }
}

impl<'a> Writer<'a> {
    fn read(&mut self, event: Event<'a>) {
        if let Event::Text(text) | Event::Code(text) = &event {
            self.plain.push_str(text);
        } else if matches!(event, Event::End(_) | Event::SoftBreak) {
            self.plain.push(' ');
        }
        if let Some((_, code)) = &mut self.block {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => self.end_block(),
            }
            return;
        }
        if let Event::Start(Tag::CodeBlock(kind)) = event {
            let fence = if let CodeBlockKind::Fenced(fence) = kind { fence.into_string() } else { String::new() };
            self.block = Some((fence, String::new()));
            return;
        }
        self.end_tabs();
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = Some((level, String::new(), Vec::new())),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            event if self.heading.is_some() => self.in_heading(event),
            Event::Start(Tag::BlockQuote(kind)) => self.raw(match kind {
                Some(BlockQuoteKind::Warning) => alert("warn"),
                _ => alert("info"),
            }),
            Event::End(TagEnd::BlockQuote(_)) => self.raw("</div></div>".to_owned()),
            event => self.in_table(event),
        }
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    fn in_heading(&mut self, event: Event<'a>) {
        if let Some((_, text, events)) = &mut self.heading {
            if let Event::Text(part) | Event::Code(part) = &event {
                text.push_str(part);
            }
            events.push(event);
        }
    }

    fn end_heading(&mut self) {
        let Some((level, text, events)) = self.heading.take() else { return };
        if level == HeadingLevel::H1 {
            self.title = text;
            return;
        }
        let anchor = slug(&text);
        self.raw(format!("<h2 id=\"{anchor}\">"));
        self.out.extend(events);
        self.raw("</h2>\n".to_owned());
        self.sections.push((anchor, text));
    }

    fn end_block(&mut self) {
        let Some((fence, code)) = self.block.take() else { return };
        let code = code.trim_end().to_owned();
        let said = fence.split_once(' ').map(|(_, said)| said).unwrap_or_default();
        if let Some(name) = said.strip_prefix("tab ") {
            self.tabs.push(Tab { name: name.to_owned(), code });
            return;
        }
        self.end_tabs();
        let title = if said.is_empty() { language(&fence) } else { said };
        let copy = "<button class=\"btn ghost sm copy\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-copy\"/></svg> Copy</button>";
        self.raw(format!(
            "<figure class=\"code\"><figcaption>{title} {copy}</figcaption>\n<pre tabindex=\"0\" role=\"region\" aria-label=\"{title}\">{}</pre></figure>\n",
            Code(code)
        ));
    }

    fn end_tabs(&mut self) {
        let tabs = std::mem::take(&mut self.tabs);
        if tabs.is_empty() {
            return;
        }
        self.tabsets += 1;
        let mut html = "<section class=\"card flush\" aria-label=\"Examples\"><div class=\"tabset\">\n".to_owned();
        for (at, Tab { name, code }) in tabs.into_iter().enumerate() {
            let (set, checked) = (self.tabsets, if at == 0 { " checked" } else { "" });
            let _ = write!(
                html,
                "<input type=\"radio\" name=\"tabs{set}\" id=\"tab{set}-{at}\"{checked}><label for=\"tab{set}-{at}\">{name}</label>\n\
                 <div class=\"panel\"><pre tabindex=\"0\" role=\"region\" aria-label=\"{name}\">{}</pre></div>\n",
                Code(code)
            );
        }
        self.raw(html + "</div></section>\n");
    }

    /// Tables fold on small screens: cells say what column they are of, and the first names the row.
    fn in_table(&mut self, event: Event<'a>) {
        match &event {
            Event::Start(Tag::Table(_)) => {
                self.table = Table::default();
                self.raw("<table class=\"fold boxed\">".to_owned());
            }
            Event::End(TagEnd::Table) => self.raw("</tbody></table>\n".to_owned()),
            Event::Start(Tag::TableHead) => {
                self.table.in_head = true;
                self.raw("<thead><tr>".to_owned());
            }
            Event::End(TagEnd::TableHead) => {
                self.table.in_head = false;
                self.raw("</tr></thead>\n<tbody>".to_owned());
            }
            Event::Start(Tag::TableRow) => {
                self.table.column = 0;
                self.raw("<tr>".to_owned());
            }
            Event::End(TagEnd::TableRow) => self.raw("</tr>\n".to_owned()),
            Event::Start(Tag::TableCell) if self.table.in_head => {
                self.table.names.push(String::new());
                self.raw("<th scope=\"col\">".to_owned());
            }
            Event::Start(Tag::TableCell) => {
                let name = self.table.names.get(self.table.column).cloned().unwrap_or_default();
                let first = self.table.column == 0;
                let open =
                    if first { "<th scope=\"row\">".to_owned() } else { format!("<td data-th=\"{name}\"><span>") };
                self.raw(open);
            }
            Event::End(TagEnd::TableCell) => {
                let heads = self.table.in_head || self.table.column == 0;
                self.table.column += 1;
                self.raw(if heads { "</th>" } else { "</span></td>" }.to_owned());
            }
            Event::Text(text) if self.table.in_head => {
                if let Some(name) = self.table.names.last_mut() {
                    name.push_str(text);
                }
                self.out.push(event);
            }
            _ => self.out.push(event),
        }
    }
}

fn alert(tone: &str) -> String {
    format!("<div class=\"alert {tone}\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-{tone}\"/></svg><div>\n")
}

fn language(fence: &str) -> &str {
    match fence {
        "sh" => "Shell",
        "text" | "" => "Output",
        other => other,
    }
}

/// "1. Switch it on" is `1-switch-it-on`.
fn slug(text: &str) -> String {
    let plain = text.to_lowercase().replace('\'', "");
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn tabs_tables_and_alerts_are_written_as_the_pages_have_them() {
        let text = "# T\n\nx\n\n## A b\n\n```sh tab one\na < b\n```\n\n```js tab two\nc\n```\n\n> [!WARNING]\n> w\n\n\
            | N | M |\n|---|---|\n| `n` | m |\n\n```sh Copy this\nd\n```\n";
        let made = document(text);
        assert_eq!((made.title.as_str(), made.sections.as_slice()), ("T", &[("a-b".to_owned(), "A b".to_owned())][..]));
        let html = made.html.0;
        for part in [
            "<h2 id=\"a-b\">A b</h2>",
            "id=\"tab1-0\" checked><label for=\"tab1-0\">one</label>",
            "a &lt; b</pre>",
            "<label for=\"tab1-1\">two</label>",
            "<div class=\"alert warn\">",
            "<th scope=\"row\"><code>n</code></th><td data-th=\"M\"><span>m</span></td>",
            "<figcaption>Copy this <button class=\"btn ghost sm copy\">",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<h1"), "the page has that");
    }
}
