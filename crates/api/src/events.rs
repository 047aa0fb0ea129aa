//! What happened, as rows in the transaction in which it happened. Streams and webhooks are made of them later.
use crate::{
    Caller, Result,
    resources::users,
    wire::{AppId, EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Tx, Write};

boxwood_store::texts! {
    /// The contract's own names (content §7.1).
    pub enum EventKind {
        ItemCreate = "ITEM_CREATE",
        ItemRename = "ITEM_RENAME",
        ItemMove = "ITEM_MOVE",
        ItemModify = "ITEM_MODIFY",
        ItemTrash = "ITEM_TRASH",
        LockCreate = "LOCK_CREATE",
        LockDestroy = "LOCK_DESTROY",
        CollabAdd = "COLLAB_ADD_COLLABORATOR",
        CollabInvite = "COLLAB_INVITE_COLLABORATOR",
        CollabRoleChange = "COLLAB_ROLE_CHANGE",
        CollabRemove = "COLLAB_REMOVE_COLLABORATOR",
        CollabExpiryChange = "UPDATE_COLLABORATION_EXPIRATION",
        CommentCreate = "COMMENT_CREATE",
        CommentEdit = "COMMENT_EDIT",
        CommentDelete = "COMMENT_DELETE",
        TaskCreate = "TASK_CREATE",
        TaskUpdate = "TASK_UPDATE",
        /// Boxwood's own: the contract has no name for it.
        TaskDelete = "TASK_DELETE",
        TaskAssignmentCreate = "TASK_ASSIGNMENT_CREATE",
        TaskAssignmentUpdate = "TASK_ASSIGNMENT_UPDATE",
        TaskAssignmentDelete = "TASK_ASSIGNMENT_DELETE",
        Favorite = "FAVORITE",
        Unfavorite = "UNFAVORITE",
        GroupCreation = "GROUP_CREATION",
        GroupEdited = "GROUP_EDITED",
        GroupDeletion = "GROUP_DELETION",
        GroupAddUser = "GROUP_ADD_USER",
        GroupRemoveUser = "GROUP_REMOVE_USER",
        ItemUpload = "ITEM_UPLOAD",
        ItemMakeCurrentVersion = "ITEM_MAKE_CURRENT_VERSION",
        /// Boxwood's own: the contract has no name for it.
        FileVersionDelete = "FILE_VERSION_DELETE",
        FileVersionRestore = "FILE_VERSION_RESTORE",
        ItemDownload = "ITEM_DOWNLOAD",
        ItemCopy = "ITEM_COPY",
        ItemSharedCreate = "ITEM_SHARED_CREATE",
        ItemSharedUpdate = "ITEM_SHARED_UPDATE",
        ItemSharedUnshare = "ITEM_SHARED_UNSHARE",
        FileRequestCreate = "FILE_REQUEST_CREATE",
        FileRequestUpdate = "FILE_REQUEST_UPDATE",
        FileRequestDelete = "FILE_REQUEST_DELETE",
        /// Boxwood's own: somebody without an account has left a file.
        FileRequestSubmit = "FILE_REQUEST_SUBMIT",
        ItemUndelete = "ITEM_UNDELETE_VIA_TRASH",
        /// Boxwood's own: the contract has no name for what is gone for good.
        ItemDelete = "ITEM_DELETE",
        NewUser = "NEW_USER",
        EditUser = "EDIT_USER",
        DeleteUser = "DELETE_USER",
        ChangeAdminRole = "CHANGE_ADMIN_ROLE",
        /// Boxwood's own, too.
        ChangePassword = "CHANGE_PASSWORD",
        FactorOn = "SECOND_FACTOR_ON",
        FactorOff = "SECOND_FACTOR_OFF",
        FactorRenewed = "SECOND_FACTOR_RECOVERY_CODES_RENEWED",
        /// Boxwood's own: an OpenID Connect provider's word signs somebody in from now on, and no longer.
        IdentityLinked = "IDENTITY_LINKED",
        IdentityUnlinked = "IDENTITY_UNLINKED",
        FailedLogin = "FAILED_LOGIN",
        Login = "LOGIN",
        /// Into the account of another.
        AdminLogin = "ADMIN_LOGIN",
        TokenCreate = "USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE",
        EmailAliasConfirm = "EMAIL_ALIAS_CONFIRM",
        EmailAliasPrimary = "EMAIL_ALIAS_PRIMARY",
        EmailAliasRemove = "EMAIL_ALIAS_REMOVE",
        TerminateSessions = "TERMINATE_SESSIONS",
        Invite = "ENTERPRISE_INVITE",
        /// Boxwood's own: a user has let an app in, and has taken that back.
        AppGranted = "APPLICATION_GRANTED",
        AppRevoked = "APPLICATION_GRANT_REVOKED",
        ApplicationCreated = "APPLICATION_CREATED",
        /// Boxwood's own: the contract has no name for a console's edit.
        ApplicationEdited = "APPLICATION_EDITED",
        /// Boxwood's own, too.
        ApplicationReviewAsked = "APPLICATION_REVIEW_ASKED",
        ApplicationDeleted = "APPLICATION_DELETED",
        ApplicationPublicKeyAdded = "APPLICATION_PUBLIC_KEY_ADDED",
        ApplicationPublicKeyDeleted = "APPLICATION_PUBLIC_KEY_DELETED",
        /// Boxwood's own: the contract has no name for it.
        EnterpriseEdited = "ENTERPRISE_EDITED",
        EnterpriseAppAuthorizationUpdate = "ENTERPRISE_APP_AUTHORIZATION_UPDATE",
    }
}

/// What it happened to.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub kind: &'static str,
    pub id: i64,
}

const INSERT: &str = "INSERT INTO events (kind, item_type, item_id, enterprise_id, created_by, action_by, app_id, \
    request_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const VISITED: &str = "INSERT INTO events (kind, item_type, item_id, enterprise_id, created_by, request_id, created_at, visitor) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Records an event: created by the effective user, and by whom really where that is another (contract: identity §5.2).
///
/// # Errors
/// Those of the store.
pub fn emit(tx: &mut Tx<Write>, who: &Caller, kind: EventKind, of: Source) -> Result<()> {
    let (now, user) = (tx.now(), who.user());
    let (enterprise, actor): (Option<EnterpriseId>, _) = (user.enterprise_id, who.actor().id);
    let action_by = who.is_impersonating().then_some(actor);
    // A console is no app.
    let app = Some(who.app()).filter(|app| *app != AppId::default());
    tx.exec(INSERT, (kind, of.kind, of.id, enterprise, user.id, action_by, app, who.request(), now))?;
    Ok(())
}

/// Records what somebody without an account did, by what they call themselves; `who` is in whose name it was done.
///
/// # Errors
/// Those of the store.
pub fn emit_visited(tx: &mut Tx<Write>, who: &Caller, kind: EventKind, of: Source, visitor: &str) -> Result<()> {
    let (now, user) = (tx.now(), who.user());
    tx.exec(VISITED, (kind, of.kind, of.id, user.enterprise_id, user.id, who.request(), now, visitor))?;
    Ok(())
}

/// Who was given an address that carries its own permission, as it says.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub user: UserId,
    /// Who really called.
    pub actor: UserId,
    pub app: AppId,
}

/// Records what was done by an address, without a caller.
///
/// # Errors
/// Those of the store.
pub fn emit_by_address(tx: &mut Tx<Write>, kind: EventKind, of: Source, by: Holder, request: RequestId) -> Result<()> {
    let now = tx.now();
    let enterprise = users::person(tx, by.user)?.and_then(|user| user.enterprise_id);
    let action_by = Some(by.actor).filter(|actor| *actor != by.user);
    let app = Some(by.app).filter(|app| *app != AppId::default());
    tx.exec(INSERT, (kind, of.kind, of.id, enterprise, by.user, action_by, app, request, now))?;
    Ok(())
}

/// Records that a token was issued to an app for a user, which no caller does.
///
/// # Errors
/// Those of the store.
pub fn emit_login(
    tx: &mut Tx<Write>,
    kind: EventKind,
    enterprise: Option<EnterpriseId>,
    user: UserId,
    app: AppId,
) -> Result<()> {
    let now = tx.now();
    tx.exec(INSERT, (kind, "user", user.0, enterprise, user, None::<UserId>, app, "", now))?;
    Ok(())
}
