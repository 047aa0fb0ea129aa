//! What can be done with users.
use super::{
    changes,
    db::{self, Kind, NewPerson, Person, Profile, Reach},
    input::{DeleteQuery, ListQuery, NewUser, UserUpdate, Wanted},
    wire::{Role, Status, User},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result, Settings,
    access::{self, Allowed, Edit, Remove, Right, See},
    enterprises::{self, EnterpriseSettings},
    events::{self, EventKind, Source},
    identity::Refusal,
    items,
    resources::{groups::members as groups, tasks::assignments},
    wire::{Empty, EnterpriseId, Maybe, Page, Start, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

const APP_USER_SPACE: i64 = 10_737_418_240;

pub fn me(tx: &mut Tx<Read>, who: &Caller, _: &In<(), NoQuery, ()>) -> Result<Arc<User>> {
    who.target_shown().map_or_else(|| loaded(tx, who.user().id), Ok)
}

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), ListQuery, ()>) -> Result<Page<Arc<User>>> {
    let manager = access::user_manager(who)?;
    let reach = Reach::of(&manager, who)?;
    let (paging, wanted) = (req.query.page.paging()?, req.query.wanted()?);
    let guest =
        |tx: &mut Tx<Read>, login| if reach.has_guests() { db::by_full_login(tx, &reach, login) } else { Ok(None) };
    let (only, search) = match wanted {
        Wanted::Own(search) => (None, search),
        Wanted::Guest(login) => (Some(guest(tx, login)?), None),
        Wanted::GuestOrOwn(login, search) => (guest(tx, login)?.map(Some), search),
        Wanted::ExternalId(id) => (Some(db::by_external_id(tx, &reach, id)?), None),
    };
    if let Some(only) = only {
        return Ok(paging.of_all(only.into_iter().collect(), |user| user.id.0));
    }
    let users = db::page(tx, &reach, search.as_ref(), paging)?;
    let total = match paging.start {
        Start::Offset(_) => Some(db::total(tx, &reach, search.as_ref())?),
        Start::After(_) => None,
    };
    Ok(paging.page(users, total, |user| user.id.0))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewUser>) -> Result<Arc<User>> {
    access::user_manager(who)?;
    let (fields, of_app) = (&req.body.fields, req.body.is_platform_access_only == Some(true));
    let kind = if of_app { Kind::AppUser } else { Kind::Managed };
    may_make(who, kind)?;
    let enterprise = own_enterprise(tx, who)?;
    fields.check(&enterprise)?;
    let required = |field: &Maybe<String>, name| field.value().cloned().ok_or_else(|| Error::invalid_parameter(name));
    let name = required(&fields.name, "name")?;
    let login = if of_app { generated_login(who) } else { required(&fields.login, "login")? };
    let role = fields.role.value().copied().unwrap_or(Role::User);
    if role != Role::User && of_app {
        return Err(Error::invalid_parameter("role"));
    }
    let external = fields.external_app_user_id.value().map(|id| &*id.0).filter(|id| !id.is_empty());
    if external.is_some() && !of_app {
        return Err(Error::invalid_parameter("external_app_user_id"));
    }
    let mut profile = Profile::new(&enterprise);
    fields.clone().apply(&mut profile, &enterprise);
    let space = if of_app { APP_USER_SPACE } else { enterprise.default_space };
    let person = NewPerson {
        enterprise: Some(enterprise.id),
        app: of_app.then(|| who.app()),
        kind,
        role,
        permissions: changes::permissions_of(who, role)?,
        status: fields.status.value().copied().unwrap_or(Status::Active),
        name: &name,
        login: &login,
        external_app_user_id: external,
        space_amount: fields.space_amount.value().copied().unwrap_or(space),
        profile: &profile,
    };
    let Some(created) = db::insert(tx, &person)? else {
        return Err(if of_app { Error::external_id_in_use() } else { Error::user_login_already_used() });
    };
    events::emit(tx, who, EventKind::NewUser, source(created))?;
    loaded(tx, created)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(UserId,), NoQuery, ()>) -> Result<Arc<User>> {
    let person = managed::<See>(tx, who, req.path.0)?;
    let user = loaded(tx, person.id)?;
    let own = person.id == who.user().id;
    Ok(if !own && person.is_outside(who.user().enterprise_id) { Arc::new(user.to_strangers()) } else { user })
}

pub fn update(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), NoQuery, UserUpdate>) -> Result<Arc<User>> {
    let user = managed::<Edit>(tx, who, req.path.0)?;
    changes::update(tx, who, &user, &req.body)?;
    loaded(tx, user.id)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), DeleteQuery, NoBody>) -> Result<Empty> {
    let user = managed::<Remove>(tx, who, req.path.0)?;
    if req.query.force.0 {
        items::delete_all_of(tx, &user)?;
    } else if items::owns_any(tx, user.id)? {
        return Err(Error::bad_request("User has managed content"));
    }
    items::leave_all(tx, &user)?;
    groups::leave_all(tx, &user)?;
    assignments::forget(tx, &user)?;
    db::delete(tx, &user)?;
    events::emit(tx, who, EventKind::DeleteUser, source(user.id))?;
    Ok(Empty)
}

/// [`access::get`], and that the token may manage users of this kind: the operation's own scope lets in those who may
/// manage users of the other kind, and whoever asks about themselves.
pub fn managed<R: Right>(tx: &mut Tx<Read>, who: &Caller, id: UserId) -> Result<Allowed<Person, R>> {
    let user = access::get::<Person, R>(tx, who, id)?;
    if user.id == who.user().id || who.settings().has(scope_of(user.kind)) {
        return Ok(user);
    }
    Err(Refusal::ScopeMissing.into())
}

fn scope_of(kind: Kind) -> Settings {
    if kind == Kind::AppUser { Settings::MANAGE_APP_USERS } else { Settings::MANAGE_USERS }
}

/// App users are made by server apps, others by those who reach the whole enterprise (contract: identity §3.2, §4.3).
fn may_make(who: &Caller, kind: Kind) -> Result<()> {
    if !who.settings().has(scope_of(kind)) {
        return Err(Refusal::ScopeMissing.into());
    }
    let may =
        if kind == Kind::AppUser { who.is_of_server_app() } else { who.settings().has(Settings::ENTERPRISE_ACCESS) };
    if may { Ok(()) } else { Err(Error::access_denied()) }
}

/// Ten characters of the request's id: random, and the same again when the transaction runs again.
fn generated_login(who: &Caller) -> String {
    let random = who.request().to_string();
    format!("AppUser_{}_{}@boxdevedition.com", who.app(), random.get(6..).unwrap_or_default())
}

fn own_enterprise(tx: &mut Tx<Read>, who: &Caller) -> Result<Arc<EnterpriseSettings>> {
    let id: EnterpriseId = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    enterprises::settings(tx, id)?.ok_or_else(|| Error::not_found("enterprise", id))
}

fn loaded(tx: &mut Tx<Read>, id: UserId) -> Result<Arc<User>> {
    db::shown(tx, id)?.ok_or_else(|| Error::not_found("user", id))
}

pub fn source(user: UserId) -> Source {
    Source { kind: "user", id: user.0 }
}
