//! Who collaborates where, at the admin console, on both engines.
use super::super::tests::{HOSTILE, assert_harmless, coadmin_with, foreign_admin};
use boxwood_api::{Error, resources::users::Permissions};
use boxwood_store::{Cost, Read, Tx};
use boxwood_testing::{Page, World, on_both_engines};
use serde_json::{Value, json};

const RECORD: &str = "SELECT operation, actor_id, user_id, outcome FROM as_user_writes ORDER BY created_at, request_id";

async fn record(world: &World) -> Vec<String> {
    let read = |tx: &mut Tx<Read>| Ok::<_, Error>(tx.many::<(String, i64, i64, i64)>(RECORD, ())?);
    let rows = world.app().db().read(Cost::Scan, read).await.unwrap();
    rows.into_iter().map(|(operation, actor, user, outcome)| format!("{operation} {actor} {user} {outcome}")).collect()
}

async fn folder(world: &World, by: &str, name: &str, parent: &str) -> String {
    let made = world.post("/folders", json!({ "name": name, "parent": { "id": parent } })).by(by).send().await;
    made.body["id"].as_str().unwrap().to_owned()
}

async fn give(world: &World, by: &str, folder: &str, to: Value, role: &str) -> String {
    let body = json!({ "item": { "type": "folder", "id": folder }, "accessible_by": to, "role": role });
    let made = world.post("/collaborations", body).by(by).send().await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

fn user(id: i64) -> Value {
    json!({ "type": "user", "id": id.to_string() })
}

/// The rows of the table, each as its texts.
fn rows(page: &Page) -> Vec<String> {
    let body = page.html.split_once("<tbody>").map_or("", |(_, rest)| rest.split_once("</tbody>").unwrap().0);
    body.split("<tr>").skip(1).map(text).collect()
}

fn text(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text).trim());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Una's folder Plans with Drafts in it: max and a group are in the first, olga and an address in the second.
async fn company(world: &World) -> (String, String) {
    let plans = folder(world, "una", "Plans", "0").await;
    let drafts = folder(world, "una", "Drafts", &plans).await;
    let group = json!({ "name": "Sales", "invitability_level": "all_managed_users" });
    assert_eq!(world.post("/groups", group).by("ada").send().await.status, 201);
    give(world, "una", &plans, user(4), "editor").await;
    give(world, "una", &plans, json!({ "type": "group", "id": "1" }), "viewer").await;
    give(world, "una", &drafts, user(9), "previewer").await;
    give(world, "una", &drafts, json!({ "type": "user", "login": "new@elsewhere.example" }), "uploader").await;
    (plans, drafts)
}

#[test]
fn who_is_in_what_a_user_owns() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        let none = ada.get("/admin/collaborations/users/3?tab=owned").await;
        assert!(none.status == 200 && none.html.contains("They share nothing of their own"), "{}", none.html);
        company(&world).await;
        world.put("/collaborations/3", json!({ "status": "accepted" })).by("olga").send().await;
        let page = ada.get("/admin/collaborations/users/3?tab=owned").await;
        assert_eq!(
            rows(&page),
            [
                "M max max@example.com Plans Editor Accepted 15 Jun 2025 Never Open max",
                "S Sales Group Plans Viewer Accepted 15 Jun 2025 Never Open Sales",
                "O olga External olga@example.com Drafts Previewer Accepted 15 Jun 2025 Never Open olga",
                "N new@elsewhere.example External Invited Drafts Uploader Pending 15 Jun 2025 Never Open new@elsewhere.example",
            ],
            "{}",
            page.html
        );
        let page = ada.get("/admin/collaborations/users/3?tab=owned&external=on").await;
        assert_eq!(rows(&page).len(), 2, "{}", page.html);
        assert!(rows(&page).iter().all(|row| row.contains("External")));
        let max = ada.get("/admin/collaborations/users/4?tab=owned&external=on").await;
        assert!(max.html.contains("Nobody from outside"));
        // What is in the trash is nobody's to see.
        world.delete("/folders/1?recursive=true").by("una").send().await;
        assert_eq!(rows(&ada.get("/admin/collaborations/users/3?tab=owned").await), [] as [&str; 0]);
    });
}

#[test]
fn strangers_are_strangers_until_they_have_accepted() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans", "0").await;
        give(&world, "una", &plans, user(9), "viewer").await;
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["users/3?tab=owned", "items/1", "1"] {
            let page = ada.get(&format!("/admin/collaborations/{path}")).await;
            assert!(page.html.contains("Somebody from elsewhere") && !page.html.contains("olga"), "{}", page.html);
            assert!(page.html.contains("External") && page.html.contains("Pending"));
        }
    });
}

#[test]
fn what_a_user_was_given() {
    on_both_engines(async |world: World| {
        company(&world).await;
        let own = folder(&world, "ada", "Board", "0").await;
        give(&world, "ada", &own, user(4), "viewer").await;
        let cole = folder(&world, "cole", "Audit", "0").await;
        give(&world, "cole", &cole, user(4), "co-owner").await;
        let body = json!({ "user": { "id": 4 }, "group": { "id": 1 } });
        assert_eq!(world.post("/group_memberships", body).by("ada").send().await.status, 201);
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/collaborations/users/4").await;
        assert_eq!(
            rows(&page),
            [
                "Plans una Editor Accepted 15 Jun 2025 Never Open Plans",
                "Board ada Viewer Accepted 15 Jun 2025 Never Open Board",
                "Audit cole Co-owner Accepted 15 Jun 2025 Never Open Audit",
            ],
            "{}",
            page.html
        );
        assert!(page.html.contains("By groups") && page.html.contains(">Sales</a>"));
        let none = ada.get("/admin/collaborations/users/7").await;
        assert!(none.html.contains("Nobody of the enterprise has given them a role"), "{}", none.html);
        // Of the admin's own nobody has to stand in for anybody.
        let own = ada.get("/admin/collaborations/users/1?tab=owned").await;
        assert!(rows(&own).len() == 1 && own.html.contains(">max</a>"));
        assert!(
            ada.get("/admin/users/3").await.html.contains("/admin/collaborations/users/3\">Where they collaborate")
        );
    });
}

#[test]
fn lists_of_collaborations_are_paged() {
    on_both_engines(async |world: World| {
        for n in 0..52 {
            let made = folder(&world, "una", &format!("F {n:02}"), "0").await;
            give(&world, "una", &made, user(4), "viewer").await;
        }
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["/admin/collaborations/users/4", "/admin/collaborations/users/3?tab=owned"] {
            let first = ada.get(path).await;
            assert_eq!(rows(&first).len(), 50);
            let next = first.html.split("href=\"").find(|rest| rest.contains("Next page")).unwrap();
            let next = next.split('"').next().unwrap().replace("&#38;", "&");
            let second = ada.get(&next).await;
            assert_eq!(rows(&second).len(), 2, "{next}");
            assert!(second.html.contains("F 51") && second.html.contains("First page"));
            assert!(!second.html.contains("Next page"));
        }
    });
}

#[test]
fn who_is_in_an_item_and_by_which_folder() {
    on_both_engines(async |world: World| {
        let (plans, drafts) = company(&world).await;
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get(&format!("/admin/collaborations/items/{drafts}")).await;
        let given: Vec<_> = rows(&page);
        assert_eq!(given.len(), 4, "{}", page.html);
        assert!(given[0].starts_with("M max max@example.com Plans Editor"), "{given:?}");
        assert!(given[3].contains("Drafts Uploader Pending"), "{given:?}");
        assert!(page.html.contains("owned by <a href=\"/admin/users/3\">una</a>"));
        assert_eq!(rows(&ada.get(&format!("/admin/collaborations/items/{plans}")).await).len(), 2);
        let found = ada.get(&format!("/admin/collaborations/items?id={plans}+")).await;
        assert_eq!(found.location, format!("/admin/collaborations/items/{plans}"));
        let file = ada.get("/admin/collaborations/items?id=x").await;
        assert!(file.status == 422 && file.html.contains("Enter the digits"), "{}", file.html);
        let theirs = folder(&world, "olga", "Other", "0").await;
        let cole = folder(&world, "cole", "Audit", "0").await;
        for id in ["0", "999", &theirs, &cole] {
            let page = ada.get(&format!("/admin/collaborations/items/{id}")).await;
            assert!(
                page.status == 404 && page.html.contains("There is no such folder or file"),
                "{id}: {}",
                page.status
            );
        }
    });
}

#[test]
fn a_role_is_changed_and_a_collaboration_ended_for_the_owner() {
    on_both_engines(async |world: World| {
        let (plans, _) = company(&world).await;
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/collaborations/1").await;
        assert!(page.status == 200 && page.html.contains("value=\"editor\" selected"), "{}", page.html);
        let changed = ada.submit("/admin/collaborations/1", &[("answer", "role"), ("role", "viewer")]).await;
        assert_eq!((changed.status, changed.location.as_str()), (303, "/admin/collaborations/1?said=changed"));
        assert!(ada.get(&changed.location).await.html.contains("The role is changed"));
        assert_eq!(world.get("/collaborations/1").by("una").send().await.body["role"], "viewer");
        for (answer, role, status) in [("role", "owner", 404), ("role", "king", 422), ("x", "", 404)] {
            let page = ada.submit("/admin/collaborations/1", &[("answer", answer), ("role", role)]).await;
            assert_eq!(page.status, status, "{answer} {role}: {}", page.html);
        }
        let gone = ada.submit("/admin/collaborations/1", &[("answer", "remove")]).await;
        assert_eq!(gone.location, format!("/admin/collaborations/items/{plans}?said=removed"));
        assert!(ada.get(&gone.location).await.html.contains("The collaboration has ended"));
        assert_eq!(world.get("/collaborations/1").by("una").send().await.status, 404);
        assert_eq!(ada.get("/admin/collaborations/1").await.status, 404);
        let mut record = record(&world).await;
        record.sort();
        assert_eq!(record, ["delete_collaborations_id 1 3 200", "put_collaborations_id 1 3 200"]);
    });
}

#[test]
fn whom_nobody_stands_in_for_keeps_what_is_theirs() {
    on_both_engines(async |world: World| {
        let cole = folder(&world, "cole", "Audit", "0").await;
        give(&world, "cole", &cole, user(4), "viewer").await;
        let mut ada = world.signed_in("ada", 1).await;
        for (id, why) in [(2, "Nobody acts as an admin"), (5, "The user is inactive"), (6, "service account")] {
            let page = ada.get(&format!("/admin/collaborations/users/{id}")).await;
            assert!(page.status == 403 && page.html.contains(why), "{id}: {}", page.html);
        }
        assert_eq!(record(&world).await.len(), 3, "refusals are on record");
        // Max is in it, and can leave.
        let page = ada.get("/admin/collaborations/1").await;
        assert!(page.status == 200 && !page.html.contains("Change role"), "{}", page.html);
        let no = ada.submit("/admin/collaborations/1", &[("answer", "role"), ("role", "editor")]).await;
        assert_eq!(no.status, 422, "{}", no.html);
        let left = ada.submit("/admin/collaborations/1", &[("answer", "remove")]).await;
        assert_eq!(left.location, "/admin/collaborations/users/4?said=removed");
        assert!(ada.get(&left.location).await.html.contains("The collaboration has ended"));
        let mut kept = record(&world).await;
        kept.retain(|row| row.contains("collaborations_id"));
        kept.sort();
        assert_eq!(kept, ["delete_collaborations_id 1 4 200", "put_collaborations_id 1 4 403"]);
    });
}

#[test]
fn what_was_declined_is_gone() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans", "0").await;
        let id = give(&world, "una", &plans, user(9), "viewer").await;
        let mut ada = world.signed_in("ada", 1).await;
        assert_eq!(ada.get(&format!("/admin/collaborations/{id}")).await.status, 200);
        world.put(&format!("/collaborations/{id}"), json!({ "status": "rejected" })).by("olga").send().await;
        assert_eq!(ada.get(&format!("/admin/collaborations/{id}")).await.status, 404);
        let page = ada.get(&format!("/admin/collaborations/items/{plans}")).await;
        assert!(page.html.contains("It is its owner's alone"), "{}", page.html);
    });
}

#[test]
fn content_of_other_enterprises_is_out_of_reach() {
    on_both_engines(async |world: World| {
        let theirs = folder(&world, "olga", "Other", "0").await;
        let id = give(&world, "olga", &theirs, user(4), "editor").await;
        world.put(&format!("/collaborations/{id}"), json!({ "status": "accepted" })).by("max").send().await;
        let mut ada = world.signed_in("ada", 1).await;
        let page = ada.get("/admin/collaborations/users/4").await;
        assert!(page.status == 200 && !page.html.contains("Other<"), "{}", page.html);
        assert_eq!(ada.get(&format!("/admin/collaborations/{id}")).await.status, 404);
        assert_eq!(ada.submit(&format!("/admin/collaborations/{id}"), &[("answer", "remove")]).await.status, 404);
    });
}

#[test]
fn only_who_may_be_in_anothers_account_may() {
    on_both_engines(async |world: World| {
        let (plans, _) = company(&world).await;
        let pages = ["".to_owned(), "/users/3".to_owned(), format!("/items/{plans}"), "/1".to_owned()];
        let mut una = world.signed_in("una", 3).await;
        let mut cora = coadmin_with(&world, Permissions::MANAGE_GROUPS).await;
        for browser in [&mut una, &mut cora] {
            for path in &pages {
                assert_eq!(browser.get(&format!("/admin/collaborations{path}")).await.status, 403, "{path}");
            }
            browser.get("/account").await;
            assert_eq!(browser.submit("/admin/collaborations/1", &[("answer", "remove")]).await.status, 403);
        }
        // Who manages users, and is not let into their accounts.
        let mut cora = coadmin_with(&world, Permissions::MANAGE_USERS).await;
        let statuses = [200, 403, 404, 404];
        for (path, status) in pages.iter().zip(statuses) {
            let page = cora.get(&format!("/admin/collaborations{path}")).await;
            assert_eq!(page.status, status, "{path}");
        }
        cora.get("/account").await;
        assert_eq!(cora.submit("/admin/collaborations/1", &[("answer", "remove")]).await.status, 404);
        let mut olga = foreign_admin(&world).await;
        for path in &pages[1..] {
            assert_eq!(olga.get(&format!("/admin/collaborations{path}")).await.status, 404, "{path}");
        }
        assert_eq!(world.get("/collaborations/1").by("una").send().await.status, 200);
        // Nobody stands in for one user while they are in the account of another.
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/users/4").await;
        ada.submit("/admin/users/4/act", &[]).await;
        assert_eq!(ada.get("/admin/collaborations/users/3").await.status, 403);
    });
}

#[test]
fn a_user_is_found_by_name_or_address() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        assert!(!ada.get("/admin/collaborations").await.html.contains("<tbody>"));
        let found = ada.get("/admin/collaborations?q=un").await;
        assert_eq!(rows(&found), ["U una una@example.com Open una"]);
        assert!(ada.get("/admin/collaborations?q=olga").await.html.contains("Nobody here"));
    });
}

#[test]
fn a_look_is_counted_with_both_names() {
    on_both_engines(async |world: World| {
        let mut ada = world.signed_in("ada", 1).await;
        ada.get("/admin/collaborations/users/3").await;
        ada.get("/admin/collaborations/users/1").await;
        world.flush().await;
        let record = ada.get("/admin/audit").await;
        assert_eq!(record.html.matches("Looked at who collaborates").count(), 1, "{}", record.html);
    });
}

#[test]
fn names_in_collaborations_do_no_harm() {
    on_both_engines(async |world: World| {
        let made = folder(&world, "una", "Plans", "0").await;
        give(&world, "una", &made, user(4), "viewer").await;
        super::super::tests::rename(&world, 4, HOSTILE).await;
        let mut ada = world.signed_in("ada", 1).await;
        for path in ["users/4", "users/3?tab=owned", "items/1", "1"] {
            assert_harmless(&ada.get(&format!("/admin/collaborations/{path}")).await.html);
        }
    });
}
