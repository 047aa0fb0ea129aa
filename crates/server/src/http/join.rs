//! Commits of files that come in parts: the parts are joined before the transaction, by a task that goes on whoever waits
//! for it. What it has come to stands in the session's row; until then a restart loses the work, and the next commit begins
//! it anew.
use super::{App, body::collect, gate::Gate, seen::Met, table::Entry, upload::stored};
use boxwood_api::{Answer, Call, Caller, Error, Joining, Plan, Result, Run, resources::upload_sessions};
use boxwood_blobs::{Blobs, ObjectName};
use boxwood_store::{Cost, Db, Read, Tx};
use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use hyper::body::Body as HttpBody;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{Semaphore, oneshot},
    task::JoinSet,
    time::timeout,
};

/// When to ask again, in seconds. Clients ask five times (contract: content §0.2), after the server has waited each time: that
/// is enough for a file of hundreds of gigabytes.
const AGAIN: u64 = 10;
/// How many files are joined at the same time: each reads and writes as fast as the place lets it.
const AT_ONCE: usize = 4;

/// What a join has come to: the object that holds the whole, unless a file has it already.
type Joined = Result<Option<String>>;

/// The joins that are under way.
pub(super) struct Joins {
    running: Arc<Running>,
    /// A stop ends them: whatever they have not come to, the next commit begins anew.
    tasks: Mutex<JoinSet<()>>,
}

struct Running {
    /// By the number of the session.
    by_session: Mutex<HashMap<i64, Shared<BoxFuture<'static, Joined>>>>,
    room: Semaphore,
}

impl Default for Joins {
    fn default() -> Self {
        let running = Running { by_session: Mutex::default(), room: Semaphore::new(AT_ONCE) };
        Joins { running: Arc::new(running), tasks: Mutex::default() }
    }
}

impl App {
    pub(super) async fn join<B>(
        &self,
        entry: &Arc<Entry>,
        gate: Gate,
        mut call: Call,
        body: B,
        met: &mut Met,
    ) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error>,
    {
        let admitted = self.admitted(gate, &call, met).await?;
        call.body = collect(body, entry.endpoint.body_limit, self.limits.body).await?;
        let object = match self.plan(entry, &mut call).await? {
            Plan::Ready(object) => object,
            Plan::Join(joining) => {
                let joined = self.joins.of(joining, &self.db, &self.blobs);
                match timeout(self.limits.join, joined).await {
                    Ok(joined) => joined?,
                    Err(_) => return Ok(Answer::later(AGAIN)),
                }
            }
        };
        let outcome = self.commit(entry, call, admitted).await;
        // The file may have the bytes of another object, which were here before.
        self.settled(outcome, object).await
    }

    async fn plan(&self, entry: &Arc<Entry>, call: &mut Call) -> Result<Plan> {
        let (entry, asked) = (entry.clone(), Arc::new(std::mem::take(call)));
        let by = asked.clone();
        let plan = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &by.credentials, &entry.endpoint.about)??;
            let Run::Join(plan, _) = &entry.endpoint.run else { return Err(Error::no_such_path()) };
            plan(tx, &who, &by)
        };
        let plan = self.db.read(Cost::Scan, plan).await;
        *call = Arc::unwrap_or_clone(asked);
        plan
    }
}

impl Joins {
    /// Joins the parts of a session, unless somebody does already: then it is the same.
    fn of(&self, joining: Joining, db: &Db, blobs: &Blobs) -> Shared<BoxFuture<'static, Joined>> {
        let session = joining.session;
        let mut by_session = self.running.by_session();
        if let Some(joined) = by_session.get(&session) {
            return joined.clone();
        }
        let (tell, told) = oneshot::channel();
        let joined = told.map(|told| told.unwrap_or_else(|_| Err(Error::unavailable()))).boxed().shared();
        by_session.insert(session, joined.clone());
        drop(by_session);
        let (running, db, blobs) = (self.running.clone(), db.clone(), blobs.clone());
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            let under_way = UnderWay { running: &running, session };
            let room = running.room.acquire().await;
            let joined = join(&joining, &db, &blobs).await;
            drop((room, under_way));
            // Nobody may be waiting any more.
            let _ = tell.send(joined);
        });
        joined
    }

    /// Ends what is under way, and waits until it has ended.
    pub(super) async fn stop(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
    }
}

impl Running {
    fn by_session(&self) -> MutexGuard<'_, HashMap<i64, Shared<BoxFuture<'static, Joined>>>> {
        self.by_session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until it is dropped, a session is being joined: even by a panic that ends, so that the next commit begins anew.
struct UnderWay<'a> {
    running: &'a Running,
    session: i64,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.running.by_session().remove(&self.session);
    }
}

async fn join(joining: &Joining, db: &Db, blobs: &Blobs) -> Joined {
    let session = joining.session;
    let parts: Option<Vec<ObjectName>> = joining.parts.iter().map(|name| name.parse().ok()).collect();
    let parts = parts.ok_or_else(Error::unavailable)?;
    match blobs.concat(&parts).await.map(stored) {
        Ok(whole) => {
            let known = whole.clone();
            if db.write("upload_sessions.joined", move |tx| upload_sessions::joined(tx, session, &known)).await? {
                delete(blobs, &parts).await;
                return Ok(whole.object().map(str::to_owned));
            }
            let object = whole.object().and_then(|name| name.parse().ok());
            delete(blobs, object.as_slice()).await;
        }
        // Another server may have been quicker, and the parts are gone with that.
        Err(error) => tracing::warn!(%error, session, "the parts of a file could not be joined"),
    }
    let joined = db.read(Cost::Point, move |tx: &mut Tx<Read>| upload_sessions::joined_of(tx, session)).await?;
    joined.ok_or_else(Error::unavailable)
}

/// What stays is named by no row, and collected.
async fn delete(blobs: &Blobs, objects: &[ObjectName]) {
    for object in objects {
        if let Err(error) = blobs.delete(object).await {
            tracing::warn!(%error, "an object that nobody needs waits to be collected");
        }
    }
}
