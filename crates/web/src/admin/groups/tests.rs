//! The groups of the enterprise at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin};
use boxwood_api::resources::users::Permissions;
use boxwood_testing::{Page, World, on_both_engines};
use serde_json::json;

/// What stands in a list's links to a group or a user, in its order.
fn names(page: &Page, of: &str) -> String {
    let link = format!("<a href=\"/admin/{of}/");
    let links = page.html.split(&link).skip(1);
    let names = links.filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0));
    names.collect::<Vec<_>>().join(" ")
}

async fn make(world: &World, name: &str) {
    assert_eq!(world.post("/groups", json!({ "name": name })).by("ada").send().await.status, 201);
}

async fn join(world: &World, group: i64, user: i64) {
    let body = json!({ "user": { "id": user }, "group": { "id": group } });
    assert_eq!(world.post("/group_memberships", body).by("ada").send().await.status, 201);
}

#[test]
fn groups_are_listed_and_searched() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let none = ada.get("/admin/groups").await;
        assert!(none.status == 200 && none.html.contains("No groups yet"), "{}", none.html);
        for name in ["Sales", "Support", "legal"] {
            make(&world, name).await;
        }
        join(&world, 1, 3).await;
        join(&world, 1, 4).await;
        for (query, expected) in [
            ("", "legal Sales Support"),
            ("?q=S", "Sales Support"),
            ("?q=sa", "Sales"),
            ("?q=x", ""),
            ("?after=Sales", "Support"),
        ] {
            let page = ada.get(&format!("/admin/groups{query}")).await;
            let found = names(&page, "groups").replace("Open", "");
            let found: Vec<_> = found.split_whitespace().filter(|word| !word.is_empty()).collect();
            assert_eq!((page.status, found.join(" ").as_str()), (200, expected), "{query}");
        }
        let page = ada.get("/admin/groups").await;
        assert!(page.html.contains("3 groups") && page.html.contains("class=\"num\">2</td>"), "{}", page.html);
        assert!(ada.get("/admin/groups?q=x").await.html.contains("No group's name begins like that"));
    });
}

#[test]
fn long_lists_of_groups_are_paged_by_name() {
    on_both_engines(async |world: World| {
        for n in 0..55 {
            make(&world, &format!("G {n:02}")).await;
        }
        let mut ada = world.signed_in("ada", 1).await;
        for query in ["", "?q=g"] {
            let first = ada.get(&format!("/admin/groups{query}")).await;
            assert!(first.html.contains("G 49") && !first.html.contains("G 50"));
            let next = first.html.split("href=\"").find(|rest| rest.contains("Next page")).unwrap();
            let next = next.split('"').next().unwrap().replace("&#38;", "&");
            let second = ada.get(&next).await;
            assert!(second.html.contains("G 50") && second.html.contains("G 54") && !second.html.contains("G 49<"));
            assert!(second.html.contains("First page") && !second.html.contains("Next page"));
        }
    });
}

#[test]
fn a_group_is_made_and_changed_by_the_operations_with_their_rules() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        make(&world, "Taken").await;
        ada.get("/admin/groups/new").await;
        let fields = [("name", " Sales "), ("description", "They sell"), ("invitability_level", "all_managed_users")];
        let made = ada.submit("/admin/groups/new", &fields).await;
        assert_eq!((made.status, made.location.as_str()), (303, "/admin/groups/2/members?said=made"), "{}", made.html);
        assert!(ada.get(&made.location).await.html.contains("Nobody in it yet"));
        let shown =
            world.get("/groups/2?fields=name,description,invitability_level,member_viewability_level,provenance");
        let shown = shown.by("ada").send().await.body;
        assert_eq!(
            (&shown["name"], &shown["description"], &shown["provenance"]),
            (&json!("Sales"), &json!("They sell"), &json!(""))
        );
        assert_eq!(shown["invitability_level"], "all_managed_users");
        assert_eq!(shown["member_viewability_level"], "admins_and_members");
        let page = ada.get("/admin/groups/2").await;
        assert!(
            page.html.contains("value=\"They sell\"") && page.html.contains("value=\"all_managed_users\" selected")
        );
        let fields = [("name", "Sellers"), ("provenance", "Directory"), ("member_viewability_level", "admins_only")];
        let saved = ada.submit("/admin/groups/2", &fields).await;
        assert_eq!(saved.location, "/admin/groups/2?said=saved");
        assert!(ada.get(&saved.location).await.html.contains("The changes are saved"));
        let shown = world
            .get("/groups/2?fields=name,description,provenance,member_viewability_level")
            .by("ada")
            .send()
            .await
            .body;
        assert_eq!(
            (&shown["name"], &shown["description"], &shown["provenance"]),
            (&json!("Sellers"), &json!(""), &json!("Directory"))
        );
        assert_eq!(shown["member_viewability_level"], "admins_only");
        let same = [("name", "Sellers"), ("provenance", "Directory"), ("member_viewability_level", "admins_only")];
        assert_eq!(ada.submit("/admin/groups/2", &same).await.location, "/admin/groups/2?said=same");
        let long = "x".repeat(256);
        for (path, name, provenance, why) in [
            ("/admin/groups/2", "TAKEN", "", "Another group of the enterprise has this name"),
            ("/admin/groups/new", "taken", "", "Another group of the enterprise has this name"),
            ("/admin/groups/2", " ", "", "Enter a name of 1 to 255 characters"),
            ("/admin/groups/new", "", "", "Enter a name of 1 to 255 characters"),
            ("/admin/groups/new", "B", long.as_str(), "Enter at most 255 characters"),
        ] {
            let page = ada.submit(path, &[("name", name), ("provenance", provenance), ("description", "typed")]).await;
            assert!(page.status == 422 && page.html.contains(why), "{why}: {}", page.html);
            assert!(page.html.contains("value=\"typed\""), "what was typed is still there");
        }
    });
}

#[test]
fn members_are_added_by_login_changed_and_removed() {
    on_both_engines(async |world: World| {
        make(&world, "Sales").await;
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/groups/1/members").await;
        let added = ada.submit("/admin/groups/1/members", &[("login", "UNA@example.com "), ("role", "admin")]).await;
        assert_eq!(
            (added.status, added.location.as_str()),
            (303, "/admin/groups/1/members?said=added"),
            "{}",
            added.html
        );
        let page = ada.get(&added.location).await;
        assert!(page.html.contains("The member is added") && page.html.contains("Group admin</span>"), "{}", page.html);
        for (login, why) in [
            ("una@example.com", "They are in this group already"),
            ("olga@example.com", "Nobody of the enterprise has this email address"),
            ("nobody@example.com", "Nobody of the enterprise has this email address"),
        ] {
            let page = ada.submit("/admin/groups/1/members", &[("login", login)]).await;
            assert!(page.status == 422 && page.html.contains(why), "{why}: {}", page.html);
            assert!(page.html.contains(&format!("value=\"{login}\"")));
        }
        let role = async |world: &World| world.get("/group_memberships/1").by("ada").send().await.body["role"].clone();
        let changed = ada.submit("/admin/groups/1/members/1", &[("answer", "member")]).await;
        assert_eq!(
            (changed.location.as_str(), role(&world).await),
            ("/admin/groups/1/members?said=member", json!("member"))
        );
        ada.submit("/admin/groups/1/members/1", &[("answer", "admin")]).await;
        assert_eq!(role(&world).await, "admin");
        for (path, answer) in [("/admin/groups/1/members/1", "owner"), ("/admin/groups/1/members/9", "remove")] {
            assert_eq!(ada.submit(path, &[("answer", answer)]).await.status, 404, "{path}");
        }
        let removed = ada.submit("/admin/groups/1/members/1", &[("answer", "remove")]).await;
        assert_eq!(removed.location, "/admin/groups/1/members?said=removed");
        assert!(ada.get(&removed.location).await.html.contains("Nobody in it yet"));
    });
}

#[test]
fn members_are_paged() {
    on_both_engines(async |world: World| {
        make(&world, "Sales").await;
        for n in 0..52 {
            let body = json!({ "name": format!("n{n:02}"), "login": format!("n{n:02}@example.com") });
            let made = world.post("/users", body).by("ada").send().await.body;
            join(&world, 1, made["id"].as_str().unwrap().parse().unwrap()).await;
        }
        let mut ada = world.signed_in("ada", 1).await;
        let first = ada.get("/admin/groups/1/members").await;
        assert_eq!(names(&first, "users").split(' ').count(), 50);
        let second = ada.get("/admin/groups/1/members?after=50").await;
        assert!(first.html.contains("/admin/groups/1/members?after=50\">Next page"), "{}", first.html);
        assert_eq!(names(&second, "users"), "n50 n51");
        assert!(second.html.contains("First page") && !second.html.contains("Next page"));
        assert!(ada.get("/admin/groups/1/members?after=99").await.html.contains("No further members"));
    });
}

#[test]
fn what_a_group_was_given_is_listed_wherever_it_is() {
    on_both_engines(async |world: World| {
        make(&world, "Sales").await;
        let mut ada = world.signed_in("ada", 1).await;
        assert!(ada.get("/admin/groups/1/collaborations").await.html.contains("in no folder and no file"));
        for (by, name) in [("una", "Offers"), ("cole", "Plans")] {
            let made =
                world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by(by).send().await.body;
            let body = json!({ "item": { "type": "folder", "id": made["id"] }, "role": "viewer",
                "accessible_by": { "type": "group", "id": "1" } });
            world.put("/groups/1", json!({ "invitability_level": "all_managed_users" })).by("ada").send().await;
            assert_eq!(world.post("/collaborations", body).by(by).send().await.status, 201);
        }
        let page = ada.get("/admin/groups/1/collaborations").await;
        assert!(page.html.contains(">Offers</a>") && page.html.contains(">una</a>") && page.html.contains("Viewer"));
        // Nobody stands in for a co-admin, so there is nothing to be opened.
        assert!(page.html.contains("<span>Plans</span>") && page.html.matches(">Open<").count() == 1, "{}", page.html);
    });
}

#[test]
fn a_group_is_deleted_by_who_types_its_name() {
    on_both_engines(async |world: World| {
        make(&world, "Sales").await;
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/groups/1").await;
        let not = ada.submit("/admin/groups/1/delete", &[("typed", "sales")]).await;
        assert!(not.status == 422 && not.html.contains("what you typed is not Sales"), "{}", not.html);
        let gone = ada.submit("/admin/groups/1/delete", &[("typed", "Sales ")]).await;
        assert_eq!((gone.status, gone.location.as_str()), (303, "/admin/groups?said=deleted"));
        assert!(ada.get(&gone.location).await.html.contains("The group is deleted"));
        assert_eq!(ada.get("/admin/groups/1").await.status, 404);
        assert_eq!(world.get("/groups/1").by("ada").send().await.status, 404);
    });
}

#[test]
fn only_who_manages_groups_may() {
    on_both_engines(async |world: World| {
        make(&world, "Sales").await;
        let body = json!({ "user": { "id": 3 }, "group": { "id": 1 }, "role": "admin" });
        assert_eq!(world.post("/group_memberships", body).by("ada").send().await.status, 201);
        let pages = ["", "/new", "/1", "/1/members", "/1/collaborations"].map(|path| format!("/admin/groups{path}"));
        let forms =
            ["/new", "/1", "/1/delete", "/1/members", "/1/members/1"].map(|path| format!("/admin/groups{path}"));
        // Who leads the group, and a co-admin who manages users alone.
        let mut una = world.signed_in("una", 3).await;
        let mut cora = coadmin_with(&world, Permissions::MANAGE_USERS).await;
        for browser in [&mut una, &mut cora] {
            for path in &pages {
                assert_eq!(browser.get(path).await.status, 403, "{path}");
            }
            for path in &forms {
                browser.get("/account").await;
                let fields = [("name", "X"), ("typed", "Sales"), ("answer", "remove"), ("login", "max@example.com")];
                assert_eq!(browser.submit(path, &fields).await.status, 403, "{path}");
            }
        }
        let mut olga = foreign_admin(&world).await;
        for path in &pages[2..] {
            assert_eq!(olga.get(path).await.status, 404, "{path}");
        }
        let mut cora = coadmin_with(&world, Permissions::MANAGE_GROUPS).await;
        for path in &pages {
            assert_eq!(cora.get(path).await.status, 200, "{path}");
        }
        assert!(cora.get("/account").await.html.contains("href=\"/admin/apps\""), "the console has something for them");
    });
}

#[test]
fn names_of_groups_do_no_harm() {
    on_both_engines(async |world: World| {
        make(&world, HOSTILE).await;
        join(&world, 1, 3).await;
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["", "/1", "/1/members", "/1/collaborations"] {
            assert_harmless(&ada.get(&format!("/admin/groups{path}")).await.html);
        }
    });
}
