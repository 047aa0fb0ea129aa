//! The pages of shared links, by a browser without any account and by people who have signed in.
use boxwood_testing::{Page, World, on_both_engines};
use serde_json::{Value, json};

async fn folder(world: &World, name: &str, parent: &str) -> String {
    let body = json!({ "name": name, "parent": { "id": parent } });
    world.post("/folders", body).by("una").send().await.body["id"].as_str().unwrap().to_owned()
}

async fn file(world: &World, name: &str, parent: &str) -> String {
    let said = json!({ "name": name, "parent": { "id": parent } });
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"attributes\"\r\n\r\n{said}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nbytes of {name}\r\n--b--\r\n"
    );
    let sent = world.post("/files/content", Value::Null).bytes("multipart/form-data; boundary=b", form.into_bytes());
    sent.by("una").send().await.body["entries"][0]["id"].as_str().unwrap().to_owned()
}

/// Makes or changes a link; its path.
async fn link(world: &World, path: &str, wish: Value) -> String {
    let reply = world.put(&format!("{path}?fields=shared_link"), json!({ "shared_link": wish })).by("una").send().await;
    let url = reply.body["shared_link"]["url"].as_str().unwrap_or_else(|| panic!("{reply:?}"));
    url.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

fn is_nowhere(page: &Page) -> bool {
    page.status == 404 && page.html.contains("This link leads nowhere")
}

#[test]
fn a_folder_is_looked_through_and_its_files_downloaded_without_an_account() {
    on_both_engines(async |world: World| {
        let top = folder(&world, "Top", "0").await;
        let (plans, beside) = (folder(&world, "Plans <b>", &top).await, file(&world, "beside.txt", &top).await);
        let deep = folder(&world, "Deep", &plans).await;
        let inner = file(&world, "inner.txt", &deep).await;
        let web = json!({ "url": "https://boxwood.example/", "name": "Home", "parent": { "id": plans } });
        world.post("/web_links", web).by("una").send().await;
        let path = link(&world, &format!("/folders/{plans}"), json!({})).await;

        let mut browser = world.browser();
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.html.contains("Plans &#60;b&#62;") && !page.html.contains("Plans <b>"), "{}", page.html);
        assert!(page.html.contains("2 items") && page.html.contains("https://boxwood.example/"));
        assert!(!page.html.contains(">Top<"), "what is above is nobody's business");
        let page = browser.get(&format!("{path}/folder/{deep}")).await;
        assert!(page.html.contains("inner.txt") && page.html.contains("Breadcrumb"));
        let page = browser.get(&format!("{path}/file/{inner}")).await;
        assert!(page.status == 200 && page.html.contains("18 B"), "{}", page.html);
        let taken = browser.get(&format!("{path}/download/{inner}")).await;
        assert_eq!(taken.status, 303);
        let place = taken.location.strip_prefix("http://127.0.0.1:8080").unwrap_or(&taken.location).to_owned();
        assert_eq!(world.at("GET", &place).send().await.bytes, "bytes of inner.txt");

        for other in
            [format!("folder/{top}"), format!("file/{beside}"), format!("download/{beside}"), "file/x".to_owned()]
        {
            assert!(is_nowhere(&browser.get(&format!("{path}/{other}")).await), "{other}");
        }
        // Not even for those who could see it elsewhere.
        let mut owner = world.signed_in("una", 3).await;
        assert!(is_nowhere(&owner.get(&format!("{path}/file/{beside}")).await));

        world.flush().await;
        let shown = world.get(&format!("/folders/{plans}?fields=shared_link")).by("una").send().await;
        let counts = [&shown.body["shared_link"]["preview_count"], &shown.body["shared_link"]["download_count"]];
        assert_eq!(counts, [&json!(1), &json!(1)]);
        link(&world, &format!("/folders/{plans}"), json!({ "permissions": { "can_download": false } })).await;
        assert_eq!(browser.get(&format!("{path}/download/{inner}")).await.status, 403);
        let page = browser.get(&format!("{path}/file/{inner}")).await;
        assert!(page.status == 200 && page.html.contains("does not let it be downloaded"));
    });
}

#[test]
fn a_password_opens_a_link_for_a_while() {
    on_both_engines(async |world: World| {
        let id = file(&world, "a.txt", "0").await;
        let path = link(&world, &format!("/files/{id}"), json!({ "password": "Secret123@" })).await;
        let mut browser = world.browser();
        let page = browser.get(&path).await;
        assert!(page.html.contains("This link has a password") && !page.html.contains("a.txt"));
        let wrong = browser.submit(&path, &[("password", "Secret123")]).await;
        assert!(wrong.status == 403 && wrong.html.contains("not the password"), "{}", wrong.html);
        for _ in 1..5 {
            assert_eq!(browser.submit(&path, &[("password", "Secret123")]).await.status, 403);
        }
        let closed = browser.submit(&path, &[("password", "Secret123@")]).await;
        assert!(closed.status == 429 && closed.html.contains("30 seconds"), "{}", closed.html);
        world.advance(std::time::Duration::from_secs(30));
        let right = browser.submit(&path, &[("password", "Secret123@")]).await;
        assert_eq!((right.status, right.location.as_str()), (303, path.as_str()));
        assert!(browser.get(&path).await.html.contains("a.txt"));
        let direct = browser.get(&path.replace("/s/", "/shared/static/")).await;
        assert!(direct.status == 303 && direct.location.contains("/d/1/"), "{}", direct.location);
        assert!(world.browser().get(&path).await.html.contains("has a password"), "nobody else is let in");
        link(&world, &format!("/files/{id}"), json!({ "password": "Another123" })).await;
        assert!(browser.get(&path).await.html.contains("has a password"), "another password");
    });
}

#[test]
fn who_is_not_meant_is_sent_to_sign_in_or_nowhere() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "Plans", "0").await;
        let at = format!("/folders/{id}");
        let path = link(&world, &at, json!({ "access": "company" })).await;
        let stranger = world.browser().get(&path).await;
        assert!(stranger.status == 303 && stranger.location.starts_with("/sign-in?next="), "{}", stranger.location);
        let mut max = world.signed_in("max", 4).await;
        assert!(max.get(&path).await.html.contains("Plans"));
        let mut olga = world.signed_in("olga", 9).await;
        assert!(is_nowhere(&olga.get(&path).await));
        link(&world, &at, json!({ "access": "collaborators" })).await;
        assert!(is_nowhere(&max.get(&path).await));
        link(&world, &at, json!({ "access": "open", "vanity_name": "plans-of-una" })).await;
        let named = world.browser().get("/v/Plans-Of-Una").await;
        assert_eq!((named.status, named.location), (303, path.clone()));
        assert!(olga.get(&path).await.html.contains("Plans"));
        world.put(&at, json!({ "shared_link": null })).by("una").send().await;
        for gone in [path.as_str(), "/v/plans-of-una", "/s/none", "/shared/static/none.txt"] {
            assert!(is_nowhere(&world.browser().get(gone).await), "{gone}");
        }
    });
}

#[test]
fn a_long_folder_has_pages() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "Long", "0").await;
        for n in 0..101 {
            folder(&world, &format!("{n:03}"), &id).await;
        }
        let path = link(&world, &format!("/folders/{id}"), json!({})).await;
        let first = world.browser().get(&path).await;
        assert!(first.html.contains(">099<") && !first.html.contains(">100<") && first.html.contains("?from=100"));
        let last = world.browser().get(&format!("{path}?from=100")).await;
        assert!(last.html.contains(">100<") && !last.html.contains(">099<") && last.html.contains("?from=0"));
    });
}
