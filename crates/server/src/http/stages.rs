//! Writes of many transactions: one after the other, so that others get their turn in between. Who calls is settled in each of
//! them anew.
use super::{App, body::collect, gate::Gate, seen::Met, table::Entry};
use boxwood_api::{Answer, Call, Caller, Credentials, Error, GiveUp, Result, Run, Stage, StageFn, Turn, audit};
use boxwood_store::{Tx, Write};
use bytes::Bytes;
use hyper::body::Body as HttpBody;
use std::sync::Arc;

impl App {
    /// Of a client that goes away nothing is gone on with: a job finds what is left, as it does after a crash.
    pub(super) async fn stages<B>(
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
        let (who, now) = self.admitted(gate, &call, met).await?;
        call.body = collect(body, entry.endpoint.body_limit, self.limits.body).await?;
        let done = self.all_stages(entry, &call, now).await;
        done.inspect_err(|error| self.recorder.failed(&who, &entry.endpoint.about, error.status(), now))
    }

    async fn all_stages(&self, entry: &Entry, call: &Call, now: i64) -> Result<Answer> {
        let Run::Stages(decode, give_up) = &entry.endpoint.run else { return Err(Error::no_such_path()) };
        let run = decode(call)?;
        let mut job = None;
        loop {
            match self.stage(entry, &run, &call.credentials, job).await {
                Ok(Stage::More(next)) => job = Some(next),
                Ok(Stage::Done((answer, who, outcome))) => {
                    self.recorder.reads.wrote(&who, outcome, now);
                    return self.written(answer, who).await;
                }
                Err(error) => {
                    self.give_up(*give_up, job).await;
                    return Err(error);
                }
            }
        }
    }

    async fn stage(
        &self,
        entry: &Entry,
        run: &Arc<StageFn>,
        by: &Credentials,
        job: Option<i64>,
    ) -> Result<Stage<(boxwood_api::Written, Caller, u16)>> {
        let (about, run, by, room) = (entry.endpoint.about, run.clone(), by.clone(), self.limits.stage);
        let work = move |tx: &mut Tx<Write>| {
            let who = Caller::identify(tx, &by, &about)??;
            Ok::<_, Error>(match run(tx, &who, Turn { job, room })? {
                Stage::More(job) => Stage::More(job),
                Stage::Done(written) => {
                    audit::record_write(tx, &who, about.id, about.success)?;
                    Stage::Done((written, who, about.success))
                }
            })
        };
        self.queued(about.id, work).await
    }

    async fn give_up(&self, give_up: GiveUp, job: Option<i64>) {
        let Some(job) = job else { return };
        if let Err(error) = self.db.write("stages.give_up", move |tx: &mut Tx<Write>| give_up(tx, job)).await {
            tracing::warn!(%error, "what was broken off waits to be found by a job");
        }
    }
}
