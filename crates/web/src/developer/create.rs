//! A new app, with what is fixed from then on: how it gets its tokens.
use super::words::{AUTHS, Auth, PURPOSES};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Failure, Shell},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::State;
use boxwood_api::{
    Settings,
    apps::{self, Draft, Field, NewApp, Purpose},
    identity::TokenHash,
    wire::AppId,
};
use http::StatusCode;

const PATH: &str = "/developer/apps/new";

#[derive(Template)]
#[template(path = "developer/create.html")]
struct Page<'a> {
    assets: Assets,
    shell: Shell,
    csrf: &'a str,
    form: &'a Form,
    auths: [Auth; 4],
    purposes: [(Purpose, &'static str); 4],
    /// Of name, description, purpose and authentication.
    wrong: [Option<String>; 4],
}

fn page<'a>(me: &'a SignedIn, form: &'a Form, wrong: [Option<String>; 4]) -> Page<'a> {
    let shell = Shell::new(me, "New app", Area::Developer, PATH);
    Page { assets: Assets, shell, csrf: &me.csrf, form, auths: AUTHS, purposes: PURPOSES, wrong }
}

pub(super) async fn show(me: SignedIn) -> Answer {
    Ok(page::show(&page(&me, &Form::parse(b"auth=jwt"), Default::default())))
}

#[derive(Template)]
#[template(path = "developer/created.html")]
struct Created<'a> {
    assets: Assets,
    shell: Shell,
    id: AppId,
    name: &'a str,
    client_id: &'a str,
    secret: &'a str,
    settings: Settings,
}

pub(super) async fn create(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    if me.user().enterprise_id.is_none() {
        let help = "An app belongs to an enterprise, and your account is in none. Ask an admin to take you in.";
        return Err(Failure::said(StatusCode::FORBIDDEN, "You cannot make an app", help));
    }
    let auth = AUTHS.into_iter().find(|auth| auth.word == form.text("auth"));
    let purpose = Purpose::of(form.text("purpose"));
    let draft = Draft { name: form.text("name"), description: form.text("description"), ..Draft::default() };
    let faults = apps::faults(draft);
    let at = |field| faults.iter().find(|(known, _)| *known == field).map(|(_, why)| why.clone());
    let wrong = [
        at(Field::Name),
        at(Field::Description),
        (purpose.is_none() && !form.text("purpose").is_empty()).then(|| "Choose one of these.".to_owned()),
        auth.is_none().then(|| "Choose how the app gets its tokens. It cannot be changed later.".to_owned()),
    ];
    let Some(auth) = auth.filter(|_| wrong.iter().all(Option::is_none)) else {
        return Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&me, &form, wrong)));
    };
    let (client_id, secret) = (web.random.lower(32)?, web.random.alphanumeric(32)?);
    let new = NewApp {
        name: draft.name.to_owned(),
        description: draft.description.to_owned(),
        contact_email: me.login.clone(),
        purpose,
        client_id,
        secret: TokenHash::of(&secret),
        settings: auth.grants | Settings::READ_WRITE,
        redirect_uris: Vec::new(),
        cors_origins: Vec::new(),
    };
    let request = web.request()?;
    let create = move |tx: &mut _, session: &boxwood_api::sign_in::WebSession| {
        apps::create(tx, &session.caller(AppId::default(), request), &new)
    };
    let app = web.write("web.app_create", &me, create).await?;
    // Not by way of another page: nothing here keeps the secret until then.
    let made = Created {
        assets: Assets,
        shell: Shell::new(&me, app.name.clone(), Area::Developer, PATH),
        id: app.id,
        name: &app.name,
        client_id: &app.client_id,
        secret: &secret,
        settings: app.settings,
    };
    Ok(page::show(&made))
}
