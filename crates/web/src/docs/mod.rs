//! The documentation: a page for every operation, made from the API document; guides of our own; a search over both.
//! Everybody may read it.
mod call;
mod code;
mod examples;
mod explorer;
mod guides;
mod manual;
mod markdown;
mod reference;
mod schema;
mod search;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::{
    Web,
    page::{self, Area, Group, Link, Shell},
    visitor::SignedIn,
};
use axum::{Router, routing};
use guides::Guide;
use manual::Manual;
use std::sync::{Arc, OnceLock};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/docs", routing::get(guides::start))
        .route("/docs/guides/{slug}", routing::get(guides::show))
        .route("/docs/explorer", routing::get(explorer::show).post(explorer::log_in))
        .route("/docs/search", routing::get(search::show))
        .route("/docs/reference", routing::get(reference::index))
        .route("/docs/reference/{id}", routing::get(reference::show))
}

/// Somebody who may have signed in.
type Reader = Result<SignedIn, page::Failure>;

/// What the documentation is made from; read when somebody asks for it first, so that a start does not wait for it.
#[derive(Clone)]
pub(crate) struct Docs {
    document: fn() -> &'static str,
    /// What absolute URLs begin with.
    base: Arc<str>,
    manual: Arc<OnceLock<Manual>>,
    guides: Arc<OnceLock<Vec<Guide>>>,
    index: Arc<OnceLock<Vec<search::Entry>>>,
}

impl Docs {
    /// `document` writes the API document.
    pub fn new(document: fn() -> &'static str, base: &Arc<str>) -> Docs {
        Docs { document, base: base.clone(), manual: Arc::default(), guides: Arc::default(), index: Arc::default() }
    }

    fn index(&self) -> &[search::Entry] {
        self.index.get_or_init(|| search::index(self))
    }

    fn guides(&self) -> &[Guide] {
        self.guides.get_or_init(|| guides::all(&self.base))
    }

    pub fn manual(&self) -> &Manual {
        self.manual.get_or_init(|| {
            let document = serde_json::from_str((self.document)());
            if let Err(error) = &document {
                tracing::error!(%error, "the API document cannot be read");
            }
            Manual::of(&document.unwrap_or_default())
        })
    }
}

/// The bars around a page of the documentation.
fn shell(web: &Web, reader: &Reader, title: &str, at: &str) -> Shell {
    let shell = match reader {
        Ok(me) => Shell::new(me, title, Area::Docs, at),
        Err(_) => Shell::for_anybody(title, Area::Docs, at),
    };
    let link = |name: &str, path: &str| Link { name: name.to_owned(), path: path.to_owned(), verb: None };
    let guides = web.docs.guides().iter().map(|guide| link(&guide.document.title, &guide.path()));
    let mut groups = vec![
        Group { title: "Start".to_owned(), links: vec![link("Overview", "/docs")] },
        Group { title: "Guides".to_owned(), links: guides.collect() },
        Group { title: "Reference".to_owned(), links: vec![link("All operations", "/docs/reference")] },
    ];
    for (resource, operations) in web.docs.manual().resources() {
        let links = operations.into_iter().map(|operation| Link {
            name: operation.short_path(),
            path: format!("/docs/reference/{}", operation.id),
            verb: Some(operation.verb()),
        });
        groups.push(Group { title: resource.to_owned(), links: links.collect() });
    }
    Shell { groups: Some(groups), ..shell }
}
