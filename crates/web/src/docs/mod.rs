//! The documentation: a page for every operation, made from the API document; guides of our own; a search over both.
//! Everybody may read it.
mod call;
mod code;
mod examples;
mod manual;
mod reference;
mod schema;
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
use manual::Manual;
use std::sync::{Arc, OnceLock};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/docs", routing::get(async || page::redirect("/docs/reference")))
        .route("/docs/reference", routing::get(reference::index))
        .route("/docs/reference/{id}", routing::get(reference::show))
}

/// Somebody who may have signed in.
type Reader = Result<SignedIn, page::Failure>;

/// What the documentation is made from; read when somebody asks for it first, so that a start does not wait for it.
#[derive(Clone)]
pub(crate) struct Docs {
    document: fn() -> &'static str,
    manual: Arc<OnceLock<Manual>>,
}

impl Docs {
    /// `document` writes the API document.
    pub fn new(document: fn() -> &'static str) -> Docs {
        Docs { document, manual: Arc::default() }
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
    let mut groups =
        vec![Group { title: "Reference".to_owned(), links: vec![link("All operations", "/docs/reference")] }];
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
