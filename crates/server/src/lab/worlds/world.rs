//! One world: a server of its own that has no address of its own.
use super::{MAIN, Problem, State};
use crate::{
    App, jobs,
    lab::{HeldClock, bench::Bench},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{runtime::Handle, sync::watch};

/// Its requests hold it while they run; with the last of them it is gone.
pub struct World {
    name: String,
    /// The world or the snapshot that it was made from.
    from: Option<String>,
    app: Arc<App>,
    clock: HeldClock,
    bench: Arc<Bench>,
    /// What it is reset to; nothing, where the state is in files.
    origin: Option<State>,
    /// What it does by itself ends when this is dropped.
    jobs: Arc<Mutex<Option<watch::Sender<()>>>>,
}

impl World {
    pub(super) fn main(app: Arc<App>, clock: HeldClock) -> World {
        World {
            name: MAIN.to_owned(),
            from: None,
            app,
            clock,
            bench: Arc::default(),
            origin: None,
            jobs: Arc::default(),
        }
    }

    /// One that goes on from a state.
    pub(super) fn of(name: &str, from: &str, state: State, like: &App) -> Result<World, Problem> {
        World::with(name, Some(from.to_owned()), state, Arc::default(), like)
    }

    /// The same name, the same bench and the same beginning, with that state.
    pub(super) fn again(&self, state: State) -> Result<World, Problem> {
        self.bench.reset();
        let world = World::with(&self.name, self.from.clone(), state, self.bench.clone(), &self.app)?;
        Ok(match &self.origin {
            Some(origin) => world.beginning_with(origin.clone()),
            None => world,
        })
    }

    fn with(name: &str, from: Option<String>, state: State, bench: Arc<Bench>, like: &App) -> Result<World, Problem> {
        let clock = state.clock.fork();
        let app =
            like.fork(&state.image, state.blobs.fork(clock.reading()).ok_or(Problem::InFiles)?, clock.reading())?;
        let world = World { name: name.to_owned(), from, app, clock, bench, origin: Some(state), jobs: Arc::default() };
        world.start();
        Ok(world)
    }

    /// Begins what it does by itself, if that has not begun. Without a runtime it is only answered for.
    pub(super) fn start(&self) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.is_none() && Handle::try_current().is_ok() {
            let (sender, stopped) = watch::channel(());
            jobs::start(&self.app, &stopped);
            *jobs = Some(sender);
        }
    }

    /// Ends that.
    pub(super) fn stop(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The same, to be reset to that.
    pub(super) fn beginning_with(&self, state: State) -> World {
        let World { name, from, app, clock, bench, jobs, .. } = self;
        World {
            name: name.clone(),
            from: from.clone(),
            app: app.clone(),
            clock: clock.clone(),
            bench: bench.clone(),
            origin: Some(state),
            jobs: jobs.clone(),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The world or the snapshot that it was made from; none of the main world.
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    pub fn clock(&self) -> &HeldClock {
        &self.clock
    }

    /// Moves its clock forward, and does what waits for that time.
    pub async fn advance(&self, by: Duration) {
        self.clock.advance(i64::try_from(by.as_micros()).unwrap_or(i64::MAX));
        jobs::catch_up(&self.app).await;
    }

    pub fn bench(&self) -> &Bench {
        &self.bench
    }

    pub(super) fn origin(&self) -> Option<&State> {
        self.origin.as_ref()
    }

    /// The state that it has now: of all that was answered before.
    ///
    /// # Errors
    /// The server keeps its state in files, or what waits to be recorded cannot be written.
    pub async fn state(&self) -> Result<State, Problem> {
        self.app.flush().await.map_err(|error| Problem::Failed(error.to_string()))?;
        let image = self.app.db().image().ok_or(Problem::InFiles)?;
        let clock = self.clock.fork();
        let blobs = self.app.blobs().fork(clock.reading()).ok_or(Problem::InFiles)?;
        Ok(State { image, blobs, clock })
    }
}
