//! What the pages are measured with: an admin who is signed in, and a long record.
use super::Outcome;
use boxwood_api::{Error, SCHEMA, identity::TokenHash};
use boxwood_store::{Config, Db, Tx, Write};

const ADMIN: &str = "UPDATE users SET role = 'admin' WHERE id = 1";
const SESSION: &str = "INSERT INTO web_sessions (hash, user_id, stage, agent, created_at, seen_at, expires_at) \
    VALUES ($1, 1, 'full', 'rig', $2, $2, $3)";
const ACTED: &str = "INSERT INTO as_user_writes (created_at, request_id, actor_id, user_id, app_id, operation, outcome, \
    enterprise_id) VALUES ($1, '0123456789abcdef', $2, $3, 1, 'put_users_id', 200, 1)";
/// The store may have been measured before, and then has some.
const HOURS: &str = "INSERT INTO counters (kind, owner_id, part_id, shard, value) VALUES ('acted_allowed', 1, $1, 0, $2) \
    ON CONFLICT (kind, owner_id, part_id, shard) DO UPDATE SET value = excluded.value";

const HOUR: i64 = 3_600_000_000;
/// The record is of the last thirty days.
const SPAN: i64 = 30 * 24;

/// In a store that was filled, makes the first user the admin, signed in with the cookie `secret`; so many writes as others
/// are on record.
pub fn prepare(place: &str, secret: &str, records: &str) -> Outcome {
    let (hash, records): (_, i64) = (TokenHash::of(secret), records.parse()?);
    let db = Db::open(&Config { durable: false, ..Config::new(place) }, &SCHEMA)?;
    let prepare = move |tx: &mut Tx<Write>| {
        let now = tx.now();
        tx.exec(ADMIN, ())?;
        tx.exec(SESSION, (hash, now, now + 24 * HOUR))?;
        for n in 0..records {
            let (actor, user) = (1 + n % 500, 501 + n * 7 % 500);
            tx.exec(ACTED, (now - n * (SPAN * HOUR / records.max(1)), actor, user))?;
        }
        for hour in 0..SPAN {
            tx.exec(HOURS, (now / HOUR - hour, records / SPAN))?;
        }
        Ok::<_, Error>(())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(db.write("rig.web", prepare)).map_err(|error| error.to_string().into())
}
