//! Work that takes so long that it would hold up every request of its thread: on threads of its own, and not too many of
//! them, for each takes memory too.
use boxwood_api::{Error, Result};
use std::{sync::Arc, thread::available_parallelism};
use tokio::{sync::Semaphore, task::spawn_blocking};

pub(super) struct Slow(Arc<Semaphore>);

impl Default for Slow {
    /// As much at once as there are processors.
    fn default() -> Self {
        Slow(Arc::new(Semaphore::new(available_parallelism().map_or(1, Into::into))))
    }
}

impl Slow {
    /// # Errors
    /// The work's own; an internal one if it panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = self.0.clone().acquire_owned().await.map_err(|_| Error::unavailable())?;
        let done = spawn_blocking(move || {
            // Held by the work and not by who waits for it: clients go away, and it goes on.
            let _place = place;
            work()
        });
        done.await.unwrap_or_else(|_| Err(boxwood_store::Error::Panicked.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::mpsc, thread};
    use tokio::join;

    #[tokio::test]
    async fn the_runtime_goes_on_meanwhile() {
        let (slow, (tell, told)) = (Slow::default(), mpsc::channel());
        // Both on one thread: the work ends only if what is behind it gets its turn.
        let (heard, ()) = join!(slow.run(move || Ok(told.recv().is_ok())), async { tell.send(()).unwrap() });
        assert!(heard.unwrap());
        let here = thread::current().id();
        assert_ne!(slow.run(|| Ok(thread::current().id())).await.unwrap(), here);
    }

    #[tokio::test]
    async fn there_is_room_for_so_many_at_once() {
        let slow = Slow(Arc::new(Semaphore::new(1)));
        let free = slow.0.clone();
        assert_eq!(slow.run(move || Ok(free.available_permits())).await.unwrap(), 0);
        assert_eq!(slow.0.available_permits(), 1, "given back");
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_gives_its_place_back() {
        let slow = Slow(Arc::new(Semaphore::new(1)));
        let failed = slow.run(|| -> Result<()> { panic!("a bug") }).await;
        assert_eq!(failed.map_err(|error| error.status()), Err(500));
        assert!(slow.run(|| Ok(())).await.is_ok());
    }
}
