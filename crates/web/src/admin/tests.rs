//! What tests of the admin console have in common.
use boxwood_api::{
    Error,
    resources::users::{Permissions, Role},
    wire::UserId,
};
use boxwood_store::{Tx, Write};
use boxwood_testing::{Browser, World};

const ROLE: &str = "UPDATE users SET role = $2, permissions = $3 WHERE id = $1";
const RENAME: &str = "UPDATE users SET name = $2 WHERE id = $1";

/// Longer than the page, in quotes, against the direction of reading, and with markup in it.
pub(super) const HOSTILE: &str = "<script>alert(1)</script>\" onfocus=alert(1) x='\u{202e}";

/// Gives a user of the company another role.
pub(super) async fn set_role(world: &World, user: i64, role: Role, permissions: Permissions) {
    let set = move |tx: &mut Tx<Write>| {
        tx.exec(ROLE, (UserId(user), role, permissions))?;
        tx.forget(UserId(user).key());
        Ok::<_, Error>(())
    };
    world.app().db().write("test", set).await.unwrap();
}

pub(super) async fn rename(world: &World, user: i64, name: &'static str) {
    let set = move |tx: &mut Tx<Write>| {
        tx.exec(RENAME, (UserId(user), name))?;
        tx.forget(UserId(user).key());
        Ok::<_, Error>(())
    };
    world.app().db().write("test", set).await.unwrap();
}

/// The admin of the other enterprise.
pub(super) async fn foreign_admin(world: &World) -> Browser<'_> {
    set_role(world, 9, Role::Admin, Permissions::NONE).await;
    world.signed_in("olga", 9).await
}

/// A co-admin with just that.
pub(super) async fn coadmin_with(world: &World, permissions: Permissions) -> Browser<'_> {
    set_role(world, 10, Role::Coadmin, permissions).await;
    world.signed_in("cora", 10).await
}

pub(super) fn assert_harmless(html: &str) {
    assert!(!html.contains("<script>alert") && !html.contains("\" onfocus"), "{html}");
    assert!(html.contains("&#60;script&#62;alert(1)"), "the name is shown: {html}");
}
