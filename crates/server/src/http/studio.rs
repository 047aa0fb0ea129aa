//! What is made of content before a call is answered: smaller pictures, the text of a document. By tasks that go on whoever
//! waits for them, a few at a time; a call that would wait for long is told to come again.
use super::{
    App,
    gate::Gate,
    seen::Met,
    table::Entry,
    upload::{here, stored},
};
use crate::{index::bytes_of, pdf};
use boxwood_api::{
    Answer, Call, Caller, Content, Error, Result, Run, SMALL,
    made::Order,
    resources::{
        files::stock,
        previews::{self, Make},
    },
};
use boxwood_blobs::{Blobs, ObjectName};
use boxwood_store::{Cost, Db, Read, Tx};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{Semaphore, oneshot},
    task::{JoinSet, spawn_blocking},
    time::timeout,
};

/// How many are made at the same time: each takes a processor, and hundreds of megabytes at worst.
const AT_ONCE: usize = 2;

type Done = Shared<BoxFuture<'static, Result<()>>>;
/// The row of the content, and what is made of it.
type Name = (i64, Make);

/// What is being made.
pub(super) struct Studio {
    running: Arc<Running>,
    /// A stop ends them: the next call begins them anew.
    tasks: Mutex<JoinSet<()>>,
}

struct Running {
    by_name: Mutex<HashMap<Name, Done>>,
    room: Arc<Semaphore>,
    /// One permit for each that waits or is made.
    queue: Arc<Semaphore>,
}

impl Studio {
    /// With room for so many that wait.
    pub fn new(waiting: usize) -> Self {
        let [room, queue] = [AT_ONCE, waiting].map(|permits| Arc::new(Semaphore::new(permits)));
        Studio { running: Arc::new(Running { by_name: Mutex::default(), room, queue }), tasks: Mutex::default() }
    }

    /// Makes it, unless somebody does already: then it is the same. None: too many wait.
    fn of(&self, order: Order, db: &Db, blobs: &Blobs) -> Option<Done> {
        let name = (order.content, order.make);
        let mut by_name = self.running.by_name();
        if let Some(done) = by_name.get(&name) {
            return Some(done.clone());
        }
        let place = self.running.queue.clone().try_acquire_owned().ok()?;
        let (tell, told) = oneshot::channel();
        let done = told.map(|told| told.unwrap_or_else(|_| Err(Error::unavailable()))).boxed().shared();
        by_name.insert(name, done.clone());
        drop(by_name);
        let (running, db, blobs) = (self.running.clone(), db.clone(), blobs.clone());
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            let under_way = UnderWay { running: &running, name };
            let made = make(&running.room, order, &db, &blobs).await;
            drop((place, under_way));
            // Nobody may be waiting any more.
            let _ = tell.send(made);
        });
        Some(done)
    }

    /// Ends what is under way, and waits until it has ended.
    pub async fn stop(&self) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
    }
}

impl Running {
    fn by_name(&self) -> MutexGuard<'_, HashMap<Name, Done>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Until it is dropped, something is being made: even by a panic that ends.
struct UnderWay<'a> {
    running: &'a Running,
    name: Name,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.running.by_name().remove(&self.name);
    }
}

async fn make(room: &Arc<Semaphore>, order: Order, db: &Db, blobs: &Blobs) -> Result<()> {
    let Order { content, make, size, bytes, object } = order;
    let room = room.clone().acquire_owned().await.map_err(|_| Error::unavailable())?;
    let bytes = bytes_of(blobs, (bytes.as_deref(), object.as_deref()), size, usize::MAX).await.map_err(|error| {
        tracing::error!(%error, content, "what is to be looked at cannot be read");
        Error::unavailable()
    })?;
    let made = match make {
        Make::AsItIs => return Ok(()),
        Make::Picture(picture) => {
            let drawn = spawn_blocking(move || {
                // Held by the work and not by who waits for it.
                let _room = room;
                previews::draw(&bytes, picture)
            });
            // What a decoder panics at is no picture.
            drawn.await.unwrap_or_default()
        }
        Make::Text => pdf::text(bytes).await.map(String::into_bytes),
    };
    let made = match made {
        Some(made) => Some(put(blobs, made).await?),
        None => None,
    };
    let object = made.as_ref().and_then(Content::object).map(str::to_owned);
    db.write("previews.keep", move |tx| previews::keep(tx, content, make, made.as_ref())).await?;
    match object {
        Some(object) => keep_or_delete(db, blobs, object).await,
        None => Ok(()),
    }
}

async fn put(blobs: &Blobs, bytes: Vec<u8>) -> Result<Content> {
    if bytes.len() <= SMALL {
        return Ok(here(bytes.into()));
    }
    let put = async {
        let mut put = blobs.put(bytes.len() as u64);
        put.write(bytes.into()).await?;
        put.finish().await
    };
    put.await.map(stored).map_err(|error| {
        tracing::error!(%error, "what was made to look at could not be stored");
        Error::unavailable()
    })
}

/// The same bytes may have been here before, or what they are made of has gone.
async fn keep_or_delete(db: &Db, blobs: &Blobs, object: String) -> Result<()> {
    let asked = object.clone();
    let is_named = db.read(Cost::Point, move |tx: &mut Tx<Read>| stock::is_named(tx, &asked)).await?;
    if let (false, Ok(name)) = (is_named, object.parse::<ObjectName>())
        && let Err(error) = blobs.delete(&name).await
    {
        tracing::warn!(%error, "an object that nobody needs waits to be collected");
    }
    Ok(())
}

impl App {
    /// Answers a call at once, or as soon as what it wants is made.
    pub(super) async fn make(&self, entry: &Arc<Entry>, gate: Gate, call: Call, met: &mut Met) -> Result<Answer> {
        let call = Arc::new(call);
        let (answer, order) = self.look(entry, Some(gate), &call, met).await?;
        let Some(order) = order else { return Ok(answer) };
        if let Some(done) = self.studio.of(order, &self.db, &self.blobs) {
            // Whoever has waited for so long is told to come again; it goes on meanwhile.
            timeout(self.limits.make, done).await.unwrap_or(Ok(()))?;
        }
        let (answer, _) = self.look(entry, None, &call, met).await?;
        Ok(answer)
    }

    /// The caller and what there is for them by now; without a gate they are through it already.
    async fn look(
        &self,
        entry: &Arc<Entry>,
        gate: Option<Gate>,
        call: &Arc<Call>,
        met: &mut Met,
    ) -> Result<(Answer, Option<Order>)> {
        let (entry, call, recorder) = (entry.clone(), call.clone(), self.recorder.clone());
        let is_first = gate.is_some();
        let work = move |tx: &mut Tx<Read>| {
            let (mut met, about) = (Met::default(), entry.endpoint.about);
            let who = match &gate {
                Some(gate) => gate.admit(tx, &call.credentials, &mut met),
                None => Caller::identify(tx, &call.credentials, &about).and_then(|who| Ok(who?)),
            };
            let looked = who.and_then(|who| {
                let Run::Make(look) = &entry.endpoint.run else { return Err(Error::no_such_path()) };
                let looked = look(tx, &who, &call);
                // Once for each call, and not for an attempt without a connection.
                let is_last = !is_first || !matches!(&looked, Ok((_, Some(_))));
                if is_last && !tx.is_unanswered() {
                    let outcome = looked.as_ref().map_or_else(Error::status, |(answer, _)| answer.status());
                    recorder.reads.count(&who, about.id, outcome, tx.now());
                }
                looked
            });
            Ok::<_, Error>((met, looked))
        };
        let (found, looked) = self.db.read(Cost::Point, work).await?;
        if is_first {
            *met = found;
        }
        looked
    }
}
