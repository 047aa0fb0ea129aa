//! Writes that touch more rows than one transaction should: others get their turn in between. Nobody sees anything of them
//! until the last.
use super::{Call, In, Path, Query, Render, Resource, Run, Written, decode, rendered};
use crate::{Body, Caller, Op, Result, wire::Reply};
use boxwood_store::{Tx, Write};
use schemars::JsonSchema;
use std::sync::Arc;

/// What one of the transactions has come to.
pub enum Stage<X> {
    /// There is more to do, which goes by this number.
    More(i64),
    Done(X),
}

/// What one of the transactions is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// None: it is the first.
    pub job: Option<i64>,
    /// About how many rows it may touch.
    pub room: i64,
}

/// The plain function of an operation in stages, which is called until it is done.
pub type Staged<P, Q, B, X> = fn(&mut Tx<Write>, &Caller, &In<P, Q, B>, Turn) -> Result<Stage<X>>;
/// Takes back what was begun; nothing, where there is nothing of it.
pub type GiveUp = fn(&mut Tx<Write>, i64) -> Result<()>;
/// The same as [`Staged`] once its call is decoded.
pub type StageFn = dyn Fn(&mut Tx<Write>, &Caller, Turn) -> Result<Stage<Written>> + Send + Sync;
pub(super) type StagesFn = dyn Fn(&Call) -> Result<Arc<StageFn>> + Send + Sync;

impl Resource {
    /// An operation that may take many transactions, and whose answer is rendered after the last.
    #[must_use]
    pub fn stages<P, Q, B, X, R>(
        self,
        op: Op<P, Q, B, R::Wire>,
        run: Staged<P, Q, B, X>,
        give_up: GiveUp,
        render: Render<P, Q, B, X, R>,
    ) -> Self
    where
        P: Path + Sync,
        Q: Query + Sync,
        B: Body,
        X: Send + Sync + 'static,
        R: Reply<Wire: JsonSchema>,
    {
        let success = op.about.success;
        let decoded = move |call: &Call| -> Result<Arc<StageFn>> {
            let input = Arc::new(decode::<P, Q, B, R>(call, B::decode(call)?)?);
            Ok(Arc::new(move |tx: &mut Tx<Write>, who: &Caller, step: Turn| {
                Ok(match run(tx, who, &input, step)? {
                    Stage::More(job) => Stage::More(job),
                    Stage::Done(done) => Stage::Done(rendered(success, render, input.clone(), done)),
                })
            }))
        };
        self.push::<P, Q, B, R>(op.about, Run::Stages(Box::new(decoded), give_up))
    }
}
