//! The building blocks of every body that crosses the wire.
mod error;
mod fields;
mod id;
mod maybe;
mod page;
mod request_id;
mod text;
mod tiers;
mod time;

pub use error::{Error, Result, Shape};
pub use fields::{Empty, Fielded, Kept, Mini, Nested, OnlyHeader, Plain, Reply, Selection, Shown, put};
pub use id::{
    AliasId, AppId, CollaborationId, CollectionId, CommentId, EnterpriseId, FileId, FileRequestId, FileVersionId,
    FolderId, FolderLockId, GroupId, InviteId, ItemId, KeyId, LockId, MembershipId, TaskAssignmentId, TaskId, UserId,
    WebLinkId,
};
pub use maybe::Maybe;
pub use page::{Direction, Order, Page, PageQuery, Paging, SortKey, Start};
pub use request_id::RequestId;
pub use text::{Flag, Text, hex};
pub use tiers::{Describe, full};
pub use time::{Time, Zone};
