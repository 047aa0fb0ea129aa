//! Files that people without an account leave in somebody's folder.
use boxwood_testing::{Browser, Page, Reply, Wanted, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

async fn folder(world: &World) -> i64 {
    let body = json!({ "name": "Plans", "parent": { "id": "0" } });
    world.post("/folders", body).by("una").send().await.body["id"].as_str().unwrap().parse().unwrap()
}

/// The path of a new request of una's.
async fn request(world: &World, folder: i64, asks: bool) -> String {
    let wanted = Wanted { description: Some("All of them"), asks, expires: Some("2025-07-01") };
    let made = world.file_request(folder, "Your <plans>", wanted).await.unwrap();
    made["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

/// What is filled in, and then files: their names and bytes.
fn form(csrf: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in [("csrf", csrf)].iter().chain(fields) {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

async fn left(
    world: &World,
    browser: &Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Reply {
    let form = form(browser.csrf(), fields, files);
    let ask = world.at("POST", path).bytes("multipart/form-data; boundary=b", form);
    ask.header("Cookie", &browser.cookie()).header("Sec-Fetch-Site", "same-origin").send().await
}

fn html(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.bytes).into_owned()
}

fn is_nowhere(page: &Page) -> bool {
    page.status == 404 && page.html.contains("No files are asked for here")
}

async fn names(world: &World, folder: i64) -> Vec<String> {
    let items = world.get(&format!("/folders/{folder}/items")).by("una").send().await;
    let entries = items.body["entries"].as_array().unwrap().clone();
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_are_left_without_an_account() {
    on_both_engines(async |world: World| {
        let plans = folder(&world).await;
        let path = request(&world, plans, false).await;
        let mut browser = world.browser();
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.html);
        assert!(page.html.contains("Your &#60;plans&#62;") && page.html.contains("All of them"), "{}", page.html);
        assert!(!page.html.contains("name=\"email\"") && !page.html.contains("name=\"description\""));
        let large = vec![7; 300_000];
        let files = [("a.txt", &b"first"[..]), ("a.txt", b"second"), ("C:\\temp\\large.bin", &large)];
        let reply = left(&world, &browser, &path, &[], &files).await;
        let to = reply.headers["location"].to_str().unwrap().to_owned();
        assert_eq!((reply.status, &to), (303, &format!("{path}?left=3")), "{}", html(&reply));
        assert!(browser.get(&to).await.html.contains("Your 3 files were uploaded."));
        assert_eq!(names(&world, plans).await, ["a (1).txt", "a.txt", "large.bin"]);
        let file = world.get(&format!("/folders/{plans}/items?fields=owned_by,created_by,size")).by("una").send().await;
        let file = &file.body["entries"][2];
        assert_eq!((&file["owned_by"]["id"], &file["created_by"]["id"]), (&json!("3"), &json!("3")));
        assert_eq!(file["size"], 300_000);
        const EVENTS: &str = "SELECT kind, visitor FROM events WHERE item_type = 'file' ORDER BY id";
        let events = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.many(EVENTS, ())).await;
        let events: Vec<(String, Option<String>)> =
            events.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}"));
        let submitted = ("FILE_REQUEST_SUBMIT".to_owned(), Some("Anonymous".to_owned()));
        assert_eq!(events[..2], [("ITEM_UPLOAD".to_owned(), None), submitted]);
    });
}

#[test]
fn what_is_required_has_to_be_said() {
    on_both_engines(async |world: World| {
        let plans = folder(&world).await;
        let path = request(&world, plans, true).await;
        let mut browser = world.browser();
        let page = browser.get(&path).await.html;
        assert!(page.contains("name=\"email\"") && page.contains("name=\"description\""), "{page}");
        let file = [("a.txt", &b"first"[..])];
        for (fields, files, says) in [
            (vec![("description", "Mine")], &file[..], "Enter your email address."),
            (vec![("email", "nobody"), ("description", "Mine")], &file, "That is no email address."),
            (vec![("email", "a@b.example")], &file, "Describe what you upload."),
            (vec![("email", "a@b.example"), ("description", "Mine")], &[], "Choose at least one file."),
            (vec![("email", "a@b.example"), ("description", "Mine")], &[("", &b""[..])], "Choose at least one file."),
            (
                vec![("email", "a@b.example"), ("description", "Mine")],
                &[("..", &b""[..])],
                "has a name that cannot be kept",
            ),
        ] {
            let reply = left(&world, &browser, &path, &fields, files).await;
            assert!(reply.status == 400 && html(&reply).contains(says), "{says}: {}", html(&reply));
        }
        assert!(names(&world, plans).await.is_empty());
        let fields = [("email", "a@b.example"), ("description", "Mine")];
        assert_eq!(left(&world, &browser, &path, &fields, &file).await.status, 303);
        let file = world.get(&format!("/folders/{plans}/items?fields=description")).by("una").send().await;
        assert_eq!(file.body["entries"][0]["description"], "Mine");
        const VISITOR: &str = "SELECT visitor FROM events WHERE kind = 'FILE_REQUEST_SUBMIT'";
        let visitor = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.one::<(String,)>(VISITOR, ())).await;
        assert_eq!(visitor.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}")).0, "a@b.example");
    });
}

#[test]
fn what_is_over_leads_nowhere() {
    on_both_engines(async |world: World| {
        let plans = folder(&world).await;
        let path = request(&world, plans, false).await;
        let mut browser = world.browser();
        browser.get(&path).await;
        let file = [("a.txt", &b"first"[..])];
        let api = "/file_requests/1";
        let put = async |body: Value| assert_eq!(world.put(api, body).by("una").send().await.status, 200);
        put(json!({ "status": "inactive" })).await;
        assert!(is_nowhere(&browser.copy().get(&path).await));
        assert_eq!(left(&world, &browser, &path, &[], &file).await.status, 404);
        put(json!({ "status": "active" })).await;
        assert_eq!(browser.copy().get(&path).await.status, 200);
        // Whoever made it may upload no more.
        let status = |status: &str| json!({ "status": status });
        assert_eq!(world.put("/users/3", status("cannot_delete_edit_upload")).by("ada").send().await.status, 200);
        assert!(is_nowhere(&browser.copy().get(&path).await));
        assert_eq!(world.put("/users/3", status("active")).by("ada").send().await.status, 200);
        world.delete(&format!("/folders/{plans}")).by("una").send().await;
        assert!(is_nowhere(&browser.copy().get(&path).await));
        world.post(&format!("/folders/{plans}"), json!({})).by("una").send().await;
        assert_eq!(browser.copy().get(&path).await.status, 200);
        let forged = format!("{}0", &path[..path.len() - 1]);
        let forged = if forged == path { format!("{}1", &path[..path.len() - 1]) } else { forged };
        for other in ["/f/1", "/f/zz", &forged, &path.replace("/f/0000000000000001", "/f/0000000000000002")] {
            assert!(is_nowhere(&world.browser().get(other).await), "{other}");
        }
        world.advance(Duration::from_hours(24 * 20));
        assert!(is_nowhere(&world.browser().get(&path).await), "its time is up");
    });
}

#[test]
fn a_form_from_elsewhere_and_a_file_without_room_are_not_taken() {
    on_both_engines(async |world: World| {
        let plans = folder(&world).await;
        let path = request(&world, plans, false).await;
        let mut browser = world.browser();
        browser.get(&path).await;
        let file = [("a.txt", &b"first"[..])];
        for (cookie, site) in [("", "same-origin"), (browser.cookie().as_str(), "cross-site")] {
            let form = form(browser.csrf(), &[], &file);
            let ask = world.at("POST", &path).bytes("multipart/form-data; boundary=b", form);
            let reply = ask.header("Cookie", cookie).header("Sec-Fetch-Site", site).send().await;
            assert_eq!(reply.status, 403, "{cookie} {site}");
        }
        assert_eq!(world.put("/users/3", json!({ "space_amount": 5 })).by("ada").send().await.status, 200);
        let objects = world.objects().await;
        let reply = left(&world, &browser, &path, &[], &[("a.txt", b"first"), ("b.bin", &[7; 100_000])]).await;
        assert_eq!(reply.status, 400);
        assert!(
            html(&reply).contains("There is no room left") && html(&reply).contains("One file before it was uploaded.")
        );
        assert_eq!(names(&world, plans).await, ["a.txt"]);
        assert_eq!(world.objects().await, objects, "nothing is left of what was refused");
    });
}
