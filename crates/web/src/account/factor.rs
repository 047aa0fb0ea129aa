//! The second factor of one's own account: set up, recovery codes, turned off.
use super::security::own;
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell},
    sign_in::confirm,
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::State;
use boxwood_api::{
    identity::TokenHash,
    sign_in::{self, Factor, FactorSecret, RECOVERY_CODES, Stage},
};
use http::StatusCode;
use qrcode::{EcLevel, QrCode, render::svg};

const PATH: &str = "/account/security";

#[derive(Template)]
#[template(path = "account/factor.html")]
struct SetUp {
    assets: Assets,
    shell: Shell,
    csrf: String,
    /// SVG, made here of characters that are ours.
    picture: String,
    secret: String,
    error: Option<&'static str>,
}

/// Shown once: only their hashes are kept.
#[derive(Template)]
#[template(path = "account/recovery.html")]
struct Recovery {
    assets: Assets,
    shell: Shell,
    codes: Vec<String>,
    /// The factor has been turned on with them.
    is_new: bool,
}

/// # Errors
/// Those of the store.
pub(super) async fn standing(web: &Web, me: &SignedIn) -> Result<Factor, Failure> {
    let secret = me.hash;
    let read = web.read(move |tx| {
        let session = sign_in::admit(tx, secret, Stage::Full)?;
        sign_in::factor(tx, &session)
    });
    Ok(read.await?)
}

pub(super) async fn begin(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    if let Err(why) = confirm(&web, &me, form.text("current")).await? {
        return super::security::wrong_password(&web, &me, why).await;
    }
    let mut secret = FactorSecret([0; 20]);
    web.random.fill(&mut secret.0)?;
    web.write("web.factor", &me, move |tx, session| sign_in::begin_factor(tx, session, &secret)).await?;
    Ok(page::redirect("/account/factor"))
}

pub(super) async fn show(State(web): State<Web>, me: SignedIn) -> Answer {
    own(&me)?;
    match standing(&web, &me).await? {
        Factor::Begun(secret) => Ok(page::show(&set_up(&me, &secret, None))),
        _ => Ok(page::redirect(PATH)),
    }
}

fn set_up(me: &SignedIn, secret: &FactorSecret, error: Option<&'static str>) -> SetUp {
    let text = sign_in::factor_text(secret);
    SetUp {
        assets: Assets,
        shell: Shell::new(me, "Set up a second factor", Area::Account, PATH),
        csrf: me.csrf.clone(),
        picture: picture(&me.login, &text),
        // In fours, as people read them.
        secret: text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "),
        error,
    }
}

/// What an authenticator app reads with its camera; empty where the login is too long for one.
fn picture(login: &str, secret: &str) -> String {
    let label = serde_urlencoded::to_string([("", login)]).unwrap_or_default();
    let label = label.trim_start_matches('=').replace('+', "%20");
    let address = format!("otpauth://totp/Boxwood:{label}?secret={secret}&issuer=Boxwood");
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else { return String::new() };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
}

pub(super) async fn turn_on(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    let Factor::Begun(secret) = standing(&web, &me).await? else { return Ok(page::redirect(PATH)) };
    let (codes, hashes) = recovery(&web)?;
    let (code, request) = (form.text("code").to_owned(), web.request()?);
    let on = move |tx: &mut _, session: &_| sign_in::confirm_factor(tx, session, &code, &hashes, request);
    if !web.write("web.factor", &me, on).await? {
        let error = "That is not the code of now. Check that the clock of your device is right, and try the next one.";
        return Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &set_up(&me, &secret, Some(error))));
    }
    Ok(page::show(&shown_once(&me, codes, true)))
}

pub(super) async fn renew(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    if let Err(why) = confirm(&web, &me, form.text("current")).await? {
        return super::security::wrong_password(&web, &me, why).await;
    }
    let ((codes, hashes), request) = (recovery(&web)?, web.request()?);
    let renew = move |tx: &mut _, session: &_| sign_in::renew_recovery(tx, session, &hashes, request);
    web.write("web.factor", &me, renew).await?;
    Ok(page::show(&shown_once(&me, codes, false)))
}

pub(super) async fn turn_off(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    own(&me)?;
    if let Err(why) = confirm(&web, &me, form.text("current")).await? {
        return super::security::wrong_password(&web, &me, why).await;
    }
    let request = web.request()?;
    web.write("web.factor", &me, move |tx, session| sign_in::end_factor(tx, session, request)).await?;
    Ok(page::redirect("/account/security?said=factor-off"))
}

fn shown_once(me: &SignedIn, codes: Vec<String>, is_new: bool) -> Recovery {
    Recovery { assets: Assets, shell: Shell::new(me, "Recovery codes", Area::Account, PATH), codes, is_new }
}

/// Codes and what is kept of them: 50 random bits each, and guessing is slowed down.
fn recovery(web: &Web) -> Result<(Vec<String>, Vec<TokenHash>), Failure> {
    let drawn = (0..RECOVERY_CODES).map(|_| Ok((web.random.lower(5)?, web.random.lower(5)?)));
    let drawn: Result<Vec<_>, boxwood_api::Error> = drawn.collect();
    let codes: Vec<_> = drawn?.into_iter().map(|(first, second)| format!("{first}-{second}")).collect();
    let hashes = codes.iter().map(|code| sign_in::recovery_hash(code)).collect();
    Ok((codes, hashes))
}
