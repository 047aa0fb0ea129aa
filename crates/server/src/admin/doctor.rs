//! Whether the store is sound. What lies around it (the directory, the configuration) is looked at by whoever runs it.
use super::{Admin, Answer, Check, Doctor, Refused, Result};
use boxwood_api::SCHEMA;
use boxwood_store::{Cost, Read, Tx};

const SQLITE: &str = "PRAGMA integrity_check(10)";
/// Table, row, the table that it refers to, and which of its references that is.
const FOREIGN_KEYS: &str = "PRAGMA foreign_key_check";
const APPLIED: &str = "SELECT name FROM migrations ORDER BY name";
const MISCOUNTED: &str = "SELECT count(*) FROM (SELECT e.id, (SELECT count(*) FROM users u WHERE u.enterprise_id = e.id \
    AND u.kind IN ('managed', 'app_user')) AS found, (SELECT coalesce(sum(c.value), 0) FROM counters c \
    WHERE c.kind = 'users' AND c.owner_id = e.id) AS counted FROM enterprises e) n WHERE n.found <> n.counted";
const COUNTS: &str = "SELECT (SELECT count(*) FROM enterprises) AS enterprises, (SELECT count(*) FROM users) AS users, \
    (SELECT count(*) FROM apps) AS apps, coalesce((SELECT created_at FROM events ORDER BY id DESC LIMIT 1), 0) AS newest";

boxwood_store::row! {
    struct Counts {
        enterprises: i64,
        users: i64,
        apps: i64,
        newest: i64,
    }
}

/// 2025, in microseconds: earlier than that this was not written.
const EARLIEST: i64 = 1_735_689_600_000_000;
/// A clock that is a minute behind the newest event has been set back.
const SLACK: i64 = 60_000_000;

impl Admin {
    pub(super) async fn doctor(&self, asked: Doctor) -> Result<Answer> {
        let mut checks = vec![self.integrity().await, self.migrations().await?, self.counters().await?];
        if asked.verify {
            checks.push(self.verify().await?);
            checks.push(self.uploads().await?);
            checks.push(self.indexed().await?);
        }
        let counts = self.db.read(Cost::Scan, |tx: &mut Tx<Read>| {
            let counts: Counts = tx.one(COUNTS, ())?;
            Ok::<_, Refused>((counts, tx.now()))
        });
        let (counts, now) = counts.await?;
        Ok(Answer::Report(checks.into_iter().chain([contents(&counts), clock(&counts, now)]).collect()))
    }

    async fn integrity(&self) -> Check {
        let remedy = "Restore the newest backup; 'sqlite3 boxwood.db .recover' saves what can be read.";
        let check = |tx: &mut Tx<Read>| -> Result<Option<(Vec<(String,)>, usize)>> {
            if !tx.is_embedded() {
                return Ok(None);
            }
            let broken: Vec<(String, Option<i64>, String, i64)> = tx.many(FOREIGN_KEYS, ())?;
            Ok(Some((tx.many(SQLITE, ())?, broken.len())))
        };
        match self.db.read(Cost::Scan, check).await {
            Ok(None) => Check::good("integrity", "the database server's business"),
            Ok(Some((found, 0))) if found.iter().all(|(text,)| text == "ok") => {
                Check::good("integrity", "every page and every reference is sound")
            }
            Ok(Some((_, broken))) if broken > 0 => {
                Check::bad("integrity", format!("{broken} rows refer to rows that are gone"), remedy)
            }
            Ok(Some((found, _))) => {
                let first = found.into_iter().next().map_or_else(String::new, |(text,)| text);
                Check::bad("integrity", first, remedy)
            }
            Err(error) => Check::bad("integrity", error.message, remedy),
        }
    }

    async fn migrations(&self) -> Result<Check> {
        let applied = self.db.read(Cost::Scan, |tx: &mut Tx<Read>| Ok::<_, Refused>(tx.many(APPLIED, ())?));
        let applied: Vec<(String,)> = applied.await?;
        let unknown = applied.iter().find(|(name,)| SCHEMA.migrations.iter().all(|known| known.name != name));
        Ok(match unknown {
            None => Check::good("migrations", format!("{} applied, none is missing", applied.len())),
            Some((name,)) => {
                let remedy = "A newer boxwood has used this store: run that one, or restore a backup from before.";
                Check::bad("migrations", format!("{name} is not known to this version"), remedy)
            }
        })
    }

    async fn counters(&self) -> Result<Check> {
        let miscounted = self.db.read(Cost::Scan, |tx: &mut Tx<Read>| Ok::<_, Refused>(tx.one(MISCOUNTED, ())?));
        let (miscounted,): (i64,) = miscounted.await?;
        let remedy = "Lists show a wrong total; please report how it came about.";
        Ok(match miscounted {
            0 => Check::good("counters", "totals agree with what they count"),
            _ => Check::bad("counters", format!("the users of {miscounted} enterprises are miscounted"), remedy),
        })
    }
}

fn contents(counts: &Counts) -> Check {
    let Counts { enterprises, users, apps, .. } = counts;
    if *enterprises == 0 {
        let remedy = "'boxwood serve' makes a first enterprise, or 'boxwood enterprise create'.";
        return Check::doubtful("contents", "no enterprise", remedy);
    }
    Check::good("contents", format!("enterprises: {enterprises}, users: {users}, apps: {apps}"))
}

fn clock(counts: &Counts, now: i64) -> Check {
    let remedy = "Set the clock (timedatectl set-ntp true): tokens and assertions are checked against it.";
    let shown = boxwood_api::wire::Time::at(now).to_string();
    match now {
        now if now < EARLIEST => Check::bad("clock", format!("{shown} is in the past"), remedy),
        now if now + SLACK < counts.newest => {
            Check::bad("clock", format!("{shown} is before the newest event on record"), remedy)
        }
        _ => Check::good("clock", shown),
    }
}
