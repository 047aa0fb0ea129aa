//! What both sides of the wire share: operations, bodies, ids.
//!
//! This is the one place that names the crate of the contract, so that nothing else here knows how much of that crate is
//! the server's.
pub use boxwood_api::{
    About, Method, NoBody, NoQuery, Op, Optional, Random, Scope, Upload,
    access::CollaborationRole,
    items::{
        Entry, InCollection, InFolder, Interaction, ItemStatus, ItemUpdate, LinkPermissions, LinkUpdate, NewOwner,
        NewParent, Object, SharedLink, SharedLinkAccess, SharedLinkPermission,
    },
    resources, wire,
};
