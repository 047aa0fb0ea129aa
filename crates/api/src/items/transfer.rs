//! All that lies in a user's root, given to another in one folder (contract: content §4, identity §6.7).
use super::{
    AFolder, Content, Item, Kind, Line, New, Node, Parent, Place,
    change::{add, emit, leave, named},
    freeze, locks,
    name::MAX_NAME,
    sizes::{bytes_of, change_owner, count, grow},
};
use crate::{
    Caller, Error, Result,
    access::{self, Allowed, Edit, See},
    events::EventKind,
    resources::users::Person,
    wire::ItemId,
};
use boxwood_store::{Read, Tx, Write, row};

/// What was deleted by itself stays in its owner's trash.
const MOVE: &str = "UPDATE items SET parent_id = $2 WHERE parent_id = $1 AND trashed_at IS NULL AND parent_id <> 0 \
    RETURNING id, kind";

row! {
    struct Given {
        id: ItemId,
        kind: Kind,
    }
}

/// Makes a folder in the root of `to`, and moves into it all that is in the root of `from`: one statement, and an event for
/// each thing that lay there. What others were given in it stays, as do links and locks; `to` collaborates in none of it any
/// longer. Quotas are not asked: somebody has to have it. The folder is called by the login and the name of `from`.
///
/// # Errors
/// Those of the store.
pub(crate) fn transfer_all(
    tx: &mut Tx<Write>,
    who: &Caller,
    from: &Allowed<Person, Edit>,
    to: &Allowed<Person, Edit>,
    (login, name): (&str, &str),
) -> Result<Allowed<Node<AFolder>, See>> {
    let (source, target) = (Item::root(from.id), Item::root(to.id));
    let name = free_name(tx, target.inside(), &title(login, name))?;
    let new = New { name: &name, content: Content::Folder, ..New::default() };
    let made = add::<AFolder>(tx, who, target.inside(), target.line(), &new)?;
    let folder = made.ok_or_else(Error::name_temporarily_reserved)?;
    let bytes = bytes_of(tx, &source)?;
    let given: Vec<Given> = tx.many(MOVE, (source.inside(), folder.inside()))?;
    for Given { id, .. } in &given {
        tx.forget(id.key());
    }
    for kind in Kind::ALL {
        let lay_there = given.iter().filter(|item| item.kind == kind).count() as i64;
        if lay_there > 0 {
            count(tx, source.inside(), kind, -lay_there)?;
            count(tx, folder.inside(), kind, lay_there)?;
        }
    }
    grow(tx, &Line::root(from.id), -bytes)?;
    grow(tx, &folder.line(), bytes)?;
    change_owner(tx, Some(from.id), Some(to.id), bytes)?;
    locks::follow_into(tx, &folder)?;
    freeze::follow_into(tx, &folder)?;
    for Given { id, kind } in given {
        emit(tx, who, EventKind::ItemMove, kind, id)?;
    }
    leave(tx, to.id, folder.id)?;
    access::changed(tx, who, to, Node::new(folder))
}

/// As Box calls it, without what a name cannot have.
fn title(login: &str, name: &str) -> String {
    let title = format!("{login} - {name}'s Files and Folders");
    title.chars().map(|c| if c.is_control() || matches!(c, '/' | '\\') { '_' } else { c }).collect()
}

/// The name, or where that is taken the name with the first number behind it that is not.
fn free_name(tx: &mut Tx<Read>, parent: Parent, title: &str) -> Result<String> {
    for n in 0..i32::MAX {
        let ending = if n == 0 { String::new() } else { format!(" ({n})") };
        let room = MAX_NAME - ending.len();
        let name = title.chars().take(room).collect::<String>() + &ending;
        if named(tx, &Place { parent, name: &name })?.is_none() {
            return Ok(name);
        }
    }
    Err(Error::name_temporarily_reserved())
}
