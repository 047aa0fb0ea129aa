//! The laboratory, by the way that requests come: worlds beside each other, and their clocks.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests, and what they share")]
mod clock;
mod faults;
mod listener;
mod pages;
mod trash;
mod worlds;

use boxwood_testing::{Reply, World};

/// Runs a test in a laboratory of its own.
fn in_a_laboratory(test: impl AsyncFn(World)) {
    let world = World::in_laboratory();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test(world));
}

/// A text of an answer's body.
fn text(reply: &Reply, name: &str) -> String {
    reply.body[name].as_str().unwrap_or_else(|| panic!("{name}: {reply:?}")).to_owned()
}
