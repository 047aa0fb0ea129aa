//! What the store promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a helper that fails has failed the test")]

mod closing;
mod failing;
mod nodes;
mod secure;
mod sources;
mod statements;
mod transactions;
mod upgrade;

use boxwood_store::{Cost, Db};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

const NAME: &str = "SELECT name FROM enterprises WHERE id = $1";
const RENAME: &str = "UPDATE enterprises SET name = $2 WHERE id = $1";

async fn name(db: &Db, id: i64) -> String {
    db.read(Cost::Point, move |tx| tx.one::<(String,)>(NAME, (id,))).await.unwrap().0
}

/// Queues what a future asks for, and goes away without an answer.
async fn ask_and_leave(future: impl Future) {
    let mut future = pin!(future);
    poll_fn(|cx| {
        let _ = future.as_mut().poll(cx);
        Poll::Ready(())
    })
    .await;
}
