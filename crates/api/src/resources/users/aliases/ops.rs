//! What can be done with e-mail aliases.
use super::{
    db,
    wire::{Aliases, EmailAlias, NewAlias},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{Allowed, Edit, See},
    enterprises,
    events::{self, EventKind},
    resources::collaborations,
    resources::users::{
        Kind, Person,
        db::Record,
        input::is_email,
        ops::{managed, source},
    },
    wire::{AliasId, Empty, Plain, UserId},
};
use boxwood_store::{Read, Tx, Write};

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(UserId,), NoQuery, ()>) -> Result<Plain<Aliases>> {
    let user = managed::<See>(tx, who, req.path.0)?;
    let entries: Vec<EmailAlias> = db::list(tx, &user)?.into_iter().map(EmailAlias::from).collect();
    Ok(Plain(Aliases { total_count: entries.len(), entries }))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), NoQuery, NewAlias>) -> Result<EmailAlias> {
    let user = managed::<Edit>(tx, who, req.path.0)?;
    let email = req.body.email.trim().to_lowercase();
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    let enterprise = user.enterprise_id.map(|id| enterprises::settings(tx, id)).transpose()?.flatten();
    let verified =
        |domain: &str| enterprise.is_some_and(|e| e.domains.0.iter().any(|own| own.eq_ignore_ascii_case(domain)));
    // Who has no mailbox has no address either.
    if user.kind != Kind::Managed || !is_email(&email) || !domain.is_some_and(verified) {
        return Err(Error::invalid_parameter("email"));
    }
    let confirmed = req.body.is_confirmed == Some(true);
    let alias = db::insert(tx, &user, &email, confirmed)?.ok_or_else(Error::user_login_already_used)?;
    if confirmed {
        collaborations::attach(tx, user.id, user.enterprise_id, &email)?;
    }
    let kind = if confirmed { EventKind::EmailAliasConfirm } else { EventKind::EditUser };
    events::emit(tx, who, kind, source(user.id))?;
    Ok(alias.into())
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId, AliasId), NoQuery, NoBody>) -> Result<Empty> {
    let user = managed::<Edit>(tx, who, req.path.0)?;
    if !db::delete(tx, &user, req.path.1)? {
        return Err(Error::not_found("email_alias", req.path.1));
    }
    events::emit(tx, who, EventKind::EmailAliasRemove, source(user.id))?;
    Ok(Empty)
}

/// Makes a confirmed alias the login, and the login an alias; nothing else can become one (contract: identity §6.6).
/// Answers whether anything changed.
pub fn make_primary(
    tx: &mut Tx<Write>,
    user: &Allowed<Person, Edit>,
    record: &mut Record,
    login: &str,
) -> Result<bool> {
    let login = login.trim().to_lowercase();
    let (true, Some(before)) = (user.kind == Kind::Managed, record.login.take()) else {
        return Err(Error::invalid_parameter("login"));
    };
    if login == before {
        record.login = Some(before);
        return Ok(false);
    }
    let alias = db::by_email(tx, user, &login)?.filter(|alias| alias.is_confirmed && record.is_confirmed);
    let alias = alias.ok_or_else(|| Error::invalid_parameter("login"))?;
    db::swap(tx, user, alias.id, &before)?;
    record.login = Some(login);
    Ok(true)
}
