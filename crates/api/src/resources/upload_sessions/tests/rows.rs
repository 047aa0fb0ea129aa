//! The edge cases of the contract (content §10) that are about files in parts.
use super::*;

#[test]
fn content_row_49_smaller_files_are_sent_in_one_piece() {
    on_both_engines(async |world: World| {
        let ask = async |body: Value| world.post("/files/upload_sessions", body).by("una").send().await.outcome();
        let of = |size: Value| json!({ "folder_id": "0", "file_size": size, "file_name": "a" });
        assert_eq!(ask(of(json!(19_999_999))).await, "400 file_size_too_small");
        assert_eq!(ask(of(json!(20_000_000))).await, "201 -");
        assert_eq!(ask(of(json!("much"))).await, "400 invalid_file_size");
        assert_eq!(ask(of(json!(-1))).await, "400 invalid_file_size");
        assert_eq!(ask(of(json!(3_000_000_000_i64))).await, "403 file_size_limit_exceeded");
        for (missing, code) in [
            ("folder_id", "missing_destination"),
            ("file_size", "missing_file_size"),
            ("file_name", "missing_file_name"),
        ] {
            let mut body = of(json!(20_000_000));
            body.as_object_mut().unwrap().remove(missing);
            assert_eq!(ask(body).await, format!("400 {code}"));
        }
        for (member, value, outcome) in [
            ("folder_id", json!("abc"), "400 invalid_folder_id"),
            ("folder_id", json!("77"), "404 not_found"),
            ("folder_id", json!(0), "201 -"),
            ("file_name", json!("a/b"), "400 item_name_invalid"),
        ] {
            let mut body = of(json!(20_000_000));
            body[member] = value;
            assert_eq!(ask(body).await, outcome, "{member}");
        }
    });
}

#[test]
fn content_row_50_what_does_not_fit_is_refused_and_nothing_is_spoiled() {
    on_both_engines(async |world: World| {
        let file = bytes(5);
        let session = begun(&world, "una", "a", "0").await;
        let first = &file[..PART];
        let put = |bytes: &[u8], range: &str| piece(&world, &session, bytes, range).by("una").send();
        let digest = world.at("PUT", place(&session)).bytes("application/octet-stream", first.to_vec()).by("una");
        let range = format!("bytes 0-{}/{SIZE}", PART - 1);
        let wrong = digest.header("Digest", &said(b"other")).header("Content-Range", &range).send().await;
        assert_eq!(wrong.outcome(), "412 precondition_failed");
        for range in [
            format!("bytes 1-{PART}/{SIZE}"),
            format!("bytes 0-{}/{SIZE}", PART - 2),
            format!("bytes 0-{}/{}", PART - 1, SIZE + 1),
            format!("bytes {SIZE}-{}/{SIZE}", SIZE + PART - 1),
        ] {
            assert_eq!(put(first, &range).await.outcome(), "416 invalid_range", "{range}");
        }
        for name in ["Digest", "Content-Range"] {
            let bare = world.at("PUT", place(&session)).bytes("application/octet-stream", first.to_vec()).by("una");
            let value = if name == "Digest" { said(first) } else { range.clone() };
            assert_eq!(bare.header(name, &value).send().await.outcome(), "400 bad_request", "{name} alone");
        }
        assert_eq!(put(&first[1..], &range).await.outcome(), "400 bad_request", "bytes are missing");
        assert_eq!(world.objects().await, 0);
        let mut parts = Vec::new();
        for n in 0..2 {
            parts.push(part(&world, &session, &file, n).by("una").send().await.body["part"].clone());
        }
        let send = async |file: &[u8], parts: &[Value]| {
            commit(&world, &session, file, parts, Value::Null).by("una").send().await.outcome()
        };
        assert_eq!(send(&file, &parts).await, "400 parts_mismatch", "one is missing");
        parts.push(part(&world, &session, &file, 2).by("una").send().await.body["part"].clone());
        assert_eq!(send(&file, &parts[..2]).await, "400 parts_mismatch");
        assert_eq!(send(&file, &[parts[1].clone(), parts[0].clone(), parts[2].clone()]).await, "400 parts_mismatch");
        let mut forged = parts.clone();
        forged[1]["sha1"] = json!("da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(send(&file, &forged).await, "400 parts_mismatch");
        assert_eq!(send(b"other", &parts).await, "400 bad_digest");
        assert_eq!(world.get("/folders/0/items").by("una").send().await.body["total_count"], 0);
        parts[1].as_object_mut().unwrap().remove("sha1");
        assert_eq!(send(&file, &parts).await, "201 -");
        assert_eq!(world.objects().await, 1);
    });
}

#[test]
fn content_row_51_a_name_is_taken_meanwhile_and_a_session_is_given_up() {
    on_both_engines(async |world: World| {
        let file = bytes(6);
        let session = begun(&world, "una", "a", "0").await;
        let parts = sent(&world, "una", &session, &file).await;
        world.post("/folders", json!({ "name": "A", "parent": { "id": "0" } })).by("una").send().await;
        let refused = commit(&world, &session, &file, &parts, Value::Null).by("una").send().await;
        assert_eq!(refused.outcome(), "409 item_name_in_use");
        assert_eq!(refused.body["context_info"]["conflicts"]["type"], "folder", "an object, and no list");
        let again = json!({ "folder_id": "0", "file_size": SIZE, "file_name": "a" });
        let again = world.post("/files/upload_sessions", again).by("una").send().await;
        assert_eq!(again.outcome(), "409 item_name_in_use");
        let done = commit(&world, &session, &file, &parts, json!({ "name": "b" })).by("una").send().await;
        assert_eq!((done.status, &done.body["entries"][0]["name"]), (201, &json!("b")), "{done:?}");
        assert_eq!(world.at("DELETE", place(&session)).by("una").send().await.status, 204, "after the commit");
        assert_eq!(commit(&world, &session, &file, &parts, Value::Null).by("una").send().await.status, 404);

        let session = begun(&world, "una", "c", "0").await;
        assert_eq!(part(&world, &session, &file, 0).by("max").send().await.status, 403);
        assert_eq!(part(&world, &session, &file, 0).by("una").send().await.status, 200);
        assert_eq!(world.at("DELETE", place(&session)).by("max").send().await.status, 403);
        assert_eq!(world.at("DELETE", place(&session)).by("una").send().await.status, 204);
        assert_eq!(world.at("GET", place(&session)).by("una").send().await.outcome(), "404 not_found");
        assert_eq!(part(&world, &session, &file, 1).by("una").send().await.outcome(), "404 not_found");
        assert_eq!(world.objects().await, 2);
        assert_eq!(world.collected().await, Collected { contents: 0, objects: 1 });
    });
}

#[test]
fn content_row_84_there_are_just_as_many_parts_as_the_size_needs() {
    on_both_engines(async |world: World| {
        let file = bytes(7);
        let session = begun(&world, "una", "a", "0").await;
        assert_eq!((&session["part_size"], &session["total_parts"]), (&json!(PART), &json!(3)));
        let last = &file[2 * PART..];
        let range = format!("bytes {}-{}/{SIZE}", 2 * PART, SIZE - 1);
        let longer = [last, b"1"].concat();
        let ask = world.at("PUT", place(&session)).bytes("application/octet-stream", longer.clone()).by("una");
        let refused = ask.header("Digest", &said(&longer)).header("Content-Range", &range).send().await;
        assert_eq!(refused.outcome(), "413 request_entity_too_large");
        let beyond = format!("bytes {}-{}/{SIZE}", 2 * PART, SIZE);
        assert_eq!(piece(&world, &session, &longer, &beyond).by("una").send().await.outcome(), "416 invalid_range");
        let shorter = piece(&world, &session, last, &range).by("una").send().await;
        assert_eq!((shorter.status, &shorter.body["part"]["size"]), (200, &json!(last.len())));
    });
}
