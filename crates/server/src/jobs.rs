//! What the server does by itself, as long as it runs.
use crate::App;
use boxwood_api::{items, oauth, resources::collaborations, sign_in};
use boxwood_store::{Tx, Write};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// How often the recorder is flushed, and so the most that a crash can take of the counts.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

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
        if slice == 0 {
            sign_in::delete_expired(tx)?;
            items::delete_old_recents(tx)?;
            collaborations::delete_expired(tx)
        } else {
            Ok(())
        }
    };
    if let Err(error) = app.db().write("oauth.expire", expire).await {
        tracing::error!(%error, "what has expired stays");
    }
}
