//! What can be done with collaborations.
use super::{
    CollaborationStatus as Status,
    db::{self, CollaborationRow, New, TheCollaboration},
    grantee::{Grantee, Standing},
    view,
    wire::{
        Changed, Collaboration, CollaborationUpdate, CreateQuery, ItemKind, ListQuery, NewCollaboration, PendingQuery,
        SharedItem,
    },
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Allowed, CollaborationRole as Role, Edit, Invite, Rights, See, Set, Share, Transfer},
    events::{self, EventKind, Source},
    identity::Refusal,
    items::{self, AFile, AFolder, Item, Kind, Node, Parent, Place, Sort},
    resources::{
        groups::{OffsetQuery, TheGroup},
        users,
    },
    wire::{CollaborationId, Empty, EnterpriseId, FileId, FolderId, GroupId, ItemId, Maybe, Mini, Page, Start, Time},
};
use boxwood_store::{Read, Tx, Write};
use std::{collections::HashMap, sync::Arc};

type List = Page<Arc<Collaboration>>;

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), CreateQuery, NewCollaboration>) -> Result<Collaboration> {
    let item = &req.body.item;
    if item.id.0 == 0 {
        return Err(Error::collaborations_not_available_on_root_folder());
    }
    let kind = match item.kind {
        Some(kind) => kind,
        None => match items::load(tx, item.id)?.map(|item| item.kind) {
            Some(Kind::File) => ItemKind::File,
            _ => ItemKind::Folder,
        },
    };
    let id = match kind {
        ItemKind::Folder => invite::<AFolder>(tx, who, FolderId(item.id.0), &req.body)?,
        ItemKind::File => invite::<AFile>(tx, who, FileId(item.id.0), &req.body)?,
    };
    one(tx, who, id)
}

fn invite<K: Sort>(tx: &mut Tx<Write>, who: &Caller, id: K::Id, body: &NewCollaboration) -> Result<CollaborationId> {
    let item = access::get::<Node<K>, Invite>(tx, who, id)?;
    let can_view_path = body.can_view_path.value() == Some(&true);
    check_role(K::KIND, body.role)?;
    check_path(K::KIND, can_view_path)?;
    if body.role == Role::Owner {
        return Err(Error::bad_request("Nobody is invited as an owner: give it to a collaborator"));
    }
    if body.role == Role::CoOwner || can_view_path {
        item.also::<Set>()?;
    }
    let expires_at = future(tx, body.expires_at.value().copied())?;
    let owner = owner_of(tx, &item)?;
    let (to, standing) = Grantee::find(tx, who, owner, &body.accessible_by)?;
    if to.user().is_some_and(|user| item.is_owned_by(user)) {
        return Err(Error::user_already_collaborator());
    }
    standing.allow(tx, &item, Some(who.user().id))?;
    let (status, event) = match standing.is_colleague {
        true => (Status::Accepted, EventKind::CollabAdd),
        false => (Status::Pending, EventKind::CollabInvite),
    };
    let is_access_only = body.is_access_only.value() == Some(&true);
    let new = New { role: body.role, status, is_access_only, can_view_path, expires_at };
    let made = db::insert(tx, who, &item, &to, &new)?;
    emit(tx, who, event, &item)?;
    Ok(made)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(CollaborationId,), NoQuery, ()>) -> Result<Collaboration> {
    one(tx, who, req.path.0)
}

/// Who was only invited does not see into what yet.
fn one(tx: &mut Tx<Read>, who: &Caller, id: CollaborationId) -> Result<Collaboration> {
    let collaboration = access::get::<TheCollaboration, See>(tx, who, id)?;
    let sees = collaboration.item().rights(tx, who)?.include(Rights::SEE);
    let item = view::mini(collaboration.item()).filter(|_| sees);
    view::shown(tx, who, &collaboration, item)
}

pub fn update(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(CollaborationId,), NoQuery, CollaborationUpdate>,
) -> Result<Changed> {
    let (collaboration, body) = (access::get::<TheCollaboration, See>(tx, who, req.path.0)?, &req.body);
    if body.role.value() == Some(&Role::Owner) {
        give(tx, who, &collaboration)?;
        return Ok(Changed::Given);
    }
    if let Some(status) = body.status.value() {
        answer(tx, who, &collaboration, *status)?;
    }
    let changes = !(body.role.value().is_none() && body.expires_at.is_absent() && body.can_view_path.value().is_none());
    if changes || body.status.value().is_none() {
        change(tx, who, &collaboration, body)?;
    }
    one(tx, who, collaboration.id).map(|shown| Changed::Shown(Box::new(shown)))
}

/// Whom it is for accepts or declines it, once.
fn answer(
    tx: &mut Tx<Write>,
    who: &Caller,
    collaboration: &Allowed<TheCollaboration, See>,
    status: Status,
) -> Result<()> {
    if !collaboration.is_of(who) {
        return Err(Error::access_denied());
    }
    if collaboration.status != Status::Pending || status == Status::Pending {
        return Err(Error::invalid_status());
    }
    let (item, own) = (collaboration.item(), collaboration.also::<Share>()?);
    if status == Status::Accepted {
        // Things may have changed since they were asked.
        if item.is_owned_by(who.user().id) {
            return Err(Error::user_already_collaborator());
        }
        let owner = owner_of(tx, item)?;
        Standing::of(who, owner, who.user()).allow(tx, item, collaboration.created_by)?;
    }
    db::answer(tx, &own, status)?;
    let event = if status == Status::Accepted { EventKind::CollabAdd } else { EventKind::CollabRemove };
    emit(tx, who, event, item)
}

fn change(
    tx: &mut Tx<Write>,
    who: &Caller,
    collaboration: &Allowed<TheCollaboration, See>,
    body: &CollaborationUpdate,
) -> Result<()> {
    let (may, item) = (collaboration.also::<Invite>()?, collaboration.item());
    let role = body.role.value().copied().unwrap_or(collaboration.role);
    let can_view_path = body.can_view_path.value().copied();
    check_role(item.kind, role)?;
    check_path(item.kind, can_view_path == Some(true))?;
    if role == Role::CoOwner || can_view_path.is_some() {
        collaboration.also::<Set>()?;
    }
    let expires_at = match body.expires_at {
        Maybe::Absent => collaboration.expires_at,
        Maybe::Null => None,
        Maybe::Value(time) => future(tx, Some(time))?,
    };
    db::update(tx, &may, role, can_view_path.unwrap_or(collaboration.can_view_path), expires_at)?;
    if role != collaboration.role {
        emit(tx, who, EventKind::CollabRoleChange, item)?;
    }
    if expires_at != collaboration.expires_at {
        emit(tx, who, EventKind::CollabExpiryChange, item)?;
    }
    Ok(())
}

/// To one who collaborates in it and is of the owner's enterprise.
fn give(tx: &mut Tx<Write>, who: &Caller, collaboration: &Allowed<TheCollaboration, See>) -> Result<()> {
    collaboration.also::<Transfer>()?;
    let id = collaboration.item_id.0;
    match collaboration.item().kind {
        Kind::File => give_one::<AFile>(tx, who, FileId(id), collaboration),
        _ => give_one::<AFolder>(tx, who, FolderId(id), collaboration),
    }
}

fn give_one<K: Sort>(tx: &mut Tx<Write>, who: &Caller, id: K::Id, to: &CollaborationRow) -> Result<()> {
    let item = access::get::<Node<K>, Transfer>(tx, who, id)?;
    let enterprise = owner_of(tx, &item)?;
    let heir = to.user_id.filter(|_| to.status == Status::Accepted);
    let heir = heir.map(|heir| users::person(tx, heir)).transpose()?.flatten();
    let heir = heir.filter(|heir| !heir.is_outside(enterprise));
    let heir =
        heir.ok_or_else(|| Error::bad_request("Only a collaborator of the owner's enterprise becomes its owner"))?;
    if let Some(other) = items::named(tx, &Place { parent: Parent::root(heir.id), name: &item.name })? {
        let conflicts = serde_json::to_value([Mini(Arc::new(items::mini(&other)))]).unwrap_or_default();
        return Err(Error::item_name_in_use(conflicts));
    }
    let owner = item.owner().unwrap_or_default();
    items::give(tx, who, &item, heir.id)?;
    let role = if K::KIND == Kind::File { Role::Editor } else { Role::CoOwner };
    let kept = New { role, status: Status::Accepted, is_access_only: false, can_view_path: false, expires_at: None };
    db::insert_former(tx, who, &item, owner, &kept)?;
    emit(tx, who, EventKind::CollabRoleChange, &item)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(CollaborationId,), NoQuery, NoBody>) -> Result<Empty> {
    let collaboration = access::get::<TheCollaboration, Share>(tx, who, req.path.0)?;
    db::delete(tx, &collaboration)?;
    emit(tx, who, EventKind::CollabRemove, collaboration.item())?;
    Ok(Empty)
}

pub fn pending(tx: &mut Tx<Read>, who: &Caller, req: &In<(), PendingQuery, ()>) -> Result<List> {
    // A token for one thing is not for what is no part of it yet.
    if who.limit().is_some() {
        return Err(Refusal::ScopeMissing.into());
    }
    if req.query.status != "pending" {
        return Err(Error::invalid_parameter("status"));
    }
    let (paging, mut entries) = (req.query.paging()?, Vec::new());
    for row in db::pending(tx, who)? {
        let Some(item) = items::load(tx, row.item_id)?.filter(|item| !item.is_gone()) else { continue };
        let Some(owner) = item.owner() else { continue };
        if access::is_in_reach(tx, who, owner)? {
            let sees = item.rights(tx, who)?.include(Rights::SEE);
            let item = view::mini(&item).filter(|_| sees);
            entries.push(Arc::new(view::shown(tx, who, &row, item)?));
        }
    }
    Ok(paging.of_all(entries, |one| one.id.0))
}

pub fn of_folder(tx: &mut Tx<Read>, who: &Caller, req: &In<(FolderId,), ListQuery, ()>) -> Result<List> {
    if req.path.0 == FolderId(0) {
        return Err(Error::collaborations_not_available_on_root_folder());
    }
    of_item::<AFolder>(tx, who, req.path.0, &req.query)
}

pub fn of_file(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), ListQuery, ()>) -> Result<List> {
    of_item::<AFile>(tx, who, req.path.0, &req.query)
}

/// Those of the item and of all folders above it, by id: each place has an index of its own, and the pages are merged.
fn of_item<K: Sort>(tx: &mut Tx<Read>, who: &Caller, id: K::Id, query: &ListQuery) -> Result<List> {
    let item = access::get::<Node<K>, See>(tx, who, id)?;
    if db::is_hidden(&item, Item::rights(&item, tx, who)?) {
        return Err(Error::access_denied());
    }
    let paging = query.paging()?;
    let Start::After(after) = paging.start else { return Err(Error::invalid_parameter("marker")) };
    // What the caller cannot see of the way has no name for them.
    let mut shown: HashMap<ItemId, SharedItem> = HashMap::new();
    shown.extend(item.visible_above(tx, who)?.iter().map(|link| (link.id.into(), view::mini_of_link(link))));
    shown.extend(view::mini(&item).map(|mini| (item.id, mini)));
    let (rows, mut total) = (rows_of(tx, &item, after, paging.limit + 1)?, 0);
    for place in places(&item) {
        total += db::count_of_item(tx, place)?;
    }
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let item = shown.get(&row.item_id).cloned();
        entries.push(Arc::new(view::shown(tx, who, &row, item)?));
    }
    // Older clients read a total in pages by marker, too.
    Ok(paging.page(entries, Some(total), |one| one.id.0))
}

/// The folders above an item, and itself.
fn places(item: &Item) -> Vec<ItemId> {
    item.above().links.iter().map(|link| link.id.into()).chain([item.id]).collect()
}

pub(super) fn rows_of(tx: &mut Tx<Read>, item: &Item, after: i64, limit: i64) -> Result<Vec<CollaborationRow>> {
    let mut rows = Vec::new();
    for place in places(item) {
        rows.extend(db::of_item(tx, place, after, limit)?);
    }
    rows.sort_by_key(|row| row.id);
    rows.truncate(limit as usize);
    Ok(rows)
}

/// For those who manage it: they see what their group was given, wherever that is.
pub fn of_group(tx: &mut Tx<Read>, who: &Caller, req: &In<(GroupId,), OffsetQuery, ()>) -> Result<List> {
    let group = access::get::<TheGroup, Edit>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_offset()) };
    let (rows, total) = db::of_group(tx, &group, paging.limit, offset)?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let item = items::load(tx, row.item_id)?.as_ref().and_then(view::mini);
        entries.push(Arc::new(view::shown(tx, who, &row, item)?));
    }
    Ok(paging.page(entries, Some(total), |one| one.id.0))
}

fn owner_of(tx: &mut Tx<Read>, item: &Item) -> Result<Option<EnterpriseId>> {
    let owner = item.owner().map(|owner| users::person(tx, owner)).transpose()?.flatten();
    Ok(owner.and_then(|owner| owner.enterprise_id))
}

/// A file is for editors and viewers only (contract: content §2.1).
fn check_role(kind: Kind, role: Role) -> Result<()> {
    let is_good = kind == Kind::Folder || matches!(role, Role::Editor | Role::Viewer);
    if is_good { Ok(()) } else { Err(Error::bad_request("A file has editors and viewers only")) }
}

fn check_path(kind: Kind, can_view_path: bool) -> Result<()> {
    if kind == Kind::Folder || !can_view_path {
        return Ok(());
    }
    Err(Error::bad_request("'can_view_path' is for folders only"))
}

fn future(tx: &mut Tx<Write>, time: Option<Time>) -> Result<Option<Time>> {
    let now = tx.now();
    if time.is_some_and(|time| time.micros() <= now) { Err(Error::invalid_parameter("expires_at")) } else { Ok(time) }
}

fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, item: &Item) -> Result<()> {
    events::emit(tx, who, event, Source { kind: item.kind.name(), id: item.id.0 })
}
