//! What the server does by itself, as long as it runs.
use crate::{App, collect, collect::end_uploads, index};
use boxwood_api::{
    items, oauth,
    resources::{collaborations, zip_downloads},
    sign_in,
};
use boxwood_blobs::LONGEST_PUT;
use boxwood_store::{Tx, Write};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at},
};

/// How often the recorder is flushed, and so the most that a crash can take of the counts.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// How often content is collected that nothing has any more, and how long after a start for the first time: what a server
/// that is often started anew leaves waits for `boxwood gc`.
const COLLECT_EVERY: Duration = Duration::from_hours(24);
const COLLECT_FIRST: Duration = Duration::from_hours(1);
/// How often files in parts that are over are taken apart: they hold what was just uploaded, and that may be much.
const END_UPLOADS_EVERY: Duration = Duration::from_mins(1);
/// How many parts of what was deleted for good, or has expired, are done in one go.
const ROUNDS: usize = 20;

/// Runs all of it for a world, until the other end of `stopped` is dropped.
#[expect(clippy::disallowed_methods, reason = "they end when their world does, and nothing waits for them")]
pub(crate) fn start(app: &Arc<App>, stopped: &watch::Receiver<()>) {
    // Not at once: what is forked was looked after by what it is forked from.
    let first = Instant::now() + FLUSH_EVERY;
    tokio::spawn(run(app.clone(), stopped.clone(), first));
    tokio::spawn(run_indexer(app.clone(), stopped.clone(), first));
    tokio::spawn(run_collector(app.clone(), stopped.clone(), first));
}

/// Does at once what would have been done by and by: the time was moved.
pub(crate) async fn catch_up(app: &App) {
    for slice in 0..=u8::MAX {
        every_second(app, slice).await;
    }
    if let Err(error) = end_uploads(app.db(), app.blobs()).await {
        tracing::error!(%error, "files in parts that are over are taken apart later");
    }
    if let Err(error) = index(app.db(), app.blobs()).await {
        tracing::error!(%error, "what is to be found waits for the next second");
    }
}

/// Runs from `first` until the other end of `stopped` is dropped.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>, first: Instant) {
    let mut tick = interval_at(first, FLUSH_EVERY);
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
            items::delete_expired_locks(tx)?;
            zip_downloads::delete_expired(tx)?;
            items::end_copies(tx)?;
            collaborations::delete_expired(tx)
        } else {
            Ok(())
        }
    };
    if let Err(error) = app.db().write("oauth.expire", expire).await {
        tracing::error!(%error, "what has expired stays");
    }
    // What a crash has left of uploads; at the start, and once in a round.
    if slice == 0
        && let Err(error) = app.blobs().sweep(LONGEST_PUT).await
    {
        tracing::error!(%error, "what is left of uploads stays");
    }
    if slice == 0 {
        again(app, "items.delete_expired_trash", items::delete_expired_trash).await;
        again(app, "items.delete_expired_versions", items::delete_expired_versions).await;
    }
    again(app, "items.take_apart", items::take_apart).await;
}

/// Puts into the index what its transaction did not, until the other end of `stopped` is dropped. Beside the rest, for to
/// read a large file takes long.
pub(crate) async fn run_indexer(app: Arc<App>, mut stopped: watch::Receiver<()>, first: Instant) {
    let mut tick = interval_at(first, FLUSH_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = tick.tick() => {}
        }
        let indexed = tokio::select! {
            _ = stopped.changed() => return,
            indexed = index(app.db(), app.blobs()) => indexed,
        };
        if let Err(error) = indexed {
            tracing::error!(%error, "what is to be found waits for the next second");
        }
    }
}

/// Collects, until the other end of `stopped` is dropped. Beside the rest, for it may take long.
pub(crate) async fn run_collector(app: Arc<App>, mut stopped: watch::Receiver<()>, first: Instant) {
    let mut tick = interval_at(first + COLLECT_FIRST, COLLECT_EVERY);
    let mut minute = interval_at(first, END_UPLOADS_EVERY);
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = minute.tick() => {
                if let Err(error) = end_uploads(app.db(), app.blobs()).await {
                    tracing::error!(%error, "files in parts that are over are taken apart later");
                }
                continue;
            }
            _ = tick.tick() => {}
        }
        let collected = tokio::select! {
            _ = stopped.changed() => return,
            collected = collect(app.db(), app.blobs()) => collected,
        };
        match collected {
            Ok(collected) => tracing::info!(collected.contents, collected.objects, "collected what no file has"),
            Err(error) => tracing::error!(%error, "what no file has any more stays"),
        }
    }
}

/// Some of what may be much, in several transactions, so that others get their turn in between.
async fn again(app: &App, name: &'static str, some: fn(&mut Tx<Write>) -> boxwood_api::Result<bool>) {
    for _ in 0..ROUNDS {
        match app.db().write(name, some).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(name, %error, "the rest is done later"),
        }
    }
}
