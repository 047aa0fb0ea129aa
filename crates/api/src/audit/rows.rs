//! The three tables of the record, each read from its newest end and behind a key.
use crate::{
    Result,
    wire::{AppId, EnterpriseId, UserId},
};
use boxwood_store::{Read, Tx, row};

const MINUTE: i64 = 60_000_000;

row! {
    /// A row of either table. `at` is a time in the table's own unit, `seq` what tells rows of the same time apart, where
    /// the rest does not.
    #[derive(Clone, Debug)]
    pub struct Found {
        at: i64,
        seq: i64,
        actor_id: UserId,
        user_id: Option<UserId>,
        app_id: AppId,
        operation: String,
        outcome: i64,
        count: i64,
        request_id: String,
    }
}

const WRITES: &str = "SELECT created_at AS at, id AS seq, actor_id, user_id, app_id, operation, outcome, \
    CAST(1 AS BIGINT) AS count, request_id FROM as_user_writes \
    WHERE enterprise_id = $1 AND (created_at, id) < ($2, $3) AND created_at >= $4 \
    ORDER BY created_at DESC, id DESC LIMIT $5";
const READS: &str = "SELECT minute AS at, CAST(0 AS BIGINT) AS seq, actor_id, user_id, app_id, operation, outcome, count, \
    '' AS request_id FROM as_user_reads WHERE enterprise_id = $1 \
    AND (minute, actor_id, user_id, app_id, operation, outcome) < ($2, $3, $4, $5, $6, $7) AND minute >= $8 \
    ORDER BY minute DESC, actor_id DESC, user_id DESC, app_id DESC, operation DESC, outcome DESC LIMIT $9";
const REFUSALS: &str = "SELECT created_at AS at, slot AS seq, coalesce(actor_id, 0) AS actor_id, user_id, app_id, operation, \
    status AS outcome, CAST(1 AS BIGINT) AS count, request_id FROM refusals \
    WHERE enterprise_id = $1 AND (created_at, app_id, slot) < ($2, $3, $4) AND created_at >= $5 AND on_record = FALSE \
    ORDER BY created_at DESC, app_id DESC, slot DESC LIMIT $6";

/// Where in a table something is: behind all that is newer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    at: i64,
    seq: i64,
    actor: i64,
    user: i64,
    app: i64,
    outcome: i64,
    operation: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Writes,
    Reads,
    Refusals,
}

pub const TABLES: [Table; 3] = [Table::Writes, Table::Reads, Table::Refusals];

impl Table {
    /// What a row's `at` counts, in microseconds.
    pub fn unit(self) -> i64 {
        if self == Table::Reads { MINUTE } else { 1 }
    }

    /// Rows behind `key` and not older than `from` (microseconds), the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rows(self, tx: &mut Tx<Read>, of: EnterpriseId, key: &Key, from: i64, limit: i64) -> Result<Vec<Found>> {
        let Key { at, seq, actor, user, app, outcome, operation } = key;
        let from = from.div_euclid(self.unit());
        Ok(match self {
            Table::Writes => tx.many(WRITES, (of, at, seq, from, limit))?,
            Table::Reads => tx.many(READS, (of, at, actor, user, app, operation, outcome, from, limit))?,
            Table::Refusals => tx.many(REFUSALS, (of, at, app, seq, from, limit))?,
        })
    }
}

impl Key {
    /// Behind nothing that is not newer than `until` (microseconds).
    pub fn newest(table: Table, until: i64) -> Key {
        let at = until.div_euclid(table.unit()).saturating_add(1);
        Key { at, seq: 0, actor: 0, user: 0, app: 0, outcome: 0, operation: String::new() }
    }

    /// Behind everything.
    pub fn oldest() -> Key {
        Key { at: i64::MIN, seq: 0, actor: 0, user: 0, app: 0, outcome: 0, operation: String::new() }
    }

    pub fn is_oldest(&self) -> bool {
        self.at == i64::MIN
    }

    pub fn text(&self) -> String {
        let Key { at, seq, actor, user, app, outcome, operation } = self;
        format!("{at}.{seq}.{actor}.{user}.{app}.{outcome}.{operation}")
    }

    pub fn of(text: &str) -> Option<Key> {
        let mut parts = text.splitn(7, '.');
        let mut number = || parts.next()?.parse().ok();
        let (at, seq, actor) = (number()?, number()?, number()?);
        let (user, app, outcome) = (number()?, number()?, number()?);
        let operation = parts.next()?.to_owned();
        Some(Key { at, seq, actor, user, app, outcome, operation })
    }
}

impl Found {
    pub fn key(&self) -> Key {
        Key {
            at: self.at,
            seq: self.seq,
            actor: self.actor_id.0,
            user: self.user_id.unwrap_or_default().0,
            app: self.app_id.0,
            outcome: self.outcome,
            operation: self.operation.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Table};

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key = Key { at: -5, seq: 1, actor: 2, user: 3, app: 4, outcome: 200, operation: "web.stop.x".to_owned() };
        for key in [key, Key::oldest(), Key::newest(Table::Reads, 1_750_000_000_000_000)] {
            assert_eq!(Key::of(&key.text()), Some(key));
        }
        for text in ["", "1.2.3", "a.b.c.d.e.f.g", "1.2.3.4.5.6"] {
            assert_eq!(Key::of(text), None, "{text}");
        }
    }
}
