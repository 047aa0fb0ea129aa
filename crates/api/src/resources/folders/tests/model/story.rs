//! What can happen.
use super::told::{Caller, GROUP};
use proptest::prelude::{Strategy, any, prop, prop_oneof};

/// Folders are named by numbers that the model maps to those that there are; 0 is a root.
#[derive(Clone, Debug)]
pub enum Act {
    Make {
        parent: usize,
        name: &'static str,
    },
    Rename {
        folder: usize,
        name: &'static str,
    },
    Move {
        folder: usize,
        parent: usize,
        name: Option<&'static str>,
        /// The new owner is named.
        meant: bool,
    },
    Copy {
        folder: usize,
        parent: usize,
        name: &'static str,
    },
    Delete {
        folder: usize,
        recursive: bool,
    },
    /// Given, changed, or, where there is no role, ended.
    Share {
        folder: usize,
        with: usize,
        role: Option<&'static str>,
        is_access_only: bool,
    },
    /// Into the group, or out of it, by the admin.
    Join {
        user: usize,
        is_in: bool,
    },
    /// Made, changed, or, without an access level, removed.
    Link {
        folder: usize,
        access: Option<&'static str>,
    },
    Status {
        of: usize,
        status: &'static str,
    },
}

#[derive(Clone, Debug)]
pub struct Step {
    pub caller: Caller,
    pub act: Act,
}

const ROLES: [&str; 7] = ["co-owner", "co-owner", "editor", "editor", "viewer uploader", "viewer", "uploader"];
const ACCESS: [&str; 4] = ["open", "open", "company", "collaborators"];
const STATUSES: [&str; 5] = ["active", "active", "inactive", "cannot_delete_edit", "cannot_delete_edit_upload"];

pub fn story(steps: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), steps / 2..steps)
}

fn step() -> impl Strategy<Value = Step> {
    // Few names, so that they meet.
    let name = || prop::sample::select(vec!["a", "A", "b", "c", "d"]);
    let folder = || 0..60_usize;
    let act = prop_oneof![
        6 => (folder(), name()).prop_map(|(parent, name)| Act::Make { parent, name }),
        2 => (folder(), name()).prop_map(|(folder, name)| Act::Rename { folder, name }),
        6 => (folder(), folder(), prop::option::weighted(0.3, name()), any::<bool>())
            .prop_map(|(folder, parent, name, meant)| Act::Move { folder, parent, name, meant }),
        2 => (folder(), folder(), name())
            .prop_map(|(folder, parent, name)| Act::Copy { folder, parent, name }),
        1 => (folder(), any::<bool>()).prop_map(|(folder, recursive)| Act::Delete { folder, recursive }),
        7 => (folder(), 0..=GROUP, prop::option::weighted(0.8, prop::sample::select(ROLES.to_vec())), any::<bool>())
            .prop_map(|(folder, with, role, is_access_only)| Act::Share { folder, with, role, is_access_only }),
        3 => (folder(), prop::option::weighted(0.8, prop::sample::select(ACCESS.to_vec())))
            .prop_map(|(folder, access)| Act::Link { folder, access }),
        1 => (0..3_usize, any::<bool>()).prop_map(|(user, is_in)| Act::Join { user, is_in }),
        1 => (0..2_usize, prop::sample::select(STATUSES.to_vec())).prop_map(|(of, status)| Act::Status { of, status }),
    ];
    let caller = prop::sample::select(Caller::all());
    (caller, act).prop_map(|(caller, act)| Step { caller, act })
}
