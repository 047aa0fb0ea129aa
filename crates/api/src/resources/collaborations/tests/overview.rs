//! Who is in what somebody owns, and how far that is looked for.
use super::*;
use crate::{
    Caller, Error,
    resources::{collaborations::db, users},
    wire::{AppId, CollaborationId, EnterpriseId, RequestId, UserId},
};

/// The ids of those in what a user owns, and how many items were looked at.
async fn in_owned(world: &World, of: i64, items: i64, outside: Option<i64>) -> (Vec<i64>, i64) {
    let find = move |tx: &mut Tx<boxwood_store::Read>| {
        let owner = users::person(tx, UserId(of))?.unwrap();
        let who = Caller::console(&owner, AppId::default(), RequestId::default());
        let rows = db::in_owned(tx, &who, items, outside.map(EnterpriseId), CollaborationId(0), 50)?;
        Ok::<_, Error>((rows.into_iter().map(|row| row.id.0).collect(), db::looked_at(tx, &who, items)?))
    };
    world.app().db().read(Cost::Scan, find).await.unwrap()
}

#[test]
fn a_tree_is_looked_at_from_the_top_and_so_far() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "1").await;
        folder(&world, "una", "C", "2").await;
        folder(&world, "max", "D", "0").await;
        give(&world, "una", "3", user(4), "viewer").await;
        give(&world, "una", "1", user(9), "viewer").await;
        give(&world, "una", "2", login("new@elsewhere.example"), "viewer").await;
        give(&world, "max", "4", user(3), "viewer").await;
        assert_eq!(in_owned(&world, 3, 10, None).await, (vec![1, 2, 3], 3));
        assert_eq!(in_owned(&world, 3, 2, None).await, (vec![2, 3], 2));
        assert_eq!(in_owned(&world, 3, 10, Some(1)).await, (vec![2, 3], 3));
        assert_eq!(in_owned(&world, 3, 10, Some(2)).await, (vec![1, 3], 3));
        // What was declined, and what is in the trash, is not there.
        put(&world, "olga", "2", json!({ "status": "rejected" })).await;
        assert_eq!(in_owned(&world, 3, 10, None).await, (vec![1, 3], 3));
        world.delete("/folders/2?recursive=true").by("una").send().await;
        assert_eq!(in_owned(&world, 3, 10, None).await, (vec![], 1));
    });
}
