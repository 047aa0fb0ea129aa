//! What is done with a user.
use super::{
    PATH,
    add::{Secret, one_time_password},
    fields::{self, Fields, Wrong},
    one::{self, Loaded},
    operations::{self, Change},
};
use crate::{
    Web,
    admin::{change_user, look_at},
    page::{self, Answer, Failure},
    visitor::{Posted, SignedIn},
};
use axum::extract::{Path, State};
use boxwood_api::{
    Error,
    resources::users::{
        Permissions,
        directory::{self, Filter},
    },
    wire::{AliasId, UserId},
};
use http::StatusCode;
use serde_json::{Map, Value, json};

/// How many users are looked at for one with a login: those whose login begins with it.
const LOGINS: i64 = 50;

/// The page of a user as its address names them, with its data.
async fn opened(web: &Web, me: &SignedIn, user: &str) -> Result<(UserId, Loaded), Failure> {
    let id = one::id(user)?;
    Ok((id, look_at(web, me, id, move |tx, who| one::load(tx, who, id)).await?))
}

/// The page again, with what was entered and what is wrong about it.
fn again(me: &SignedIn, loaded: Loaded, fields: Option<&Fields>, wrong: &Wrong) -> Answer {
    Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &one::page(me, loaded, fields, wrong)))
}

fn done(id: UserId, said: &str) -> Answer {
    Ok(page::redirect(&format!("{PATH}/{id}?said={said}")))
}

/// Runs an operation on the user.
async fn operate(
    web: &Web,
    me: &SignedIn,
    user: UserId,
    operation: &'static str,
    call: boxwood_api::Call,
) -> Result<Value, Error> {
    let change = Change::new(operation, &call)?;
    change_user(web, operation, me, user, move |tx, who| change.run(tx, who)).await
}

async fn update(web: &Web, me: &SignedIn, user: UserId, body: Map<String, Value>) -> Result<Value, Error> {
    let call = operations::call(&[user.to_string()], None, &Value::Object(body));
    operate(web, me, user, "put_users_id", call).await
}

pub(super) async fn save(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let before = fields::of_account(&loaded.account, &loaded.codes);
    let after = fields::of_form(&form, &before);
    let body = match fields::body(&before, &after, &loaded.codes) {
        Ok(body) if body.is_empty() => return done(id, "same"),
        Ok(body) => body,
        Err(wrong) => return again(&me, loaded, Some(&after), &wrong),
    };
    match update(&web, &me, id, body).await {
        Ok(_) => done(id, "saved"),
        Err(error) => again(&me, loaded, Some(&after), &fields::refused(error)?),
    }
}

/// Shuts a user out, or lets them in again.
pub(super) async fn status(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let status = if form.text("status") == "active" { "active" } else { "inactive" };
    match update(&web, &me, id, Map::from_iter([("status".to_owned(), json!(status))])).await {
        Ok(_) => done(id, status),
        Err(error) => again(&me, loaded, None, &fields::refused(error)?),
    }
}

pub(super) async fn permissions(
    State(web): State<Web>,
    Path(user): Path<String>,
    Posted { me, form }: Posted,
) -> Answer {
    let id = one::id(&user)?;
    let ticked = Permissions::NAMED.iter().filter(|(_, name)| form.has(name));
    let permissions = Permissions(ticked.fold(0, |all, (one, _)| all | one.0));
    let set = move |tx: &mut _, who: &_| directory::set_permissions(tx, who, id, permissions);
    change_user(&web, "web.set_permissions", &me, id, set).await?;
    done(id, "permissions")
}

/// The admin vouches for the address: its domain is the enterprise's own.
pub(super) async fn add_alias(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let body = json!({ "email": form.text("email"), "is_confirmed": true });
    let call = operations::call(&[id.to_string()], None, &body);
    match operate(&web, &me, id, "post_users_id_email_aliases", call).await {
        Ok(_) => done(id, "alias"),
        Err(error) => {
            let why = match error.status() {
                400 => "Enter an email address in one of the enterprise's own domains.",
                409 => "Somebody has this email already, on this server.",
                _ => return Err(error.into()),
            };
            again(&me, loaded, None, &Wrong::from([("alias".to_owned(), why.to_owned())]))
        }
    }
}

pub(super) async fn remove_alias(
    State(web): State<Web>,
    Path(user): Path<String>,
    Posted { me, form }: Posted,
) -> Answer {
    let id = one::id(&user)?;
    let alias: AliasId = form.text("alias").parse().map_err(|()| Failure::not_found())?;
    let call = operations::call(&[id.to_string(), alias.to_string()], None, &Value::Null);
    operate(&web, &me, id, "delete_users_id_email_aliases_id", call).await?;
    done(id, "alias-removed")
}

/// Shows a new one-time password, once.
pub(super) async fn password(State(web): State<Web>, Path(user): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let (text, hash) = one_time_password(&web).await?;
    let reset = move |tx: &mut _, who: &_| directory::reset_password(tx, who, id, &hash);
    change_user(&web, "web.reset_password", &me, id, reset).await?;
    let (name, login) = (loaded.account.name.clone(), loaded.account.shown_login());
    Ok(page::show(&Secret::new(&me, id, name, login, text, false)))
}

pub(super) async fn turn_off_factor(
    State(web): State<Web>,
    Path(user): Path<String>,
    Posted { me, .. }: Posted,
) -> Answer {
    let id = one::id(&user)?;
    let turn_off = move |tx: &mut _, who: &_| directory::turn_off_factor(tx, who, id);
    change_user(&web, "web.reset_factor", &me, id, turn_off).await?;
    done(id, "factor")
}

pub(super) async fn unlink(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, issuer) = (one::id(&user)?, form.text("issuer").to_owned());
    let unlink = move |tx: &mut _, who: &_| directory::unlink_identity(tx, who, id, &issuer);
    change_user(&web, "web.unlink_identity", &me, id, unlink).await?;
    done(id, "unlinked")
}

pub(super) async fn end_sessions(
    State(web): State<Web>,
    Path(user): Path<String>,
    Posted { me, .. }: Posted,
) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let body = json!({ "user_ids": [id], "user_logins": [loaded.account.login] });
    operate(&web, &me, id, "post_users_terminate_sessions", operations::call(&[], None, &body)).await?;
    done(id, "ended")
}

pub(super) async fn roll_out(State(web): State<Web>, Path(user): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    match update(&web, &me, id, Map::from_iter([("enterprise".to_owned(), Value::Null)])).await {
        Ok(_) => Ok(page::redirect(&format!("{PATH}?said=rolled-out"))),
        Err(error) => again(&me, loaded, None, &fields::refused(error)?),
    }
}

/// Gives all that the user owns to whoever has that login.
pub(super) async fn transfer(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let wrong = |why: &str| Wrong::from([("transfer".to_owned(), format!("Nothing was given away: {why}"))]);
    let login = form.text("to").trim().to_owned();
    let Some(to) = with_login(&web, &me, id, login).await? else {
        return again(&me, loaded, None, &wrong("nobody of the enterprise has that login."));
    };
    let call = operations::call(&[id.to_string()], None, &json!({ "owned_by": { "id": to } }));
    match operate(&web, &me, id, "put_users_id_folders_0", call).await {
        Ok(_) => done(id, "given"),
        Err(error) => {
            let why = match error.status() {
                400 => "it is theirs already.",
                403 => "what admins and co-admins have, and what they are given, is for the admin to say.",
                _ => return Err(error.into()),
            };
            again(&me, loaded, None, &wrong(why))
        }
    }
}

/// Who has a login, among those whom the list of users shows.
async fn with_login(web: &Web, me: &SignedIn, user: UserId, login: String) -> Result<Option<UserId>, Failure> {
    let filter = Filter { begins: login, ..Filter::default() };
    let wanted = filter.begins.clone();
    let find = move |tx: &mut _, who: &_| directory::people(tx, who, &filter, UserId::default(), LOGINS);
    let found = look_at(web, me, user, find).await?;
    Ok(found.users.into_iter().find(|one| one.shown_login().eq_ignore_ascii_case(&wanted)).map(|one| one.id))
}

pub(super) async fn delete(State(web): State<Web>, Path(user): Path<String>, Posted { me, form }: Posted) -> Answer {
    let (id, loaded) = opened(&web, &me, &user).await?;
    let wrong = |why: &str| Wrong::from([("delete".to_owned(), why.to_owned())]);
    let (typed, login) = (form.text("typed").trim(), loaded.account.shown_login());
    if !typed.eq_ignore_ascii_case(&login) {
        return again(&me, loaded, None, &wrong(&format!("Nobody was deleted: what you typed is not {login}.")));
    }
    let force = if form.has("force") { "force=true" } else { "force=false" };
    match operate(&web, &me, id, "delete_users_id", operations::call(&[id.to_string()], Some(force), &Value::Null))
        .await
    {
        Ok(_) => Ok(page::redirect(&format!("{PATH}?said=deleted"))),
        Err(error) if error.status() == 400 => {
            let why = "Nobody was deleted: this user owns folders. Give them to another user first, or tick the box to delete those too.";
            again(&me, loaded, None, &wrong(why))
        }
        Err(error) => again(&me, loaded, None, &fields::refused(error)?),
    }
}
