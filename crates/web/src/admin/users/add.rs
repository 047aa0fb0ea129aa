//! Adding a managed user, with a one-time password.
use super::{
    PATH,
    fields::{self, Fields, Input, Shape, Wrong},
    look,
    operations::{self, Change},
};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::State;
use boxwood_api::{
    Error, access, enterprises,
    identity::PasswordHash,
    resources::users::{Kind, Role, directory},
    wire::{AppId, UserId},
};
use http::StatusCode;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "admin/users/new.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    inputs: Vec<Input>,
    refused: Option<String>,
}

/// A secret that is shown once.
#[derive(Template)]
#[template(path = "admin/users/secret.html")]
pub(super) struct Secret {
    assets: Assets,
    shell: Shell,
    id: UserId,
    name: String,
    login: String,
    password: String,
    is_new: bool,
}

impl Secret {
    pub fn new(me: &SignedIn, id: UserId, name: String, login: String, password: String, is_new: bool) -> Self {
        let shell = Shell::new(me, "One-time password", Area::Admin, PATH);
        Secret { assets: Assets, shell, id, name, login, password, is_new }
    }
}

/// Sixteen letters and digits, and what is kept of them.
pub(super) async fn one_time_password(web: &Web) -> Result<(String, PasswordHash), Error> {
    let (password, random) = (web.random.alphanumeric(16)?, web.random.clone());
    let text = password.clone();
    Ok((password, web.hashing(move || PasswordHash::of(&text, &random)).await??))
}

/// Before anything was typed, with the enterprise's own settings.
async fn blank(web: &Web, me: &SignedIn) -> Result<(Fields, Vec<String>), Failure> {
    let load = |tx: &mut _, who: &boxwood_api::Caller| {
        access::user_manager(who)?;
        let id = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
        let settings = enterprises::settings(tx, id)?.ok_or_else(|| Error::not_found("enterprise", id))?;
        let (zone, space) = (settings.timezone.name().to_owned(), settings.default_space);
        Ok((zone, space, settings.tracking_codes.0.clone()))
    };
    let (zone, space, codes) = look(web, me, load).await?;
    let space = fields::space(space);
    let given =
        [("role", "user"), ("status", "active"), ("language", "en"), ("timezone", &zone), ("space_amount", &space)];
    let empty = ["name", "login", "job_title", "phone", "address"].map(|name| (name, ""));
    let mut fields: Fields =
        given.into_iter().chain(empty).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    fields.extend((0..codes.len()).map(|at| (format!("tracking_code_{at}"), String::new())));
    Ok((fields, codes))
}

fn page(me: &SignedIn, fields: &Fields, codes: &[String], wrong: &Wrong) -> Page {
    let shape = Shape { kind: Kind::Managed, role: Role::User, logins: None, codes, wrong };
    Page {
        assets: Assets,
        shell: Shell::new(me, "Add a user", Area::Admin, PATH),
        csrf: me.csrf.clone(),
        inputs: fields::inputs(fields, &shape),
        refused: wrong.get("").cloned(),
    }
}

pub(super) async fn show(State(web): State<Web>, me: SignedIn) -> Answer {
    let (fields, codes) = blank(&web, &me).await?;
    Ok(page::show(&page(&me, &fields, &codes, &Wrong::new())))
}

pub(super) async fn create(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let (before, codes) = blank(&web, &me).await?;
    let fields = fields::of_form(&form, &before);
    let again = |wrong: &Wrong| Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&me, &fields, &codes, wrong)));
    let mut body = match fields::body(&before, &fields, &codes) {
        Ok(body) => body,
        Err(wrong) => return again(&wrong),
    };
    for name in ["name", "login"] {
        body.entry(name).or_insert_with(|| json!(fields.get(name).cloned().unwrap_or_default()));
    }
    let (password, hash) = one_time_password(&web).await?;
    let made = match Change::new("post_users", &operations::call(&[], None, &Value::Object(body))) {
        Ok(change) => add(&web, &me, change, hash).await,
        Err(error) => Err(error),
    };
    match made {
        Ok((id, name, login)) => Ok(page::show(&Secret::new(&me, id, name, login, password, true))),
        Err(error) => again(&fields::refused(error)?),
    }
}

/// The user and their password, or neither.
async fn add(web: &Web, me: &SignedIn, change: Change, hash: PasswordHash) -> Result<(UserId, String, String), Error> {
    let request = web.request()?;
    web.write("web.add_user", me, move |tx, session| {
        let who = session.caller(AppId::default(), request);
        let made = change.run(tx, &who)?;
        let text = |name: &str| made.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let id: UserId = text("id").parse().map_err(|()| Error::unavailable())?;
        directory::reset_password(tx, &who, id, &hash)?;
        Ok((id, text("name"), text("login")))
    })
    .await
}
