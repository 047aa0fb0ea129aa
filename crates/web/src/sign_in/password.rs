//! A new password: at the first sign-in with a one-time password, and later from the account page.
use super::{after, in_stage};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Assets, Failure},
    visitor::{InStage, InStagePosted, Next},
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::{
    identity::PasswordHash,
    sign_in::{self, Locked, MAX_PASSWORD, MIN_PASSWORD, Stage, WebSession},
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct Page<'a> {
    assets: Assets,
    csrf: &'a str,
    login: &'a str,
    next: &'a str,
    least: usize,
    error: Option<&'a str>,
}

impl<'a> Page<'a> {
    fn new(me: &'a InStage, next: &'a Next, error: Option<&'a str>) -> Self {
        Page { assets: Assets, csrf: &me.csrf, login: &me.login, next: next.as_str(), least: MIN_PASSWORD, error }
    }
}

/// Why a new password will not do; the text is for its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub &'static str);

/// Length over composition: a passphrase is good, a short riddle of signs is not. What everybody would guess first (one's
/// own login, one sign again and again) is no password however long it is.
///
/// # Errors
/// In a sentence.
pub(crate) fn acceptable(password: &str, again: &str, login: &str) -> Result<(), Refused> {
    let first = password.chars().next();
    let lower = password.to_lowercase();
    let name = login.split('@').next().unwrap_or_default().to_lowercase();
    Err(Refused(match () {
        () if password != again => "The two passwords differ. Type the new one twice.",
        () if password.chars().count() < MIN_PASSWORD => "Use at least 12 characters. A few words in a row are fine.",
        () if password.len() > MAX_PASSWORD => "Use fewer characters: 1,024 bytes are the most.",
        () if password.chars().all(|c| Some(c) == first) => "Use more than one character again and again.",
        () if name.len() > 3 && lower.replace(&name, "").chars().count() < MIN_PASSWORD / 2 => {
            "Use something that has little to do with your email."
        }
        () => return Ok(()),
    }))
}

pub(super) async fn show(RawQuery(query): RawQuery, me: InStage) -> Answer {
    let next = Next::of(Form::parse(query.unwrap_or_default().as_bytes()).text("next"));
    in_stage(&me, Stage::Password, &next)?;
    Ok(page::show(&Page::new(&me, &next, None)))
}

pub(super) async fn change(State(web): State<Web>, InStagePosted { me, form }: InStagePosted) -> Answer {
    let next = Next::of(form.text("next"));
    in_stage(&me, Stage::Password, &next)?;
    let again = |error| Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::new(&me, &next, Some(error))));
    let password = form.text("password").to_owned();
    if let Err(Refused(why)) = acceptable(&password, form.text("again"), &me.login) {
        return again(why);
    }
    if is_current(&web, &me, &password).await? == Ok(true) {
        return again("This is the one-time password itself. Choose another.");
    }
    let random = web.random.clone();
    let hash = web.hashing(move || PasswordHash::of(&password, &random)).await??;
    let ((text, secret), request) = (web.secret()?, web.request()?);
    web.write("web.password", &me, move |tx, session| sign_in::change_password(tx, session, &hash, secret, request))
        .await?;
    Ok(super::with_session(&web, page::redirect(&after(Stage::Full, &next)), &text))
}

/// Whether that is the password in use of who sits there; or how long nothing is heard of it.
async fn is_current(web: &Web, me: &WebSession, password: &str) -> Result<Result<bool, Locked>, Failure> {
    let (secret, password) = (me.hash, password.to_owned());
    let attempt = web.read(move |tx| sign_in::confirm(tx, secret)).await?;
    Ok(match attempt {
        Ok(attempt) => Ok(web.hashing(move || attempt.with(&password).is_right()).await?),
        Err(locked) => Err(locked),
    })
}

/// Has somebody who is signed in say once more who they are, before what must not be done at a screen that was left alone.
/// A wrong password counts like one at the sign-in page.
///
/// # Errors
/// The inner one in a sentence, for the field.
pub(crate) async fn confirm(web: &Web, me: &WebSession, password: &str) -> Result<Result<(), String>, Failure> {
    let is_right = match is_current(web, me, password).await? {
        Ok(is_right) => is_right,
        Err(locked) => return Ok(Err(super::wait(locked, super::EMAIL))),
    };
    let counted = web.write("web.confirm", me, move |tx, session| sign_in::confirmed(tx, session, is_right)).await?;
    Ok(match counted {
        Ok(()) if is_right => Ok(()),
        Ok(()) => Err("That is not your password. Try again.".to_owned()),
        Err(locked) => Err(super::wait(locked, super::EMAIL)),
    })
}

#[cfg(test)]
mod tests {
    use super::{Refused, acceptable};

    #[test]
    fn length_counts_and_not_composition() {
        for password in ["correct horse battery", "            x", "пароль из трёх слов", "aaaaaaaaaaab"]
        {
            assert_eq!(acceptable(password, password, "una@example.com"), Ok(()), "{password}");
        }
        for (password, again) in [
            ("Sh0rt!pass", "Sh0rt!pass"),
            ("correct horse battery", "correct horse"),
            ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
            ("Boxwood.Admin1", "Boxwood.Admin1"),
        ] {
            assert!(matches!(acceptable(password, again, "boxwood.admin@example.com"), Err(Refused(_))), "{password}");
        }
        let long = "x y".repeat(400);
        assert!(acceptable(&long, &long, "").is_err());
    }
}
