//! A transaction, typed by what it may do.
use crate::{
    Cached, Clock, Context, Error, FromRow, FromValue, Params, Result, Value,
    cache::{Cache, Key},
    engine::Engine,
    row::ColumnNames,
};
use std::{
    any::Any,
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// `Tx<Read>` reads. `Tx<Write>` writes too, and is accepted wherever a `Tx<Read>` is asked for.
pub struct Tx<M>(pub(crate) M);

pub struct Read {
    pub(crate) engine: Box<dyn Engine>,
    common: Common,
    state: State,
}

/// What every transaction of a store has in common.
#[derive(Clone)]
pub(crate) struct Common {
    pub cache: Arc<Cache>,
    pub clock: Clock,
    pub context: Context,
}

/// What is new with every transaction on a connection.
#[derive(Default)]
struct State {
    begun: bool,
    writes: bool,
    refused: bool,
    /// The first error of a statement.
    failure: Option<Error>,
    epoch: u64,
    now: Option<i64>,
    /// What this transaction, or the group it is in, has changed and not yet committed.
    forgotten: Vec<Key>,
}

pub struct Write {
    read: Tx<Read>,
    hooks: Vec<Box<dyn FnOnce() + Send>>,
}

/// What both kinds of transaction are at bottom.
pub(crate) trait Mode: Sized {
    fn reading(tx: &mut Tx<Self>) -> &mut Tx<Read>;
}

impl Mode for Read {
    fn reading(tx: &mut Tx<Read>) -> &mut Tx<Read> {
        tx
    }
}

impl Mode for Write {
    fn reading(tx: &mut Tx<Write>) -> &mut Tx<Read> {
        &mut tx.0.read
    }
}

/// Over how many rows a counter is spread where several writers are at work.
const SHARDS: i64 = 16;

impl Tx<Read> {
    pub(crate) fn new(engine: Box<dyn Engine>, common: &Common) -> Self {
        Tx(Read { engine, common: common.clone(), state: State::default() })
    }

    /// Every row, in the statement's order.
    ///
    /// # Errors
    /// Whatever the engine says. The transaction remembers it, and keeps nothing even if the closure drops the error.
    pub fn many<T: FromRow>(&mut self, sql: &'static str, params: impl Params) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        let result = self.begun()?.query_with(sql, T::columns, &params, &mut |row| {
            rows.push(T::from_row(row)?);
            Ok(())
        });
        self.noted(result)?;
        Ok(rows)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`many`](Self::many).
    pub fn opt<T: FromRow>(&mut self, sql: &'static str, params: impl Params) -> Result<Option<T>> {
        let mut found = None;
        let result = self.begun()?.query_with(sql, T::columns, &params, &mut |row| {
            if found.is_none() {
                found = Some(T::from_row(row)?);
            }
            Ok(())
        });
        self.noted(result)?;
        Ok(found)
    }

    /// The first row, which must be there.
    ///
    /// # Errors
    /// [`Error::NoRow`], or as [`many`](Self::many).
    pub fn one<T: FromRow>(&mut self, sql: &'static str, params: impl Params) -> Result<T> {
        self.opt(sql, params)?.ok_or(Error::NoRow)
    }

    /// The value under `key` from the node's cache, else from `load`. Each type has its own key space. A transaction that
    /// writes trusts the cache only where nobody else can write, and never about what it has itself forgotten.
    ///
    /// # Errors
    /// Those of `load`.
    pub fn cached<V, E>(
        &mut self,
        key: Key,
        load: impl FnOnce(&mut Self) -> Result<Option<V>, E>,
    ) -> Result<Option<Arc<V>>, E>
    where
        V: Cached,
        E: From<Error>,
    {
        let now = self.now();
        let Read { engine, common: Common { cache, .. }, state } = &self.0;
        if (!state.writes || engine.is_sole_writer())
            && let Some(hit) = cache.get::<V>(key, now)
            && !hit.sources().into_iter().any(|source| state.forgotten.contains(&source))
        {
            return Ok(Some(hit));
        }
        let loaded = load(self)?.map(Arc::new);
        if let Some(value) = &loaded
            && !self.0.state.writes
        {
            self.0.common.cache.put(key, self.0.state.epoch, now, value.clone());
        }
        Ok(loaded)
    }

    /// What the store was opened with, if it is of that type.
    pub fn context<T: Any>(&self) -> Option<&T> {
        self.0.common.context.downcast_ref()
    }

    /// Whether the store is a file of this process and not a database server's.
    pub fn is_embedded(&self) -> bool {
        self.0.engine.is_sole_writer()
    }

    /// The transaction's time in microseconds: one instant for all it does.
    pub fn now(&mut self) -> i64 {
        *self.0.state.now.get_or_insert_with(&*self.0.common.clock)
    }

    pub(crate) fn restart(&mut self) {
        self.0.state = State { epoch: self.0.common.cache.epoch(), ..State::default() };
    }

    pub(crate) fn begin_write(&mut self) -> Result<()> {
        self.restart();
        self.0.state.writes = true;
        self.0.engine.begin(true)?;
        self.0.state.begun = true;
        Ok(())
    }

    pub(crate) fn end(&mut self, keep: bool) -> Result<()> {
        if !std::mem::take(&mut self.0.state.begun) {
            return Ok(());
        }
        let result = if keep { self.0.engine.commit() } else { Ok(()) };
        if !keep || result.is_err() {
            self.0.engine.rollback();
        }
        result
    }

    pub(crate) fn failure(&self) -> Option<&Error> {
        self.0.state.failure.as_ref()
    }

    /// Whether another transaction, or the network, came in between: the closure's own outcome means nothing then.
    pub(crate) fn lost(&self) -> Option<Error> {
        self.failure().filter(|error| error.is_passing()).cloned()
    }

    /// The next closure of a group starts with a clean slate.
    pub(crate) fn next_job(&mut self) {
        self.0.state.failure = None;
    }

    /// Whether the closure will be run again, so that what it has come to in this attempt is no answer: a statement was
    /// asked where there is no connection, or another transaction won.
    pub fn is_unanswered(&self) -> bool {
        self.0.state.refused || self.lost().is_some()
    }

    /// The engine, inside a transaction. A read begins with its first statement: one answered by caches costs none.
    fn begun(&mut self) -> Result<&mut dyn Engine> {
        if !self.0.state.begun {
            // What is cached of this transaction is as old as its view, and the view is taken now.
            self.now();
            let begun = self.0.engine.begin(false);
            self.0.state.refused = begun.is_err();
            self.noted(begun)?;
            self.0.state.begun = true;
        }
        Ok(&mut *self.0.engine)
    }

    fn noted<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.0.state.failure.get_or_insert_with(|| error.clone());
        }
        result
    }
}

impl Tx<Write> {
    pub(crate) fn writing(engine: Box<dyn Engine>, common: &Common) -> Self {
        Tx(Write { read: Tx::new(engine, common), hooks: Vec::new() })
    }

    /// Runs a statement for its effect; answers how many rows it touched.
    ///
    /// # Errors
    /// As [`many`](Tx::many).
    pub fn exec(&mut self, sql: &'static str, params: impl Params) -> Result<u64> {
        let result = params.with(|values| self.0.read.begun()?.execute(sql, values));
        self.noted(result)
    }

    /// Runs an INSERT into a table with an `id`, without RETURNING; answers the id of the new row, or None where ON CONFLICT
    /// DO NOTHING left none. For RETURNING, SQLite would set up a table of its own and note down every page that it
    /// changes: half of what such a statement costs.
    ///
    /// # Errors
    /// As [`many`](Tx::many).
    pub fn insert<T: FromValue>(&mut self, sql: &'static str, params: impl Params) -> Result<Option<T>> {
        let result = params.with(|values| self.0.read.begun()?.insert(sql, values));
        let id = self.noted(result)?;
        Ok(id.and_then(|id| T::from_value(Value::Int(id))))
    }

    /// Which row of a sharded counter to add to: the first, where nobody else writes, else any.
    #[expect(clippy::disallowed_methods, reason = "any shard will do, and which one is no secret")]
    pub fn shard(&mut self) -> i64 {
        if self.engine().is_sole_writer() { 0 } else { fastrand::i64(0..SHARDS) }
    }

    /// Runs `hook` once the commit is durable and before the caller hears of it. For waking and forgetting, not for
    /// effects that must happen: a crash in between loses it.
    pub fn on_commit(&mut self, hook: impl FnOnce() + Send + 'static) {
        self.0.hooks.push(Box::new(hook));
    }

    /// Drops every cached value that `key` is a source of, once committed.
    pub fn forget(&mut self, key: Key) {
        let Read { common, state, .. } = &mut self.0.read.0;
        state.forgotten.push(key);
        let cache = common.cache.clone();
        self.on_commit(move || cache.forget(key));
    }

    pub(crate) fn engine(&mut self) -> &mut dyn Engine {
        &mut *self.0.read.0.engine
    }

    pub(crate) fn hooks(&mut self) -> &mut Vec<Box<dyn FnOnce() + Send>> {
        &mut self.0.hooks
    }
}

impl Deref for Tx<Write> {
    type Target = Tx<Read>;
    fn deref(&self) -> &Tx<Read> {
        &self.0.read
    }
}

impl DerefMut for Tx<Write> {
    fn deref_mut(&mut self) -> &mut Tx<Read> {
        &mut self.0.read
    }
}

impl dyn Engine + '_ {
    fn query_with(
        &mut self,
        sql: &'static str,
        columns: ColumnNames,
        params: &impl Params,
        each: &mut dyn FnMut(&mut crate::Row<'_>) -> Result<()>,
    ) -> Result<()> {
        params.with(|values| self.query(sql, columns, values, each))
    }
}
