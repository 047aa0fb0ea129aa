//! What a shared link opens: a page for the item, for what is below a folder, and downloads. For whoever has the link; who is
//! signed in has their own rights besides.
mod item;
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Assets, Failure},
    sign_in::wait,
    visitor::{Guest, GuestPosted, Next, Visitor, cookie, to_sign_in},
};
use askama::Template;
use axum::{
    Router,
    extract::{FromRequestParts, Path, RawQuery, State},
    response::Response,
    routing,
};
use boxwood_api::{
    Caller, Error,
    identity::PasswordHash,
    items::{self, Kind, Named, Opening},
    sign_in::Subject,
    wire::{AppId, FileId, RequestId},
};
use boxwood_store::{Read, Tx, Write};
use http::{HeaderMap, StatusCode, request::Parts};
use item::Wanted;

/// How long the cookie of a password that was right is kept, in seconds. It says so itself, too.
const PROOF_LIFE: i64 = 12 * 3600;
const WRONG: &str = "That is not the password of this link. Ask whoever gave it to you.";

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/s/{token}", routing::get(top).post(unlock))
        .route("/s/{token}/folder/{id}", routing::get(folder))
        .route("/s/{token}/file/{id}", routing::get(file))
        .route("/s/{token}/download/{id}", routing::get(download))
        .route("/shared/static/{name}", routing::get(direct))
        .route("/v/{name}", routing::get(vanity))
}

#[derive(Template)]
#[template(path = "shared/password.html")]
struct Password<'a> {
    assets: Assets,
    csrf: &'a str,
    token: &'a str,
    error: Option<&'a str>,
}

/// Whoever comes to what a link opens, and with what.
struct Arrival {
    visitor: Visitor,
    guest: Guest,
    headers: HeaderMap,
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Failure;

    async fn from_request_parts(head: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(head, web).await?;
        let guest = Guest::from_request_parts(head, web).await?;
        Ok(Arrival { visitor, guest, headers: head.headers.clone() })
    }
}

impl Arrival {
    /// Lets them in, with `look` at what they came for; or says what they are shown instead.
    async fn at<T: Send + 'static>(
        self,
        token: &str,
        web: &Web,
        look: impl Fn(&mut Tx<Read>, &Caller) -> Result<T, Error> + Send + 'static,
    ) -> Result<Result<T, Response>, Failure> {
        let Arrival { visitor, guest, headers } = self;
        let named = Named::Token(token.to_owned());
        let proof = cookie::read(&headers, &web.cookie_name(&proof_of(token)));
        let request = web.request()?;
        let work = move |tx: &mut Tx<Read>| {
            let me = visitor.me.as_ref().map(|me| me.caller(AppId::default(), request));
            Ok(match items::open_link(tx, &named, me, proof.as_deref(), request)? {
                Opening::In(who) => Met::In(look(tx, &who)?),
                Opening::Locked(_) => Met::Locked,
                Opening::SignIn => Met::Stranger,
                Opening::Nothing => Met::Nothing,
            })
        };
        match web.scan(work).await {
            Ok(Met::In(found)) => Ok(Ok(found)),
            Ok(Met::Locked) => Ok(Err(locked(token, guest, None))),
            Ok(Met::Stranger) => Ok(Err(to_sign_in(&Next::of(&format!("/s/{token}"))))),
            Ok(Met::Nothing) => Err(nowhere()),
            Err(error) if error.status() == 404 => Err(nowhere()),
            Err(error) => Err(error.into()),
        }
    }
}

enum Met<T> {
    In(T),
    Locked,
    Stranger,
    Nothing,
}

fn nowhere() -> Failure {
    Failure::said(
        StatusCode::NOT_FOUND,
        "This link leads nowhere",
        "It may have been removed or have run out, or it is not for you. Ask whoever gave it to you.",
    )
}

/// The cookie of a password that was right: one for each link, and no address in its name.
fn proof_of(token: &str) -> String {
    let short: String = token.chars().filter(char::is_ascii_alphanumeric).rev().take(12).collect();
    format!("link_{short}")
}

fn locked(token: &str, guest: Guest, refused: Option<(StatusCode, &str)>) -> Response {
    let (status, error) = refused.map_or((StatusCode::OK, None), |(status, why)| (status, Some(why)));
    let asked = page::show_as(status, &Password { assets: Assets, csrf: &guest.csrf, token, error });
    page::with_cookie(asked, guest.cookie)
}

async fn top(State(web): State<Web>, Path(token): Path<String>, RawQuery(query): RawQuery, arrival: Arrival) -> Answer {
    shown(&web, &token, arrival, Wanted::Top, query).await
}

async fn folder(
    State(web): State<Web>,
    Path((token, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    arrival: Arrival,
) -> Answer {
    let id = id.parse().map_err(|_| nowhere())?;
    shown(&web, &token, arrival, Wanted::Folder(id), query).await
}

async fn file(State(web): State<Web>, Path((token, id)): Path<(String, String)>, arrival: Arrival) -> Answer {
    let id = id.parse().map_err(|_| nowhere())?;
    shown(&web, &token, arrival, Wanted::File(id), None).await
}

async fn shown(web: &Web, token: &str, arrival: Arrival, wanted: Wanted, query: Option<String>) -> Answer {
    let from = item::from(query.as_deref());
    let look = move |tx: &mut Tx<Read>, who: &Caller| item::look(tx, who, wanted, from);
    let found = match arrival.at(token, web, look).await? {
        Ok(found) => found,
        Err(instead) => return Ok(instead),
    };
    if matches!(wanted, Wanted::Top) {
        web.recorder.looked_at(found.id);
    }
    Ok(item::page(token, &found))
}

async fn download(State(web): State<Web>, Path((token, id)): Path<(String, String)>, arrival: Arrival) -> Answer {
    let id: FileId = id.parse().map_err(|_| nowhere())?;
    taken(&web, &token, arrival, Some(id)).await
}

/// Straight to the bytes of a linked file, whatever ending is behind the token.
async fn direct(State(web): State<Web>, Path(name): Path<String>, arrival: Arrival) -> Answer {
    taken(&web, name.split('.').next().unwrap_or_default(), arrival, None).await
}

/// `id`: none for the linked file itself.
async fn taken(web: &Web, token: &str, arrival: Arrival, id: Option<FileId>) -> Answer {
    let look = move |tx: &mut Tx<Read>, who: &Caller| {
        let top = who.visit().map(|visit| visit.item()).filter(|item| item.kind == Kind::File);
        let id = id.or(top.map(|item| FileId(item.id.0))).ok_or_else(Error::no_such_path)?;
        item::address(tx, who, id)
    };
    match arrival.at(token, web, look).await {
        Ok(Ok(address)) => Ok(page::redirect(&address)),
        Ok(Err(instead)) => Ok(instead),
        Err(Failure::Error(error)) if error.status() == 403 => Err(Failure::said(
            StatusCode::FORBIDDEN,
            "This link is for looking only",
            "Whoever shared it does not let it be downloaded. Ask them.",
        )),
        Err(failure) => Err(failure),
    }
}

/// To the page of the link that has that name.
async fn vanity(State(web): State<Web>, Path(name): Path<String>) -> Answer {
    let named = Named::Vanity(name.to_lowercase());
    let token = web.read(move |tx| items::link_token(tx, &named)).await?;
    token.map(|token| page::redirect(&format!("/s/{token}"))).ok_or_else(nowhere)
}

async fn unlock(State(web): State<Web>, Path(token): Path<String>, visitor: Visitor, posted: GuestPosted) -> Answer {
    let named = Named::Token(token.clone());
    let request: RequestId = web.request()?;
    let asked = named.clone();
    let needed = web.read(move |tx| {
        let me = visitor.me.as_ref().map(|me| me.caller(AppId::default(), request));
        items::open_link(tx, &asked, me, None, request)
    });
    let hash = match needed.await? {
        Opening::Locked(hash) => hash,
        Opening::In(_) => return Ok(page::redirect(&format!("/s/{token}"))),
        Opening::SignIn => return Ok(to_sign_in(&Next::of(&format!("/s/{token}")))),
        Opening::Nothing => return Err(nowhere()),
    };
    let guessed = Subject::link(&hash);
    let guest = Guest { csrf: posted.csrf, cookie: None };
    let judged = match web.read(move |tx| guessed.open(tx)).await? {
        Ok(()) => {
            let (known, password) = (PasswordHash::known(hash.clone()), posted.form.text("password").to_owned());
            let fits = web.hashing(move || PasswordHash::fits(Some(&known), &password)).await?;
            web.db.write("links.guessed", move |tx: &mut Tx<Write>| guessed.judge(tx, fits)).await?
        }
        Err(closed) => Err(closed),
    };
    let refused = match judged {
        Ok(true) => None,
        Ok(false) => Some((StatusCode::FORBIDDEN, WRONG.to_owned())),
        Err(closed) => Some((StatusCode::TOO_MANY_REQUESTS, wait(closed, "this link"))),
    };
    if let Some((status, why)) = refused {
        return Ok(locked(&token, guest, Some((status, &why))));
    }
    let proof = web.read(move |tx| items::prove(tx, &named, &hash)).await?.ok_or_else(nowhere)?;
    let cookie = cookie::set(&web, &proof_of(&token), &proof, Some(PROOF_LIFE));
    Ok(page::with_cookie(page::redirect(&format!("/s/{token}")), cookie))
}
