//! A state that worlds begin with.
use crate::lab::HeldClock;
use boxwood_blobs::Blobs;
use boxwood_store::Image;

/// Rows, files and the time, as they were when it was taken; whatever becomes of the world that they are from.
#[derive(Clone)]
pub struct State {
    pub(super) image: Image,
    pub(super) blobs: Blobs,
    pub(super) clock: HeldClock,
}
