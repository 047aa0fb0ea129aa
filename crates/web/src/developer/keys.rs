//! Public keys, and the settings file with a key pair of ours: the private half is in the answer alone.
use super::{
    head::{Head, Tab},
    id, look,
};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Assets, Failure, Shell},
    sign_in::confirm,
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, State};
use boxwood_api::{
    Error, Settings,
    apps::{self, AppAuth, AppConfig, KeyPair, PublicKey},
    identity::TokenHash,
    sign_in::WebSession,
    wire::AppId,
};
use boxwood_store::{Tx, Write};
use http::StatusCode;

#[derive(Template)]
#[template(path = "developer/key.html")]
struct AddPage {
    assets: Assets,
    shell: Shell,
    head: Head,
    csrf: String,
    pem: String,
    /// Of the key, of the password.
    wrong: (Option<String>, Option<String>),
}

type Wrong = (Option<String>, Option<String>);

async fn head(web: &Web, me: &SignedIn, app: AppId) -> Result<(Head, bool), Failure> {
    let details = look(web, me, move |tx, who| apps::details(tx, who, app)).await?;
    Ok((Head::of(me, &details, Tab::Configuration), details.app.settings.has(Settings::JWT)))
}

async fn add_page(web: &Web, me: &SignedIn, app: AppId, form: &Form, wrong: Wrong) -> Result<AddPage, Failure> {
    let (head, is_jwt) = head(web, me, app).await?;
    if !is_jwt {
        return Err(Failure::not_found());
    }
    let pem = form.text("pem").to_owned();
    Ok(AddPage { assets: Assets, shell: head.shell(me), head, csrf: me.csrf.clone(), pem, wrong })
}

pub(super) async fn ask(State(web): State<Web>, Path(app): Path<String>, me: SignedIn) -> Answer {
    Ok(page::show(&add_page(&web, &me, id(&app)?, &Form::default(), Default::default()).await?))
}

/// A private key that was pasted by mistake is not shown again.
fn without_private(form: Form) -> Form {
    if form.text("pem").contains("PRIVATE") { Form::default() } else { form }
}

pub(super) async fn add(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let app = id(&app)?;
    let again = async |form: Form, wrong| {
        let page = add_page(&web, &me, app, &without_private(form), wrong).await?;
        Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    add_page(&web, &me, app, &form, Default::default()).await?;
    let key = match PublicKey::from_pem(form.text("pem")) {
        Ok(key) => key,
        Err(error) => return again(form, (Some(format!("{}.", error.message())), None)).await,
    };
    if let Err(why) = confirm(&web, &me, form.text("password")).await? {
        return again(form, (None, Some(why))).await;
    }
    let (kid, request) = (web.random.lower(8)?, web.request()?);
    let write = move |tx: &mut _, session: &WebSession| {
        apps::add_key(tx, &session.caller(AppId::default(), request), app, &kid, &key)
    };
    match web.write("web.app_key", &me, write).await {
        Ok(()) => Ok(page::redirect(&format!("/developer/apps/{app}/configuration?said=key#keys"))),
        Err(error) if error.status() == 400 => again(form, (Some(format!("{}.", error.message())), None)).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (app, request, kid) = (id(&app)?, web.request()?, form.text("kid").to_owned());
    let write = move |tx: &mut _, session: &WebSession| {
        apps::remove_key(tx, &session.caller(AppId::default(), request), app, &kid)
    };
    web.write("web.app_key", &me, write).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}/configuration?said=key-removed#keys")))
}

#[derive(Template)]
#[template(path = "developer/settings_file.html")]
struct FilePage {
    assets: Assets,
    shell: Shell,
    head: Head,
    csrf: String,
    is_jwt: bool,
    is_known: bool,
    /// Of the secret, of the password; and why there is no key pair.
    wrong: (Option<String>, Option<String>),
    no_key: Option<String>,
}

async fn file_page(web: &Web, me: &SignedIn, app: AppId, is_known: bool, wrong: Wrong) -> Result<FilePage, Failure> {
    let (head, is_jwt) = head(web, me, app).await?;
    let (shell, csrf) = (head.shell(me), me.csrf.clone());
    Ok(FilePage { assets: Assets, shell, head, csrf, is_jwt, is_known, wrong, no_key: None })
}

pub(super) async fn ask_file(State(web): State<Web>, Path(app): Path<String>, me: SignedIn) -> Answer {
    Ok(page::show(&file_page(&web, &me, id(&app)?, false, Default::default()).await?))
}

/// The client secret for the file: one that the developer has, or a new one.
#[derive(Clone)]
enum Secret {
    Known(String),
    New(String),
}

/// Answers with the file itself, which is made of what is known only now (contract: identity §2.9).
pub(super) async fn file(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let app = id(&app)?;
    let is_known = form.text("secret_from") == "known";
    let again = async |wrong, no_key| {
        let page = FilePage { no_key, ..file_page(&web, &me, app, is_known, wrong).await? };
        Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let (_, is_jwt) = head(&web, &me, app).await?;
    let secret = if is_known {
        let text = form.text("secret").trim().to_owned();
        let asked = text.clone();
        if !look(&web, &me, move |tx, _| apps::secret_is(tx, app, &asked)).await? {
            return again((Some("This is not the app's client secret.".to_owned()), None), None).await;
        }
        Secret::Known(text)
    } else {
        Secret::New(web.random.alphanumeric(32)?)
    };
    if let Err(why) = confirm(&web, &me, form.text("password")).await? {
        return again((None, Some(why)), None).await;
    }
    let pair = if is_jwt && form.text("do") != "plain" {
        let random = web.random.clone();
        let pair = web.hashing(move || KeyPair::generate(&random)).await??;
        Some((AppAuth::from(&pair), pair.kid, pair.public))
    } else {
        None
    };
    let request = web.request()?;
    let write = move |tx: &mut Tx<Write>, session: &WebSession| -> Result<AppConfig, Error> {
        let who = session.caller(AppId::default(), request);
        let known = apps::editable(tx, &who, app)?;
        let text = match &secret {
            Secret::Known(text) => text,
            Secret::New(text) => {
                apps::reset_secret(tx, &who, app, TokenHash::of(text))?;
                text
            }
        };
        let mut auth = AppAuth::default();
        if let Some((new, kid, public)) = &pair {
            apps::add_key(tx, &who, app, kid, public)?;
            auth = new.clone();
        }
        Ok(AppConfig::new(known.enterprise_id, known.client_id, text.clone(), auth))
    };
    match web.write("web.app_settings_file", &me, write).await {
        Ok(config) => {
            let names = [config.enterprise.to_string(), config.app.auth.kid.clone(), "config.json".to_owned()];
            let name = names.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("_");
            Ok(page::download(&name, "application/json", config.text()))
        }
        Err(error) if error.status() == 400 => again((None, None), Some(error.message().to_owned())).await,
        Err(error) => Err(error.into()),
    }
}
