//! A call in six languages, written from the operation: what it needs to know of an SDK is the names of manager and method.
mod curl;
mod dotnet;
mod java;
mod node;
mod python;
mod rust;

use super::{
    call::{Call, Given},
    manual::Operation,
};

/// What the examples are made from.
pub(crate) struct Example<'a> {
    operation: &'a Operation,
    call: &'static Call,
    base: &'a str,
}

pub(crate) struct Language {
    pub name: &'static str,
    /// Of its tab, and what the page's examples are found by.
    pub id: &'static str,
    write: fn(&Example<'_>) -> String,
}

pub(crate) const LANGUAGES: [Language; 6] = [
    Language { name: "curl", id: "curl", write: curl::write },
    Language { name: ".NET", id: "dotnet", write: dotnet::write },
    Language { name: "Java", id: "java", write: java::write },
    Language { name: "Python", id: "python", write: python::write },
    Language { name: "Node", id: "node", write: node::write },
    Language { name: "Rust", id: "rust", write: rust::write },
];

/// Names and values.
type Members = &'static [(&'static str, Given)];

/// The sample user that the first start makes.
const AS_USER: &str = "3";
/// What the examples of SDKs begin with, behind the language's own mark of a comment.
const CLIENT: &str = "client: see the guide \"Connect an SDK\"";

/// The example in every language, in the order of the tabs.
pub(crate) fn all(operation: &Operation, base: &str) -> Vec<(&'static Language, String)> {
    let example = Example { operation, call: operation.call, base };
    LANGUAGES.iter().map(|language| (language, (language.write)(&example))).collect()
}

/// The body of the operation's call as JSON, or what it says of a file; empty where it has none.
pub(crate) fn body(operation: &Operation) -> String {
    let example = Example { operation, call: operation.call, base: "" };
    if let Some((_, said)) = example.said() {
        return said.json();
    }
    let members = example.call.body.iter().map(|(name, given)| format!("  \"{name}\": {}", given.json()));
    let members: Vec<_> = members.collect();
    if members.is_empty() { String::new() } else { format!("{{\n{}\n}}", members.join(",\n")) }
}

impl Example<'_> {
    /// With the path's values and the query in it.
    fn url(&self) -> String {
        let path = self
            .call
            .path
            .iter()
            .fold(self.operation.path.clone(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        let query: Vec<(&str, String)> = self.call.query.iter().map(|(name, given)| (*name, given.text())).collect();
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.base)
    }

    fn as_user(&self) -> Option<&'static str> {
        self.operation.suits_as_user().then_some(AS_USER)
    }

    /// Whether it is a page to open in a browser, and no call that a program makes.
    fn is_page(&self) -> bool {
        self.call.manager.is_empty() && !self.operation.guarded
    }

    /// Whether no SDK makes this call.
    fn is_plain(&self) -> bool {
        self.call.manager.is_empty()
    }

    /// What an SDK's example says then: those that send parts have a method for all calls of the kind together.
    fn plain(&self) -> &'static str {
        if self.operation.path.contains("upload_session") {
            "Uploads in parts make this call by themselves. For it alone: see curl, or Rust."
        } else {
            "This SDK has no method for it: see curl, or Rust."
        }
    }

    fn is_form(&self) -> bool {
        self.operation.body.as_ref().is_some_and(|body| body.media.ends_with("urlencoded"))
    }

    fn file(&self) -> Option<(&'static str, &'static str)> {
        self.call.body.iter().find_map(|(name, given)| match given {
            Given::File(file) => Some((*name, *file)),
            _ => None,
        })
    }

    fn has_answer(&self) -> bool {
        !self.operation.answer.is_empty() || self.is_picture() || self.redirects()
    }

    /// Whether the answer is an address, and nothing else.
    fn redirects(&self) -> bool {
        self.operation.success == 302
    }

    /// What is sent beside a file.
    fn said(&self) -> Option<(&'static str, Given)> {
        self.file()?;
        self.call.body.iter().find(|(_, given)| !matches!(given, Given::File(_))).copied()
    }

    fn is_picture(&self) -> bool {
        self.operation.media.iter().any(|media| media.starts_with("image/"))
    }

    /// The body as JSON, with members in the order of the call.
    fn json(&self) -> String {
        let members = self.call.body.iter().map(|(name, given)| format!("\"{name}\": {}", given.json()));
        let members: Vec<_> = members.collect();
        let line = format!("{{ {} }}", members.join(", "));
        if line.len() <= 60 { line } else { format!("{{\n    {}\n  }}", members.join(",\n    ")) }
    }

    /// "CreateFolder": what SDKs' types begin with.
    fn prefix(&self) -> String {
        pascal(self.call.method)
    }

    /// The type of the body in the SDKs that have one: "CreateFolderRequestBody".
    fn body_type(&self) -> String {
        match self.call.body_type {
            "" => format!("{}RequestBody", self.prefix()),
            given => given.to_owned(),
        }
    }

    /// The members that the type's constructor asks for, and the rest.
    fn members(&self) -> (Members, Members) {
        self.call.body.split_at(self.call.asked.min(self.call.body.len()))
    }

    /// The same of the query.
    fn parameters(&self) -> (Members, Members) {
        let asked = if self.call.body.is_empty() { self.call.asked } else { 0 };
        self.call.query.split_at(asked.min(self.call.query.len()))
    }
}

impl Given {
    /// As a query or a form has it.
    fn text(self) -> String {
        match self {
            Given::Text(text) | Given::Texts(text) | Given::Choice(text) | Given::File(text) => text.to_owned(),
            Given::Flag(flag) => flag.to_string(),
            Given::Nothing => String::new(),
            Given::Number(number) => number.to_string(),
            Given::Object { text, .. } => text.to_owned(),
            Given::Objects(members, _) | Given::List(members) => {
                members.iter().map(|(_, given)| given.text()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    fn json(self) -> String {
        match self {
            Given::Text(text) | Given::Choice(text) | Given::File(text) => quoted(text),
            Given::Texts(text) => format!("[{}]", quoted(text)),
            Given::Flag(flag) => flag.to_string(),
            Given::Nothing => "null".to_owned(),
            Given::Number(number) => number.to_string(),
            Given::List(members) => format!("[{}]", Given::Objects(members, 0).json()),
            Given::Object { member, text, .. } => format!("{{ {}: {} }}", quoted(member), quoted(text)),
            Given::Objects(members, _) => {
                let members = members.iter().map(|(name, given)| format!("{}: {}", quoted(name), given.json()));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What kind of file it is, by its name.
fn media(file: &str) -> &'static str {
    if file.ends_with(".png") { "image/png" } else { "text/plain" }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// `get_user_me` is `GetUserMe`.
fn pascal(snake: &str) -> String {
    snake.split('_').map(|word| first(word, char::to_ascii_uppercase)).collect()
}

/// `get_user_me` is `getUserMe`.
fn camel(snake: &str) -> String {
    first(&pascal(snake), char::to_ascii_lowercase)
}

fn first(word: &str, change: impl Fn(&char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().iter().map(change).chain(letters).collect()
}

/// Arguments on one line where they fit, else one to a line.
fn arguments(before: &str, all: &[String], after: &str) -> String {
    let line = format!("{before}({}){after}", all.join(", "));
    if line.len() <= 76 && !line.contains('\n') {
        return line;
    }
    let indented: Vec<_> = all.iter().map(|one| format!("    {}", one.replace('\n', "\n    "))).collect();
    format!("{before}(\n{}\n){after}", indented.join(",\n"))
}
