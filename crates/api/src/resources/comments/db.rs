//! The table of comments.
use super::text::Said;
use crate::{
    Caller, Result,
    access::{Allowed, Comment, Guarded, Key, Preview, Remove, Rights},
    identity::Limit,
    items::{self, AFile, Item, Node},
    wire::{CommentId, ItemId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use std::{collections::HashMap, ops::Deref};

row! {
    #[derive(Clone, Debug)]
    pub struct CommentRow {
        id: CommentId,
        item_id: ItemId,
        reply_to: Option<CommentId>,
        message: String,
        is_tagged: bool,
        created_by: UserId,
        created_at: Time,
        modified_at: Time,
    }
}

/// A comment and what it is about.
pub struct TheComment {
    row: CommentRow,
    item: Item,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, item_id, reply_to, message, is_tagged, created_by, created_at, modified_at FROM comments ",
            $rest
        )
    };
}
const BY_ID: &str = select!("WHERE id = $1");
/// By `id + 0`, as its index has it.
const OF_ITEM: &str = select!("WHERE item_id = $1 ORDER BY id + 0 LIMIT $2 OFFSET $3");
const COUNT: &str = "SELECT count(*) FROM comments WHERE item_id = $1";
const COUNTS: &str = "SELECT item_id, count(*) FROM comments WHERE item_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
    $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) GROUP BY item_id";
const INSERT: &str = "INSERT INTO comments (item_id, reply_to, message, is_tagged, created_by, created_at, modified_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id";
const UPDATE: &str = "UPDATE comments SET message = $2, is_tagged = $3, modified_at = $4 WHERE id = $1";
const DELETE: &str = "DELETE FROM comments WHERE id = $1";

impl Deref for TheComment {
    type Target = CommentRow;
    fn deref(&self) -> &CommentRow {
        &self.row
    }
}

impl CommentRow {
    /// What an answer to it answers: there is one level of answers only (contract: content §8.1).
    pub fn thread(&self) -> CommentId {
        self.reply_to.unwrap_or(self.id)
    }
}

impl Guarded for TheComment {
    type Id = CommentId;
    const NOUN: &'static str = "comment";
    const IS_CONTENT: bool = true;

    fn load(tx: &mut Tx<Read>, _: &Caller, id: CommentId, _: &Key) -> Result<Option<Self>> {
        let Some(row) = tx.opt::<CommentRow>(BY_ID, (id,))? else { return Ok(None) };
        Ok(items::load(tx, row.item_id)?.map(|item| TheComment { row, item }))
    }

    /// Who may read what is said about the file reads it; the author changes it; the author and those who set things for
    /// the file delete it (contract: content §2.1).
    fn rights(&self, tx: &mut Tx<Read>, who: &Caller) -> Result<Rights> {
        if self.item.is_gone() {
            return Ok(Rights::NONE);
        }
        let there = self.item.rights(tx, who)?;
        let (reads, is_own) = (there.include(Rights::PREVIEW), self.row.created_by == who.user().id);
        let rights = [
            (there.include(Rights::SEE), Rights::KNOWN),
            (reads, Rights::SEE),
            (reads && is_own, Rights::COMMENT | Rights::REMOVE),
            (reads && there.include(Rights::SET), Rights::REMOVE),
        ];
        Ok(rights.into_iter().filter(|(has, _)| *has).fold(Rights::NONE, |all, (_, right)| all | right))
    }

    fn is_within(&self, _: &mut Tx<Read>, _: &Caller, limit: Limit) -> Result<bool> {
        Ok(self.item.lies_within(limit))
    }
}

/// A page of what is said about a file, oldest first, and how many comments there are.
pub fn of_file(
    tx: &mut Tx<Read>,
    file: &Allowed<Node<AFile>, Preview>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<CommentRow>, i64)> {
    let (count,) = tx.one(COUNT, (file.id,))?;
    Ok((tx.many(OF_ITEM, (file.id, limit, offset))?, count))
}

/// How many comments some files have; those without any are left out.
///
/// # Errors
/// Those of the store.
pub(crate) fn counts(tx: &mut Tx<Read>, items: &[ItemId]) -> Result<HashMap<ItemId, i64>> {
    let mut counts = HashMap::new();
    for some in items.chunks(25) {
        let mut ids = [ItemId::default(); 25];
        ids.iter_mut().zip(some).for_each(|(place, item)| *place = *item);
        counts.extend(tx.many::<(ItemId, i64)>(COUNTS, ids)?);
    }
    Ok(counts)
}

pub fn insert(
    tx: &mut Tx<Write>,
    who: &Caller,
    file: &Allowed<Node<AFile>, Comment>,
    reply_to: Option<CommentId>,
    said: &Said<'_>,
) -> Result<CommentId> {
    let now = tx.now();
    let (id,) = tx.one(INSERT, (file.id, reply_to, said.text, said.is_tagged, who.user().id, now))?;
    items::search::renew_by_id(tx, file.id)?;
    Ok(id)
}

pub fn update(tx: &mut Tx<Write>, comment: &Allowed<TheComment, Comment>, said: &Said<'_>) -> Result<()> {
    let now = tx.now();
    tx.exec(UPDATE, (comment.id, said.text, said.is_tagged, now))?;
    items::search::renew_by_id(tx, comment.item_id)
}

/// With all answers to it.
pub fn delete(tx: &mut Tx<Write>, comment: &Allowed<TheComment, Remove>) -> Result<()> {
    tx.exec(DELETE, (comment.id,))?;
    items::search::renew_by_id(tx, comment.item_id)
}
