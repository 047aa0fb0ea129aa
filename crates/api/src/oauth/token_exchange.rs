//! Token exchange: a token that may less, for handing on (contract: identity §2.8).
use super::{
    ACCESS_TOKEN, Assertion, Form, ID_TOKEN, Issuer, LIFETIME, NewToken, RestrictedTo, Restriction, SECOND, TokenReply,
    client::{self, Client},
    db,
};
use crate::{
    Caller, Error, Result, Settings,
    identity::{Drawn, Limit, Session, TokenHash, generation, session},
    items::{self, Door, Kind, LinkRef, Named, Visit},
    resources::users::Status,
    wire::{FileId, FolderId, RequestId},
};
use boxwood_store::{Db, Tx, Write};
use serde_json::json;

/// A token is looked up with all that it comes from, so the line has to end somewhere.
const MAX_GENERATIONS: usize = 8;

pub(super) async fn exchange(db: &Db, issuer: &Issuer, form: Form) -> Result<TokenReply> {
    let Drawn { text, hash } = Drawn::long(&issuer.random, db.now())?;
    let bases = issuer.bases.clone();
    let issued = db.write("oauth.token_exchange", move |tx| narrow(tx, &form, &bases, hash)).await?;
    Ok(TokenReply {
        restricted_to: issued.restricted_to,
        issued_token_type: Some(ACCESS_TOKEN),
        ..TokenReply::bearer(text, issued.expires_in)
    })
}

struct Issued {
    expires_in: i64,
    restricted_to: Vec<Restriction>,
}

fn narrow(tx: &mut Tx<Write>, form: &Form, bases: &[String], hash: TokenHash) -> Result<Issued> {
    if form.get("subject_token_type").is_some_and(|given| given != ACCESS_TOKEN) {
        return Err(invalid("Invalid subject_token_type parameter"));
    }
    let subject =
        form.get("subject_token").ok_or_else(|| invalid("Missing parameter: \"subject_token\" is required"))?;
    let (subject, now) = (TokenHash::of_token(subject), tx.now());
    let dead = || Error::oauth("invalid_grant", "The subject token is invalid");
    let parent = session(tx, &subject)?.ok_or_else(dead)?;
    let Session { token, actor } = &*parent;
    if token.expires_at <= now || !token.is_app_enabled() || actor.status == Status::Inactive {
        return Err(dead());
    }
    if generation(tx, &parent)? >= MAX_GENERATIONS {
        return Err(invalid("The subject token was exchanged too often"));
    }
    let client = asking_client(tx, form)?;
    if client.as_ref().is_some_and(|client| client.id != token.app_id) {
        return Err(dead());
    }
    let scopes = scopes(form.get("scope"), token.settings())?;
    let Reach { resource, link } = reach(tx, form, bases, &parent)?;
    let label = annotator(form, client.as_deref(), now)?;
    let expires_at = token.expires_at.min(now + LIFETIME * SECOND);
    let new = NewToken {
        hash,
        app: token.app_id,
        user: actor.id,
        // The access level goes along: it is no scope, and the app does not get another one by asking for less.
        settings: scopes | (token.settings() & Settings::ENTERPRISE_ACCESS),
        downscoped: true,
        resource,
        link,
        label: label.as_deref(),
        parent: Some(subject),
        refresh: None,
        expires_at,
    };
    db::insert_token(tx, &new)?;
    Ok(Issued { expires_in: (expires_at - now) / SECOND, restricted_to: restrictions(scopes, resource) })
}

/// The app's own credentials may be left out: the token names the app. Where they are given, they are checked.
fn asking_client(tx: &mut Tx<Write>, form: &Form) -> Result<Option<std::sync::Arc<Client>>> {
    match (form.get("client_id"), form.get("client_secret")) {
        (None, None) => Ok(None),
        (id, None) => client::find(tx, id.unwrap_or_default()),
        (id, secret) => client::authenticate(tx, id, secret).map(Some),
    }
}

/// All that was asked for, if the parent has all of it.
fn scopes(asked: Option<&str>, held: Settings) -> Result<Settings> {
    let unsupported = || Error::oauth("invalid_scope", "An unsupported scope was requested");
    let known = Settings::SCOPES | Settings::DOWNSCOPES;
    let named = |text| Settings::named(text).filter(|scope| known.has(*scope)).ok_or_else(unsupported);
    let asked: Settings = asked.unwrap_or_default().split_whitespace().map(named).collect::<Result<_>>()?;
    let comprised = held.implied();
    if asked == Settings::NONE || !comprised.has(asked) { Err(unsupported()) } else { Ok(asked) }
}

/// The one thing that the new token reaches, and by which link.
struct Reach {
    resource: Option<Limit>,
    link: Option<LinkRef>,
}

/// What was asked for, or what the parent was limited to.
fn reach(tx: &mut Tx<Write>, form: &Form, bases: &[String], parent: &Session) -> Result<Reach> {
    let held = parent.token.resource;
    let (asked, link) = match (form.get("resource"), form.get("box_shared_link")) {
        (None, None) => return Ok(Reach { resource: held, link: parent.token.shared_link }),
        (Some(url), None) => (named(url, bases)?, parent.token.shared_link),
        (None, Some(url)) => linked(tx, url, parent)?,
        (Some(_), Some(_)) => return Err(invalid("The resource and box_shared_link parameters exclude each other")),
    };
    let is_reached = match (held, asked) {
        (None, _) => true,
        (Some(Limit::Folder(top)), Limit::Folder(id)) => items::lies_in(tx, id.into(), top)?,
        (Some(Limit::Folder(top)), Limit::File(id)) => items::lies_in(tx, id.into(), top)?,
        (Some(held), asked) => held == asked,
    };
    if is_reached {
        Ok(Reach { resource: Some(asked), link })
    } else {
        Err(invalid("The subject token does not reach the resource"))
    }
}

fn invalid(why: &'static str) -> Error {
    Error::oauth("invalid_request", why)
}

/// The file or folder of an address of the API.
fn named(url: &str, bases: &[String]) -> Result<Limit> {
    let path = bases.iter().find_map(|base| url.strip_prefix(base.as_str())?.strip_prefix("/2.0/"));
    let asked = path.and_then(|path| match path.trim_end_matches('/').split_once('/')? {
        ("folders", id) => id.parse().ok().map(Limit::Folder),
        ("files", id) => id.parse().ok().map(Limit::File),
        _ => None,
    });
    asked.ok_or_else(|| invalid("The resource parameter names no file or folder"))
}

/// The file or folder of a shared link that lets the token's user in without a password.
fn linked(tx: &mut Tx<Write>, url: &str, parent: &Session) -> Result<(Limit, Option<LinkRef>)> {
    let none = || invalid("The box_shared_link parameter names no shared link");
    let user = Caller::console(&parent.actor, parent.token.app_id, RequestId::default());
    let door = Door { named: Named::of(url), proven: None };
    let visit = match Visit::by_header(tx, &user, &door) {
        Ok(visit) => visit,
        Err(error) if error.status() >= 500 => return Err(error),
        Err(_) => return Err(none()),
    };
    let item = visit.item();
    let limit = match item.kind {
        Kind::Folder => Limit::Folder(FolderId(item.id.0)),
        Kind::File => Limit::File(FileId(item.id.0)),
        Kind::WebLink => return Err(none()),
    };
    Ok((limit, Some(LinkRef { item: item.id, generation: visit.link().generation })))
}

/// Who is to be named as the author of annotations. Unsigned tokens are taken here and nowhere else: the name is a label
/// and grants nothing.
fn annotator(form: &Form, client: Option<&Client>, now: i64) -> Result<Option<String>> {
    let Some(text) = form.get("actor_token") else { return Ok(None) };
    let invalid = || Error::oauth("invalid_grant", "The actor token is invalid");
    if form.get("actor_token_type") != Some(ID_TOKEN) {
        return Err(Error::oauth("invalid_request", "Invalid actor_token_type parameter"));
    }
    let actor = Assertion::parse(text)?;
    let signed = |client: &Client| {
        let algorithm = actor.algorithm().ok();
        let verifies = |of| client.keys.iter().any(|key| key.verifies(of, actor.signed, &actor.signature));
        algorithm.is_some_and(verifies)
    };
    if !actor.is_unsigned() && !client.is_some_and(signed) {
        return Err(invalid());
    }
    let expired = actor.seconds("exp").is_some_and(|exp| exp * SECOND <= now);
    let id = actor.text("sub").filter(|_| actor.text("box_sub_type") == Some("external") && !expired);
    let id = id.ok_or_else(invalid)?;
    Ok(Some(json!({ "id": id, "name": actor.text("name").unwrap_or_default() }).to_string()))
}

pub(super) fn restrictions(scopes: Settings, resource: Option<Limit>) -> Vec<Restriction> {
    let object = match resource {
        None => return Vec::new(),
        Some(Limit::Folder(id)) => RestrictedTo { r#type: "folder", id: id.to_string() },
        Some(Limit::File(id)) => RestrictedTo { r#type: "file", id: id.to_string() },
    };
    scopes.names().map(|scope| Restriction { scope, object: object.clone() }).collect()
}
