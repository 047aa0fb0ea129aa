//! Numbers that are shown and would cost a scan to count: a user list's total, a folder's.
use crate::Result;
use boxwood_store::{Read, Tx, Write};

boxwood_store::texts! {
    /// What is counted, and what the owner's id is of.
    pub enum Counter {
        /// The users that `GET /users` can list, by enterprise; in parts, by who lists them (`users.listed_for`).
        Users = "users",
        /// The groups of an enterprise; in parts, by the app that made them.
        Groups = "groups",
        /// The members of a group.
        GroupMembers = "group_members",
        /// The items directly in a folder or a root (`items::Parent`); in parts, by their kind.
        FolderItems = "folder_items",
        /// The bytes of the files in a folder or a root, at any depth; in parts, of the current versions and of those before.
        FolderBytes = "folder_bytes",
        /// The bytes of all versions of all files of a user, be they in the trash.
        SpaceUsed = "space_used",
        /// How often an item was downloaded by its shared link, and looked at.
        LinkDownloads = "link_downloads",
        LinkPreviews = "link_previews",
        /// What a user has in the trash by itself; in parts, by its kind.
        TrashItems = "trash_items",
        /// Calls as somebody else that were let in, by enterprise; in parts, by the hour since 1970.
        ActedAllowed = "acted_allowed",
        /// The same, refused.
        ActedRefused = "acted_refused",
        /// Calls that were let in, by app; in parts, by the hour since 1970.
        AppCalls = "app_calls",
    }
}

const ADD: &str = "INSERT INTO counters (kind, owner_id, part_id, shard, value) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (kind, owner_id, part_id, shard) DO UPDATE SET value = counters.value + excluded.value";
const SUM: &str = "SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters WHERE kind = $1 AND owner_id = $2";
const PART: &str = "SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM counters \
    WHERE kind = $1 AND owner_id = $2 AND part_id = $3";

const PARTS: &str = "SELECT part_id, CAST(sum(value) AS BIGINT) FROM counters \
    WHERE kind = $1 AND owner_id = $2 AND part_id >= $3 AND part_id <= $4 GROUP BY part_id ORDER BY part_id";

const CLEAR: &str = "DELETE FROM counters WHERE kind = $1 AND owner_id = $2";

impl Counter {
    /// # Errors
    /// Those of the store.
    pub fn add(self, tx: &mut Tx<Write>, owner: i64, change: i64) -> Result<()> {
        self.add_to_part(tx, owner, 0, change)
    }

    /// # Errors
    /// Those of the store.
    pub fn add_to_part(self, tx: &mut Tx<Write>, owner: i64, part: i64, change: i64) -> Result<()> {
        let shard = tx.shard();
        tx.exec(ADD, (self, owner, part, shard, change))?;
        Ok(())
    }

    /// Of what is gone for good.
    ///
    /// # Errors
    /// Those of the store.
    pub fn clear(self, tx: &mut Tx<Write>, owner: i64) -> Result<()> {
        tx.exec(CLEAR, (self, owner))?;
        Ok(())
    }

    /// All parts together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn value(self, tx: &mut Tx<Read>, owner: i64) -> Result<i64> {
        let (sum,) = tx.one(SUM, (self, owner))?;
        Ok(sum)
    }

    /// All parts from the one to the other, each with its value; those that nothing was added to are left out.
    ///
    /// # Errors
    /// Those of the store.
    pub fn parts(self, tx: &mut Tx<Read>, owner: i64, from: i64, to: i64) -> Result<Vec<(i64, i64)>> {
        Ok(tx.many(PARTS, (self, owner, from, to))?)
    }

    /// # Errors
    /// Those of the store.
    pub fn part(self, tx: &mut Tx<Read>, owner: i64, part: i64) -> Result<i64> {
        let (sum,) = tx.one(PART, (self, owner, part))?;
        Ok(sum)
    }
}
