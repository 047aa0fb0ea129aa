//! The platform apps manager: which apps may reach the enterprise, what they ask for, and the answers to it
//! (contract: identity §3.5).
mod review;
#[cfg(test)]
mod tests;

use super::{change, look, query, words};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell, initials, texts},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, RawQuery, State as Of},
    routing,
};
use boxwood_api::{
    Caller, Error, Settings,
    apps::{
        self, NewAccount, Standing,
        manager::{self, ManagedApp},
    },
    resources::users::Permissions,
    wire::AppId,
};
use boxwood_store::{Read, Tx, Write};
use http::StatusCode;
use review::Review;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/apps", routing::get(list))
        .route("/admin/apps/add", routing::get(add))
        .route("/admin/apps/{id}", routing::get(one))
        .route("/admin/apps/answer", routing::post(answer))
}

const PATH: &str = "/admin/apps";

#[derive(Template)]
#[template(path = "admin/apps/apps.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    enterprise: String,
    /// Whether the visitor may answer; the functions behind the forms ask again.
    decides: bool,
    servers: bool,
    counts: (usize, usize),
    waiting: usize,
    rows: Vec<Row>,
    review: Option<Review>,
    /// The form that asks for a client id.
    add: Option<Asked>,
}

#[derive(Default)]
struct Asked {
    client_id: String,
    error: Option<&'static str>,
}

struct Row {
    id: AppId,
    name: String,
    initials: String,
    tone: &'static str,
    status: &'static str,
    grants: String,
    developer: String,
    access: &'static str,
    as_user: &'static str,
    authorized: String,
    /// Whether the admin has something to say about it.
    asks: bool,
    current: bool,
}

/// A tone and a word.
fn status(of: &ManagedApp) -> (&'static str, &'static str) {
    match of.standing() {
        Standing::NotAuthorized if of.waits() => ("warn", "Waiting for you"),
        Standing::NotAuthorized => ("", "Not authorised"),
        Standing::Outdated => ("warn", "Needs re-authorisation"),
        Standing::Authorized => ("ok", "Authorised"),
        Standing::Enabled => ("ok", "Enabled"),
        Standing::Disabled => ("bad", "Disabled"),
    }
}

impl Row {
    fn of(of: &ManagedApp, current: Option<AppId>) -> Self {
        let (tone, status) = status(of);
        let (asked, given) = (of.app.settings, of.in_force());
        let as_user = match (given.has(Settings::AS_USER), asked.has(Settings::AS_USER)) {
            (true, _) => "On",
            (false, true) => "Asked for",
            (false, false) => "Off",
        };
        let shown = if of.standing() == Standing::NotAuthorized { asked } else { given };
        Row {
            id: of.app.id,
            name: of.app.name.clone(),
            initials: initials(&of.app.name),
            tone,
            status,
            grants: words::grants(of.app.settings),
            developer: developer(of),
            access: words::access(shown),
            as_user,
            authorized: of
                .given
                .authorized_at
                .filter(|_| of.app.is_server_app())
                .map_or("Never".to_owned(), texts::day),
            asks: of.waits() || of.standing() == Standing::NotAuthorized,
            current: current == Some(of.app.id),
        }
    }
}

fn developer(of: &ManagedApp) -> String {
    of.given.owner_name.clone().unwrap_or_else(|| of.given.home.clone())
}

/// What all pages here are made from.
struct Loaded {
    all: Vec<ManagedApp>,
    reach: i64,
}

fn load(tx: &mut Tx<Read>, who: &Caller) -> Result<Loaded, Error> {
    Ok(Loaded { all: manager::list(tx, who)?, reach: manager::managed_users(tx, who)? })
}

fn page(me: &SignedIn, loaded: &Loaded, servers: bool, current: Option<&ManagedApp>) -> Page {
    let is_shown = |of: &&ManagedApp| of.app.is_server_app() == servers;
    let rows: Vec<_> = loaded.all.iter().filter(is_shown).map(|of| Row::of(of, current.map(|of| of.app.id))).collect();
    let server_apps = loaded.all.iter().filter(|of| of.app.is_server_app()).count();
    Page {
        assets: Assets,
        shell: Shell::new(me, "Platform apps", Area::Admin, PATH),
        csrf: me.csrf.clone(),
        enterprise: me.enterprise.clone(),
        decides: me.user().has(Permissions::EDIT_SETTINGS),
        servers,
        counts: (server_apps, loaded.all.len() - server_apps),
        waiting: loaded.all.iter().filter(|of| of.waits()).count(),
        rows,
        review: current.map(|of| Review::of(of, loaded.reach)),
        add: None,
    }
}

/// What was done, by the word that stands in the address afterwards.
fn said(word: &str) -> Option<String> {
    let said = match word {
        "authorize" => "The app is authorised.",
        "reauthorize" => "The app is re-authorised. It needs new tokens to gain by it.",
        "decline" => "The request is declined. What was in force stays so.",
        "enable" => "The app is enabled.",
        "disable" => "The app is disabled. Its tokens no longer work here.",
        _ => return None,
    };
    Some(said.to_owned())
}

async fn list(Of(web): Of<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let asked = query(asked);
    let loaded = look(&web, &me, load).await?;
    Ok(page::show(&page(&me, &loaded, asked.text("kind") != "user", None)))
}

async fn one(Of(web): Of<Web>, Path(id): Path<String>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let id: AppId = id.parse().map_err(|()| Failure::not_found())?;
    let (of, loaded) = look(&web, &me, move |tx, who| Ok((manager::one(tx, who, id)?, load(tx, who)?))).await?;
    let mut page = page(&me, &loaded, of.app.is_server_app(), Some(&of));
    page.shell.said = said(query(asked).text("said"));
    Ok(page::show(&page))
}

/// Finds an app of anybody's by its client id, which its developer hands out.
async fn add(Of(web): Of<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let client_id = query(asked).text("client_id").trim().to_owned();
    let wanted = client_id.clone();
    let find = move |tx: &mut Tx<Read>, who: &Caller| {
        let found = match wanted.as_str() {
            "" => None,
            id => manager::by_client_id(tx, who, id).map(Some).or_else(|error| missing(error, None))?,
        };
        Ok((found, load(tx, who)?))
    };
    let (found, loaded) = look(&web, &me, find).await?;
    if let Some(known) = found.as_ref().filter(|of| loaded.all.iter().any(|one| one.app.id == of.app.id)) {
        return Ok(page::redirect(&format!("{PATH}/{}", known.app.id)));
    }
    let unknown = found.is_none() && !client_id.is_empty();
    let error =
        unknown.then_some("No app has this client ID. Copy it from the app's configuration, all 32 characters.");
    let servers = found.as_ref().is_none_or(|of| of.app.is_server_app());
    let page = Page { add: Some(Asked { client_id, error }), ..page(&me, &loaded, servers, found.as_ref()) };
    let status = if unknown { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page::show_as(status, &page))
}

/// Nothing, where there is nothing.
fn missing<T>(error: Error, nothing: T) -> Result<T, Error> {
    if error.status() == 404 { Ok(nothing) } else { Err(error) }
}

/// What came of an answer.
enum Outcome {
    Done(AppId),
    /// The app asks for something else than what was on the page that the answer was given on.
    Changed(Box<(ManagedApp, Loaded)>),
}

/// An app is named by its client id: its number tells nobody anything.
async fn answer(Of(web): Of<Web>, Posted { me, form }: Posted) -> Answer {
    let (client_id, word) = (form.text("client_id").to_owned(), form.text("answer").to_owned());
    let seen: i64 = form.text("seen").parse().map_err(|_| Failure::not_found())?;
    let account = NewAccount { random: web.random.alphanumeric(10)? };
    let asked = word.clone();
    let decide = move |tx: &mut Tx<Write>, who: &Caller| {
        let of = manager::by_client_id(tx, who, &client_id)?;
        let id = of.app.id;
        let takes = matches!(asked.as_str(), "authorize" | "reauthorize");
        if takes && of.app.settings != Settings(seen) {
            return Ok(Outcome::Changed(Box::new((of, load(tx, who)?))));
        }
        let settled = |_| ();
        match asked.as_str() {
            "authorize" => apps::authorize(tx, who, id, &account).map(settled),
            "reauthorize" => apps::reauthorize(tx, who, id).map(settled),
            "decline" => apps::decline(tx, who, id),
            "enable" => apps::enable(tx, who, id).map(settled),
            "disable" => apps::disable(tx, who, id).map(settled),
            _ => Err(Error::bad_request("There is no such answer")),
        }?;
        Ok(Outcome::Done(id))
    };
    match change(&web, "web.decide_app", &me, decide).await? {
        Outcome::Done(id) => Ok(page::redirect(&format!("{PATH}/{id}?said={word}"))),
        Outcome::Changed(now) => {
            let (of, loaded) = *now;
            let mut page = page(&me, &loaded, of.app.is_server_app(), Some(&of));
            if let Some(review) = &mut page.review {
                review.changed = true;
            }
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}
