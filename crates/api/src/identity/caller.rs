//! Who is calling: made in one function, from what the request carries, and nowhere else.
use super::{
    Limit, Refusal, as_user,
    token::{Session, Token, TokenHash, session},
};
use crate::{
    About, Result, Settings,
    events::Holder,
    items::{Door, Visit},
    resources::users::{self, Loaded, Person, Status, User},
    wire::{AppId, RequestId, UserId},
};
use boxwood_store::{Read, Tx};
use std::sync::Arc;

/// What a request says about its caller.
#[derive(Clone, Default)]
pub struct Credentials {
    pub token: Option<TokenHash>,
    /// The value of the As-User header.
    pub as_user: Option<String>,
    /// The shared link that the request comes by.
    pub link: Option<Door>,
    /// The forms that files are to be shown in (`X-Rep-Hints`).
    pub hints: Option<Arc<str>>,
    pub request: RequestId,
}

/// A caller whose token, app, user and impersonation were all checked.
pub struct Caller {
    session: Arc<Session>,
    /// Whom the call is made as, where that is another than the token's own user.
    target: Option<Arc<Loaded>>,
    settings: Settings,
    /// The shared link that they come by.
    visit: Option<Visit>,
    hints: Option<Arc<str>>,
    request: RequestId,
}

impl Caller {
    /// Decides who is calling, by the decision table of the contract (identity §5.1), and whether the token may make
    /// this call at all.
    ///
    /// # Errors
    /// The inner one is the row of the table that refuses the call.
    pub fn identify(tx: &mut Tx<Read>, by: &Credentials, about: &About) -> Result<Result<Caller, Refusal>> {
        let Some(hash) = &by.token else { return Ok(Err(Refusal::NoToken)) };
        let now = tx.now();
        let Some(session) = session(tx, hash)? else { return Ok(Err(Refusal::UnknownToken)) };
        let Session { token, actor } = &*session;
        if token.expires_at <= now {
            return Ok(Err(Refusal::ExpiredToken));
        }
        if !token.is_app_enabled() {
            return Ok(Err(Refusal::AppDisabled));
        }
        if actor.status == Status::Inactive {
            return Ok(Err(Refusal::ActorInactive));
        }
        let settings = token.settings();
        let target = match by.as_user.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            None => None,
            Some(value) => {
                let id: Option<UserId> = value.parse().ok();
                let found = id.map(|id| users::loaded(tx, id)).transpose()?.flatten();
                let person = found.as_ref().map(|found| &found.person);
                if let Err(refusal) = as_user::decide(settings, token.app_id, actor, person) {
                    return Ok(Err(refusal));
                }
                found
            }
        };
        if !settings.allow(about.scope, about.method) {
            return Ok(Err(Refusal::ScopeMissing));
        }
        let mut who = Caller { session, target, settings, visit: None, hints: by.hints.clone(), request: by.request };
        if about.by_link {
            who.visit = who.came_by(tx, by)?;
        }
        Ok(Ok(who))
    }

    /// The link of the request, or else that which the token was exchanged for.
    fn came_by(&self, tx: &mut Tx<Read>, by: &Credentials) -> Result<Option<Visit>> {
        match (&by.link, self.session.token.shared_link) {
            (Some(door), _) => Visit::by_header(tx, self, door).map(Some),
            (None, Some(link)) => Visit::by_token(tx, self, link),
            (None, None) => Ok(None),
        }
    }

    /// One who is at the server's own console or command line: signed in there, so no token narrows what they may.
    /// `app` is that whose business it is, for what only an app's own users may do.
    pub fn console(user: &Person, app: AppId, request: RequestId) -> Caller {
        let token = Token::console(app);
        let settings = token.settings();
        let session = Arc::new(Session { token, actor: user.clone() });
        Caller { session, target: None, settings, visit: None, hints: None, request }
    }

    /// Whoever was given an address that carries its own permission, as they are by now: no token narrows what they may, for
    /// what it let them was settled when the address was made. None: they are gone, or inactive.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn holding(tx: &mut Tx<Read>, by: Holder, request: RequestId) -> Result<Option<Caller>> {
        let Some(actor) = active(tx, by.actor)? else { return Ok(None) };
        let who = Caller::console(&actor.person, by.app, request);
        if by.user == by.actor {
            return Ok(Some(who));
        }
        Ok(active(tx, by.user)?.map(|target| who.acting_as(target)))
    }

    /// The same one in another's account; whether they may, is for who lets them in to say.
    #[must_use]
    pub(crate) fn acting_as(self, target: Arc<Loaded>) -> Caller {
        Caller { target: Some(target), ..self }
    }

    /// Whoever has come to the site by a shared link, signed in or not; `user` is nobody in particular then.
    #[must_use]
    pub fn visiting(self, visit: Visit) -> Caller {
        Caller { visit: Some(visit), ..self }
    }

    /// The shared link that the call comes by, with what it leads to.
    pub fn visit(&self) -> Option<&Visit> {
        self.visit.as_ref()
    }

    /// The forms that they would like files to be shown in, if they have said so.
    pub fn hints(&self) -> Option<&str> {
        self.hints.as_deref()
    }

    /// Whose rights, root folder and `/users/me` count.
    pub fn user(&self) -> &Person {
        self.target.as_ref().map_or(&self.session.actor, |target| &target.person)
    }

    /// What is shown of whom the call is made as, where that is another than the token's own user: it came with what
    /// decided about them.
    pub(crate) fn target_shown(&self) -> Option<Arc<User>> {
        self.target.as_ref().map(|target| target.shown.clone())
    }

    /// Who really called: for audit rows and events.
    pub fn actor(&self) -> &Person {
        &self.session.actor
    }

    pub fn is_impersonating(&self) -> bool {
        self.target.is_some()
    }

    /// What the token may: the scopes, features and access level that count for this call.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    pub fn app(&self) -> AppId {
        self.session.token.app_id
    }

    /// Whether the app has users of its own: one that an enterprise has to authorize.
    pub fn is_of_server_app(&self) -> bool {
        self.session.token.is_of_server_app()
    }

    /// The only thing that the token reaches, if it is a downscoped one with a resource.
    pub fn limit(&self) -> Option<Limit> {
        self.session.token.resource
    }

    /// What the call was made with.
    pub(crate) fn token(&self) -> &Token {
        &self.session.token
    }

    pub fn is_downscoped(&self) -> bool {
        self.session.token.downscoped
    }

    pub fn request(&self) -> RequestId {
        self.request
    }
}

fn active(tx: &mut Tx<Read>, user: UserId) -> Result<Option<Arc<Loaded>>> {
    Ok(users::loaded(tx, user)?.filter(|loaded| loaded.person.status != Status::Inactive))
}
