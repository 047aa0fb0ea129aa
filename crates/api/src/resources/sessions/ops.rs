//! What can be done with sessions.
use super::wire::{GroupSessions, Message, UserSessions};
use crate::{
    Caller, In, NoQuery, Result,
    access::{self, Edit},
    events::{self, EventKind, Source},
    resources::{
        groups::{TheGroup, members},
        users::{self, Person},
    },
    wire::{Plain, UserId},
};
use boxwood_store::{Tx, Write};

const DONE: &str = "Request is successful, please check the admin events for the status of the job";

pub fn terminate(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, UserSessions>) -> Result<Plain<Message>> {
    access::user_manager(who)?;
    let mut ids: Vec<UserId> = req.body.ids.clone();
    for login in &req.body.logins {
        ids.extend(users::person_by_login(tx, login)?.map(|person| person.id));
    }
    end(tx, who, ids)?;
    Ok(Plain(Message { message: DONE.into() }))
}

pub fn terminate_groups(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(), NoQuery, GroupSessions>,
) -> Result<Plain<Message>> {
    access::user_manager(who)?;
    let mut ids = Vec::new();
    for group in &req.body.ids {
        match access::get::<TheGroup, Edit>(tx, who, *group) {
            Ok(group) => ids.extend(members::user_ids(tx, &group)?),
            Err(error) if error.status() >= 500 => return Err(error),
            Err(_) => {}
        }
    }
    end(tx, who, ids)?;
    Ok(Plain(Message { message: DONE.into() }))
}

/// Of those whom the caller may change.
fn end(tx: &mut Tx<Write>, who: &Caller, mut ids: Vec<UserId>) -> Result<()> {
    ids.sort();
    ids.dedup();
    for id in ids {
        match access::get::<Person, Edit>(tx, who, id) {
            Ok(user) => {
                users::end_sessions(tx, &user)?;
                events::emit(tx, who, EventKind::TerminateSessions, Source { kind: "user", id: id.0 })?;
            }
            Err(error) if error.status() >= 500 => return Err(error),
            Err(_) => {}
        }
    }
    Ok(())
}
