//! What the server does by itself, as long as it runs.
use crate::App;
use boxwood_api::{items, oauth, sign_in};
use boxwood_store::{Tx, Write};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// How often the recorder is flushed, and so the most that a crash can take of the counts.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// How many parts of what was deleted for good are taken apart in one go.
const ROUNDS: usize = 20;

/// Runs until the other end of `stopped` is dropped.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    let mut tick = interval(FLUSH_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for slice in (0..=u8::MAX).cycle() {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = tick.tick() => every_second(&app, slice).await,
        }
    }
}

async fn every_second(app: &App, slice: u8) {
    if let Err(error) = app.flush().await {
        tracing::error!(%error, "what was recorded waits for the next second");
    }
    let expire = move |tx: &mut Tx<Write>| {
        oauth::delete_expired(tx, slice)?;
        // Few rows, found by an index: once in a round will do.
        if slice == 0 { sign_in::delete_expired(tx) } else { Ok(()) }
    };
    if let Err(error) = app.db().write("oauth.expire", expire).await {
        tracing::error!(%error, "what has expired stays");
    }
    take_apart(app).await;
}

/// Some of what was deleted for good, in several transactions, so that others get their turn in between.
async fn take_apart(app: &App) {
    for _ in 0..ROUNDS {
        match app.db().write("items.take_apart", items::take_apart).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(%error, "what was deleted for good is taken apart later"),
        }
    }
}
