//! Explanations at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin, rename};
use boxwood_api::resources::users::Permissions;
use boxwood_testing::{Reply, World, on_both_engines};

async fn refused(world: &World, token: &str, user: i64) -> (Reply, String) {
    // Nothing is flushed: who asks at once is told, too.
    let reply = world.get("/users").by(token).as_user(user).send().await;
    let path = format!("/admin/explain?request={}", reply.headers["box-request-id"].to_str().unwrap());
    (reply, path)
}

#[test]
fn a_refusal_is_told_with_what_fixes_it() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        for (token, user, reason, link) in [
            ("ada, app without as-user", 3, "may not use the As-User header", "/developer/apps/2/configuration"),
            ("ada, app access only", 3, "App Access Only", "/developer/apps/3/configuration"),
            ("ada, app disabled", 3, "app is disabled for this enterprise", "/admin/apps/4#review"),
            ("una", 4, "neither an admin", "/admin/users/3"),
            ("cora", 3, "without a permission", "/admin/users/10#permissions"),
            ("ada", 5, "is inactive", "/admin/users/5"),
            ("ada", 2, "nobody acts as one", "/admin/users/2"),
            ("ada", 9, "no user of the token&#39;s own enterprise", "Take the ID of a user"),
        ] {
            let (_, path) = refused(&world, token, user).await;
            let page = ada.get(&path).await;
            assert!(page.status == 200 && page.html.contains(reason), "{token}: {}", page.html);
            assert!(page.html.contains(link), "{token}: {link} {}", page.html);
            assert!(page.html.contains("Refused here") && page.html.contains("Not reached"), "{token}");
            assert!(!page.html.contains("olga"), "nobody of elsewhere is named");
        }
    });
}

#[test]
fn what_is_not_kept_is_asked_for_again() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        assert_eq!(ada.get("/admin/explain").await.status, 200);
        for id in ["0123456789abcdef", "x", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"] {
            let page = ada.get(&format!("/admin/explain?request={id}")).await;
            assert!(page.status == 422 && page.html.contains("No refused call"), "{id}: {}", page.status);
            assert!(!page.html.contains("<script>alert"));
        }
    });
}

#[test]
fn security_explanations_are_for_the_enterprises_own_auditors() {
    on_both_engines(async |world: World| {
        let (_, path) = refused(&world, "una", 4).await;
        for (mut browser, status) in [
            (world.signed_in("una", 3).await, 403),
            (world.signed_in("cole", 2).await, 403),
            (coadmin_with(&world, Permissions::REPORTS).await, 200),
            (foreign_admin(&world).await, 422),
        ] {
            assert_eq!(browser.get(&path).await.status, status);
        }
        let mut una = world.signed_in("una", 3).await;
        assert_eq!(una.get("/admin/explain").await.status, 403);
    });
}

#[test]
fn security_hostile_names_in_explanations_stay_text() {
    on_both_engines(async |world: World| {
        rename(&world, 3, HOSTILE).await;
        let (_, path) = refused(&world, "una", 4).await;
        let mut ada = world.signed_in("ada", 1).await;
        assert_harmless(&ada.get(&path).await.html);
    });
}
