//! Being in somebody's account, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, rename, set_role};
use boxwood_api::{
    Error,
    resources::users::{Permissions, Role},
};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::{Browser, World, on_both_engines};
use serde_json::json;

const RECORD: &str = "SELECT operation, actor_id, user_id, outcome FROM as_user_writes ORDER BY id";
const EVENTS: &str =
    "SELECT kind, created_by, action_by FROM events WHERE kind IN ('ADMIN_LOGIN', 'EDIT_USER') ORDER BY id";

async fn record(world: &World) -> Vec<(String, i64, i64, i64)> {
    let read = |tx: &mut Tx<Read>| Ok::<_, Error>(tx.many(RECORD, ())?);
    world.app().db().read(Cost::Scan, read).await.unwrap()
}

fn row(operation: &str, actor: i64, user: i64, outcome: i64) -> (String, i64, i64, i64) {
    (operation.to_owned(), actor, user, outcome)
}

async fn act(browser: &mut Browser<'_>, user: i64) -> (u16, String) {
    browser.get("/account").await;
    let page = browser.submit(&format!("/admin/users/{user}/act"), &[]).await;
    (page.status, page.location)
}

#[test]
fn the_admin_is_in_anothers_account_until_they_stop() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/admin/users/3").await.html.contains("action=\"/admin/users/3/act\""));
        let (before, csrf) = (ada.cookie(), ada.csrf().to_owned());
        assert_eq!(act(&mut ada, 3).await, (303, "/".to_owned()));
        // Pages of errors among them.
        for (path, status) in
            [("/account", 200), ("/docs-of-nothing", 404), ("/docs/reference/nothing", 404), ("/admin/users", 403)]
        {
            let page = ada.get(path).await;
            assert_eq!(page.status, status, "{path}");
            assert!(page.html.contains("ada, you are acting as <b>una</b>"), "{path}: {}", page.html);
        }
        let account = ada.get("/account").await;
        assert!(account.html.contains("una@example.com") && !account.html.contains("ada@example.com"));
        let page = ada.get("/admin/users").await;
        assert_eq!(page.status, 403, "rights are the user's");
        assert!(page.html.contains("Stop acting to use your own."), "{}", page.html);
        // The session has a new secret, and its forms with it.
        let old = world.at("GET", "/account").header("Cookie", &before).send().await;
        assert_eq!(old.status, 303);
        let form = world.form("/admin/stop-acting", &[("csrf", &csrf)]).header("Cookie", &ada.cookie());
        assert_eq!(form.send().await.status, 403);
        ada.get("/account").await;
        let during = ada.cookie();
        let stopped = ada.submit("/admin/stop-acting", &[]).await;
        assert_eq!((stopped.status, stopped.location.as_str()), (303, "/admin/users/3?said=stopped"));
        let old = world.at("GET", "/account").header("Cookie", &during).send().await;
        assert_eq!(old.status, 303, "nobody gets back by the cookie");
        let page = ada.get("/admin/users/3?said=stopped").await;
        assert!(page.status == 200 && !page.html.contains("you are acting as"));
        assert_eq!(record(&world).await, [row("web.act", 1, 3, 200), row("web.stop_acting", 1, 3, 200)]);
        let events: Vec<(String, i64, Option<i64>)> =
            world.app().db().read(Cost::Scan, |tx| Ok::<_, Error>(tx.many(EVENTS, ())?)).await.unwrap();
        assert_eq!(events, [("ADMIN_LOGIN".to_owned(), 3, Some(1))]);
    });
}

const VIEWS: &str = "SELECT operation, outcome, count FROM as_user_reads WHERE actor_id = 1 AND user_id = 4 ORDER BY operation, outcome";

#[test]
fn pages_that_are_seen_in_anothers_account_are_counted() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/account").await;
        act(&mut ada, 4).await;
        for path in ["/account", "/account/apps", "/docs", "/docs/reference/nothing", "/admin/users", "/nothing"] {
            ada.get(path).await;
        }
        ada.get("/account").await;
        ada.submit("/admin/stop-acting", &[]).await;
        ada.get("/account").await;
        world.flush().await;
        let read = |tx: &mut Tx<Read>| Ok::<_, Error>(tx.many(VIEWS, ())?);
        let views: Vec<(String, i64, i64)> = world.app().db().read(Cost::Scan, read).await.unwrap();
        let view = |area: &str, outcome, count| (format!("web.view_{area}"), outcome, count);
        assert_eq!(views, [view("account", 200, 3), view("admin", 403, 1), view("docs", 200, 1), view("docs", 404, 1)]);
        let html = ada.get("/admin/audit").await.html;
        assert!(html.contains("Looked at the account") && html.contains("3 times"), "{html}");
    });
}

#[test]
fn what_is_done_in_anothers_account_is_on_record_with_both_names() {
    on_both_engines(async |world: World| {
        set_role(&world, 4, Role::User, Permissions::NONE).await;
        let mut ada = world.signed_in("ada", 1).await;
        act(&mut ada, 4).await;
        ada.get("/account").await;
        // Refused, and on record all the same.
        assert_eq!(ada.submit("/admin/users/3", &[("name", "X")]).await.status, 403);
        assert_eq!(ada.submit("/admin/users/4/permissions", &[]).await.status, 403);
        ada.get("/account").await;
        assert_eq!(ada.submit("/sign-out", &[]).await.status, 303);
        let rows = record(&world).await;
        assert_eq!(rows.first(), Some(&row("web.act", 1, 4, 200)));
        assert!(rows.contains(&row("web.set_permissions", 1, 4, 403)), "{rows:?}");
        assert_eq!(rows.last().map(|(_, actor, user, outcome)| (*actor, *user, *outcome)), Some((1, 4, 200)));
    });
}

#[test]
fn security_as_whom_nobody_acts() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let mut cole = world.signed_in("cole", 2).await;
        for (user, status, why) in [
            (1, 403, "own account"),
            (2, 403, "admin or a co-admin"),
            (6, 403, "service account"),
            (5, 403, "inactive"),
            (9, 404, ""),
            (999, 404, ""),
        ] {
            ada.get("/account").await;
            let page = ada.submit(&format!("/admin/users/{user}/act"), &[]).await;
            assert!(page.status == status && page.html.contains(why), "{user}: {} {}", page.status, page.html);
        }
        for user in [1, 10, 2] {
            assert_eq!(act(&mut cole, user).await.0, 403, "a co-admin as {user}");
        }
        assert_eq!(act(&mut cole, 3).await.0, 303, "a co-admin with the right");
        let rows = record(&world).await;
        assert!(rows.contains(&row("web.act", 1, 5, 403)) && rows.contains(&row("web.act", 2, 1, 403)), "{rows:?}");
        assert!(rows.iter().all(|(_, _, user, _)| !matches!(*user, 9 | 999)), "nothing of elsewhere: {rows:?}");
    });
}

#[test]
fn security_who_may_not_act() {
    on_both_engines(async |world: World| {
        let mut una = world.signed_in("una", 3).await;
        assert_eq!(act(&mut una, 4).await.0, 403);
        for lacking in [Permissions::MANAGE_USERS, Permissions::LOG_IN_AS_USERS] {
            let mut cora = coadmin_with(&world, lacking).await;
            cora.get("/account").await;
            let page = cora.submit("/admin/users/4/act", &[]).await;
            assert!(page.status == 403 && page.html.contains("Log in to users&#39; accounts"), "{}", page.html);
        }
        let by_link = una.get("/admin/users/4/act").await;
        assert_eq!(by_link.status, 405);
    });
}

#[test]
fn security_acting_is_never_nested() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        act(&mut ada, 3).await;
        assert_eq!(act(&mut ada, 4).await.0, 403);
        assert!(ada.get("/account").await.html.contains("una@example.com"), "still the first one");
    });
}

#[test]
fn security_secrets_of_the_account_are_its_owners() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        act(&mut ada, 3).await;
        assert_eq!(ada.get("/account/security").await.status, 403);
        ada.get("/account").await;
        for path in ["/account/password", "/account/sessions/end-others", "/account/sessions/end"] {
            assert_eq!(ada.submit(path, &[("id", "1")]).await.status, 403, "{path}");
        }
    });
}

#[test]
fn security_who_may_no_longer_be_there_is_out() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let mut cole = world.signed_in("cole", 2).await;
        act(&mut ada, 3).await;
        act(&mut cole, 4).await;
        cole.get("/account").await;
        let body = json!({ "status": "inactive" });
        assert_eq!(world.put("/users/4", body).by("ada").send().await.status, 200);
        let page = cole.submit("/admin/stop-acting", &[]).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/sign-in"), "and not back in their own account");
        assert_eq!(ada.get("/account").await.status, 200);
        set_role(&world, 3, Role::Coadmin, Permissions::DEFAULT).await;
        assert_eq!(ada.get("/account").await.status, 303);
    });
}

#[test]
fn security_the_banner_shows_hostile_names_as_text() {
    on_both_engines(async |world: World| {
        rename(&world, 3, HOSTILE).await;
        let mut ada = world.signed_in("ada", 1).await;
        act(&mut ada, 3).await;
        assert_harmless(&ada.get("/account").await.html);
    });
}
