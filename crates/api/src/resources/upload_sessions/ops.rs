//! What can be done with upload sessions.
use super::{
    Attributes, Commit, Committed, NewSession, NewSessionOf, Part, PartSaid, PartsQuery, SessionEndpoints, SessionKind,
    UploadPart, UploadSession, UploadSessionId, UploadedPart,
    db::{self, New, PartRow, Session, SessionRow},
    wire::Parts,
};
use crate::{
    Caller, Content, Error, In, Joining, NoBody, NoQuery, Plan, Result, Site,
    access::{self, Allowed, NewVersion, Right, See, Upload},
    items::{self, AFile, InFolder},
    resource::is_among,
    resources::files::{self, NewFile, NewVersionOf},
    wire::{Direction, Empty, FileId, FolderId, Maybe, Order, Page, Plain, SortKey, Start, Time, UserId, hex},
};
use boxwood_store::{Read, Tx, Write};
use serde_json::Value;

type Node = items::Node<AFile>;

/// Smaller files are uploaded in one piece (contract: content §3.8).
const SMALLEST: i64 = 20_000_000;
/// What a part has, as long as there are not too many of them.
const PART: i64 = 8 << 20;
const MOST_PARTS: i64 = 10_000;

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewSession>) -> Result<Plain<UploadSession>> {
    let NewSession { folder_id, file_size, file_name } = &req.body;
    let folder = folder_id.value().ok_or_else(Error::missing_destination)?;
    let folder: FolderId = serde_json::from_value(folder.clone()).map_err(|_| Error::invalid_folder_id())?;
    let name = file_name.value().filter(|name| !name.is_empty()).ok_or_else(Error::missing_file_name)?;
    let (name, size) = (items::checked(name)?, size(file_size)?);
    let parent = files::could_put(tx, who, folder, name, Some(size))?;
    has_room(tx, who, parent.owner(), size)?;
    let new = New { folder, file: None, name: Some(name), size, part_size: part_size(size) };
    let session = db::insert(tx, who, &parent, &new)?;
    Ok(Plain(shown(tx, &session, 0)))
}

pub fn create_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(FileId,), NoQuery, NewSessionOf>,
) -> Result<Plain<UploadSession>> {
    let NewSessionOf { file_size, file_name } = &req.body;
    let size = size(file_size)?;
    let file = access::get::<Node, NewVersion>(tx, who, req.path.0)?;
    files::could_put_version(tx, who, &file, file_name, Some(size))?;
    has_room(tx, who, file.owner(), size)?;
    let name = file_name.value().map(String::as_str);
    let new = New { folder: FolderId(0), file: Some(req.path.0), name, size, part_size: part_size(size) };
    let session = db::insert(tx, who, &file, &new)?;
    Ok(Plain(shown(tx, &session, 0)))
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(UploadSessionId,), NoQuery, ()>) -> Result<Plain<UploadSession>> {
    let session = open::<See>(tx, who, req.path.0)?;
    let count = db::count(tx, session.id)?;
    Ok(Plain(shown(tx, &session, count)))
}

/// Looks at what is said of a part, before its bytes are taken; answers how many there may be.
pub fn check_part(tx: &mut Tx<Read>, who: &Caller, req: &In<(UploadSessionId,), NoQuery, PartSaid>) -> Result<i64> {
    let session = open::<Upload>(tx, who, req.path.0)?;
    number_of(&session, &req.body)?;
    Ok(req.body.last - req.body.first + 1)
}

pub fn put_part(tx: &mut Tx<Write>, who: &Caller, req: &In<(UploadSessionId,), NoQuery, Part>) -> Result<UploadPart> {
    let Part { said, content } = &req.body;
    let session = open::<Upload>(tx, who, req.path.0)?;
    let number = number_of(&session, said)?;
    if !db::insert_part(tx, &session, number, content)? && db::part(tx, session.id, number)?.sha1 != content.sha1 {
        return Err(Error::range_overlaps_existing_part());
    }
    Ok(shown_part(&session, number, &content.sha1))
}

pub fn uploaded_part(
    _: &mut Tx<Read>,
    _: &Caller,
    _: &In<(UploadSessionId,), NoQuery, Part>,
    part: &UploadPart,
) -> Result<Plain<UploadedPart>> {
    Ok(Plain(UploadedPart { part: part.clone() }))
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(UploadSessionId,), NoQuery, NoBody>) -> Result<Empty> {
    let session = access::get::<Session, Upload>(tx, who, req.path.0)?;
    db::drop_session(tx, &session)?;
    Ok(Empty)
}

pub fn parts(tx: &mut Tx<Read>, who: &Caller, req: &In<(UploadSessionId,), PartsQuery, ()>) -> Result<Parts> {
    let session = open::<See>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_parameter("marker")) };
    let rows = db::parts(tx, session.id, paging.limit, offset)?;
    let entries = rows.iter().map(|row| shown_part(&session, row.number, &row.sha1)).collect();
    Ok(Parts(Page {
        total_count: Some(db::count(tx, session.id)?),
        entries,
        limit: paging.limit,
        offset: Some(offset),
        order: Some(vec![Order { by: SortKey::Type, direction: Direction::Ascending }]),
        next_marker: None,
    }))
}

/// What is left to do before the commit: that the list is that of all parts, is found out here.
pub fn plan(tx: &mut Tx<Read>, who: &Caller, req: &In<(UploadSessionId,), NoQuery, Commit>) -> Result<Plan> {
    let session = open::<Upload>(tx, who, req.path.0)?;
    if session.made_id.is_some() {
        return Ok(Plan::Ready(None));
    }
    let (rows, listed) = (db::parts(tx, session.id, MOST_PARTS, 0)?, &req.body.list.parts);
    let is_whole = rows.len() as i64 == session.total_parts() && rows.len() == listed.len();
    if !is_whole || !rows.iter().zip(listed).all(|(row, listed)| is_same(&session, row, listed)) {
        return Err(Error::parts_mismatch());
    }
    if session.sha1.is_some() {
        return Ok(Plan::Ready(session.object.clone()));
    }
    Ok(Plan::Join(Joining { session: session.id, parts: rows.into_iter().filter_map(|row| row.object).collect() }))
}

/// Makes the file, or the version, of parts that are joined. Whatever could stand against it is looked at anew, for days may
/// have gone by. Once it is made, a commit answers it and changes nothing.
pub fn commit(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(UploadSessionId,), NoQuery, Commit>,
) -> Result<Allowed<Node, See>> {
    let session = open::<Upload>(tx, who, req.path.0)?;
    if let Some(file) = session.made_id {
        return access::get(tx, who, file);
    }
    // It was joined a moment ago; if it is not now, somebody else has ended the session and begun none of that name.
    let content = session.content().ok_or_else(Error::unavailable)?;
    if content.sha1 != req.body.sha1 {
        return Err(Error::bad_file_digest());
    }
    let said = req.body.list.attributes.value().cloned().unwrap_or_default();
    let file = match session.file_id {
        Some(file) => add_version(tx, who, req, (file, &session), &said, &content)?,
        None => files::put(tx, who, &new_file(&session, said), &content)?,
    };
    db::committed(tx, &session, FileId(file.id.0))?;
    Ok(file)
}

pub fn committed(
    tx: &mut Tx<Read>,
    who: &Caller,
    req: &In<(UploadSessionId,), NoQuery, Commit>,
    file: &Allowed<Node, See>,
) -> Result<Committed> {
    files::uploaded(tx, who, req, file).map(Committed)
}

fn add_version(
    tx: &mut Tx<Write>,
    who: &Caller,
    req: &In<(UploadSessionId,), NoQuery, Commit>,
    (file, session): (FileId, &SessionRow),
    said: &Attributes,
    content: &Content,
) -> Result<Allowed<Node, See>> {
    let file = access::get::<Node, See>(tx, who, file)?;
    let etag = file.etag.to_string();
    req.if_unchanged(&etag)?;
    if req.body.unless.as_deref().is_some_and(|known| is_among(&etag, known)) {
        return Err(Error::precondition_failed());
    }
    let name = said.name.value().or(session.file_name.as_ref()).cloned().into();
    let said = NewVersionOf { name, content_modified_at: said.content_modified_at.clone() };
    files::put_version(tx, who, &file.also()?, &said, content)
}

fn new_file(session: &SessionRow, said: Attributes) -> NewFile {
    let Attributes { name, description, content_created_at, content_modified_at } = said;
    let name = name.value().or(session.file_name.as_ref()).cloned().unwrap_or_default();
    NewFile { name, parent: InFolder { id: session.folder_id }, description, content_created_at, content_modified_at }
}

/// A session of the caller's that has not expired.
fn open<R: Right>(tx: &mut Tx<Read>, who: &Caller, id: UploadSessionId) -> Result<Allowed<Session, R>> {
    let session = access::get::<Session, R>(tx, who, id)?;
    if session.expires_at <= tx.now() { Err(Error::session_expired()) } else { Ok(session) }
}

/// Which part a range is.
fn number_of(session: &SessionRow, said: &PartSaid) -> Result<i64> {
    let number = said.first / session.part_size;
    let is_part = said.total == session.file_size
        && said.first % session.part_size == 0
        && said.last < session.file_size
        && said.last - said.first + 1 == session.size_of(number);
    if is_part { Ok(number) } else { Err(Error::invalid_range()) }
}

fn is_same(session: &SessionRow, row: &PartRow, listed: &UploadPart) -> bool {
    let known = shown_part(session, row.number, &row.sha1);
    let is_digest = |said: &String| known.sha1.as_ref().is_some_and(|sha1| sha1.eq_ignore_ascii_case(said));
    let is_place = (&known.part_id, known.offset, known.size) == (&listed.part_id, listed.offset, listed.size);
    is_place && listed.sha1.as_ref().is_none_or(is_digest)
}

/// The id of a part is its number, from 1: it is asked for together with the session alone.
fn shown_part(session: &SessionRow, number: i64, sha1: &[u8]) -> UploadPart {
    UploadPart {
        part_id: format!("{:08X}", number + 1),
        offset: number * session.part_size,
        size: session.size_of(number),
        sha1: Some(hex(sha1)),
    }
}

fn shown(tx: &Tx<Read>, session: &SessionRow, parts: i64) -> UploadSession {
    let base = format!("{}api/2.0/files/upload_sessions/{}", Site::of(tx).url(), session.name);
    UploadSession {
        id: session.name.to_string(),
        kind: SessionKind::UploadSession,
        // With the letter that clients know from this place (contract: content §0.4).
        session_expires_at: Time::at(session.expires_at).to_string().replace("+00:00", "Z"),
        part_size: session.part_size,
        total_parts: session.total_parts(),
        num_parts_processed: parts,
        session_endpoints: SessionEndpoints::at(&base),
    }
}

fn size(said: &Maybe<Value>) -> Result<i64> {
    let said = said.value().ok_or_else(Error::missing_file_size)?;
    let size = said.as_i64().filter(|size| (0..=i64::MAX / 2).contains(size)).ok_or_else(Error::invalid_file_size)?;
    if size < SMALLEST { Err(Error::file_size_too_small()) } else { Ok(size) }
}

/// Of equal parts there are no more than clients can count.
fn part_size(size: i64) -> i64 {
    let mut part = PART;
    while part * MOST_PARTS < size {
        part *= 2;
    }
    part
}

/// What is begun takes no space of the owner's until it is committed: an app that breaks off must not lock its user out for a
/// week. But parts lie on a disk, so there is a bound: all that one user has begun is no more than the owner's whole space.
fn has_room(tx: &mut Tx<Read>, who: &Caller, owner: Option<UserId>, size: i64) -> Result<()> {
    let (open, space) = db::open(tx, who, owner)?;
    if open + size > space { Err(Error::storage_limit_exceeded()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{MOST_PARTS, PART, part_size};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_are_never_too_many_parts_and_none_is_smaller_than_need_be(size in 20_000_000_i64..1 << 50) {
            let part = part_size(size);
            prop_assert!((size + part - 1) / part <= MOST_PARTS);
            prop_assert!(part == PART || size > part / 2 * MOST_PARTS);
        }
    }
}
