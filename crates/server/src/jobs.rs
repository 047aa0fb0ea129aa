//! What the server does by itself, as long as it runs.
use crate::{App, record::FLUSH_EVERY};
use boxwood_api::oauth;
use std::sync::Arc;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

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
    if let Err(error) = app.db().write("oauth.expire", move |tx| oauth::delete_expired(tx, slice)).await {
        tracing::error!(%error, "what has expired stays");
    }
}
