//! The people and apps of a test world, and a large company for measurements.
use boxwood_api::{
    Error, Result, Settings,
    identity::TokenHash,
    resources::users::{Permissions, Profile},
    wire::UserId,
};
use boxwood_store::{Db, Tx, Write};

const ENTERPRISE: &str = "INSERT INTO enterprises (name, timezone, tracking_codes, domains, default_space, created_at) \
    VALUES ($1, $2, '[\"Cost Center\", \"Team\"]', '[\"example.com\"]', 10737418240, $3)";
const APP: &str = "INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at) \
    VALUES (1, $1, $2, $1, $3, $4, $4)";
const AUTHORIZE: &str = "INSERT INTO app_authorizations (app_id, enterprise_id, settings, service_account_id, enabled, \
    authorized_at) SELECT a.id, e.id, a.settings, (SELECT id FROM users WHERE name = 'robot' AND a.id = 1), \
    a.name <> 'off', $1 FROM apps a CROSS JOIN enterprises e";
const USER: &str = "INSERT INTO users (enterprise_id, app_id, kind, role, permissions, status, name, name_key, login, \
    created_at, modified_at, space_amount, is_confirmed, profile) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $9, 11345156112, TRUE, $10)";
const COUNT: &str = "INSERT INTO counters (kind, owner_id, part_id, shard, value) \
    SELECT 'users', enterprise_id, listed_for, 0, count(*) FROM users WHERE listed_for >= 0 GROUP BY enterprise_id, listed_for";
const TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, issued_at, expires_at) \
    SELECT $1, $2, id, $4, $5, $6, $7 FROM users WHERE name = $3";
const SHARE: &str = "INSERT INTO collaborations (item_id, user_id, role, status, created_at, modified_at) \
    VALUES ($1, $2, $3, 'accepted', 0, 0)";
const NAMED: &str = "SELECT id FROM users WHERE name = $1";
const NARROW_TOKEN: &str = "INSERT INTO tokens (hash, app_id, user_id, settings, downscoped, resource, issued_at, expires_at) \
    SELECT $1, 1, id, $3, TRUE, $4, $5, $6 FROM users WHERE name = $2";

/// All that a server app can have.
pub const FULL: Settings = Settings(
    Settings::SCOPES.0
        | Settings::FEATURES.0
        | Settings::ENTERPRISE_ACCESS.0
        | Settings::JWT.0
        | Settings::CLIENT_CREDENTIALS.0,
);

type Someone = (&'static str, i64, Option<i64>, &'static str, &'static str, &'static str, bool);

/// name, enterprise, app, kind, role, status, may log in as users. Ids count from 1 in this order.
#[rustfmt::skip]
const PEOPLE: [Someone; 10] = [
    ("ada",   1, None,    "managed",  "admin",   "active",   true),
    ("cole",  1, None,    "managed",  "coadmin", "active",   true),
    ("una",   1, None,    "managed",  "user",    "active",   true),
    ("max",   1, None,    "managed",  "user",    "active",   true),
    ("ina",   1, None,    "managed",  "user",    "inactive", true),
    ("robot", 1, Some(1), "service",  "user",    "active",   true),
    ("appu1", 1, Some(1), "app_user", "user",    "active",   true),
    ("appu2", 1, Some(2), "app_user", "user",    "active",   true),
    ("olga",  2, None,    "managed",  "user",    "active",   true),
    ("cora",  1, None,    "managed",  "coadmin", "active",   false),
];

/// token, user, app, settings, downscoped, alive. Everybody also has a token of the first app that is called like them.
#[rustfmt::skip]
const TOKENS: [(&str, &str, i64, Settings, bool, bool); 7] = [
    ("ada without scopes",       "ada", 1, Settings(FULL.0 & !Settings::SCOPES.0), false, true),
    ("ada downscoped",           "ada", 1, Settings(FULL.0 & !Settings::FEATURES.0), true, true),
    ("ada expired",              "ada", 1, FULL,  false, false),
    ("ada, app without as-user", "ada", 2, FULL,  false, true),
    ("ada, app access only",     "ada", 3, FULL,  false, true),
    ("ada, app disabled",        "ada", 4, FULL,  false, true),
    ("ada, user-auth app",       "ada", 5, FULL,  false, true),
];

const HOUR: i64 = 3_600_000_000;

pub(super) async fn found(db: &Db) -> Result<()> {
    db.write("testing.found", |tx| {
        let now = tx.now();
        tx.exec(ENTERPRISE, ("Acme", "UTC", now))?;
        tx.exec(ENTERPRISE, ("Other", "America/Los_Angeles", now))?;
        for (client, without) in [
            ("full", Settings::NONE),
            ("plain", Settings::AS_USER),
            ("own users only", Settings::ENTERPRISE_ACCESS),
            ("off", Settings::NONE),
            ("user-auth", Settings::SERVER),
        ] {
            let settings = if client == "user-auth" { FULL | Settings::OAUTH2 } else { FULL };
            tx.exec(APP, (client, TokenHash::of("secret"), settings & !without, now))?;
        }
        for (name, enterprise, app, kind, role, status, log_in) in PEOPLE {
            user(tx, name, (enterprise, app, kind, role, status, log_in))?;
        }
        tx.exec(AUTHORIZE, (now,))?;
        for (name, ..) in PEOPLE {
            token(tx, name, name, 1, FULL, false, true)?;
        }
        for (text, user, app, settings, downscoped, alive) in TOKENS {
            token(tx, text, user, app, settings, downscoped, alive)?;
        }
        tx.exec(COUNT, ())?;
        Ok::<_, Error>(())
    })
    .await
}

fn user(tx: &mut Tx<Write>, name: &str, of: (i64, Option<i64>, &str, &str, &str, bool)) -> Result<()> {
    let (enterprise, app, kind, role, status, log_in) = of;
    let (now, login) = (tx.now(), format!("{name}@example.com"));
    let permissions = if log_in { Permissions::DEFAULT } else { Permissions::MANAGE_USERS };
    let profile = Profile {
        language: "en".to_owned(),
        timezone: "Africa/Bujumbura".to_owned(),
        max_upload_size: 2_147_483_648,
        job_title: "Senior manager of everything that has a name and a number".to_owned(),
        phone: "6509241374".to_owned(),
        address: "900 Jefferson Ave, Redwood City, CA 94063, United States of America".to_owned(),
        ..Profile::default()
    };
    let profile = serde_json::to_string(&profile).unwrap_or_default();
    tx.exec(USER, (enterprise, app, kind, role, permissions, status, name, &login, now, &profile))?;
    Ok(())
}

fn token(
    tx: &mut Tx<Write>,
    text: &str,
    user: &str,
    app: i64,
    settings: Settings,
    downscoped: bool,
    alive: bool,
) -> Result<()> {
    let now = tx.now();
    let expires_at = now + if alive { HOUR } else { -HOUR };
    tx.exec(TOKEN, (TokenHash::of_token(text), app, user, settings, downscoped, now, expires_at))?;
    Ok(())
}

impl super::World {
    /// Makes a user a collaborator of a folder; there is no operation for it yet.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn share(&self, folder: i64, name: &'static str, role: &'static str) {
        let share = move |tx: &mut Tx<Write>| {
            let (user,): (UserId,) = tx.one(NAMED, (name,))?;
            tx.forget(user.key());
            Ok::<_, Error>(tx.exec(SHARE, (folder, user, role))?)
        };
        self.app().db().write("testing.share", share).await.expect("shared");
    }

    /// A downscoped token of that user with those scopes; `resource` (`folder:1`) is all that it reaches.
    ///
    /// # Panics
    /// When a scope is unknown or the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn narrow_token(
        &self,
        text: &'static str,
        user: &'static str,
        scopes: &str,
        resource: Option<&'static str>,
    ) {
        let scopes: Settings = scopes.split(' ').map(|scope| Settings::named(scope).expect("a scope")).collect();
        let issue = move |tx: &mut Tx<Write>| {
            let now = tx.now();
            tx.exec(NARROW_TOKEN, (TokenHash::of_token(text), user, scopes, resource, now, now + HOUR))?;
            Ok::<_, Error>(())
        };
        self.app().db().write("testing.narrow_token", issue).await.expect("a token");
    }

    /// A token of that user's for that app, with just these settings.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn token(&self, text: &'static str, user: &'static str, app: i64, settings: i64) {
        let issue = move |tx: &mut Tx<Write>| token(tx, text, user, app, Settings(settings), false, true);
        self.app().db().write("testing.token", issue).await.expect("a token");
    }
}
