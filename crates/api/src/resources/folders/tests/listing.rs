//! Items in every order, and what a root shows of other people's folders.
use super::*;
use std::time::Duration;

#[test]
fn get_folders_id_items_sorts() {
    on_both_engines(async |world: World| {
        for name in ["b", "A", "Ä", "c"] {
            make(&world, "una", name, 0).await;
            world.advance(Duration::from_secs(1));
        }
        rename(&world, "una", 1, "B").await;
        for (query, order) in [
            ("", ["A", "B", "c", "Ä"]),
            ("?sort=name&direction=DESC", ["Ä", "c", "B", "A"]),
            ("?sort=id", ["B", "A", "Ä", "c"]),
            ("?sort=id&direction=desc", ["c", "Ä", "A", "B"]),
            ("?sort=date", ["A", "Ä", "c", "B"]),
            ("?sort=DATE&direction=DESC", ["B", "c", "Ä", "A"]),
            ("?sort=size", ["A", "B", "c", "Ä"]),
        ] {
            let list = get(&world, "una", &format!("0/items{query}")).await.body;
            assert_eq!(names(&list), order, "{query}");
            let folder = get(&world, "una", &format!("0{query}")).await.body;
            assert_eq!(folder["item_collection"], list, "{query}");
        }
        let told = get(&world, "una", "0/items?sort=date&direction=desc").await.body["order"].clone();
        assert_eq!(told, json!([{ "by": "type", "direction": "ASC" }, { "by": "date", "direction": "DESC" }]));
    });
}

/// Max has folders of his own and some that were shared with him: pages of every size and order show each once.
#[test]
fn a_root_shows_what_is_shared_among_the_own() {
    on_both_engines(async |world: World| {
        for name in ["b", "d", "f"] {
            make(&world, "max", name, 0).await;
            world.advance(Duration::from_secs(1));
            make(&world, "una", &format!("{name}2"), 0).await;
        }
        make(&world, "una", "b", 0).await;
        make(&world, "una", "inner", 2).await;
        for id in [2, 4, 7, 8] {
            world.share(id, "max", "viewer").await;
        }
        let whole = get(&world, "max", "0/items").await.body;
        assert_eq!(names(&whole), ["b", "b", "b2", "d", "d2", "f"], "what lies in a shared folder is found there");
        assert_eq!(whole["total_count"], 6);
        for order in
            ["", "&direction=DESC", "&sort=id", "&sort=id&direction=DESC", "&sort=date", "&sort=date&direction=DESC"]
        {
            let path = |limit, offset| format!("0/items?limit={limit}&offset={offset}{order}");
            let whole = get(&world, "max", &path(100, 0)).await.body["entries"].as_array().unwrap().clone();
            for limit in 1..7 {
                for offset in 0..8 {
                    let page = get(&world, "max", &path(limit, offset)).await.body;
                    let expected: Vec<_> = whole.iter().skip(offset).take(limit).cloned().collect();
                    assert_eq!(page["entries"], json!(expected), "{}", path(limit, offset));
                }
            }
        }
        let (mut marker, mut seen) = (json!("0"), Vec::new());
        while let Some(from) = marker.as_str() {
            let path = format!("0/items?usemarker=true&limit=2&marker={from}");
            let page = get(&world, "max", &path).await.body;
            seen.extend(names(&page).into_iter().map(str::to_owned));
            marker = page["next_marker"].clone();
        }
        assert_eq!(seen, ["b", "b2", "d", "d2", "f", "b"]);
    });
}

#[test]
fn a_path_begins_where_the_caller_may_begin_to_see() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C", "D"]).await;
        world.share(3, "max", "viewer").await;
        let path = async |by: &str, id: i64| {
            let folder = get(&world, by, &format!("{id}?fields=path_collection,parent")).await.body;
            let names: Vec<_> = names(&folder["path_collection"]).into_iter().map(str::to_owned).collect();
            assert_eq!(folder["path_collection"]["total_count"], names.len());
            assert_eq!(folder["parent"]["name"], *names.last().unwrap());
            names
        };
        assert_eq!(path("una", 4).await, ["All Files", "A", "B", "C"]);
        assert_eq!(path("una", 1).await, ["All Files"]);
        assert_eq!(path("max", 4).await, ["All Files", "C"]);
        assert_eq!(path("max", 3).await, ["All Files"]);
        let entry = get(&world, "max", "3/items?fields=path_collection,parent").await.body["entries"][0].clone();
        assert_eq!(names(&entry["path_collection"]), ["All Files", "C"]);
        assert_eq!(entry["parent"]["id"], "3");
        world.narrow_token("narrow", "una", "item_read", Some("folder:2")).await;
        assert_eq!(path("narrow", 4).await, ["All Files", "B", "C"], "a token sees no further than it reaches");
    });
}

#[test]
fn has_collaborations_counts_for_all_that_is_below() {
    on_both_engines(async |world: World| {
        nest(&world, "una", &["A", "B", "C"]).await;
        for n in 0..30 {
            make(&world, "una", &format!("x{n:02}"), 1).await;
        }
        world.share(2, "max", "viewer").await;
        let shown = async |path: &str| get(&world, "una", path).await.body;
        for (id, shared) in [(1, false), (2, true), (3, true)] {
            assert_eq!(shown(&format!("{id}?fields=has_collaborations")).await["has_collaborations"], shared);
        }
        let shared = shown("1/items?fields=has_collaborations").await;
        let shared: Vec<_> =
            shared["entries"].as_array().unwrap().iter().map(|one| &one["has_collaborations"]).collect();
        assert_eq!(shared.iter().filter(|one| ***one == json!(true)).count(), 1);
        assert_eq!(shared.len(), 31);
        assert_eq!(shown("2/items?fields=has_collaborations").await["entries"][0]["has_collaborations"], true);
    });
}

const PUT: &str = "INSERT INTO items (kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at, \
    content_created_at, content_modified_at, size, sha1, url) VALUES ($1, -3, $2, $3, 3, 3, $4, $4, $4, $4, $5, $6, $7)";
const COUNT: &str =
    "INSERT INTO counters (kind, owner_id, part_id, shard, value) VALUES ('folder_items', -3, $1, 0, $2)";

/// Files and web links as rows: kind, name, size, address.
async fn put_others(world: &World) {
    let others =
        [(1, "z.txt", 5, None), (1, "C", 11, None), (2, "a link", 0, Some("https://box.example")), (1, "k", 7, None)];
    let put = move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| {
        for (at, (kind, name, size, url)) in others.into_iter().enumerate() {
            let sha1 = (kind == 1).then(|| vec![at as u8; 20]);
            tx.exec(PUT, (kind as i64, name, name.to_lowercase(), at as i64, size as i64, sha1, url))?;
        }
        tx.exec(COUNT, (1_i64, 3_i64))?;
        tx.exec(COUNT, (2_i64, 1_i64))
    };
    world.app().db().write("test.put", put).await.unwrap();
}

#[test]
fn folders_come_before_files_and_these_before_web_links() {
    on_both_engines(async |world: World| {
        for name in ["b", "A"] {
            make(&world, "una", name, 0).await;
        }
        put_others(&world).await;
        for (query, order) in [
            ("", ["A", "b", "C", "k", "z.txt", "a link"]),
            ("&direction=DESC", ["b", "A", "z.txt", "k", "C", "a link"]),
            ("&sort=id", ["b", "A", "z.txt", "C", "k", "a link"]),
            ("&sort=date", ["b", "A", "z.txt", "C", "k", "a link"]),
            ("&sort=size", ["A", "b", "z.txt", "k", "C", "a link"]),
            ("&sort=size&direction=DESC", ["b", "A", "C", "k", "z.txt", "a link"]),
        ] {
            for limit in 1..8 {
                for offset in 0..8 {
                    let page = get(&world, "una", &format!("0/items?limit={limit}&offset={offset}{query}")).await.body;
                    let expected: Vec<_> = order.iter().skip(offset).take(limit).copied().collect();
                    assert_eq!(names(&page), expected, "{limit} from {offset}{query}");
                    assert_eq!(page["total_count"], 6);
                }
            }
        }
        for limit in 1..8 {
            let (mut all, mut marker) = (Vec::new(), json!(""));
            while let Some(from) = marker.as_str() {
                let page =
                    get(&world, "una", &format!("0/items?usemarker=true&limit={limit}&marker={from}")).await.body;
                all.extend(names(&page).into_iter().map(str::to_owned));
                marker = page["next_marker"].clone();
            }
            assert_eq!(all, ["b", "A", "z.txt", "C", "k", "a link"], "{limit} at a time");
        }
    });
}

#[test]
fn each_kind_shows_of_the_fields_what_it_has() {
    on_both_engines(async |world: World| {
        make(&world, "una", "f", 0).await;
        put_others(&world).await;
        let minis = get(&world, "una", "0/items").await.body["entries"].clone();
        let keys = |entry: &Value| entry.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&minis[0]), ["etag", "id", "name", "sequence_id", "type"]);
        assert_eq!(keys(&minis[1]), ["etag", "file_version", "id", "name", "sequence_id", "sha1", "type"]);
        assert_eq!(keys(&minis[4]), ["etag", "id", "name", "sequence_id", "type", "url"]);
        let fields = "fields=size,sha1,url,permissions,sync_state,extension,parent,owned_by";
        for path in [format!("0/items?{fields}"), format!("0?{fields},item_collection")] {
            let body = get(&world, "una", &path).await.body;
            let entries = body.get("item_collection").unwrap_or(&body)["entries"].clone();
            assert_eq!((&entries[0]["size"], &entries[0]["sync_state"]), (&json!(0), &json!("not_synced")), "{path}");
            assert!(entries[0].get("sha1").is_none() && entries[1].get("sync_state").is_none());
            assert_eq!((&entries[1]["size"], &entries[1]["permissions"]["can_preview"]), (&json!(11), &json!(true)));
            assert_eq!((&entries[3]["extension"], &entries[3]["owned_by"]["id"]), (&json!("txt"), &json!("3")));
            assert_eq!((&entries[4]["url"], &entries[4]["parent"]["id"]), (&json!("https://box.example"), &json!("0")));
            assert_eq!(entries[4]["permissions"]["can_delete"], true);
        }
    });
}
