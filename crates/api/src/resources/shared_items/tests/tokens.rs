//! Tokens that were exchanged for what a link gives (contract: identity §2.8).
use super::*;

async fn exchanged(world: &World, of: &str, more: &[(&str, &str)]) -> Reply {
    let mut form = vec![
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", of),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", "item_preview item_download"),
    ];
    form.extend_from_slice(more);
    world.form("/oauth2/token", &form).send().await
}

#[test]
fn a_token_for_a_link_reaches_what_the_link_does() {
    on_both_engines(async |world: World| {
        let folder = folder(&world, "una", "Plans", 0).await;
        let file = number(&made(&world, "una", "a.txt", folder, b"a").await);
        let path = format!("/folders/{folder}");
        let url = link(&world, "una", &path, json!({})).await;
        let reply = exchanged(&world, "olga", &[("box_shared_link", &url)]).await;
        let token = reply.body["access_token"].as_str().unwrap_or_else(|| panic!("{reply:?}")).to_owned();
        assert_eq!(reply.body["restricted_to"][0]["object"]["id"], folder.to_string());
        assert_eq!(world.get(&format!("/files/{file}/content")).by(&token).send().await.status, 302);
        assert_eq!(world.get(&format!("{path}/items")).by(&token).send().await.status, 200);
        let put = world.put(&format!("/files/{file}"), json!({ "name": "b" })).by(&token).send().await;
        assert_eq!(put.status, 403, "{put:?}");
        // Nothing else of hers, and nothing once the link is gone.
        let own = self::folder(&world, "olga", "Own", 0).await;
        assert_eq!(world.get(&format!("/folders/{own}")).by(&token).send().await.status, 403);
        shared(&world, "una", &path, Value::Null).await;
        shared(&world, "una", &path, json!({})).await;
        assert_eq!(world.get(&format!("/files/{file}")).by(&token).send().await.outcome(), MISSING, "another link");
    });
}

#[test]
fn what_no_token_is_exchanged_for() {
    on_both_engines(async |world: World| {
        let folder = format!("/folders/{}", folder(&world, "una", "Plans", 0).await);
        let body = json!({ "url": "https://box.com", "name": "Box", "parent": { "id": "0" } });
        let web = format!("/web_links/{}", number(&world.post("/web_links", body).by("una").send().await.body));
        let (url, web) = (link(&world, "una", &folder, json!({})).await, link(&world, "una", &web, json!({})).await);
        let refused = async |more: &[(&str, &str)]| exchanged(&world, "olga", more).await.outcome();
        const INVALID: &str = "400 invalid_request";
        assert_eq!(refused(&[("box_shared_link", &web)]).await, INVALID, "a web link");
        assert_eq!(refused(&[("box_shared_link", "https://x/s/none")]).await, INVALID);
        let resource = "https://api.box.com/2.0/folders/1";
        assert_eq!(refused(&[("box_shared_link", &url), ("resource", resource)]).await, INVALID, "both");
        shared(&world, "una", &folder, json!({ "password": "Secret123@" })).await;
        assert_eq!(refused(&[("box_shared_link", &url)]).await, INVALID, "one with a password");
        shared(&world, "una", &folder, json!({ "access": "company" })).await;
        assert_eq!(refused(&[("box_shared_link", &url)]).await, INVALID, "of another company");
    });
}
