//! Invitations into an enterprise, for those who have an account of their own. To accept one takes a page; until then it is
//! pending.
//!
//! What surprises:
//! - The same person can be invited again and again; each time is an invite of its own.
mod db;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub use wire::{Invite, InviteStatus, Invited, InvitedTo, NewInvite};

use crate::{
    Method::{Get, Post},
    NoQuery, Op, Resource, Scope,
    wire::InviteId,
};

pub const CREATE: Op<(), NoQuery, NewInvite, Invite> =
    Op::new("post_invites", Post, "/invites", Scope::ManageEnterprise, "Invites somebody into the enterprise")
        .answers(200);
pub const GET: Op<(InviteId,), NoQuery, (), Invite> =
    Op::new("get_invites_id", Get, "/invites/{invite_id}", Scope::ManageEnterprise, "An invite and what became of it");

pub fn resource() -> Resource {
    Resource::new().write(CREATE, ops::create).read(GET, ops::get)
}
