//! How much there may be, and how much at the same time.
use super::*;
use boxwood_store::{Error, Tx, Write};

async fn exec(world: &World, sql: &'static str, id: i64) {
    let write = move |tx: &mut Tx<Write>| tx.exec(sql, (id,)).map(drop);
    world.app().db().write("testing.limits", write).await.unwrap_or_else(|error: Error| panic!("{error}"));
}

#[test]
fn an_archive_has_ten_thousand_files_and_no_more() {
    const MORE: &str = "INSERT INTO items (kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at, \
        version_id, size, sha1) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) \
        SELECT f.kind, f.parent_id, 'f' || CAST(i AS TEXT), 'f' || CAST(i AS TEXT), f.created_by, f.modified_by, 0, 0, \
        f.version_id, f.size, f.sha1 FROM items f CROSS JOIN n WHERE f.id = $1";
    on_both_engines(async |world: World| {
        let top = folder(&world, "una", "Many", 0).await;
        let id = file(&world, "una", "a.txt", top, b"a").await;
        exec(&world, MORE, id).await;
        assert_eq!(ask(&world, &[("folder", top)]).by("una").send().await.status, 202);
        let one_more = file(&world, "una", "b.txt", 0, b"b").await;
        let reply = ask(&world, &[("folder", top), ("file", one_more)]).by("una").send().await;
        assert_eq!(reply.outcome(), "400 zip_download_file_count_exceeded_limit");
    });
}

#[test]
fn an_archive_has_32_gigabytes_and_no_more() {
    const LARGE: &str = "UPDATE items SET size = 20000000000 WHERE id = $1";
    on_both_engines(async |world: World| {
        let (a, b) = (file(&world, "una", "a", 0, b"a").await, file(&world, "una", "b", 0, b"b").await);
        for id in [a, b] {
            exec(&world, LARGE, id).await;
        }
        assert_eq!(ask(&world, &[("file", a)]).by("una").send().await.status, 202);
        let reply = ask(&world, &[("file", a), ("file", b)]).by("una").send().await;
        assert_eq!(reply.outcome(), "400 zip_download_pre_compressed_bytes_exceeded_limit");
    });
}

#[test]
fn five_downloads_of_a_user_and_ten_of_an_enterprise_go_on_at_the_same_time() {
    on_both_engines(async |world: World| {
        let large: Vec<u8> = (0..6_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut going_on = Vec::new();
        for (by, code) in [("una", "user"), ("max", "enterprise")] {
            let id = file(&world, by, "large.bin", 0, &large).await;
            for _ in 0..5 {
                let zip = asked(&world, by, &[("file", id)]).await;
                let begun = world.at("GET", path(&zip, "download_url")).begun().await;
                assert_eq!(begun.status(), 200);
                going_on.push(begun);
            }
            let by = if code == "user" { by } else { "ada" };
            let small = file(&world, by, "small.txt", 0, b"small").await;
            let zip = asked(&world, by, &[("file", small)]).await;
            let refused = download(&world, &zip).await;
            assert_eq!(refused.outcome(), format!("429 {code}_too_many_concurrent_downloads"));
            assert!(refused.headers.contains_key("retry-after"));
            if code == "enterprise" {
                // The server that sends them is gone, as far as anybody can tell.
                world.advance(Duration::from_mins(11));
                let zip = asked(&world, by, &[("file", small)]).await;
                assert_eq!(download(&world, &zip).await.status, 200);
            }
        }
    });
}
