//! Worlds: servers beside each other in one process, each of which goes on from the state that it was forked from. A fork
//! copies nothing but what is changed afterwards, so that every test can have a world of its own.
mod chosen;
mod problem;
mod state;
mod tokens;
mod world;

pub use problem::Problem;
pub use state::State;
pub use world::World;

use super::HeldClock;
use crate::{App, seed};
use axum::body::Body;
use http::{Request, Response};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokens::Tokens;

/// The world that is there from the start, and that those requests are for that name none.
pub const MAIN: &str = "main";
/// More than that at a time is nobody's test, but a test that drops none.
const MOST: usize = 1000;
const LONGEST_NAME: usize = 63;

/// All worlds of a server, with the snapshots that others can be made from.
pub struct Worlds {
    all: Mutex<All>,
    tokens: Tokens,
}

struct All {
    main: Arc<World>,
    /// The others.
    worlds: BTreeMap<String, Arc<World>>,
    snapshots: BTreeMap<String, State>,
}

impl Worlds {
    /// With the one that the server has been opened with.
    pub(crate) fn new(main: Arc<App>, clock: HeldClock) -> Worlds {
        let all = All { main: Arc::new(World::main(main, clock)), worlds: BTreeMap::new(), snapshots: BTreeMap::new() };
        Worlds { all: Mutex::new(all), tokens: Tokens::default() }
    }

    /// The one that is always there.
    pub fn main(&self) -> Arc<World> {
        self.all().main.clone()
    }

    /// The world of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn named(&self, name: &str) -> Result<Arc<World>, Problem> {
        self.all().named(name).ok_or_else(|| Problem::NoWorld(name.to_owned()))
    }

    /// Every world, by its name.
    pub fn list(&self) -> Vec<Arc<World>> {
        let all = self.all();
        std::iter::once(&all.main).chain(all.worlds.values()).cloned().collect()
    }

    /// The names of all snapshots.
    pub fn snapshots(&self) -> Vec<String> {
        self.all().snapshots.keys().cloned().collect()
    }

    /// The world that a request is for; `hint` is what the user name of a proxy has named. A path that names one does so no more.
    ///
    /// # Errors
    /// It names one that is not there.
    pub fn choose(&self, request: &mut Request<Body>, hint: Option<&str>) -> Result<Arc<World>, Problem> {
        match chosen::taken_from_path(request).or_else(|| chosen::name(request, hint)) {
            Some(name) => self.named(&name),
            None => {
                let of_token = chosen::token(request).and_then(|token| self.tokens.world(token));
                // Its world may have been dropped since, and what it has issued opens nothing elsewhere.
                self.named(of_token.as_deref().unwrap_or(MAIN))
            }
        }
    }

    /// Answers a request of that world. The tokens that it issues lead back to it.
    pub async fn answer(&self, world: &World, request: Request<Body>) -> Response<Body> {
        let issues = tokens::may_issue(&request);
        let response = world.bench().answer(world.app(), request).await;
        if issues { self.tokens.learn(world.name(), response).await } else { response }
    }

    /// A world of that name, which goes on from another's state or from a snapshot.
    ///
    /// # Errors
    /// The name will not do or is taken, there is nothing of the other name, or the server keeps its state in files.
    pub async fn fork(&self, name: &str, from: &str) -> Result<Arc<World>, Problem> {
        allowed(name)?;
        if self.all().worlds.len() >= MOST {
            return Err(Problem::TooMany(MOST));
        }
        self.all().is_free(name)?;
        let state = self.state(from).await?;
        let world = Arc::new(World::of(name, from, state, self.main().app())?);
        let mut all = self.all();
        all.is_free(name)?;
        all.worlds.insert(name.to_owned(), world.clone());
        Ok(world)
    }

    /// Ends a world. Its requests that run may still be answered.
    ///
    /// # Errors
    /// There is none, or it is the main one.
    pub fn end(&self, name: &str) -> Result<(), Problem> {
        if name == MAIN {
            return Err(Problem::Main);
        }
        let ended = self.all().worlds.remove(name).ok_or_else(|| Problem::NoWorld(name.to_owned()))?;
        self.tokens.forget(name);
        ended.stop();
        Ok(())
    }

    /// Puts a world back to what it was forked from, or to the state of something else.
    ///
    /// # Errors
    /// There is nothing of that name, or the server keeps its state in files.
    pub async fn reset(&self, name: &str, to: Option<&str>) -> Result<Arc<World>, Problem> {
        let old = self.named(name)?;
        let state = match to {
            Some(to) => self.state(to).await?,
            None => old.origin().cloned().ok_or(Problem::InFiles)?,
        };
        let new = Arc::new(old.again(state)?);
        old.stop();
        let mut all = self.all();
        if all.named(name).is_none() {
            // It was dropped meanwhile, and does not come back.
            new.stop();
            return Err(Problem::NoWorld(name.to_owned()));
        }
        all.set(new.clone());
        Ok(new)
    }

    /// Keeps the state of a world under a name that nothing has yet.
    ///
    /// # Errors
    /// There is no such world, the name will not do or is taken, or the server keeps its state in files.
    pub async fn keep(&self, world: &str, name: &str) -> Result<(), Problem> {
        allowed(name)?;
        let state = self.named(world)?.state().await?;
        let mut all = self.all();
        if all.named(name).is_some() {
            return Err(Problem::Taken(name.to_owned()));
        }
        all.snapshots.insert(name.to_owned(), state);
        Ok(())
    }

    /// A seed of what is in a world by now ([`seed::export`]). It is read in a copy: a download leaves its traces.
    ///
    /// # Errors
    /// There is no such world, or it cannot be read.
    pub async fn export(&self, name: &str) -> Result<Value, Problem> {
        let copy = World::of(name, name, self.named(name)?.state().await?, self.main().app())?;
        let exported = seed::export(copy.app()).await.map_err(|error| Problem::Failed(error.to_string()));
        copy.stop();
        exported
    }

    /// Forgets a snapshot.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn forget(&self, name: &str) -> Result<(), Problem> {
        self.all().snapshots.remove(name).map(drop).ok_or_else(|| Problem::NoSnapshot(name.to_owned()))
    }

    /// Begins what worlds do by themselves. Without a runtime they are only answered for.
    pub(crate) fn start(&self) {
        self.main().start();
    }

    /// Ends that, in all of them.
    pub(crate) fn stop(&self) {
        let ended = std::mem::take(&mut self.all().worlds);
        ended.values().for_each(|world| world.stop());
        self.main().stop();
    }

    /// What the main world is reset to: its state by now.
    ///
    /// # Errors
    /// Those of [`World::state`].
    pub async fn begin(&self) -> Result<(), Problem> {
        let main = self.main();
        let state = main.state().await?;
        self.all().main = Arc::new(main.beginning_with(state));
        Ok(())
    }

    /// The state of a world, or that of a snapshot.
    async fn state(&self, name: &str) -> Result<State, Problem> {
        let (world, snapshot) = {
            let all = self.all();
            (all.named(name), all.snapshots.get(name).cloned())
        };
        match (world, snapshot) {
            (Some(world), _) => world.state().await,
            (None, Some(snapshot)) => Ok(snapshot),
            (None, None) => Err(Problem::NoState(name.to_owned())),
        }
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl All {
    fn named(&self, name: &str) -> Option<Arc<World>> {
        if name == MAIN { Some(self.main.clone()) } else { self.worlds.get(name).cloned() }
    }

    fn set(&mut self, world: Arc<World>) {
        if world.name() == MAIN {
            self.main = world;
        } else {
            self.worlds.insert(world.name().to_owned(), world);
        }
    }

    fn is_free(&self, name: &str) -> Result<(), Problem> {
        let is_taken = self.named(name).is_some() || self.snapshots.contains_key(name);
        if is_taken { Err(Problem::Taken(name.to_owned())) } else { Ok(()) }
    }
}

/// Names stand in headers, paths and host names: lower-case letters, digits and hyphens.
fn allowed(name: &str) -> Result<(), Problem> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_good = (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(fits)
        && !name.starts_with('-')
        && !name.ends_with('-');
    if is_good { Ok(()) } else { Err(Problem::BadName(name.to_owned())) }
}
