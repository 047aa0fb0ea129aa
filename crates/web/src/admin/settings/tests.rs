//! The enterprise's settings at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin};
use boxwood_api::{Error, resources::users::Permissions};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::{World, on_both_engines};
use serde_json::json;

const EVENTS: &str = "SELECT item_id, created_by FROM events WHERE kind = 'ENTERPRISE_EDITED' ORDER BY id";

async fn events(world: &World) -> Vec<(i64, i64)> {
    let read = |tx: &mut Tx<Read>| Ok::<_, Error>(tx.many(EVENTS, ())?);
    world.app().db().read(Cost::Scan, read).await.unwrap()
}

#[test]
fn name_and_domains_are_changed() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/settings").await;
        assert!(page.status == 200 && page.html.contains("value=\"Acme\"") && page.html.contains("example.com"));
        assert_eq!(
            ada.submit("/admin/settings", &[("name", " Acme B ")]).await.location,
            "/admin/settings?said=renamed"
        );
        let user = world.get("/users/3?fields=enterprise").by("ada").send().await.body;
        assert_eq!(user["enterprise"]["name"], "Acme B", "and nothing old is kept");
        for domain in ["b.example", "B.example"] {
            assert_eq!(
                ada.submit("/admin/settings/domains", &[("domain", domain)]).await.location,
                "/admin/settings?said=added"
            );
        }
        let alias = json!({ "email": "una@b.example", "is_confirmed": true });
        assert_eq!(world.post("/users/3/email_aliases", alias.clone()).by("ada").send().await.status, 201);
        let html = ada.get("/admin/settings").await.html;
        assert_eq!(html.matches("<th scope=\"row\">b.example</th>").count(), 1, "each once");
        assert_eq!(ada.submit("/admin/settings/domains/remove", &[("domain", "b.example")]).await.status, 303);
        assert_eq!(world.post("/users/4/email_aliases", alias).by("ada").send().await.status, 400);
        for (path, field, bad) in [("/admin/settings", "name", ""), ("/admin/settings/domains", "domain", "no domain")]
        {
            ada.get("/admin/settings").await;
            let page = ada.submit(path, &[(field, bad)]).await;
            assert!(page.status == 422 && page.html.contains("role=\"alert\""), "{path}: {}", page.html);
        }
        assert_eq!(events(&world).await, [(1, 1); 4]);
    });
}

#[test]
fn security_who_may_look_and_who_may_change() {
    on_both_engines(async |world: World| {
        let mut una = world.signed_in("una", 3).await;
        let mut none = coadmin_with(&world, Permissions::MANAGE_USERS).await;
        let mut cole = world.signed_in("cole", 2).await;
        for (browser, status) in [(&mut una, 403), (&mut none, 403), (&mut cole, 200)] {
            assert_eq!(browser.get("/admin/settings").await.status, status);
            browser.get("/account").await;
            for path in ["/admin/settings", "/admin/settings/domains", "/admin/settings/domains/remove"] {
                let page = browser.submit(path, &[("name", "Evil"), ("domain", "evil.example")]).await;
                assert_eq!(page.status, 403, "{path}");
            }
        }
        assert_eq!(events(&world).await, []);
        let mut editor = coadmin_with(&world, Permissions::EDIT_SETTINGS).await;
        editor.get("/admin/settings").await;
        assert_eq!(editor.submit("/admin/settings", &[("name", "Acme C")]).await.status, 303);
        let mut olga = foreign_admin(&world).await;
        assert!(olga.get("/admin/settings").await.html.contains("value=\"Other\""), "each their own");
    });
}

#[test]
fn security_hostile_names_of_enterprises_stay_text() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/settings").await;
        assert_eq!(ada.submit("/admin/settings", &[("name", HOSTILE)]).await.status, 303);
        for path in ["/admin/settings", "/admin/users", "/admin/apps"] {
            assert_harmless(&ada.get(path).await.html);
        }
    });
}
