//! A large company for measurements.
use crate::{FULL, Signer};
use boxwood_api::{
    Error, Result,
    identity::TokenHash,
    resources::users::{Permissions, Profile},
};
use boxwood_store::{Db, Tx, Write};

const ENTERPRISE: &str = "INSERT INTO enterprises (name, timezone, default_space, created_at) \
    VALUES ('Acme Incorporated, Content Platform', 'UTC', 10737418240, $1)";
const APP: &str = "INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at) \
    VALUES (1, 'full', $1, 'full', $2, $3, $3)";
const KEY: &str = "INSERT INTO app_keys (app_id, kid, public_key, created_at) VALUES (1, 'key', $1, $2)";
const SERVICE: &str = "INSERT INTO users (enterprise_id, app_id, kind, role, permissions, status, name, name_key, login, \
    created_at, modified_at, space_amount, profile) VALUES (1, 1, 'service', 'user', 0, 'active', 'robot', 'robot', \
    'robot@example.com', $1, $1, -1, '{}') RETURNING id";
const AUTHORIZE: &str = "INSERT INTO app_authorizations (app_id, enterprise_id, settings, service_account_id, enabled, \
    authorized_at) VALUES (1, 1, $1, $2, TRUE, $3)";
const USER: &str = "INSERT INTO users (enterprise_id, kind, role, permissions, status, name, name_key, login, \
    created_at, modified_at, space_amount, is_confirmed, profile) \
    VALUES (1, 'managed', $1, $2, 'active', $3, $4, $5, $6, $6, 11345156112, TRUE, $7) RETURNING id";
const TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, issued_at, expires_at) \
    VALUES ($1, 1, $2, $3, FALSE, $4, $5)";
const COUNT: &str = "INSERT INTO counters (kind, owner_id, shard, value) VALUES ('users', 1, 0, $1)";

/// How long the tokens of a data set live, in microseconds: a year.
const TOKEN_LIFE: i64 = 365 * 86_400_000_000;
const BATCH: i64 = 10_000;

/// One enterprise with `count` users. The first half are co-admins (ids 1..), each with a token `token-<26 digits>`; the
/// others are for them to act as. One app, with this key if there is one, and its service account.
///
/// # Errors
/// Those of the store.
pub async fn fill(db: &Db, count: i64, key: Option<&Signer>) -> Result<()> {
    let key = key.map(Signer::public_key);
    let found = move |tx: &mut Tx<Write>| {
        let now = tx.now();
        tx.exec(ENTERPRISE, (now,))?;
        tx.exec(APP, (TokenHash::of("secret"), FULL, now))?;
        if let Some(key) = &key {
            tx.exec(KEY, (key, now))?;
        }
        tx.exec(COUNT, (count,))?;
        Ok::<_, Error>(())
    };
    db.write("testing.found", found).await?;
    let mut next = 1;
    while next <= count {
        let last = (next + BATCH - 1).min(count);
        db.write("testing.fill", move |tx| users(tx, next, last, count / 2)).await?;
        next = last + 1;
    }
    let authorize = |tx: &mut Tx<Write>| {
        let now = tx.now();
        let (service,): (i64,) = tx.one(SERVICE, (now,))?;
        tx.exec(AUTHORIZE, (FULL, service, now))?;
        Ok::<_, Error>(())
    };
    db.write("testing.authorize", authorize).await
}

fn users(tx: &mut Tx<Write>, first: i64, last: i64, coadmins: i64) -> Result<()> {
    let (now, profile) = (tx.now(), profile());
    for n in first..=last {
        let (name, login) = (format!("Aaron Levie {n}"), format!("user{n}@example.com"));
        let is_coadmin = n <= coadmins;
        let (role, permissions) =
            if is_coadmin { ("coadmin", Permissions::DEFAULT) } else { ("user", Permissions::NONE) };
        let values = (role, permissions, &name, name.to_lowercase(), &login, now, &profile);
        let (id,): (i64,) = tx.one(USER, values)?;
        if is_coadmin {
            tx.exec(TOKEN, (TokenHash::of_token(&format!("token-{n:026}")), id, FULL, now, now + TOKEN_LIFE))?;
        }
    }
    Ok(())
}

/// As long as makes the standard answer about as long as the yardstick's 1,077 bytes.
fn profile() -> String {
    let profile = Profile {
        language: "en".to_owned(),
        timezone: "Africa/Bujumbura".to_owned(),
        max_upload_size: 2_147_483_648,
        job_title: "Senior manager of everything that has a name and a number, and of what has neither. ".repeat(3),
        phone: "6509241374".to_owned(),
        address: "900 Jefferson Ave, Redwood City, CA 94063, United States of America. ".repeat(5),
        ..Profile::default()
    };
    serde_json::to_string(&profile).unwrap_or_default()
}
