//! Full-text search over operations and guides: in memory, for there are few and they change with the program only.
use super::{Docs, Reader, manual::Operation, text::Html};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Assets, Shell},
};
use askama::Template;
use axum::extract::{RawQuery, State};
use std::fmt::Write as _;

/// Longer questions are cut off; nobody types more.
const LONGEST: usize = 200;
const WORDS: usize = 8;
const MOST: usize = 30;
/// Letters around the first hit that an excerpt shows.
const AROUND: usize = 90;

/// A page that can be found.
pub(crate) struct Entry {
    kind: &'static str,
    title: String,
    path: String,
    text: String,
    lower: Lower,
}

/// What is searched, in lower case: made once, for every question goes through all of it.
struct Lower {
    title: String,
    names: String,
    text: String,
}

impl Entry {
    /// `names` are worth more than a word in the text: an operation's id and path, the headings of a guide.
    fn new(kind: &'static str, title: String, path: String, names: &str, text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = Lower { title: title.to_lowercase(), names: names.to_lowercase(), text: text.to_lowercase() };
        Entry { kind, title, path, text, lower }
    }
}

pub(crate) struct Hit {
    pub kind: &'static str,
    pub path: String,
    pub title: Html,
    pub excerpt: Html,
}

/// Everything that the search looks through.
pub(crate) fn index(docs: &Docs) -> Vec<Entry> {
    let guides = docs.guides().iter().map(|guide| {
        let sections: Vec<_> = guide.document.sections.iter().map(|(_, text)| text.as_str()).collect();
        Entry::new("Guide", guide.document.title.clone(), guide.path(), &sections.join(" "), &guide.document.plain)
    });
    let operations = docs.manual().operations.iter().map(of_operation);
    guides.chain(operations).collect()
}

fn of_operation(operation: &Operation) -> Entry {
    let mut text = super::reference::notes(&operation.id).plain();
    let body = operation.body.iter().flat_map(|body| &body.fields);
    // Headers are the same for nearly all: they would be found everywhere.
    let own = operation.parameters.iter().filter(|parameter| parameter.place != "header");
    let parameters = own.map(|parameter| &parameter.field);
    for field in parameters.chain(body).chain(&operation.answer).chain(&operation.entries) {
        let meaning = super::text::line(&field.meaning).plain();
        let _ = write!(text, " {}: {meaning}", field.name);
    }
    let names = format!("{} {} {}", operation.method, operation.path, operation.id);
    let path = format!("/docs/reference/{}", operation.id);
    Entry::new("Operation", operation.summary.clone(), path, &names, &text)
}

/// The best first. Every word has to be somewhere on the page.
pub(crate) fn search(entries: &[Entry], question: &str) -> Vec<Hit> {
    let words = words(question);
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &Entry)> =
        entries.iter().filter_map(|entry| Some((score(entry, &words)?, entry))).collect();
    found.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.path.cmp(&other.path)));
    let shown = found.into_iter().take(MOST).map(|(_, entry)| Hit {
        kind: entry.kind,
        path: entry.path.clone(),
        title: marked(&entry.title, &words),
        excerpt: marked(&excerpt(entry, &words), &words),
    });
    shown.collect()
}

/// In lower case. What stands between words (slashes, braces) does not count.
fn words(question: &str) -> Vec<String> {
    let end = question.char_indices().nth(LONGEST).map_or(question.len(), |(at, _)| at);
    let question = question.get(..end).unwrap_or_default().to_lowercase();
    let all = question.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
    all.take(WORDS).map(str::to_owned).collect()
}

/// `As-User`, `filter_term` and `2.0` are words.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

fn score(entry: &Entry, words: &[String]) -> Option<usize> {
    let Lower { title, names, text } = &entry.lower;
    let mut all = 0;
    for word in words {
        let (in_title, in_names) = (weight(title, word, 40), weight(names, word, 24));
        let times = text.matches(word.as_str()).take(8).count();
        let one = in_title + in_names + times + weight(text, word, 2);
        all += if one == 0 { return None } else { one };
    }
    // A title that is just what was asked wins.
    Some(if *title == words.join(" ") { all + 100 } else { all })
}

/// `full` where it is a word of its own, half of that where it is the beginning of one, a quarter inside.
fn weight(text: &str, word: &str, full: usize) -> usize {
    let best = text.match_indices(word).map(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        let (begins, ends) = (!before.is_some_and(char::is_alphanumeric), !after.is_some_and(char::is_alphanumeric));
        match (begins, ends) {
            (true, true) => full,
            (true, false) => full / 2,
            _ => full / 4,
        }
    });
    best.max().unwrap_or(0)
}

/// What stands around the first hit in the text; its beginning where the hit is in the title.
fn excerpt(entry: &Entry, words: &[String]) -> String {
    let letters: Vec<char> = entry.text.chars().collect();
    let lower: Vec<char> = letters.iter().map(|letter| lowered(*letter)).collect();
    let first = words.iter().filter_map(|word| find(&lower, word, 0)).min().unwrap_or(0);
    let from = (0..=first.saturating_sub(AROUND / 2)).next_back().unwrap_or(0);
    // From the beginning of a word.
    let from = (0..from).rev().find(|at| letters.get(*at) == Some(&' ')).map_or(0, |at| at + 1);
    let part: String = letters.iter().skip(from).take(AROUND * 2).collect();
    let (start, goes_on) = (if from > 0 { "… " } else { "" }, from + AROUND * 2 < letters.len());
    match part.rsplit_once(' ').filter(|_| goes_on) {
        Some((whole, _)) => format!("{start}{whole} …"),
        None => format!("{start}{part}"),
    }
}

/// One letter for one, so that places in the text stay what they are.
fn lowered(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn find(text: &[char], word: &str, from: usize) -> Option<usize> {
    let word: Vec<char> = word.chars().collect();
    let rest = text.get(from..)?;
    rest.windows(word.len()).position(|window| window == word).map(|at| at + from)
}

/// Escaped, with every hit marked.
fn marked(text: &str, words: &[String]) -> Html {
    let letters: Vec<char> = text.chars().collect();
    let lower: Vec<char> = letters.iter().map(|letter| lowered(*letter)).collect();
    let mut hit = vec![false; letters.len()];
    for word in words {
        let mut from = 0;
        while let Some(at) = find(&lower, word, from) {
            let length = word.chars().count();
            hit.iter_mut().skip(at).take(length).for_each(|hit| *hit = true);
            from = at + length;
        }
    }
    let mut html = String::new();
    let mut open = false;
    for (letter, hit) in letters.into_iter().zip(hit) {
        if hit != open {
            html.push_str(if hit { "<mark>" } else { "</mark>" });
            open = hit;
        }
        match letter {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    if open {
        html.push_str("</mark>");
    }
    Html(html)
}

#[derive(Template)]
#[template(path = "docs/search.html")]
struct Page<'a> {
    assets: Assets,
    shell: Shell,
    question: &'a str,
    hits: Vec<Hit>,
}

pub(super) async fn show(State(web): State<Web>, RawQuery(query): RawQuery, reader: Reader) -> Answer {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    let question = form.text("q").trim();
    let hits = search(web.docs.index(), question);
    let shell = super::shell(&web, &reader, "Search", "/docs/search");
    Ok(page::show(&Page { assets: Assets, shell, question, hits }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, names: &str, text: &str) -> Entry {
        Entry::new("Guide", title.to_owned(), title.to_owned(), names, text)
    }

    fn titles(entries: &[Entry], question: &str) -> Vec<String> {
        search(entries, question).into_iter().map(|hit| hit.path).collect()
    }

    #[test]
    fn the_best_comes_first_and_every_word_counts() {
        let all = [
            entry("Users", "/users", "lists users"),
            entry("Act as a user", "as-user", "the header As-User"),
            entry("Folders", "/folders", "of a user"),
        ];
        assert_eq!(titles(&all, "user"), ["Act as a user", "Users", "Folders"]);
        assert_eq!(titles(&all, "As-User"), ["Act as a user"]);
        assert_eq!(titles(&all, "folders user"), ["Folders"]);
        assert!(titles(&all, "nothing").is_empty() && titles(&all, "").is_empty() && titles(&all, "/{}").is_empty());
    }

    #[test]
    fn hits_are_marked_and_all_else_is_text() {
        let all = [entry("A <b>", "", "x <script>alert(\"é\")</script> É y")];
        let [hit] = &search(&all, "é script")[..] else { panic!("one hit") };
        assert_eq!(hit.title.0, "A &lt;b&gt;");
        let marked = "x &lt;<mark>script</mark>&gt;alert(&quot;<mark>é</mark>&quot;)&lt;/<mark>script</mark>&gt; <mark>É</mark> y";
        assert_eq!(hit.excerpt.0, marked);
    }
}
