//! Who collaborates where, for the admin console: what a user was given, who is in what they own, and all who are in one
//! thing. It is seen with the rights of the caller, who mostly stands in for the user whose page it is.
use super::{
    CollaborationStatus as Status,
    db::{self, CollaborationRow, TheCollaboration},
    grantee, ops,
};
use crate::{
    Caller, Error, Result,
    access::{self, CollaborationRole, Edit, Invite, Rights, See, Share},
    items::{self, AFile, AFolder, Item, Kind, Node},
    resources::{
        groups::{self, TheGroup},
        users::{self, Person},
    },
    sign_in,
    wire::{CollaborationId, EnterpriseId, FileId, FolderId, GroupId, ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx};
use std::collections::HashMap;

/// How many items of somebody's tree are looked at for who is in them, the topmost first.
pub const REACH: i64 = 20_000;

/// A user, as lists name them.
#[derive(Clone)]
pub struct Someone {
    pub id: UserId,
    pub name: String,
    pub login: String,
}

/// What something is given in.
#[derive(Clone)]
pub struct Place {
    pub id: ItemId,
    pub kind: Kind,
    pub name: String,
}

/// Whom something is given to.
pub enum To {
    User(Someone),
    Group(GroupId, String),
    /// An address that was invited and has not answered.
    Address(String),
    /// Somebody from elsewhere who has not answered: a stranger until then.
    Stranger,
}

/// A collaboration.
pub struct Shared {
    pub id: CollaborationId,
    pub to: To,
    /// None: not to be seen.
    pub place: Option<Place>,
    /// Of what it is given in; None: not of the actor's enterprise.
    pub owner: Option<Someone>,
    pub role: CollaborationRole,
    pub is_pending: bool,
    /// Whether it is given to somebody from outside of the owner's enterprise.
    pub is_external: bool,
    /// Whether the actor may do what the owner of the item may.
    pub is_manageable: bool,
    pub expires_at: Option<Time>,
    pub created_at: Time,
    pub acknowledged_at: Option<Time>,
}

/// A page of a list.
pub struct Found {
    pub shared: Vec<Shared>,
    /// Behind which the next page goes on.
    pub next: Option<i64>,
}

/// An item with those who are in it.
pub struct OfItem {
    pub place: Place,
    pub owner: Option<Someone>,
    /// The folders above it, from the topmost down.
    pub above: Vec<Place>,
    pub found: Found,
}

/// A collaboration by itself, with what the caller may do.
pub struct Opened {
    pub shared: Shared,
    pub may_change: bool,
    pub may_end: bool,
}

impl Place {
    fn of(item: &Item) -> Self {
        Place { id: item.id, kind: item.kind, name: item.name.clone() }
    }

    fn above(item: &Item) -> Vec<Self> {
        let links = item.above().links.iter();
        links.map(|link| Place { id: link.id.into(), kind: Kind::Folder, name: link.name.clone() }).collect()
    }
}

/// # Errors
/// Those of the store.
pub fn named(tx: &mut Tx<Read>, id: UserId) -> Result<Option<Someone>> {
    let Some(user) = users::shown(tx, id)? else { return Ok(None) };
    let (name, login) = (user.name.clone().or(String::new), user.login.clone().or(String::new));
    Ok(Some(Someone { id, name, login }))
}

fn owner_of(tx: &mut Tx<Read>, item: &Item) -> Result<Option<Person>> {
    Ok(item.owner().map(|owner| users::person(tx, owner)).transpose()?.flatten())
}

/// Whose an item is: who to stand in for. It says nothing of the item, not even that it is there to be seen.
///
/// # Errors
/// Those of the store.
pub fn owner(tx: &mut Tx<Read>, id: ItemId) -> Result<Option<UserId>> {
    Ok(items::load(tx, id)?.and_then(|item| item.owner()))
}

/// The owner of what a collaboration is in, and whom it is given to: either can end it.
///
/// # Errors
/// Those of the store.
pub fn parties(tx: &mut Tx<Read>, id: CollaborationId) -> Result<Vec<UserId>> {
    let Some(row) = db::by_id(tx, id)? else { return Ok(Vec::new()) };
    Ok(owner(tx, row.item_id)?.into_iter().chain(row.user_id).collect())
}

/// What the caller was given by themselves, not as one of a group, by item.
///
/// # Errors
/// Those of the store.
pub fn given(tx: &mut Tx<Read>, who: &Caller, after: i64, limit: i64) -> Result<Found> {
    let rows = db::given(tx, who, ItemId(after), limit + 1)?;
    let (rows, next) = page(rows, limit, |row| row.item_id.0);
    let mut shared = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(item) = items::load(tx, row.item_id)?.filter(|item| !item.is_gone()) else { continue };
        let Some(owner) = owner_of(tx, &item)? else { continue };
        if access::is_in_reach(tx, who, owner.id)? {
            // What waits for an answer is not seen into yet.
            let sees = item.rights(tx, who)?.include(Rights::SEE);
            let place = Some(Place::of(&item)).filter(|_| sees);
            shared.push(one(tx, who, &row, place, &owner)?);
        }
    }
    Ok(Found { shared, next })
}

/// Who is in what the caller owns, those from outside of their enterprise only, if that is wanted; and whether there is
/// more than is looked at.
///
/// # Errors
/// Those of the store.
pub fn in_owned(tx: &mut Tx<Read>, who: &Caller, external: bool, after: i64, limit: i64) -> Result<(Found, bool)> {
    let of = who.user().enterprise_id;
    let rows = db::in_owned(tx, who, REACH, of.filter(|_| external), CollaborationId(after), limit + 1)?;
    let (rows, next) = page(rows, limit, |row| row.id.0);
    let mut shared = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(item) = items::load(tx, row.item_id)? else { continue };
        let one = one(tx, who, &row, Some(Place::of(&item)), who.user())?;
        if one.is_external || !external {
            shared.push(one);
        }
    }
    Ok((Found { shared, next }, db::looked_at(tx, who, REACH)? == REACH))
}

/// All who are in an item, and in the folders above it.
///
/// # Errors
/// As a client's list of them.
pub fn of_item(tx: &mut Tx<Read>, who: &Caller, id: ItemId, after: i64, limit: i64) -> Result<OfItem> {
    let missing = || Error::not_found("folder", id);
    let item: Item = match items::load(tx, id)?.map(|item| item.kind) {
        Some(Kind::Folder) => Item::clone(&*access::get::<Node<AFolder>, See>(tx, who, FolderId(id.0))?),
        Some(Kind::File) => Item::clone(&*access::get::<Node<AFile>, See>(tx, who, FileId(id.0))?),
        _ => return Err(missing()),
    };
    if item.is_root() || db::is_hidden(&item, item.rights(tx, who)?) {
        return Err(Error::access_denied());
    }
    let owner = owner_of(tx, &item)?.ok_or_else(missing)?;
    let (rows, next) = page(ops::rows_of(tx, &item, after, limit + 1)?, limit, |row| row.id.0);
    let above = Place::above(&item);
    let places: HashMap<ItemId, Place> =
        above.iter().cloned().chain([Place::of(&item)]).map(|place| (place.id, place)).collect();
    let mut shared = Vec::with_capacity(rows.len());
    for row in rows {
        shared.push(one(tx, who, &row, places.get(&row.item_id).cloned(), &owner)?);
    }
    let (place, owner) = (Place::of(&item), named(tx, owner.id)?);
    Ok(OfItem { place, owner, above, found: Found { shared, next } })
}

/// What a group was given: whoever manages it sees that, wherever it is.
///
/// # Errors
/// `not_found`, `access_denied_insufficient_permissions` for who does not manage the group; those of the store.
pub fn of_group(tx: &mut Tx<Read>, who: &Caller, id: GroupId, after: i64, limit: i64) -> Result<Found> {
    access::group_manager(who)?;
    let group = access::get::<TheGroup, Edit>(tx, who, id)?;
    let rows = db::of_group_after(tx, &group, CollaborationId(after), limit + 1)?;
    let (rows, next) = page(rows, limit, |row| row.id.0);
    let mut shared = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(item) = items::load(tx, row.item_id)?.filter(|item| !item.is_gone()) else { continue };
        let Some(owner) = owner_of(tx, &item)? else { continue };
        shared.push(one(tx, who, &row, Some(Place::of(&item)), &owner)?);
    }
    Ok(Found { shared, next })
}

/// # Errors
/// As a client's look at it.
pub fn open(tx: &mut Tx<Read>, who: &Caller, id: CollaborationId) -> Result<Opened> {
    let missing = || Error::not_found("collab", id);
    let found = access::get::<TheCollaboration, See>(tx, who, id)?;
    // What was declined is in no list either.
    if found.status == Status::Rejected {
        return Err(missing());
    }
    let (may_change, may_end) = (found.also::<Invite>().is_ok(), found.also::<Share>().is_ok());
    let item = found.item();
    let sees = item.rights(tx, who)?.include(Rights::SEE);
    let owner = owner_of(tx, item)?.ok_or_else(missing)?;
    let shared = one(tx, who, &found, Some(Place::of(item)).filter(|_| sees), &owner)?;
    Ok(Opened { shared, may_change, may_end })
}

fn page(
    mut rows: Vec<CollaborationRow>,
    limit: i64,
    key: impl Fn(&CollaborationRow) -> i64,
) -> (Vec<CollaborationRow>, Option<i64>) {
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(key);
    (rows, next)
}

fn one(
    tx: &mut Tx<Read>,
    who: &Caller,
    row: &CollaborationRow,
    place: Option<Place>,
    owner: &Person,
) -> Result<Shared> {
    let (to, is_external) = to(tx, who, row, owner.enterprise_id)?;
    let is_ours = !owner.is_outside(who.actor().enterprise_id);
    Ok(Shared {
        id: row.id,
        to,
        place,
        owner: if is_ours { named(tx, owner.id)? } else { None },
        role: row.role,
        is_pending: row.status == Status::Pending,
        is_external,
        is_manageable: sign_in::stands_in(who.actor(), owner),
        expires_at: row.expires_at,
        created_at: row.created_at,
        acknowledged_at: row.acknowledged_at,
    })
}

/// Whom it is given to, as far as clients are shown them, and whether they are from outside.
fn to(tx: &mut Tx<Read>, who: &Caller, row: &CollaborationRow, of: Option<EnterpriseId>) -> Result<(To, bool)> {
    if let Some(group) = row.group_id {
        let is_external = groups::enterprise(tx, group)? != of;
        return Ok((To::Group(group, groups::name(tx, group)?.unwrap_or_default()), is_external));
    }
    let Some(user) = row.user_id else {
        let login = row.invite_login.clone().unwrap_or_default();
        let is_external = !grantee::is_at_home(tx, of, &login)?;
        return Ok((To::Address(login), is_external));
    };
    let is_external = users::person(tx, user)?.is_none_or(|person| person.is_outside(of));
    let is_shown = row.status == Status::Accepted || user == who.user().id;
    let shown = if is_shown { named(tx, user)?.map(To::User) } else { None };
    let invited = row.invite_login.clone().map(To::Address);
    Ok((shown.or(invited).unwrap_or(To::Stranger), is_external))
}
