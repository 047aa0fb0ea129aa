//! The reference: all operations on one page, and each on a page of its own.
use super::{
    Reader,
    code::Code,
    examples::{self, Language},
    manual::{Manual, Operation, Parameter},
    schema::{Field, Tier},
    text::{Html, line, paragraphs},
    words,
};
use crate::{
    Web,
    page::{self, Answer, Assets, Failure, Shell, scopes, texts::Name},
};
use askama::Template;
use axum::extract::{Path, State};
use boxwood_api::{Settings, apps};

/// What is surprising about operations, by their ids.
const NOTES: &str = include_str!("notes.md");

#[derive(Template)]
#[template(path = "docs/index.html")]
struct Index<'a> {
    assets: Assets,
    shell: Shell,
    resources: Vec<(&'a str, Vec<&'a Operation>)>,
}

pub(super) async fn index(State(web): State<Web>, reader: Reader) -> Answer {
    let shell = super::shell(&web, &reader, "API reference", "/docs/reference");
    Ok(page::show(&Index { assets: Assets, shell, resources: web.docs.manual().resources() }))
}

#[derive(Template)]
#[template(path = "docs/operation.html")]
struct Page<'a> {
    assets: Assets,
    shell: Shell,
    base: &'a str,
    operation: &'a Operation,
    notes: Html,
    scopes: Vec<(&'a str, &'static str)>,
    examples: Vec<(&'static Language, Code)>,
    sample: Option<Code>,
    related: Vec<&'a Operation>,
    /// The page's own path.
    at: &'a str,
    /// The client id that the explorer logs in with; empty where nobody is signed in.
    client: String,
    /// The body that the explorer begins with.
    given: String,
}

pub(super) async fn show(State(web): State<Web>, Path(id): Path<String>, reader: Reader) -> Answer {
    let manual = web.docs.manual();
    let operation = manual.operation(&id).ok_or_else(Failure::not_found)?;
    let at = format!("/docs/reference/{}", operation.id);
    let enterprise = reader.as_ref().ok().and_then(|me| me.user().enterprise_id);
    let written = examples::all(operation, &web.base);
    let page = Page {
        assets: Assets,
        shell: super::shell(&web, &reader, &operation.summary, &at),
        base: &web.base,
        operation,
        notes: notes(&operation.id),
        scopes: operation.scopes.iter().map(|name| (name.as_str(), label(name))).collect(),
        examples: written.into_iter().map(|(language, code)| (language, Code(code))).collect(),
        sample: operation.sample.clone().map(Code),
        related: related(manual, operation),
        at: &at,
        client: enterprise.map(apps::explorer_id).unwrap_or_default(),
        given: examples::body(operation),
    };
    Ok(page::show(&page))
}

/// A scope as its settings page calls it.
fn label(scope: &str) -> &'static str {
    let settings = Settings::named(scope).unwrap_or(Settings::NONE);
    scopes::in_words(settings).next().map(|(_, words)| words.label).unwrap_or_default()
}

/// The others of its resource.
fn related<'a>(manual: &'a Manual, to: &Operation) -> Vec<&'a Operation> {
    let of = |other: &&Operation| other.resource == to.resource && other.id != to.id;
    manual.operations.iter().filter(of).collect()
}

/// What our notes say of an operation; empty where they say nothing.
pub(super) fn notes(id: &str) -> Html {
    let mut sections = NOTES.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    let found = sections.find(|(ids, _)| ids.split_whitespace().any(|one| one == id));
    found.map(|(_, text)| paragraphs(text)).unwrap_or_default()
}

impl Page<'_> {
    /// Tables of fields: title, what stands above, rows, whether they have tiers.
    fn tables(&self) -> Vec<(&'static str, &[Field])> {
        let operation = self.operation;
        let body = operation.body.as_ref().map(|body| ("Body", body.fields.as_slice()));
        let title = if operation.entries.is_empty() { "Answer" } else { "Answer: a list" };
        let answer = (!operation.answer.is_empty()).then_some((title, operation.answer.as_slice()));
        let entries = (!operation.entries.is_empty()).then_some(("Each entry", operation.entries.as_slice()));
        body.into_iter().chain(answer).chain(entries).collect()
    }

    fn is_tiered(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| field.tier == Some(Tier::Full))
    }

    /// Whether an answer without `fields` has more than the mini tier.
    fn shows_standard(&self, fields: &[Field]) -> bool {
        let sample = self.operation.sample.as_deref().unwrap_or_default();
        let standard = fields.iter().filter(|field| field.tier == Some(Tier::Standard));
        standard.into_iter().any(|field| sample.contains(&format!("\"{}\":", field.name)))
    }

    fn anchor(&self, title: &str) -> &'static str {
        match title {
            "Body" => "body",
            "Each entry" => "entry",
            _ => "answer",
        }
    }

    /// Whether there is a call to make: a page that people open is none.
    fn is_tried(&self) -> bool {
        !self.operation.call.manager.is_empty()
    }

    /// The token and whom to act as have fields of their own, and the version is the page's.
    fn is_asked(&self, parameter: &Parameter) -> bool {
        parameter.place != "header" || parameter.field.name.starts_with("If-")
    }

    fn given_for(&self, parameter: &Parameter) -> &'static str {
        let found = self.operation.call.path.iter().find(|(name, _)| *name == parameter.field.name);
        found.map(|(_, value)| *value).unwrap_or_default()
    }

    fn name<'b>(&self, name: &'b str) -> Name<'b> {
        Name(name)
    }

    fn html(&self, text: &str) -> Html {
        line(text)
    }

    fn advice(&self, status: &str) -> &'static str {
        words::advice(status)
    }

    fn tone(&self, status: &str) -> &'static str {
        match status.chars().next() {
            Some('2' | '3') => "ok",
            Some('4') if matches!(status, "401" | "429" | "412" | "409" | "408") => "warn",
            _ => "bad",
        }
    }
}
