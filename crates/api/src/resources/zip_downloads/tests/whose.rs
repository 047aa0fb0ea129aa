//! Who may have what, when the archive is asked for and when it is sent.
use super::*;

async fn given(world: &World, kind: &str, item: i64, to: i64, role: &str) -> String {
    let body = json!({ "item": { "type": kind, "id": item.to_string() },
        "accessible_by": { "type": "user", "id": to.to_string() }, "role": role });
    let reply = world.post("/collaborations", body).by("una").send().await;
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.body["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_taken_away_in_between_is_left_out_and_counted() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Top", 0).await;
        let (keeps, locked) = (
            file(&world, "una", "keeps.txt", top, b"keeps").await,
            file(&world, "una", "locked.txt", top, b"no").await,
        );
        let gone = folder(&world, "una", "Gone", 0).await;
        given(&world, "folder", top, 4, "viewer").await;
        let other = given(&world, "folder", gone, 4, "viewer").await;
        let alone = file(&world, "una", "alone.txt", 0, b"alone").await;
        given(&world, "file", alone, 4, "viewer").await;
        let zip = asked(&world, "max", &[("folder", top), ("folder", gone), ("file", alone)]).await;
        world.delete(&format!("/collaborations/{other}")).by("una").send().await;
        world.delete(&format!("/files/{alone}")).by("una").send().await;
        let lock = json!({ "lock": { "access": "lock", "is_download_prevented": true } });
        assert_eq!(world.put(&format!("/files/{locked}"), lock).by("una").send().await.status, 200);
        let paths: Vec<_> = unzipped(&download(&world, &zip).await.bytes).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["Top/", "Top/keeps.txt"]);
        let told = status(&world, "max", &zip).await.body;
        let counts =
            ["total", "downloaded", "skipped"].map(|count| told[format!("{count}_file_count")].as_i64().unwrap());
        assert_eq!(
            (counts, &told["skipped_folder_count"], &told["state"]),
            ([3, 1, 2], &json!(1), &json!("succeeded"))
        );
        assert!(keeps < locked);
    });
}

#[test]
fn who_may_only_look_downloads_nothing() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Top", 0).await;
        for (to, name, role) in [(4, "max", "previewer"), (7, "appu1", "uploader")] {
            given(&world, "folder", top, to, role).await;
            let reply = ask(&world, &[("folder", top)]).by(name).send().await;
            assert_eq!(reply.outcome(), "403 access_denied_insufficient_permissions", "{role}");
        }
    });
}

#[test]
fn how_far_it_is_is_nobody_elses_business_and_forgotten_after_twelve_hours() {
    on_both_engines(async |world: World| {
        let id = file(&world, "una", "a.txt", 0, b"a").await;
        let zip = asked(&world, "una", &[("file", id)]).await;
        assert_eq!(download(&world, &zip).await.status, 200);
        for other in ["max", "ada", "olga"] {
            assert_eq!(status(&world, other, &zip).await.outcome(), "404 not_found", "{other}");
        }
        assert_eq!(world.at("GET", path(&zip, "status_url")).send().await.status, 401);
        world.advance(Duration::from_hours(12));
        assert_eq!(status(&world, "una", &zip).await.status, 401, "the token has run out, too");
        let expire = world.app().db().write("testing.expire", super::super::delete_expired).await;
        assert!(expire.is_ok());
        const LEFT: &str = "SELECT count(*) FROM zip_downloads";
        let left = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.one::<(i64,)>(LEFT, ())).await;
        assert_eq!(left.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}")), (0,));
    });
}

#[test]
fn who_is_inactive_by_then_gets_nothing() {
    on_both_engines(async |world: World| {
        let id = file(&world, "max", "a.txt", 0, b"a").await;
        let own = asked(&world, "max", &[("file", id)]).await;
        let reply = ask(&world, &[("file", id)]).by("ada").as_user(4).send().await;
        assert_eq!(reply.status, 202, "{reply:?}");
        let acting = reply.body;
        assert_eq!(status(&world, "ada", &acting).await.outcome(), "404 not_found");
        assert_eq!(world.put("/users/4", json!({ "status": "inactive" })).by("ada").send().await.status, 200);
        for zip in [own, acting] {
            assert_eq!(download(&world, &zip).await.outcome(), "404 not_found");
        }
    });
}
