//! Threads that serve a queue, and end when it does.
use std::{
    sync::mpsc::Sender,
    thread::{self, JoinHandle},
    time::Duration,
};

/// For as long as chance has it, so that those who were in each other's way do not meet again.
#[expect(clippy::disallowed_methods, reason = "who wins a conflict does not tell, and the length is no secret")]
pub(crate) fn pause(most: Duration) {
    thread::sleep(most.mul_f64(fastrand::f64()));
}

/// Dropped, it waits until everything that was queued is done.
pub(crate) struct Threads<T> {
    queue: Option<Sender<T>>,
    threads: Vec<JoinHandle<()>>,
}

impl<T> Threads<T> {
    pub fn new(queue: Sender<T>, threads: Vec<JoinHandle<()>>) -> Self {
        Threads { queue: Some(queue), threads }
    }

    pub fn send(&self, item: T) {
        // A receiver is only gone when its threads have died; the caller then sees its answer dropped.
        let _ = self.queue.as_ref().map(|queue| queue.send(item));
    }
}

impl<T> Drop for Threads<T> {
    fn drop(&mut self) {
        self.queue = None;
        // The last handle may be dropped by a closure on one of these threads, which cannot wait for itself.
        let me = thread::current().id();
        self.threads.drain(..).filter(|thread| thread.thread().id() != me).for_each(|thread| drop(thread.join()));
    }
}
