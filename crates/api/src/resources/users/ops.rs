//! What can be done with users.
use super::{
    Permissions,
    db::{self, Kind, NewPerson, Person, Profile},
    wire::{NewUser, Role, Status, User, UserUpdate},
};
use crate::{
    Caller, Error, In, NoQuery, Result,
    access::{self, Edit},
    counters::Counter,
    wire::{Maybe, Page, PageQuery, Start, UserId},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

const MAX_NAME: usize = 50;

pub fn me(tx: &mut Tx<Read>, who: &Caller, _: &In<(), NoQuery, ()>) -> Result<Arc<User>> {
    let id = who.user().id;
    db::shown(tx, id)?.ok_or_else(|| Error::not_found("user", id))
}

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), PageQuery, ()>) -> Result<Page<Arc<User>>> {
    let manager = access::user_manager(who)?;
    let paging = req.query.paging()?;
    let enterprise = who.user().enterprise_id.ok_or_else(Error::access_denied)?;
    let users = db::list(tx, &manager, enterprise, paging)?;
    let total = match paging.start {
        Start::Offset(_) => Some(Counter::Users.value(tx, enterprise.0)?),
        Start::After(_) => None,
    };
    Ok(paging.page(users, total, |user| user.id.0))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewUser>) -> Result<Arc<User>> {
    access::user_manager(who)?;
    let new = &req.body;
    valid_name(&new.name)?;
    if !new.login.contains('@') {
        return Err(Error::invalid_parameter("login"));
    }
    let role = new.role.unwrap_or(Role::User);
    match role {
        Role::User => {}
        Role::Coadmin if who.user().role == Role::Admin => {}
        Role::Coadmin => return Err(Error::access_denied()),
        Role::Admin => return Err(Error::invalid_parameter("role")),
    }
    let or = |text: &str, default: &str| if text.is_empty() { default.to_owned() } else { text.to_owned() };
    let profile = Profile {
        language: or(&new.language, "en"),
        timezone: or(&new.timezone, "America/Los_Angeles"),
        max_upload_size: 5_368_709_120,
        job_title: new.job_title.clone(),
        phone: new.phone.clone(),
        address: new.address.clone(),
        ..Profile::default()
    };
    let person = NewPerson {
        enterprise: who.user().enterprise_id,
        app: None,
        kind: Kind::Managed,
        role,
        permissions: if role == Role::Coadmin { Permissions::DEFAULT } else { Permissions::NONE },
        status: Status::Active,
        name: &new.name,
        login: &new.login,
        external_app_user_id: None,
        space_amount: new.space_amount.unwrap_or(10_737_418_240),
        profile: &profile,
    };
    let created = db::insert(tx, &person)?.ok_or_else(Error::user_login_already_used)?;
    db::shown(tx, created)?.ok_or_else(|| Error::not_found("user", created))
}

pub fn update(tx: &mut Tx<Write>, who: &Caller, req: &In<(UserId,), NoQuery, UserUpdate>) -> Result<Arc<User>> {
    let user = access::get::<Person, Edit>(tx, who, req.path.0)?;
    match &req.body.name {
        Maybe::Absent => {}
        Maybe::Null => return Err(Error::invalid_parameter("name")),
        Maybe::Value(name) => valid_name(name)?,
    }
    if req.body.status == Maybe::Null {
        return Err(Error::invalid_parameter("status"));
    }
    db::update(tx, &user, req.body.clone())
}

fn valid_name(name: &str) -> Result<()> {
    let fits = (1..=MAX_NAME).contains(&name.trim().chars().count());
    if fits { Ok(()) } else { Err(Error::invalid_parameter("name")) }
}
