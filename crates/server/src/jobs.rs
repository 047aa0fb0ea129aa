//! What the server does by itself, as long as it runs.
use crate::{App, record::FLUSH_EVERY};
use std::sync::Arc;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// Runs until the other end of `stopped` is dropped.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    let mut tick = interval(FLUSH_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = tick.tick() => if let Err(error) = app.flush().await {
                tracing::error!(%error, "what was recorded waits for the next second");
            }
        }
    }
}
