//! What a sync tells of single files, besides its sum.
use super::{BAD, DIM, clean};
use anstream::{eprintln, println};

/// What would be done.
pub fn would(deed: &str, place: &str) {
    println!("{DIM}{:<11}{DIM:#} {}", deed.replace('_', " "), clean(place));
}

/// What could not be done.
pub fn failed(place: &str, why: &str) {
    eprintln!("{BAD}failed:{BAD:#} {}: {}", clean(place), clean(why));
}
