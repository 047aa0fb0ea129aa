//! File requests: a page for whoever has the address, without an account, to leave files in somebody's folder.
mod left;
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Assets, Failure},
    visitor::{Guest, cookie, form_token},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, RawQuery, Request, State},
    response::Response,
    routing,
};
use boxwood_api::{
    Content, Error,
    resources::file_requests::{self, FileRequestAddress, RequestRow},
};
use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};
use http::StatusCode;
use left::Left;

/// What takes the bytes of files in, and keeps them where the server keeps all files.
pub trait Intake: Send + Sync {
    /// # Errors
    /// `file_size_limit_exceeded` for more than `most` bytes, and when they cannot be kept.
    fn take(&self, bytes: BoxStream<'static, Result<Bytes, Error>>, most: i64)
    -> BoxFuture<'_, Result<Content, Error>>;

    /// Once it is known what became of them: an object that no row names is deleted.
    fn settle(&self, object: String) -> BoxFuture<'_, ()>;
}

pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/f/{address}", routing::get(form).post(leave))
}

#[derive(Template)]
#[template(path = "requests/request.html")]
struct Page<'a> {
    assets: Assets,
    csrf: &'a str,
    address: &'a str,
    request: &'a RequestRow,
    description: &'a str,
    /// How many files were left a moment ago.
    left: usize,
    email: &'a str,
    said: &'a str,
    error: Option<&'a str>,
}

fn nowhere() -> Failure {
    Failure::said(
        StatusCode::NOT_FOUND,
        "No files are asked for here",
        "The request may be over, or have been taken back. Ask whoever gave you the address.",
    )
}

/// The request that an address leads to, while it takes files in.
async fn open(web: &Web, address: &str) -> Result<(FileRequestAddress, RequestRow), Failure> {
    let address = FileRequestAddress::parse(address).filter(|_| web.intake.is_some()).ok_or_else(nowhere)?;
    let request = web.request()?;
    let asked = web.read(move |tx| Ok(file_requests::ask(tx, address, request)?.map(|asking| asking.row))).await?;
    Ok((address, asked.ok_or_else(nowhere)?))
}

async fn form(State(web): State<Web>, Path(address): Path<String>, RawQuery(query): RawQuery, guest: Guest) -> Answer {
    let (_, request) = open(&web, &address).await?;
    let left = query.as_deref().and_then(|query| query.strip_prefix("left=")).and_then(|left| left.parse().ok());
    let answer = page::show(&Page {
        assets: Assets,
        csrf: &guest.csrf,
        address: &address,
        description: request.description.as_deref().unwrap_or_default(),
        request: &request,
        left: left.unwrap_or_default(),
        email: "",
        said: "",
        error: None,
    });
    Ok(page::with_cookie(answer, guest.cookie))
}

async fn leave(State(web): State<Web>, Path(address): Path<String>, posted: Request) -> Answer {
    let cookie = cookie::read(posted.headers(), &web.cookie_name(cookie::GUEST)).unwrap_or_default();
    match left::take(&web, &address, posted, &cookie).await? {
        Left { error: None, count, .. } => Ok(page::redirect(&format!("/f/{address}?left={count}"))),
        Left { error: Some(error), status, email, said, request, .. } => {
            Ok(again(&address, &form_token(&cookie), &request, (&email, &said), (status, &error)))
        }
    }
}

/// The form with what is wrong. Files have to be chosen again: no browser keeps them.
fn again(
    address: &str,
    csrf: &str,
    request: &RequestRow,
    (email, said): (&str, &str),
    (status, error): (StatusCode, &str),
) -> Response {
    let description = request.description.as_deref().unwrap_or_default();
    let error = Some(error);
    page::show_as(status, &Page { assets: Assets, csrf, address, description, request, left: 0, email, said, error })
}
