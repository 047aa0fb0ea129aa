//! What the first start makes: an enterprise with its admin, a sample app that may everything, somebody to act as, and
//! the app's settings file.
//!
//! The key and the password's hash take tenths of a second, so all of it runs beside the server and never before it. A
//! marker in the data directory stands from before the first row until the settings file is in place; a start that finds
//! it finishes the work, with new secrets, because those of the first attempt were shown to nobody.
use crate::admin::{Admin, Refused, Result};
use boxwood_api::{
    Caller, Random, Settings,
    apps::{self, App, AppAuth, AppConfig, KeyPair, NewAccount, NewApp},
    enterprises::{self, NewEnterprise},
    identity::{PasswordHash, TokenHash},
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Cost, Db, Read, Tx, Write};
use serde_json::json;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

pub(crate) const ENTERPRISE: &str = "Boxwood Enterprise";
pub(crate) const ADMIN: &str = "Boxwood Admin";
pub(crate) const ADMIN_LOGIN: &str = "admin@boxwood.example";
pub(crate) const APP: &str = "Boxwood Sample App";
pub(crate) const USER: &str = "Boxwood Sample User";
pub(crate) const USER_LOGIN: &str = "sample.user@boxwood.example";

/// The settings file's name in the data directory.
pub const CONFIG_FILE: &str = "app-config.json";
const UNFINISHED_FILE: &str = ".app-config.json.new";
/// Holds the client id of the app that is being made.
const MARKER: &str = ".provisioning";

/// What was made, with the secrets that are shown once.
pub struct Welcome {
    pub config: PathBuf,
    pub enterprise_id: EnterpriseId,
    pub admin_login: String,
    pub one_time_password: String,
    pub app: String,
    pub client_id: String,
    pub client_secret: String,
    /// Whom the app can act as.
    pub user_id: UserId,
    pub user_login: String,
}

/// Drawn before any transaction.
#[derive(Clone)]
struct Drawn {
    client_id: String,
    secret: String,
    account: NewAccount,
    request: RequestId,
}

/// The rows that stand.
#[derive(Clone, Copy)]
struct Found {
    enterprise: EnterpriseId,
    admin: UserId,
    app: AppId,
    user: UserId,
}

/// Fills an empty store, or finishes what an earlier start began; None where there is nothing to do.
///
/// # Errors
/// In a sentence; the next start tries again.
pub async fn provision(db: &Db, random: &Random, directory: &Path) -> Result<Option<Welcome>> {
    let marker = directory.join(MARKER);
    let begun = fs::read_to_string(&marker).ok().filter(|client_id| client_id.len() == 32);
    if begun.is_none() && !is_empty(db).await? {
        return Ok(None);
    }
    let mut request = [0; 16];
    random.fill(&mut request)?;
    let drawn = Drawn {
        client_id: begun.map_or_else(|| random.lower(32), Ok)?,
        secret: random.alphanumeric(32)?,
        account: NewAccount { random: random.alphanumeric(10)? },
        request: RequestId::new(u128::from_le_bytes(request)),
    };
    let failed = |error: io::Error| Refused::failed(format!("{}: {error}", directory.display()));
    write_new(&marker, &drawn.client_id).map_err(failed)?;
    let Some(found) = begin(db, random, &drawn).await? else {
        // Another server on the same database was first.
        let _ = fs::remove_file(&marker);
        return Ok(None);
    };
    let welcome = finish(db, random, directory, &drawn, found).await?;
    fs::remove_file(&marker).map_err(failed)?;
    Ok(Some(welcome))
}

async fn is_empty(db: &Db) -> Result<bool> {
    db.read(Cost::Point, |tx: &mut Tx<Read>| Ok(enterprises::list(tx)?.is_empty())).await
}

/// The rows, all or none of them; the app's key and the admin's password are still to come.
async fn begin(db: &Db, random: &Random, drawn: &Drawn) -> Result<Option<Found>> {
    let body = json!({ "name": USER, "login": USER_LOGIN });
    let create_user = Admin::new(db.clone(), random.clone()).write_of("post_users", &body)?;
    let drawn = drawn.clone();
    let begin = move |tx: &mut Tx<Write>| -> Result<Option<Found>> {
        if let Some(app) = apps::by_client_id(tx, &drawn.client_id)? {
            return again(tx, &app, &drawn).map(Some);
        }
        if !enterprises::list(tx)?.is_empty() {
            return Ok(None);
        }
        let texts = |name: &str, admin: &str, login: &str| (name.to_owned(), admin.to_owned(), login.to_owned());
        let (name, admin_name, admin_login) = texts(ENTERPRISE, ADMIN, ADMIN_LOGIN);
        let new = NewEnterprise { name, admin_name, admin_login, domains: Vec::new() };
        let (enterprise, admin) = enterprises::create(tx, &new, drawn.request)?;
        let who = Caller::console(&admin, AppId::default(), drawn.request);
        let app = apps::create(tx, &who, &sample(&drawn))?.id;
        apps::authorize(tx, &who, app, &drawn.account)?;
        create_user(tx, &who)?;
        found(tx, enterprise, app).map(Some)
    };
    db.write("provision.begin", begin).await
}

/// The rows of an attempt that was cut short: its secret and its keys are replaced.
fn again(tx: &mut Tx<Write>, app: &App, drawn: &Drawn) -> Result<Found> {
    let admin = enterprises::admin(tx, app.enterprise_id)?.ok_or_else(|| Refused::failed("There is no admin."))?;
    let who = Caller::console(&admin, AppId::default(), drawn.request);
    apps::reset_secret(tx, &who, app.id, TokenHash::of(&drawn.secret))?;
    for key in apps::keys(tx, app.id)? {
        apps::remove_key(tx, &who, app.id, &key.kid)?;
    }
    found(tx, app.enterprise_id, app.id)
}

fn found(tx: &mut Tx<Read>, enterprise: EnterpriseId, app: AppId) -> Result<Found> {
    let by_login = |tx: &mut Tx<Read>, login: &str| -> Result<UserId> {
        let person = enterprises::person_by_login(tx, login)?;
        Ok(person.ok_or_else(|| Refused::failed(format!("There is no {login}.")))?.id)
    };
    Ok(Found { enterprise, admin: by_login(tx, ADMIN_LOGIN)?, app, user: by_login(tx, USER_LOGIN)? })
}

fn sample(drawn: &Drawn) -> NewApp {
    NewApp {
        name: APP.to_owned(),
        description: "Made at the first start, and authorized for everything.".to_owned(),
        contact_email: String::new(),
        purpose: None,
        client_id: drawn.client_id.clone(),
        secret: TokenHash::of(&drawn.secret),
        settings: Settings::SCOPES
            | Settings::FEATURES
            | Settings::ENTERPRISE_ACCESS
            | Settings::JWT
            | Settings::CLIENT_CREDENTIALS,
        redirect_uris: Vec::new(),
        cors_origins: Vec::new(),
    }
}

/// Makes the key and the password. The file is written before the rows that make it true, and appears after them.
async fn finish(db: &Db, random: &Random, directory: &Path, drawn: &Drawn, found: Found) -> Result<Welcome> {
    let (password, slow) = (random.alphanumeric(16)?, random.clone());
    let (text, failed) = (password.clone(), |error: io::Error| Refused::failed(format!("{CONFIG_FILE}: {error}")));
    let made = tokio::task::spawn_blocking(move || {
        Ok::<_, Refused>((KeyPair::generate(&slow)?, PasswordHash::of(&text, &slow)?))
    });
    let (pair, hash) = made.await.map_err(|error| Refused::failed(error.to_string()))??;
    let (client_id, client_secret) = (drawn.client_id.clone(), drawn.secret.clone());
    let config = AppConfig::new(found.enterprise, client_id.clone(), client_secret.clone(), AppAuth::from(&pair));
    let (unfinished, file) = (directory.join(UNFINISHED_FILE), directory.join(CONFIG_FILE));
    write_new(&unfinished, &config.text()).map_err(failed)?;
    let (kid, public, request) = (pair.kid, pair.public, drawn.request);
    let finish = move |tx: &mut Tx<Write>| -> Result<()> {
        let admin = enterprises::admin(tx, found.enterprise)?.ok_or_else(|| Refused::failed("There is no admin."))?;
        let who = Caller::console(&admin, AppId::default(), request);
        apps::add_key(tx, &who, found.app, &kid, &public)?;
        Ok(hash.set(tx, found.admin, true)?)
    };
    db.write("provision.finish", finish).await?;
    fs::rename(&unfinished, &file).and_then(|()| File::open(directory)?.sync_all()).map_err(failed)?;
    Ok(Welcome {
        config: file,
        enterprise_id: found.enterprise,
        admin_login: ADMIN_LOGIN.to_owned(),
        one_time_password: password,
        app: APP.to_owned(),
        client_id,
        client_secret,
        user_id: found.user,
        user_login: USER_LOGIN.to_owned(),
    })
}

/// Writes a file that only its owner reads, down to the disk.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}
