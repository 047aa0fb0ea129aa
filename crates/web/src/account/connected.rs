//! Connected apps: what one has let in by OAuth 2.0, and the way to take it back.
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Failure, Shell, scopes, texts::Moment},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::{
    oauth::{self, Grant},
    sign_in::{self, Stage},
    wire::AppId,
};

const PATH: &str = "/account/apps";

#[derive(Template)]
#[template(path = "account/connected.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    apps: Vec<App>,
}

struct App {
    id: AppId,
    name: String,
    initials: String,
    made_by: String,
    scopes: Vec<&'static str>,
    granted: Moment,
}

impl App {
    fn of(grant: Grant) -> Self {
        App {
            id: grant.app_id,
            initials: page::initials(&grant.name),
            name: grant.name,
            made_by: grant.owner_enterprise,
            scopes: scopes::in_words(grant.settings).map(|(_, words)| words.consent).collect(),
            granted: Moment(grant.granted_at),
        }
    }
}

pub(super) async fn show(State(web): State<Web>, RawQuery(query): RawQuery, me: SignedIn) -> Answer {
    let (secret, request) = (me.hash, web.request()?);
    let grants = web.scan(move |tx| {
        let session = sign_in::admit(tx, secret, Stage::Full)?;
        oauth::grants(tx, &session.caller(AppId::default(), request))
    });
    let apps = grants.await?.into_iter().map(App::of).collect();
    let mut shell = Shell::new(&me, "Connected apps", Area::Account, PATH);
    let removed = Form::parse(query.unwrap_or_default().as_bytes()).text("said") == "removed";
    shell.said = removed.then(|| "The app can do nothing more for you. Its tokens have ended.".to_owned());
    Ok(page::show(&Page { assets: Assets, shell, csrf: me.csrf.clone(), apps }))
}

pub(super) async fn remove(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let app = form.text("app").parse().map_err(|_| Failure::not_found())?;
    let request = web.request()?;
    web.write("web.take_back", &me, move |tx, session| {
        oauth::take_back(tx, &session.caller(AppId::default(), request), app)
    })
    .await?;
    Ok(page::redirect("/account/apps?said=removed"))
}
