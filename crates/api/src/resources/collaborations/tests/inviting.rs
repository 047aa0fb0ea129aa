//! Who may give what to whom.
use super::*;
use std::time::Duration;

#[test]
fn a_colleague_is_in_at_once() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let made = give(&world, "una", "1", user(4), "editor").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "accessible_by": {
            "id": "4",
            "is_active": true,
            "login": "max@example.com",
            "name": "max",
            "type": "user"
          },
          "acknowledged_at": "2025-06-15T15:06:40+00:00",
          "app_item": null,
          "created_at": "2025-06-15T15:06:40+00:00",
          "created_by": {
            "id": "3",
            "is_active": true,
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "expires_at": null,
          "id": "1",
          "invite_email": null,
          "is_access_only": false,
          "item": {
            "etag": "0",
            "id": "1",
            "name": "A",
            "sequence_id": "0",
            "type": "folder"
          },
          "modified_at": "2025-06-15T15:06:40+00:00",
          "role": "editor",
          "status": "accepted",
          "type": "collaboration"
        }
        "#);
        assert_eq!(world.get("/collaborations/1").by("max").send().await.body, made.body);
        assert_eq!(root(&world, "max").await, ["A"]);
        assert_eq!(world.get("/collaborations/1").by("ada").send().await.outcome(), MISSING);
        assert_eq!(world.get("/collaborations/7").by("una").send().await.outcome(), MISSING);
        assert_eq!(events(&world).await, ["COLLAB_ADD_COLLABORATOR folder 1"]);
    });
}

#[test]
fn some_fields_are_shown_where_they_are_asked_for() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        give(&world, "una", "1", user(4), "editor").await;
        let full = "/collaborations/1?fields=can_view_path,acceptance_requirements_status";
        assert_json_snapshot!(world.get(full).by("una").send().await.body, @r#"
        {
          "acceptance_requirements_status": {
            "strong_password_requirement": {
              "enterprise_has_strong_password_required_for_external_users": false,
              "user_has_strong_password": null
            },
            "terms_of_service_requirement": {
              "is_accepted": null,
              "terms_of_service": null
            },
            "two_factor_authentication_requirement": {
              "enterprise_has_two_factor_auth_enabled": false,
              "user_has_two_factor_authentication_enabled": null
            }
          },
          "can_view_path": false,
          "id": "1",
          "type": "collaboration"
        }
        "#);
    });
}

#[test]
fn a_stranger_is_asked_and_nothing_is_told_of_them() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let made = give(&world, "una", "1", login("Olga@Example.com"), "viewer").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "accessible_by": null,
          "acknowledged_at": null,
          "app_item": null,
          "created_at": "2025-06-15T15:06:40+00:00",
          "created_by": {
            "id": "3",
            "is_active": true,
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "expires_at": null,
          "id": "1",
          "invite_email": "olga@example.com",
          "is_access_only": false,
          "item": {
            "etag": "0",
            "id": "1",
            "name": "A",
            "sequence_id": "0",
            "type": "folder"
          },
          "modified_at": "2025-06-15T15:06:40+00:00",
          "role": "viewer",
          "status": "pending",
          "type": "collaboration"
        }
        "#);
        let unknown = give(&world, "una", "1", login("nobody@elsewhere.example"), "viewer").await;
        let shape = |reply: &Reply| [reply.body["accessible_by"].clone(), reply.body["status"].clone()];
        assert_eq!(shape(&unknown), shape(&made), "whether there is somebody is not told either");
        let by_id = give(&world, "una", "1", user(9), "viewer").await;
        assert_eq!(by_id.outcome(), "400 user_already_collaborator");
        folder(&world, "una", "B", "0").await;
        let by_id = give(&world, "una", "2", user(9), "viewer").await;
        assert_eq!((&by_id.body["invite_email"], &by_id.body["accessible_by"]), (&Value::Null, &Value::Null));
        assert_eq!(see(&world, "olga", "1").await, MISSING);
        let own = world.get("/collaborations/1").by("olga").send().await;
        assert_eq!((&own.body["item"], &own.body["accessible_by"]["name"]), (&Value::Null, &json!("olga")));
    });
}

#[test]
fn who_may_invite() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        for (name, id, role, may, may_make_co_owners) in [
            ("max", 4, "co-owner", "201 -", "201 -"),
            ("cole", 2, "editor", "201 -", DENIED),
            ("robot", 6, "viewer uploader", DENIED, DENIED),
            ("appu1", 7, "previewer", DENIED, DENIED),
        ] {
            assert_eq!(give(&world, "una", "1", user(id), role).await.status, 201, "{name}");
            for (role, expected) in [("viewer", may), ("co-owner", may_make_co_owners)] {
                let made = give(&world, name, "1", user(10), role).await;
                assert_eq!(made.outcome(), expected, "{name} makes a {role}");
                if made.status == 201 {
                    assert_eq!(end(&world, "una", made.body["id"].as_str().unwrap()).await, "204 -");
                }
            }
        }
        assert_eq!(give(&world, "ada", "1", user(10), "viewer").await.outcome(), MISSING, "not even the admin");
        assert_eq!(give(&world, "una", "9", user(10), "viewer").await.outcome(), MISSING);
        let path = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": user(10), "role": "viewer",
            "can_view_path": true });
        assert_eq!(world.post("/collaborations", path.clone()).by("cole").send().await.outcome(), DENIED);
        assert_eq!(world.post("/collaborations", path).by("max").send().await.status, 201);
    });
}

#[test]
fn what_cannot_be_given() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let body = |change: Value| {
            let mut body =
                json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": user(4), "role": "viewer" });
            for (key, value) in change.as_object().unwrap() {
                body[key] = value.clone();
            }
            body
        };
        for (change, outcome) in [
            (json!({ "role": "owner" }), "400 bad_request"),
            (json!({ "role": "king" }), "400 bad_request"),
            (json!({ "item": { "type": "web_link", "id": "1" } }), "400 bad_request"),
            (json!({ "item": { "type": "file", "id": "1" } }), MISSING),
            (json!({ "item": { "id": "0" } }), "400 collaborations_not_available_on_root_folder"),
            (json!({ "accessible_by": { "type": "user" } }), "400 invalid_parameter"),
            (json!({ "accessible_by": { "type": "user", "login": "no address" } }), "400 invalid_parameter"),
            (json!({ "accessible_by": { "type": "group", "login": "max@example.com" } }), "400 invalid_parameter"),
            (json!({ "accessible_by": user(77) }), MISSING),
            (json!({ "accessible_by": user(3) }), "400 user_already_collaborator"),
            (json!({ "accessible_by": user(5) }), "400 cannot_invite_deactivated_user"),
            (json!({ "expires_at": "2025-06-15T15:06:40Z" }), "400 invalid_parameter"),
            (json!({ "item": { "id": "1" } }), "201 -"),
        ] {
            let made = world.post("/collaborations?notify=true", body(change.clone())).by("una").send().await;
            assert_eq!(made.outcome(), outcome, "{change}");
        }
    });
}

#[test]
fn an_address_is_somebodys_by_login_or_confirmed_alias() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let alias = json!({ "email": "maximilian@example.com", "is_confirmed": true });
        assert_eq!(world.post("/users/4/email_aliases", alias).by("ada").send().await.status, 201);
        let made = give(&world, "una", "1", login("Maximilian@example.com"), "viewer").await;
        assert_eq!((&made.body["status"], &made.body["accessible_by"]["name"]), (&json!("accepted"), &json!("max")));
        assert_eq!(
            give(&world, "una", "1", login("max@example.com"), "viewer").await.outcome(),
            "400 user_already_collaborator"
        );
    });
}

#[test]
fn an_invitation_finds_whoever_gets_the_address() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        for (address, role) in [("new@example.com", "editor"), ("alias@example.com", "viewer")] {
            let made = give(&world, "una", "1", login(address), role).await;
            assert_eq!((&made.body["status"], &made.body["invite_email"]), (&json!("pending"), &json!(address)));
        }
        let new = json!({ "name": "New", "login": "New@example.com" });
        assert_eq!(world.post("/users", new).by("ada").send().await.status, 201);
        let alias = json!({ "email": "alias@example.com", "is_confirmed": true });
        assert_eq!(world.post("/users/4/email_aliases", alias).by("ada").send().await.status, 201);
        for (id, name) in [("1", "New"), ("2", "max")] {
            let found = world.get(&format!("/collaborations/{id}")).by("una").send().await;
            assert_eq!(
                (&found.body["status"], &found.body["accessible_by"]["name"]),
                (&json!("accepted"), &json!(name))
            );
            assert_eq!(found.body["invite_email"], Value::Null);
        }
        assert_eq!(root(&world, "max").await, ["A"], "a colleague is in at once");
        // Of another enterprise than the one who has invited: it is for them to say.
        let made =
            give(&world, "olga", &folder(&world, "olga", "O", "0").await, login("later@example.com"), "viewer").await;
        let later = json!({ "name": "Later", "login": "later@example.com" });
        world.post("/users", later).by("ada").send().await;
        let found = world.get(&format!("/collaborations/{}", id(&made))).by("olga").send().await;
        assert_eq!(found.body["status"], "pending");
    });
}

#[test]
fn people_from_outside_are_kept_out_where_somebody_says_so() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let restrict = async |on: bool| {
            let body = json!({ "is_external_collab_restricted": on });
            assert_eq!(world.put("/users/3", body).by("ada").send().await.status, 200);
        };
        restrict(true).await;
        let refused = give(&world, "una", "1", login("olga@example.com"), "viewer").await;
        assert_eq!(refused.outcome(), "400 external_collaboration_restricted");
        let refused = give(&world, "una", "1", login("somebody@elsewhere.example"), "viewer").await;
        assert_eq!(refused.outcome(), "400 external_collaboration_restricted");
        assert_eq!(
            give(&world, "una", "1", login("later@example.com"), "viewer").await.status,
            201,
            "of our own domain"
        );
        assert_eq!(give(&world, "una", "1", user(4), "editor").await.status, 201);
        let refused = give(&world, "max", "1", login("olga@example.com"), "viewer").await;
        assert_eq!(refused.outcome(), "400 external_collaboration_restricted", "the owner decides, too");
        restrict(false).await;
        assert_eq!(give(&world, "una", "1", login("olga@example.com"), "viewer").await.status, 201);
    });
}

#[test]
fn settings_of_a_folder_hold_for_all_that_is_in_it() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        folder(&world, "una", "B", "1").await;
        for (name, role) in [("max", "editor"), ("cole", "co-owner")] {
            world.share(1, name, role).await;
        }
        let set = async |settings: i64| {
            const SET: &str = "UPDATE items SET settings = $1 WHERE id = 1";
            let set = move |tx: &mut Tx<Write>| {
                tx.forget(crate::wire::FolderId(1).key());
                tx.exec(SET, (settings,))
            };
            let done: Result<u64, boxwood_store::Error> = world.app().db().write("test.settings", set).await;
            done.unwrap();
        };
        let can_invite = async |by: &str| {
            let folder = world.get("/folders/2?fields=permissions").by(by).send().await;
            folder.body["permissions"]["can_invite_collaborator"].as_bool().unwrap()
        };
        set(1).await;
        assert!(!can_invite("max").await && can_invite("cole").await);
        assert_eq!(give(&world, "max", "2", user(10), "viewer").await.outcome(), DENIED);
        assert_eq!(give(&world, "cole", "2", user(10), "viewer").await.status, 201);
        let shown = "/folders/1?fields=can_non_owners_invite,can_non_owners_view_collaborators,is_collaboration_restricted_to_enterprise";
        let settings = world.get(shown).by("max").send().await.body;
        assert_eq!([&settings["can_non_owners_invite"], &settings["can_non_owners_view_collaborators"]], [false, true]);
        set(2).await;
        let list = "/folders/2/collaborations";
        assert_eq!(world.get(list).by("max").send().await.outcome(), DENIED);
        assert_eq!(world.get(list).by("cole").send().await.status, 200);
        assert_eq!(world.get("/collaborations/3").by("max").send().await.outcome(), DENIED);
        assert_eq!(world.get("/collaborations/1").by("max").send().await.status, 200, "their own");
        set(4).await;
        assert_eq!(give(&world, "una", "2", login("olga@example.com"), "viewer").await.outcome(), DENIED);
        assert_eq!(give(&world, "una", "2", user(7), "viewer").await.status, 201);
    });
}

#[test]
fn a_collaboration_runs_out() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        let body = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": user(4), "role": "viewer",
            "expires_at": "2025-06-15T15:20:00+00:00" });
        let made = world.post("/collaborations", body).by("una").send().await;
        assert_eq!(made.body["expires_at"], "2025-06-15T15:20:00+00:00");
        let later = put(&world, "una", "1", json!({ "expires_at": "2025-06-15T17:06:40+02:00" })).await;
        assert_eq!(later.outcome(), "400 invalid_parameter", "that is now");
        let later = put(&world, "una", "1", json!({ "expires_at": "2025-06-15T17:30:00+02:00" })).await;
        assert_eq!((later.status, &later.body["expires_at"]), (200, &json!("2025-06-15T15:30:00+00:00")));
        assert_eq!(see(&world, "max", "1").await, "200 -");
        world.advance(Duration::from_secs(1800));
        assert_eq!(see(&world, "max", "1").await, MISSING);
        assert_eq!(world.get("/collaborations/1").by("una").send().await.outcome(), MISSING);
        let list = world.get("/folders/1/collaborations").by("una").send().await;
        assert_eq!((&list.body["entries"], &list.body["total_count"]), (&json!([]), &json!(0)));
        let shared = async || world.get("/folders/1?fields=has_collaborations").by("una").send().await.body;
        let tidy = world.app().db().write("test.tidy", crate::resources::collaborations::delete_expired);
        tidy.await.unwrap();
        assert_eq!(shared().await["has_collaborations"], false);
        assert_eq!(give(&world, "una", "1", user(4), "viewer").await.status, 201, "and can be given again");
        assert_eq!(put(&world, "una", "2", json!({ "expires_at": null })).await.status, 200);
        let told = [
            "COLLAB_ADD_COLLABORATOR folder 1",
            "UPDATE_COLLABORATION_EXPIRATION folder 1",
            "COLLAB_ADD_COLLABORATOR folder 1",
        ];
        assert_eq!(events(&world).await, told);
    });
}

#[test]
fn tokens_narrow_what_can_be_shared() {
    on_both_engines(async |world: World| {
        folder(&world, "una", "A", "0").await;
        give(&world, "una", "1", user(4), "viewer").await;
        world.narrow_token("sharing", "una", "item_share", Some("folder:1")).await;
        world.narrow_token("deleting", "una", "item_delete", Some("folder:1")).await;
        world.narrow_token("elsewhere", "una", "root_readwrite", Some("folder:9")).await;
        for (token, invite, change, stop) in [
            ("deleting", "403 -", "403 -", "403 -"),
            ("elsewhere", "403 -", "403 -", "403 -"),
            ("sharing", "201 -", "200 -", "204 -"),
        ] {
            assert_eq!(give(&world, token, "1", user(2), "viewer").await.outcome(), invite, "{token}");
            assert_eq!(put(&world, token, "1", json!({ "role": "editor" })).await.outcome(), change, "{token}");
            assert_eq!(end(&world, token, "1").await, stop, "{token}");
        }
    });
}
