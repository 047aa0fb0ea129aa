//! Code on a page: escaped, with strings, comments and a few words set apart.
use std::fmt;

/// Written as HTML for the inside of a `<pre>`.
#[derive(Clone, Debug)]
pub(crate) struct Code(pub String);

impl askama::filters::HtmlSafe for Code {}

/// In all languages of the examples alike: none of them is a name in another.
const WORDS: &[&str] = &[
    "async", "await", "const", "def", "from", "import", "let", "new", "null", "true", "false", "True", "False", "None",
    "use", "using", "var", "function", "return",
];

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_str();
        let mut before = '\n';
        while let Some(first) = rest.chars().next() {
            let (length, class) = match first {
                '"' => (string(rest, first), "s"),
                // One within a word is an apostrophe.
                '\'' if !before.is_alphanumeric() => (string(rest, first), "s"),
                '#' if matches!(before, '\n' | ' ') => (line(rest), "muted"),
                '/' if rest.starts_with("//") && before != ':' => (line(rest), "muted"),
                letter if letter.is_alphabetic() || letter == '_' => {
                    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                    let word = rest.get(..length).unwrap_or_default();
                    (length, if WORDS.contains(&word) { "k" } else { "" })
                }
                other => (other.len_utf8(), ""),
            };
            let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            if class.is_empty() {
                escaped(f, token)?;
            } else {
                write!(f, "<span class=\"{class}\">")?;
                escaped(f, token)?;
                f.write_str("</span>")?;
            }
            before = token.chars().next_back().unwrap_or('\n');
            rest = after;
        }
        Ok(())
    }
}

/// Up to the quote that ends it on its line; what never ends is one character.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '\n' => return 1,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    1
}

fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for letter in text.chars() {
        match letter {
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '&' => f.write_str("&amp;")?,
            '"' => f.write_str("&quot;")?,
            other => write!(f, "{other}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn code_is_escaped_and_told_apart() {
        for (code, html) in [
            ("a < b", "a &lt; b"),
            ("let x = \"<b>\";", "<span class=\"k\">let</span> x = <span class=\"s\">&quot;&lt;b&gt;&quot;</span>;"),
            ("don't", "don't"),
            ("# all", "<span class=\"muted\"># all</span>"),
            ("'http://a'", "<span class=\"s\">'http://a'</span>"),
            ("http://a#b", "http://a#b"),
            ("x // y\nz", "x <span class=\"muted\">// y</span>\nz"),
        ] {
            assert_eq!(Code(code.to_owned()).to_string(), html);
        }
    }
}
