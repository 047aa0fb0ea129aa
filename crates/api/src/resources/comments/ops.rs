//! What can be done with comments.
use super::{
    db::{self, CommentRow, TheComment},
    text::{said, without_tags},
    wire::{Comment, CommentUpdate, Commented, CommentedKind, NewComment, TargetKind},
};
use crate::{
    Caller, Error, In, NoBody, NoQuery, Result,
    access::{self, Comment as MayComment, Preview, Remove, See},
    enterprises,
    events::{self, EventKind, Source},
    items::{self, AFile, Interaction, Node},
    resources::{groups::OffsetQuery, users},
    wire::{CommentId, Empty, FileId, Mini, Page, Start},
};
use boxwood_store::{Read, Tx, Write};
use std::sync::Arc;

pub fn of_file(tx: &mut Tx<Read>, who: &Caller, req: &In<(FileId,), OffsetQuery, ()>) -> Result<Page<Arc<Comment>>> {
    let file = access::get::<Node<AFile>, Preview>(tx, who, req.path.0)?;
    let paging = req.query.paging()?;
    let Start::Offset(offset) = paging.start else { return Err(Error::invalid_offset()) };
    let (rows, total) = db::of_file(tx, &file, paging.limit, offset)?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.push(Arc::new(shown(tx, who, row)?));
    }
    Ok(paging.page(entries, Some(total), |comment| comment.id.0))
}

pub fn create(tx: &mut Tx<Write>, who: &Caller, req: &In<(), NoQuery, NewComment>) -> Result<Comment> {
    let (said, target) = (said(&req.body.said)?, &req.body.item);
    let (file, reply_to) = match target.kind {
        TargetKind::File => (FileId(target.id.0), None),
        TargetKind::Comment => {
            let answered = access::get::<TheComment, See>(tx, who, CommentId(target.id.0))?;
            (FileId(answered.item_id.0), Some(answered.thread()))
        }
    };
    let file = access::get::<Node<AFile>, MayComment>(tx, who, file)?;
    let id = db::insert(tx, who, &file, reply_to, &said)?;
    emit(tx, who, EventKind::CommentCreate, id)?;
    items::touch(tx, who, &file, Interaction::Comment)?;
    one(tx, who, id)
}

pub fn get(tx: &mut Tx<Read>, who: &Caller, req: &In<(CommentId,), NoQuery, ()>) -> Result<Comment> {
    one(tx, who, req.path.0)
}

fn one(tx: &mut Tx<Read>, who: &Caller, id: CommentId) -> Result<Comment> {
    let comment = access::get::<TheComment, See>(tx, who, id)?;
    shown(tx, who, CommentRow::clone(&comment))
}

pub fn update(tx: &mut Tx<Write>, who: &Caller, req: &In<(CommentId,), NoQuery, CommentUpdate>) -> Result<Comment> {
    let comment = access::get::<TheComment, MayComment>(tx, who, req.path.0)?;
    let said = said(&req.body)?;
    if said.text != comment.message || said.is_tagged != comment.is_tagged {
        db::update(tx, &comment, &said)?;
        emit(tx, who, EventKind::CommentEdit, comment.id)?;
    }
    one(tx, who, comment.id)
}

pub fn delete(tx: &mut Tx<Write>, who: &Caller, req: &In<(CommentId,), NoQuery, NoBody>) -> Result<Empty> {
    let comment = access::get::<TheComment, Remove>(tx, who, req.path.0)?;
    db::delete(tx, &comment)?;
    emit(tx, who, EventKind::CommentDelete, comment.id)?;
    Ok(Empty)
}

fn shown(tx: &mut Tx<Read>, who: &Caller, row: CommentRow) -> Result<Comment> {
    let zone = enterprises::zone(tx, who.user().enterprise_id)?;
    let (message, tagged) = match row.is_tagged {
        true => (without_tags(&row.message), row.message),
        false => (row.message, String::new()),
    };
    Ok(Comment {
        id: row.id,
        is_reply_comment: row.reply_to.is_some().into(),
        message: message.into(),
        created_by: users::shown(tx, row.created_by)?.map(Mini).into(),
        created_at: row.created_at.seen_in(&zone).into(),
        modified_at: row.modified_at.seen_in(&zone).into(),
        item: Commented { id: FileId(row.item_id.0), kind: CommentedKind::File }.into(),
        tagged_message: tagged.into(),
    })
}

fn emit(tx: &mut Tx<Write>, who: &Caller, event: EventKind, id: CommentId) -> Result<()> {
    events::emit(tx, who, event, Source { kind: "comment", id: id.0 })
}
