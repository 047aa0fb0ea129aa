//! How each engine is told what to look for, and what an item is to be found by: the one place where they differ.
//!
//! SQLite has a column for each field. PostgreSQL has one document for all: each of its words begins with the letter of the
//! field that it is from, so that a word can be asked of some fields alone, and carries the field's weight.
use super::{
    question::{Chain, Phrase, Question},
    stem::stem,
};

/// What an item is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Description,
    Tags,
    Comments,
    Content,
}

impl Field {
    pub const ALL: [Field; 5] = [Field::Name, Field::Description, Field::Tags, Field::Comments, Field::Content];

    const fn column(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Description => "description",
            Field::Tags => "tags",
            Field::Comments => "comments",
            Field::Content => "content",
        }
    }

    /// Letter and weight.
    const fn mark(self) -> (char, char) {
        match self {
            Field::Name => ('n', 'A'),
            Field::Description => ('d', 'B'),
            Field::Tags => ('t', 'B'),
            Field::Comments => ('c', 'C'),
            Field::Content => ('f', 'D'),
        }
    }
}

/// Of a name: its words as they are, for those who know how one begins.
const WORDS: (char, char) = ('w', 'A');
/// Of a file's name: what is behind the last dot, in a form that no engine takes apart.
const EXTENSION: (char, char) = ('x', 'D');
/// A name begins with so many characters at least, where it is not known any further.
const PREFIX: usize = 2;
/// What is so close is close, in words.
const CLOSE: usize = 10;
/// How many words of a list are looked for close to each other.
const MOST_CLOSE: usize = 8;
/// Of SQLite's columns: name, its words, description, tags, comments, content, extension.
const WEIGHTS: &str = "bm25(10.0, 4.0, 4.0, 6.0, 2.0, 1.0, 0.0)";

/// The engine that an index is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What is asked of an index.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub question: &'a Question,
    pub fields: &'a [Field],
    /// One of these, of what has any.
    pub extensions: &'a [String],
}

impl Engine {
    /// The words of a field, as the index takes them.
    pub fn field(self, field: Field, words: &[String]) -> String {
        self.spelt(words.iter().map(|word| stem(word)), field.mark())
    }

    /// The same where they were stemmed already.
    pub fn stems(self, field: Field, stems: &str) -> String {
        self.spelt(stems.split_ascii_whitespace(), field.mark())
    }

    pub fn name_words(self, words: &[String]) -> String {
        self.spelt(words, WORDS)
    }

    pub fn extension(self, extension: &str) -> String {
        self.spelt([of_extension(extension)].iter().filter(|word| word.len() > 1), EXTENSION)
    }

    fn spelt<T: AsRef<str>>(self, words: impl IntoIterator<Item = T>, (letter, weight): (char, char)) -> String {
        let mut out = String::new();
        for (at, word) in words.into_iter().enumerate() {
            let (blank, word) = (if at == 0 { "" } else { " " }, word.as_ref());
            match self {
                Engine::Sqlite => out.extend([blank, word]),
                Engine::Postgres => out.push_str(&format!("{blank}'{letter}{word}':{}{weight}", at + 1)),
            }
        }
        out
    }

    /// The two arguments of the index: what matches, and what that is ranked by. None where nothing can match.
    pub fn asks(self, asked: &Asked<'_>) -> Option<(String, String)> {
        let chains: Vec<String> = asked.question.0.iter().map(|chain| self.chain(chain, asked.fields)).collect();
        if chains.is_empty() || asked.fields.is_empty() {
            return None;
        }
        let (matching, close) = (self.any(&chains), asked.question.listed());
        let close = close.map(|phrases| self.close(phrases.get(..MOST_CLOSE).unwrap_or(&phrases), asked.fields));
        let extensions = self.extensions(asked.extensions);
        Some(match self {
            Engine::Sqlite => {
                let matching = self.any(&[Some(matching), close].into_iter().flatten().collect::<Vec<_>>());
                (self.all(&[Some(matching), extensions].into_iter().flatten().collect::<Vec<_>>()), WEIGHTS.to_owned())
            }
            Engine::Postgres => {
                let close = close.unwrap_or_default();
                (self.all(&[Some(matching), extensions].into_iter().flatten().collect::<Vec<_>>()), close)
            }
        })
    }

    fn any(self, parts: &[String]) -> String {
        format!("({})", parts.join(if self == Engine::Sqlite { " OR " } else { " | " }))
    }

    fn all(self, parts: &[String]) -> String {
        format!("({})", parts.join(if self == Engine::Sqlite { " AND " } else { " & " }))
    }

    fn chain(self, chain: &Chain, fields: &[Field]) -> String {
        let phrases = |phrases: &[Phrase]| phrases.iter().map(|phrase| self.phrase(phrase, fields)).collect::<Vec<_>>();
        let all = self.all(&phrases(&chain.all));
        if chain.none.is_empty() {
            return all;
        }
        let none = self.any(&phrases(&chain.none));
        match self {
            Engine::Sqlite => format!("({all} NOT {none})"),
            Engine::Postgres => format!("({all} & !{none})"),
        }
    }

    fn phrase(self, phrase: &Phrase, fields: &[Field]) -> String {
        let stems: Vec<_> = phrase.words.iter().map(|word| stem(word)).collect();
        let mut parts = match self {
            Engine::Sqlite => vec![format!("{} : \"{}\"", columns(fields), stems.join(" "))],
            Engine::Postgres => fields.iter().map(|field| behind(&stems, field.mark().0, "")).collect(),
        };
        let goes_on = phrase.words.last().is_some_and(|last| last.chars().count() >= PREFIX);
        if fields.contains(&Field::Name) && !phrase.is_exact && goes_on {
            parts.push(match self {
                Engine::Sqlite => format!("words : \"{}\" *", phrase.words.join(" ")),
                Engine::Postgres => behind(&phrase.words, WORDS.0, ":*"),
            });
        }
        self.any(&parts)
    }

    /// All of them close to each other, in one field.
    fn close(self, phrases: &[&Phrase], fields: &[Field]) -> String {
        let stems = phrases.iter().map(|phrase| phrase.words.iter().map(|word| stem(word)).collect::<Vec<_>>());
        let stems: Vec<_> = stems.collect();
        match self {
            Engine::Sqlite => {
                let quoted: Vec<String> = stems.iter().map(|words| format!("\"{}\"", words.join(" "))).collect();
                format!("{} : NEAR({}, {CLOSE})", columns(fields), quoted.join(" "))
            }
            Engine::Postgres => {
                let within = |field: &Field| {
                    let all: Vec<String> = stems.iter().map(|words| behind(words, field.mark().0, "")).collect();
                    self.all(&all)
                };
                self.any(&fields.iter().map(within).collect::<Vec<_>>())
            }
        }
    }

    fn extensions(self, extensions: &[String]) -> Option<String> {
        let spelt = |extension: &String| match self {
            Engine::Sqlite => format!("extension : \"{}\"", of_extension(extension)),
            Engine::Postgres => format!("'{}{}'", EXTENSION.0, of_extension(extension)),
        };
        (!extensions.is_empty()).then(|| self.any(&extensions.iter().map(spelt).collect::<Vec<_>>()))
    }
}

/// SQLite's filter by columns.
fn columns(fields: &[Field]) -> String {
    format!("{{{}}}", fields.iter().map(|field| field.column()).collect::<Vec<_>>().join(" "))
}

/// PostgreSQL's words one behind the other.
fn behind<T: AsRef<str>>(words: &[T], letter: char, last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{letter}{}'", word.as_ref())).collect();
    format!("({}{last})", quoted.join(" <-> "))
}

/// One word, whatever is in it.
fn of_extension(extension: &str) -> String {
    format!("x{}", crate::wire::hex(extension.to_lowercase().as_bytes()))
}
