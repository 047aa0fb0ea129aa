//! Work on chunks beside the thread that reads them from a socket, in their order.
use crate::{Error, Result, directory::Writer};
use bytes::Bytes;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// How many bytes may wait for the thread: enough that it does not wait itself, and what an upload costs in memory.
pub(crate) const QUEUE: u32 = 4 << 20;

/// One writer and the chunks that wait for it. A thread has the writer only while there are chunks, for a client that
/// sends slowly had better not keep a thread.
#[derive(Clone)]
pub(crate) struct Lane(Arc<Shared>);

struct Shared {
    /// In bytes.
    room: Arc<Semaphore>,
    state: Mutex<State>,
}

struct State {
    chunks: VecDeque<(Bytes, OwnedSemaphorePermit)>,
    /// None while a thread has it.
    writer: Option<Writer>,
    failed: Option<Error>,
    abandoned: bool,
}

impl Lane {
    pub fn new(writer: Writer) -> Self {
        let state = State { chunks: VecDeque::new(), writer: Some(writer), failed: None, abandoned: false };
        Lane(Arc::new(Shared { room: Arc::new(Semaphore::new(QUEUE as usize)), state: Mutex::new(state) }))
    }

    /// Returns when there was room for the chunk, which is not yet written then; an error may be that of a chunk before.
    pub async fn push(&self, chunk: Bytes) -> Result<()> {
        // An empty one needs some as well, for what has no room is not waited for.
        let size = u32::try_from(chunk.len()).unwrap_or(QUEUE).clamp(1, QUEUE);
        let room = self.0.room.clone().acquire_many_owned(size).await.map_err(|_| Error::Unavailable)?;
        let mut state = self.0.state();
        if let Some(error) = state.failed {
            return Err(error);
        }
        state.chunks.push_back((chunk, room));
        if let Some(writer) = state.writer.take() {
            let shared = self.0.clone();
            // Not awaited: it puts the writer back, and gives the room back.
            drop(spawn_blocking(move || shared.run(writer)));
        }
        Ok(())
    }

    /// The writer, when it is through with everything.
    pub async fn rest(&self) -> Result<Writer> {
        let _all = self.0.room.acquire_many(QUEUE).await.map_err(|_| Error::Unavailable)?;
        let mut state = self.0.state();
        match state.failed {
            Some(error) => Err(error),
            None => state.writer.take().ok_or(Error::Unavailable),
        }
    }

    /// Waits until no thread is at work, after [`abandon`](Self::abandon).
    pub async fn quiet(&self) {
        let _all = self.0.room.acquire_many(QUEUE).await;
    }

    /// Nothing more is written. The writer, unless a thread has it, which then drops it.
    pub fn abandon(&self) -> Option<Writer> {
        let mut state = self.0.state();
        state.abandoned = true;
        state.chunks.clear();
        state.writer.take()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The room of a chunk is given back when the next one is begun, and that of the last one when the writer is at rest
    /// or gone. So who gets all of the room finds nobody at work.
    fn run(&self, mut writer: Writer) {
        let mut _room = None;
        loop {
            let mut state = self.state();
            if state.abandoned {
                drop(state);
                return drop(writer);
            }
            let Some((chunk, room)) = state.chunks.pop_front() else {
                state.writer = Some(writer);
                return;
            };
            drop(state);
            _room = Some(room);
            if let Err(error) = writer.write(&chunk) {
                // First what it wrote goes away: who hears of the failure may look.
                drop(writer);
                let mut state = self.state();
                state.failed = Some(error.into());
                return state.chunks.clear();
            }
        }
    }
}
