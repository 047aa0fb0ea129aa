//! A file in a page of somebody else's: whoever opens the address sees it, once (contract: content §3.7).
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Assets, Failure},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    routing,
};
use boxwood_api::resources::previews::{Embedded, Frame, open_embedded};
use boxwood_store::{Tx, Write};
use http::{Method, StatusCode};

#[derive(Template)]
#[template(path = "preview/embedded.html")]
struct Page {
    assets: Assets,
    file: Embedded,
}

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/preview/expiring_embed/{address}", routing::get(embedded))
}

async fn embedded(State(web): State<Web>, Path(address): Path<String>, method: Method) -> Answer {
    // Who only asks whether it is there has not seen it.
    if method == Method::HEAD {
        return Ok(page::redirect("/"));
    }
    let request = web.request()?;
    let open = move |tx: &mut Tx<Write>| open_embedded(tx, &address, request);
    let file = web.db.write("web.embed", open).await?.ok_or_else(over)?;
    Ok(page::framed(page::show(&Page { assets: Assets, file })))
}

fn over() -> Failure {
    Failure::said(
        StatusCode::NOT_FOUND,
        "This preview is over",
        "Its address works once, and for a minute. The page that it belongs to can ask for another one.",
    )
}
