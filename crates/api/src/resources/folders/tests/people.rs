//! Who may do what with a folder: owners, collaborators, and what a token, a status or As-User leaves of it.
use super::*;

const DENIED: &str = "403 access_denied_insufficient_permissions";

#[test]
fn what_cannot_be_seen_is_404_and_what_cannot_be_changed_403() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["Outer", "Inner"]).await;
        assert_eq!(get(&world, "max", "2").await.outcome(), "404 not_found");
        world.share(1, "max", "viewer").await;
        assert_eq!(get(&world, "max", "2").await.status, 200, "a role counts for all below");
        assert_eq!(make(&world, "max", "Mine", 2).await.outcome(), DENIED);
        assert_eq!(rename(&world, "max", 2, "Mine").await.outcome(), DENIED);
        assert_eq!(delete(&world, "max", 2).await, DENIED);
        world.share(2, "max", "editor").await;
        let made = make(&world, "max", "Mine", 2).await;
        assert_eq!((&made.body["owned_by"]["name"], &made.body["created_by"]["name"]), (&json!("una"), &json!("max")));
        assert_eq!(delete(&world, "max", 2).await, DENIED, "the shared folder itself");
        assert_eq!(delete(&world, "max", 3).await, "204 -");
        assert_eq!(get(&world, "max", "3").await.outcome(), "404 trashed");
    });
}

#[test]
fn permissions_follow_the_role() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["Shared", "Below"]).await;
        let people = ["max", "ada", "cole", "robot", "appu1", "appu2", "olga"];
        let roles = [
            ("co-owner", "delete download invite rename set_access share upload watermark", "the same"),
            (
                "editor",
                "download invite rename set_access share upload",
                "delete download invite rename set_access share upload",
            ),
            ("viewer uploader", "download share upload", "the same"),
            ("previewer uploader", "upload", "the same"),
            ("viewer", "download share", "the same"),
            ("previewer", "", "the same"),
            ("uploader", "upload", "the same"),
        ];
        for (name, (role, here, below)) in people.into_iter().zip(roles) {
            world.share(1, name, role).await;
            let below = if below == "the same" { here } else { below };
            assert_eq!(may(&get(&world, name, "1?fields=permissions").await.body), here, "{role}");
            assert_eq!(may(&get(&world, name, "2?fields=permissions").await.body), below, "{role} below");
            let listed = get(&world, name, "1/items?fields=permissions").await.body;
            assert_eq!(may(&listed["entries"][0]), below, "{role}, listed");
            let root = get(&world, name, "0?fields=permissions,item_collection").await.body;
            assert_eq!(may(&root["item_collection"]["entries"][0]), here, "{role}, listed in the root");
            assert_eq!(may(&root), "upload");
        }
        assert_eq!(may(&get(&world, "una", "2?fields=permissions").await.body), roles[0].1);
    });
}

/// The names of the permissions that are granted.
fn may(folder: &Value) -> String {
    let names = [
        ("can_delete", "delete"),
        ("can_download", "download"),
        ("can_invite_collaborator", "invite"),
        ("can_rename", "rename"),
        ("can_set_share_access", "set_access"),
        ("can_share", "share"),
        ("can_upload", "upload"),
        ("can_apply_watermark", "watermark"),
    ];
    let granted = names.into_iter().filter(|(key, _)| folder["permissions"][key].as_bool().unwrap());
    granted.map(|(_, name)| name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_status_takes_rights_away() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        for (status, upload) in [("cannot_delete_edit", "201 -"), ("cannot_delete_edit_upload", DENIED)] {
            let set = world.put(&format!("/users/{UNA}"), json!({ "status": status })).by("ada").send().await;
            assert_eq!(set.status, 200);
            assert_eq!(get(&world, "una", "1").await.status, 200);
            assert_eq!(rename(&world, "una", 1, "N").await.outcome(), DENIED);
            assert_eq!(move_to(&world, "una", 1, 0).await.outcome(), DENIED);
            assert_eq!(delete(&world, "una", 1).await, DENIED);
            assert_eq!(make(&world, "una", status, 1).await.outcome(), upload, "{status}");
            let permissions = get(&world, "una", "1?fields=permissions").await.body;
            assert_eq!(permissions["permissions"]["can_delete"], false);
        }
    });
}

#[test]
fn row_28_a_token_to_rename_and_preview() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        world.narrow_token("narrow", "una", "item_rename item_preview", Some("folder:1")).await;
        assert_eq!(rename(&world, "narrow", 1, "B").await.status, 200);
        assert_eq!(delete(&world, "narrow", 1).await, "403 -");
        assert_eq!(make(&world, "narrow", "C", 1).await.outcome(), "403 -");
        assert_eq!(may(&get(&world, "narrow", "1?fields=permissions").await.body), "rename");
    });
}

#[test]
fn row_29_a_token_reaches_its_resource_and_what_is_below() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        make(&world, "una", "beside", 0).await;
        make(&world, "max", "his", 0).await;
        world.narrow_token("narrow", "una", "root_readwrite", Some("folder:2")).await;
        for (id, outcome) in
            [(2, "200 -"), (3, "200 -"), (1, "403 -"), (4, "403 -"), (0, "403 -"), (5, "404 not_found")]
        {
            assert_eq!(get(&world, "narrow", &id.to_string()).await.outcome(), outcome, "{id}");
            assert_eq!(get(&world, "narrow", &format!("{id}/items")).await.outcome(), outcome, "items of {id}");
        }
        assert_eq!(make(&world, "narrow", "N", 3).await.status, 201);
        assert_eq!(make(&world, "narrow", "N", 1).await.outcome(), "403 -");
        assert_eq!(move_to(&world, "narrow", 3, 4).await.outcome(), "403 -", "nor can anything be carried out of it");
        world.narrow_token("all of it", "una", "root_readwrite", Some("folder:0")).await;
        assert_eq!(get(&world, "all of it", "4").await.status, 200);
        assert_eq!(get(&world, "all of it", "0").await.status, 200);
        world.narrow_token("a file", "una", "root_readwrite", Some("file:2")).await;
        assert_eq!(get(&world, "a file", "2").await.outcome(), "403 -");
    });
}

#[test]
fn a_token_that_only_reads_makes_nothing() {
    on_both_engines(async |world: World| {
        make(&world, "una", "A", 0).await;
        world.narrow_token("reader", "una", "root_readonly", None).await;
        assert_eq!(get(&world, "reader", "1").await.status, 200);
        assert_eq!(get(&world, "reader", "0/items").await.body["total_count"], 1);
        assert_eq!(make(&world, "reader", "B", 0).await.outcome(), "403 -");
        assert_eq!(rename(&world, "reader", 1, "B").await.outcome(), "403 -");
        assert_eq!(delete(&world, "reader", 1).await, "403 -");
    });
}

#[test]
fn row_48_the_root_of_the_one_acted_as() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "hers", 0).await;
        make(&world, "una", "una's", 0).await;
        let root = world.get("/folders/0").by("ada").as_user(UNA).send().await.body;
        assert_eq!(names(&root["item_collection"]), ["una's"]);
        assert_eq!(root["owned_by"]["name"], "una");
        let hers = world.get("/folders/1").by("ada").as_user(UNA).send().await;
        assert_eq!(hers.outcome(), "404 not_found");
    });
}

#[test]
fn row_49_as_user_reaches_no_other_enterprises_content() {
    on_both_engines(async |world: World| {
        nest(&world, "olga", &["Theirs", "Below"]).await;
        world.share(1, "una", "editor").await;
        for id in [1, 2] {
            let path = format!("/folders/{id}");
            assert_eq!(world.get(&path).by("una").send().await.status, 200);
            assert_eq!(world.get(&path).by("ada").as_user(UNA).send().await.outcome(), "404 not_found");
        }
        let made = json!({ "name": "N", "parent": { "id": "1" } });
        assert_eq!(world.post("/folders", made).by("ada").as_user(UNA).send().await.outcome(), "404 not_found");
        let root = world.get("/folders/0/items").by("ada").as_user(UNA).send().await.body;
        assert_eq!((&root["total_count"], &root["entries"]), (&json!(0), &json!([])));
        let own =
            get(&world, "una", "0?fields=item_collection,is_externally_owned").await.body["item_collection"].clone();
        assert_eq!((&own["total_count"], &own["entries"][0]["is_externally_owned"]), (&json!(1), &json!(true)));
    });
}

#[test]
fn row_50_the_header_counts_for_one_request() {
    on_both_engines(async |world: World| {
        let folder = json!({ "name": "as una", "parent": { "id": "0" } });
        let made = world.post("/folders", folder).by("ada").as_user(UNA).send().await.body;
        assert_eq!((&made["owned_by"]["name"], &made["created_by"]["name"]), (&json!("una"), &json!("una")));
        let own = get(&world, "ada", "0/items").await.body;
        assert_eq!(own["total_count"], 0);
        assert_eq!(get(&world, "ada", "1").await.outcome(), "404 not_found");
    });
}

#[test]
fn row_70_what_an_inactive_user_owns_vanishes() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B"]).await;
        world.share(1, "max", "editor").await;
        let set = async |status: &str| {
            let set = world.put(&format!("/users/{UNA}"), json!({ "status": status })).by("ada").send().await;
            assert_eq!(set.status, 200);
        };
        let seen = async || {
            let root = get(&world, "max", "0/items").await.body["total_count"].clone();
            (get(&world, "max", "2").await.outcome(), rename(&world, "max", 2, "B").await.outcome(), root)
        };
        let there = ("200 -".to_owned(), "200 -".to_owned(), json!(1));
        assert_eq!(seen().await, there);
        set("inactive").await;
        let gone = "404 not_found".to_owned();
        assert_eq!(seen().await, (gone.clone(), gone, json!(0)));
        set("active").await;
        assert_eq!(seen().await, there);
    });
}
