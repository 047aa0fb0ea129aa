//! What the pages have in common: the store, randomness, where the server is.
use crate::{Intake, docs::Docs};
use boxwood_api::{
    Error, Random,
    audit::{self, FailedWrite, Recorder},
    identity::TokenHash,
    sign_in::{self, Stage, WebSession},
    wire::{AppId, RequestId, UserId},
};
use boxwood_oidc::Provider;
use boxwood_store::{Cost, Db, Read, Tx, Write};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Passwords that are hashed at the same time: each takes 19 MiB and a core, whoever sends it.
const HASHERS: usize = 2;
/// The outcome of a page's change on record: a page answers with a redirect, which says nothing.
const DONE: u16 = 200;
/// Passwords that wait for their turn; more are turned away, for they would wait for seconds.
const HASHES_WAITING: usize = 64;

#[derive(Clone)]
pub struct Web {
    pub(crate) db: Db,
    pub(crate) random: Random,
    /// Scheme, host and port of the server, without a slash at the end.
    pub(crate) base: Arc<str>,
    pub(crate) docs: Docs,
    /// What waits to be recorded, and the last calls of each app.
    pub(crate) recorder: Arc<Recorder>,
    /// Who else may vouch for people.
    pub(crate) provider: Option<Arc<Provider>>,
    /// What keeps the files that people leave.
    pub(crate) intake: Option<Arc<dyn Intake>>,
    hashers: Arc<Semaphore>,
    /// One permit for each password that waits or is hashed.
    queue: Arc<Semaphore>,
}

impl Web {
    /// `base` is what absolute URLs begin with, `document` writes the API document.
    pub fn new(db: Db, random: Random, base: &str, document: fn() -> &'static str, recorder: Arc<Recorder>) -> Self {
        let base: Arc<str> = base.trim_end_matches('/').into();
        let docs = Docs::new(document, &base);
        let [hashers, queue] = [HASHERS, HASHERS + HASHES_WAITING].map(|permits| Arc::new(Semaphore::new(permits)));
        Web { db, random, base, docs, recorder, provider: None, intake: None, hashers, queue }
    }

    /// With a provider that people may sign in through. Nothing is asked of it before somebody does.
    #[must_use]
    pub fn with_provider(mut self, settings: boxwood_oidc::Settings) -> Self {
        let back = format!("{}{}", self.base, crate::sign_in::BACK);
        self.provider = Some(Arc::new(Provider::new(settings, back)));
        self
    }

    /// With a place for files that people leave at file requests; without one, nobody can.
    #[must_use]
    pub fn with_intake(self, intake: Arc<dyn Intake>) -> Self {
        Web { intake: Some(intake), ..self }
    }

    /// Whether browsers come by https.
    pub(crate) fn is_https(&self) -> bool {
        self.base.starts_with("https:")
    }

    /// What may be asked on the thread that answers.
    ///
    /// # Errors
    /// The closure's own, and those of the store.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<Read>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db.read(Cost::Point, work).await
    }

    /// What may take longer: lists.
    ///
    /// # Errors
    /// The closure's own, and those of the store.
    pub(crate) async fn scan<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<Read>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.db.read(Cost::Scan, work).await
    }

    /// A change by somebody who is signed in: who they are is settled again inside of the transaction, so that nobody
    /// writes whose session has ended in between. `name` is for the metrics, and for the record of what is done as
    /// somebody else.
    ///
    /// # Errors
    /// `unauthorized` when it has; the closure's own, and those of the store.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        by: &WebSession,
        work: impl Fn(&mut Tx<Write>, &WebSession) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (secret, stage, acting) = (by.hash, by.stage, by.is_acting().then(|| by.user().id));
        let request = self.request()?;
        let write = move |tx: &mut Tx<Write>| {
            let session = sign_in::admit(tx, secret, stage)?;
            // A form of one account must not change another that was opened in between.
            if session.is_acting().then(|| session.user().id) != acting {
                return Err(Error::no_token());
            }
            let done = work(tx, &session)?;
            audit::record_page(tx, &session.caller(AppId::default(), request), name, DONE)?;
            Ok(done)
        };
        let done = self.db.write(name, write).await;
        if let (Err(error), Some(user)) = (&done, acting) {
            self.record_failure(by, user, name, request, error.status()).await?;
        }
        done
    }

    /// What was tried as somebody else is on record, too.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn record_failure(
        &self,
        by: &WebSession,
        user: UserId,
        operation: &'static str,
        request: RequestId,
        outcome: u16,
    ) -> Result<(), Error> {
        let (actor, enterprise) = (by.actor().id, by.actor().enterprise_id.unwrap_or_default());
        let record = move |tx: &mut Tx<Write>| {
            let (created_at, app) = (tx.now(), AppId::default());
            let failed = FailedWrite { created_at, request, enterprise, actor, user, app, operation, outcome };
            audit::flush_failed_writes(tx, &[failed])
        };
        self.db.write("web.record", record).await
    }

    /// Work of tens of milliseconds with a password, a few at a time.
    ///
    /// # Errors
    /// `unavailable` when too many wait already, or it was broken off.
    pub(crate) async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _place = self.queue.try_acquire().map_err(|_| Error::unavailable())?;
        let permit = self.hashers.clone().acquire_owned().await.map_err(|_| Error::unavailable())?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|_| Error::unavailable())
    }

    /// A name for what is about to happen, in events and in the log.
    ///
    /// # Errors
    /// `unavailable` without randomness.
    pub(crate) fn request(&self) -> Result<RequestId, Error> {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes)?;
        Ok(RequestId::new(u128::from_le_bytes(bytes)))
    }

    /// A new secret for a cookie, and what is kept of it.
    ///
    /// # Errors
    /// `unavailable` without randomness.
    pub(crate) fn secret(&self) -> Result<(String, TokenHash), Error> {
        let text = self.random.alphanumeric(43)?;
        let hash = TokenHash::of(&text);
        Ok((text, hash))
    }

    /// Whether that session may see pages of the account, and not only those of signing in.
    pub(crate) fn is_whole(session: &WebSession) -> bool {
        session.stage == Stage::Full
    }
}

#[cfg(test)]
mod tests {
    use super::{HASHERS, HASHES_WAITING, Web};
    use boxwood_api::Random;
    use boxwood_testing::on_both_engines;
    use std::sync::mpsc::channel;
    use tokio::task::{JoinSet, yield_now};

    #[test]
    fn passwords_that_would_wait_for_long_are_turned_away() {
        on_both_engines(async |world| {
            let web = Web::new(
                world.app().db().clone(),
                Random::seeded(1),
                "http://127.0.0.1",
                || "{}",
                std::sync::Arc::default(),
            );
            let (mut all, mut held) = (JoinSet::new(), Vec::new());
            for _ in 0..HASHERS + HASHES_WAITING {
                let (web, (hold, until)) = (web.clone(), channel::<()>());
                held.push(hold);
                all.spawn(async move { web.hashing(move || until.recv().is_err()).await });
            }
            while web.queue.available_permits() > 0 {
                yield_now().await;
            }
            assert_eq!(web.hashing(|| ()).await.map_err(|error| error.status()), Err(503));
            drop(held);
            while let Some(done) = all.join_next().await {
                assert!(matches!(done, Ok(Ok(true))));
            }
            assert!(web.hashing(|| ()).await.is_ok(), "there is room again");
        });
    }
}
