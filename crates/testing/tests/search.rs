//! What is put into the index after the transaction that brought it: large texts, PDF files, and items from before there was
//! an index.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails ends its test, as the test itself would"
)]

use boxwood_server::index;
use boxwood_store::{Cost, Error, Read, Tx, Write};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

async fn upload(world: &World, name: &str, bytes: &[u8]) -> u16 {
    let said = json!({ "name": name, "parent": { "id": "0" } });
    let said = format!("--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n");
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    let form = [said.as_bytes(), head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let ask = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form);
    ask.by("una").send().await.status
}

async fn count(world: &World, query: &str) -> i64 {
    let reply = world.get(&format!("/search?query={query}")).by("una").send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["total_count"].as_i64().unwrap()
}

async fn indexed(world: &World) -> u64 {
    index(world.app().db(), world.app().blobs()).await.unwrap()
}

async fn change(world: &World, sql: &'static str) -> u64 {
    let change = move |tx: &mut Tx<Write>| tx.exec(sql, ());
    let done: Result<u64, Error> = world.app().db().write("test.change", change).await;
    done.unwrap()
}

async fn unread(world: &World) -> i64 {
    const UNREAD: &str = "SELECT count(*) FROM blobs WHERE words IS NULL";
    let left = world.app().db().read(Cost::Point, |tx: &mut Tx<Read>| tx.one::<(i64,)>(UNREAD, ()));
    let left: Result<_, Error> = left.await;
    left.unwrap().0
}

/// One page, as a hand would write it.
fn pdf(text: &str) -> Vec<u8> {
    let shown = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let (mut out, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(out.len());
        out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

#[test]
fn large_texts_and_pdf_files_are_found_once_they_were_read() {
    on_both_engines(async |world: World| {
        let large = format!("walrus {} dolphin", "word ".repeat(10_000));
        let endless = format!("seal {} whale", "word ".repeat(100_000));
        assert_eq!(upload(&world, "large.txt", large.as_bytes()).await, 201);
        assert_eq!(upload(&world, "endless.txt", endless.as_bytes()).await, 201);
        assert_eq!(upload(&world, "page.pdf", &pdf("Annual penguin report")).await, 201);
        assert_eq!(upload(&world, "picture.bin", &[0, 1, 2, 3].repeat(20_000)).await, 201);
        assert_eq!(upload(&world, "broken.pdf", b"%PDF-1.4 and no more").await, 201);
        assert_eq!((count(&world, "walrus").await, count(&world, "penguins").await), (0, 0));
        assert_eq!(count(&world, "large").await, 1, "the name is there at once");
        assert_eq!(indexed(&world).await, 5);
        for (word, found) in [("walrus", 1), ("dolphins", 1), ("seal", 1), ("whale", 0), ("penguins", 1), ("large", 1)]
        {
            assert_eq!(count(&world, word).await, found, "{word}");
        }
        assert_eq!((indexed(&world).await, unread(&world).await), (0, 0), "nothing is read twice");
        assert_eq!(upload(&world, "again.pdf", &pdf("Annual penguin report")).await, 201);
        assert_eq!(count(&world, "penguins").await, 2, "what was read once is known");
    });
}

/// Whoever reads it may be killed by it, and starts again with it.
#[test]
fn what_cannot_be_read_is_given_up() {
    on_both_engines(async |world: World| {
        assert_eq!(upload(&world, "page.pdf", &pdf("penguin")).await, 201);
        assert_eq!(change(&world, "UPDATE blobs SET reads = 3").await, 1);
        assert_eq!((indexed(&world).await, unread(&world).await), (1, 0));
        assert_eq!(count(&world, "penguin").await, 0);
        let large = vec![b'x'; 100_000];
        assert_eq!(upload(&world, "lost.txt", &large).await, 201);
        change(&world, "UPDATE blobs SET object = 'no-such-object' WHERE object IS NOT NULL").await;
        for (round, left) in [(0, 1), (0, 1), (1, 0)] {
            assert_eq!((indexed(&world).await, unread(&world).await), (round, left));
        }
    });
}

#[test]
fn items_from_before_are_put_into_the_index() {
    const FOLDERS: i64 = 250;
    on_both_engines(async |world: World| {
        for n in 0..FOLDERS {
            let folder = json!({ "name": format!("old {n}"), "parent": { "id": "0" } });
            assert_eq!(world.post("/folders", folder).by("una").send().await.status, 201);
        }
        assert_eq!(upload(&world, "old.txt", b"walrus").await, 201);
        change(&world, "DELETE FROM search_index WHERE rowid > 0").await;
        change(&world, "UPDATE blobs SET words = NULL").await;
        change(&world, "INSERT INTO search_backlog (id, done, last) SELECT 1, 0, max(id) FROM items").await;
        assert_eq!((count(&world, "old").await, count(&world, "walrus").await), (0, 0));
        let folder = json!({ "name": "old and new", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", folder).by("una").send().await.status, 201);
        assert_eq!(count(&world, "old").await, 1);
        assert_eq!(indexed(&world).await, 1);
        assert_eq!((count(&world, "old").await, count(&world, "walrus").await), (FOLDERS + 2, 1));
        assert_eq!(indexed(&world).await, 0);
    });
}

#[test]
fn the_text_of_a_pdf_file_is_one_of_its_forms() {
    on_both_engines(async |world: World| {
        assert_eq!(upload(&world, "a.pdf", &pdf("The plan of the first day")).await, 201);
        assert_eq!(upload(&world, "broken.pdf", b"%PDF-1.4 and no more").await, 201);
        let form = |file: i64| format!("/internal_files/{file}/versions/{file}/representations/extracted_text");
        let shown = world.get(&format!("{}/content/", form(1))).by("una").send().await;
        assert_eq!((shown.status, &*shown.bytes), (200, &b"The plan of the first day"[..]));
        assert_eq!(shown.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(world.get(&form(1)).by("una").send().await.body["status"]["state"], "success");
        assert_eq!(world.get(&form(2)).by("una").send().await.body["status"]["state"], "error");
    });
}
