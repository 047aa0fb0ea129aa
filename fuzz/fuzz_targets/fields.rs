//! The parser of `fields`: the tier that is always there, and what was asked for.
#![no_main]

use boxwood_api::{
    resources::{folders::Folder, users::User},
    wire::{Fielded, Selection},
};
use libfuzzer_sys::fuzz_target;

fn check<T: Fielded>(text: &str) {
    let shown = Selection::parse::<T>(Some(text));
    assert!(shown.has(T::MINI));
    let named = (0..T::NAMES.len()).filter(|n| shown.has(Selection::nth(*n)));
    let names: Vec<_> = named.filter_map(|n| T::NAMES.get(n).copied()).collect();
    assert_eq!(Selection::parse::<T>(Some(&names.join(","))), shown);
}

fuzz_target!(|text: &str| {
    check::<User>(text);
    check::<Folder>(text);
});
