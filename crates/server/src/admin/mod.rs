//! What whoever runs the server can tell it: one typed command in, one typed answer out.
//!
//! A command runs on a store, wherever that is open: in `boxwood` itself while no server runs, or in the server, which
//! takes commands on a socket in its data directory ([`socket`]) so that its caches stay right. It counts for the admin
//! of the enterprise, and does no more than the contract lets an admin do; users are changed by the operations that
//! clients call.
mod answer;
mod apps;
mod command;
mod doctor;
mod enterprises;
mod file_requests;
mod find;
mod keys;
mod later;
mod operations;
mod refused;
pub mod socket;
mod users;
mod verify;

pub use answer::*;
pub(crate) use apps::scopes;
pub use command::*;
pub use later::{Later, described_at_once};
pub use refused::{Kind, Refused};
pub(crate) use users::permissions;

use crate::{App, collect, lab::Lab};
use boxwood_api::{
    Caller, Endpoint, Random, audit, enterprises as people,
    identity::{Drawn, SHORT},
    oauth, resources,
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_blobs::Blobs;
use boxwood_store::{Cost, Db, Read, Tx};
use std::sync::{Arc, OnceLock};

pub type Result<T, E = Refused> = std::result::Result<T, E>;

/// Runs commands on a store. Clones share it.
#[derive(Clone)]
pub struct Admin {
    db: Db,
    random: Random,
    /// Where the bytes of files are; who has none to look after says nothing of it.
    blobs: Option<Blobs>,
    endpoints: Arc<OnceLock<Vec<Arc<Endpoint>>>>,
    /// The server that the commands are given to, if one runs.
    app: Option<Arc<App>>,
    /// Whose main world they are given to, whichever store that has by then.
    lab: Option<Lab>,
}

impl Admin {
    pub fn new(db: Db, random: Random) -> Self {
        Admin { db, random, blobs: None, endpoints: Arc::default(), app: None, lab: None }
    }

    /// Commands to a server that runs: what it has yet to write down counts too.
    pub fn of_server(app: Arc<App>, random: Random) -> Self {
        let admin = Admin::new(app.db().clone(), random).with_blobs(app.blobs().clone());
        Admin { app: Some(app), ..admin }
    }

    /// Commands to the main world of a laboratory.
    #[must_use]
    pub fn with_lab(self, lab: Lab) -> Self {
        Admin { lab: Some(lab), ..self }
    }

    #[must_use]
    pub fn with_blobs(self, blobs: Blobs) -> Self {
        Admin { blobs: Some(blobs), ..self }
    }

    /// # Errors
    /// Why it was not done, in a sentence.
    pub async fn run(&self, command: Command) -> Result<Answer> {
        match &self.lab {
            Some(lab) => Admin::of_server(lab.main(), self.random.clone()).carry_out(command).await,
            None => self.carry_out(command).await,
        }
    }

    async fn carry_out(&self, command: Command) -> Result<Answer> {
        match command {
            Command::User(Later(command)) => self.user(command).await,
            Command::Enterprise(Later(command)) => self.enterprise(command).await,
            Command::App(Later(command)) => self.app(command).await,
            Command::Token(Later(TokenCommand::Developer(asked))) => self.developer_token(asked).await,
            Command::FileRequest(Later(command)) => self.file_request(command).await,
            Command::Explain { request_id } => self.explain(request_id).await,
            Command::Doctor(asked) => self.doctor(asked).await,
            Command::Gc => self.collect().await,
        }
    }

    async fn collect(&self) -> Result<Answer> {
        let blobs = self.blobs.as_ref().ok_or_else(|| Refused::failed("It is not known where the files are."))?;
        let collected = collect(&self.db, blobs).await.map_err(|error| Refused::failed(error.to_string()))?;
        Ok(Answer::Collected(CollectedView { contents: collected.contents, objects: collected.objects }))
    }

    async fn developer_token(&self, asked: DeveloperToken) -> Result<Answer> {
        let Drawn { text, hash } = Drawn::short(&self.random, self.db.now(), SHORT)?;
        let issue = move |tx: &mut Tx<boxwood_store::Write>| -> Result<_> {
            let app = find::app(tx, asked.app.as_deref())?;
            let user = match &asked.user {
                Some(text) => find::user(tx, text)?,
                None => {
                    let owner = app.owner_id.ok_or_else(|| Refused::new("The app has no owner; name a --user"))?;
                    find::user(tx, &owner.to_string())?
                }
            };
            if user.status == resources::users::Status::Inactive {
                let hint = format!("boxwood user update {} --status active", user.id);
                return Err(Refused::new(format!("{} is inactive and gets no token", user.name)).hint(hint));
            }
            let expires_in = oauth::developer_token(tx, app.id, user.id, app.settings, hash)?;
            Ok((app.name, user.id, user.login.unwrap_or_default(), expires_in))
        };
        let (app, user_id, login, expires_in) = self.db.write("admin.token", issue).await?;
        Ok(Answer::Token(TokenView { access_token: text, expires_in, app, user_id, login }))
    }

    async fn explain(&self, text: String) -> Result<Answer> {
        let malformed = || {
            let form = "16 letters and digits, the request_id of an error's body; or the BOX-REQUEST-ID of a response";
            Refused::new(format!("'{text}' is no request id. It is {form}."))
        };
        let request = RequestId::of(&text).filter(|id| id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let request = request.ok_or_else(malformed)?;
        if let Some(app) = &self.app {
            app.flush().await?;
        }
        let find = move |tx: &mut Tx<Read>| audit::explain(tx, request);
        let found = self.db.read(Cost::Point, find).await?;
        found.map(Answer::Explanation).ok_or_else(|| {
            let kept =
                "Only refused calls are kept, the last thousand of each app, and they are written once a second.";
            Refused::missing(format!("No refused call {request} is on record.")).hint(kept)
        })
    }
}

/// The caller that a command counts for: the admin of the enterprise. `app` is that whose business it is.
fn operator(tx: &mut Tx<Read>, enterprise: EnterpriseId, app: AppId, request: RequestId) -> Result<Caller> {
    let admin = people::admin(tx, enterprise)?.ok_or_else(|| {
        Refused::new(format!("Enterprise {enterprise} has no admin, in whose name this could be done."))
    })?;
    Ok(Caller::console(&admin, app, request))
}
