//! The forms that files can be shown in.
use super::{clear, decoded, drawing, form, header, id};
use crate::resources::files::tests::{made, new_version};
use boxwood_testing::{World, on_both_engines};
use image::ImageFormat;
use serde_json::{Value, json};

const HINTS: (&str, &str) = ("X-Rep-Hints", "[jpg?dimensions=1024x1024&paged=false][text]");

#[test]
fn a_form_is_made_when_somebody_asks_for_it() {
    on_both_engines(async |world: World| {
        let file = drawing(&world, "a.png", 1500, 30, ImageFormat::Png).await;
        let path = format!("/files/{}?fields=representations", id(&file));
        let ask = async || world.get(&path).by("una").header(HINTS.0, HINTS.1).send().await.body;
        insta::assert_json_snapshot!(ask().await["representations"], @r#"
        {
          "entries": [
            {
              "content": {
                "url_template": "http://127.0.0.1:8080/api/2.0/internal_files/1/versions/1/representations/jpg_1024x1024/content/{+asset_path}"
              },
              "info": {
                "url": "http://127.0.0.1:8080/2.0/internal_files/1/versions/1/representations/jpg_1024x1024"
              },
              "properties": {
                "dimensions": "1024x1024",
                "paged": "false",
                "thumb": "false"
              },
              "representation": "jpg",
              "status": {
                "state": "none"
              }
            }
          ]
        }
        "#);
        let (about, content) = form(&file, "jpg_1024x1024");
        let made = world.get(&about).by("una").send().await;
        assert_eq!((made.status, &made.body["status"]["state"]), (200, &json!("success")));
        assert_eq!(ask().await["representations"]["entries"], json!([made.body]));
        let shown = world.get(&content).by("una").send().await;
        assert_eq!((decoded(&shown).dimensions(), header(&shown, "content-type")), ((1024, 20), "image/jpeg"));
        assert_eq!(header(&shown, "content-disposition"), "");
        // Whoever does not wait for it to be made gets it all the same.
        let other = world.get(&form(&file, "jpg_thumb_94x94").1).by("una").send().await;
        assert_eq!(decoded(&other).dimensions(), (94, 2));
    });
}

#[test]
fn without_hints_all_forms_are_listed_and_no_more_is_said_of_them() {
    on_both_engines(async |world: World| {
        let listed = async |name: &str, bytes: &[u8]| {
            let file = made(&world, "una", name, 0, bytes).await;
            let shown = world.get(&format!("/files/{}?fields=representations", id(&file))).by("una").send().await;
            shown.body["representations"]["entries"].as_array().unwrap().clone()
        };
        let pictures = listed("a.png", &clear(1, 1)).await;
        assert_eq!(pictures.len(), 8);
        insta::assert_json_snapshot!(pictures[3], @r#"
        {
          "info": {
            "url": "http://127.0.0.1:8080/2.0/internal_files/1/versions/1/representations/jpg_thumb_320x320"
          },
          "properties": {
            "dimensions": "320x320",
            "paged": "false",
            "thumb": "true"
          },
          "representation": "jpg"
        }
        "#);
        let names =
            |entries: Vec<Value>| entries.iter().map(|entry| entry["representation"].clone()).collect::<Vec<_>>();
        assert_eq!(names(listed("a.pdf", b"%PDF-").await), ["pdf", "extracted_text"]);
        assert_eq!(names(listed("a.md", b"# a").await), ["text", "extracted_text"]);
        assert_eq!(names(listed("a.mp3", b"ID3").await), ["mp3"]);
        assert_eq!(names(listed("a.mp4", b"....ftyp").await), ["mp4"]);
        assert!(listed("a.zip", b"PK").await.is_empty() && listed("none", b"x").await.is_empty());
    });
}

#[test]
fn lists_tell_the_forms_of_what_is_in_them() {
    on_both_engines(async |world: World| {
        made(&world, "una", "a.txt", 0, b"hello").await;
        world.post("/folders", json!({ "name": "f", "parent": { "id": "0" } })).by("una").send().await;
        let listed = world.get("/folders/0/items?fields=representations").by("una").header(HINTS.0, HINTS.1);
        let listed = listed.send().await.body["entries"].clone();
        assert_eq!(listed[0].get("representations"), None, "a folder has none");
        assert_eq!(listed[1]["representations"]["entries"][0]["status"]["state"], "success");
        let folder = world.get("/folders/0?fields=item_collection,representations").by("una").header(HINTS.0, HINTS.1);
        let folder = folder.send().await.body;
        assert_eq!(folder["item_collection"]["entries"][1]["representations"], listed[1]["representations"]);
    });
}

#[test]
fn bytes_come_in_ranges_and_under_names() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.mp4", 0, b"0123456789").await;
        let (_, content) = form(&file, "mp4");
        let part = world.get(&content).by("una").header("Range", "bytes=2-4").send().await;
        assert_eq!((part.status, &*part.bytes), (206, &b"234"[..]));
        assert_eq!((header(&part, "content-range"), header(&part, "content-type")), ("bytes 2-4/10", "video/mp4"));
        assert_eq!(header(&part, "content-security-policy"), "sandbox; default-src 'none'");
        let none = world.get(&content).by("una").header("Range", "bytes=20-").send().await;
        assert_eq!(none.status, 416);
        let query = "set_content_disposition_type=attachment&set_content_disposition_filename=b%20c.mp4";
        let named = world.get(&format!("{content}?{query}")).by("una").send().await;
        assert_eq!(header(&named, "content-disposition"), "attachment;filename=\"b c.mp4\";filename*=UTF-8''b%20c.mp4");
        let own = world.get(&format!("{content}?set_content_disposition_type=inline")).by("una").send().await;
        assert_eq!(header(&own, "content-disposition"), "inline;filename=\"a.mp4\";filename*=UTF-8''a.mp4");
        let odd = world.get(&format!("{content}?set_content_disposition_type=odd")).by("una").send().await;
        assert_eq!(odd.outcome(), "400 invalid_parameter");
        let pdf = made(&world, "una", "a.pdf", 0, b"%PDF-1.7").await;
        let shown = world.get(&form(&pdf, "pdf").1).by("una").send().await;
        assert_eq!(
            (header(&shown, "content-type"), header(&shown, "content-security-policy")),
            ("application/pdf", "")
        );
        assert_eq!(header(&shown, "x-content-type-options"), "nosniff");
    });
}

#[test]
fn pages_say_in_the_address_who_they_are_and_by_what_they_come() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"hello").await;
        let (about, content) = form(&file, "text");
        assert_eq!(world.get(&content).send().await.status, 401);
        assert_eq!(world.get(&format!("{content}?access_token=nobody")).send().await.status, 401);
        let shown = world.get(&format!("{content}?access_token=una")).send().await;
        assert_eq!((shown.status, &*shown.bytes), (200, &b"hello"[..]));
        // Nowhere else: an address may end up in the logs of others.
        assert_eq!(world.get(&format!("{about}?access_token=una")).send().await.status, 401);
        let link = json!({ "shared_link": { "access": "open", "password": "pass word" } });
        let link = world.put(&format!("/files/{}?fields=shared_link", id(&file)), link).by("una").send().await;
        let link = link.body["shared_link"]["url"].as_str().unwrap().to_owned();
        let by_link = format!("{content}?access_token=olga&shared_link={link}");
        assert_eq!(world.get(&by_link).send().await.outcome(), "403 incorrect_shared_item_password");
        let shown = world.get(&format!("{by_link}&shared_link_password=pass%20word")).send().await;
        assert_eq!((shown.status, &*shown.bytes), (200, &b"hello"[..]));
        assert_eq!(world.get(&format!("{content}?access_token=olga")).send().await.outcome(), "404 not_found");
    });
}

#[test]
fn a_form_is_of_one_version() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"one").await;
        let other = made(&world, "una", "b.txt", 0, b"other").await;
        new_version(&world, "una", &file["id"], &json!({ "name": "a.bin" }), b"two").await;
        let (about, content) = form(&file, "text");
        let shown = world.get(&content).by("una").send().await;
        assert_eq!(&*shown.bytes, b"one", "under the name that it had");
        assert_eq!(world.get(&about).by("una").send().await.body["status"]["state"], "success");
        for (path, outcome) in [
            (content.replace("/versions/1/", "/versions/2/"), "404 not_found"),
            (content.replace("/versions/1/", "/versions/3/"), "404 not_found"),
            (content.replace("/text/", "/jpg_1024x1024/"), "404 not_found"),
            (content.replace("/text/", "/odd/"), "404 not_found"),
            (format!("{content}1.png"), "404 not_found"),
        ] {
            assert_eq!(world.get(&path).by("una").send().await.outcome(), outcome, "{path}");
        }
        assert_eq!(other["file_version"]["id"], "2");
        let gone = world.delete(&format!("/files/{}/versions/1", id(&file))).by("una").send().await;
        assert_eq!(gone.status, 204);
        assert_eq!(world.get(&content).by("una").send().await.outcome(), "404 not_found");
    });
}

#[test]
fn a_token_for_previews_is_enough() {
    on_both_engines(async |world: World| {
        let file = made(&world, "una", "a.txt", 0, b"hello").await;
        let narrowed = async |scope: &str| {
            let resource = format!("https://api.box.com/2.0/files/{}", id(&file));
            let fields = [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("subject_token", "una"),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ("scope", scope),
                ("resource", &resource),
            ];
            let narrowed = world.form("/oauth2/token", &fields).send().await;
            narrowed.body["access_token"].as_str().unwrap().to_owned()
        };
        let (_, content) = form(&file, "text");
        for (scope, status) in [("base_preview", 200), ("item_preview", 200), ("base_picker", 403)] {
            let token = narrowed(scope).await;
            assert_eq!(world.get(&content).by(&token).send().await.status, status, "{scope}");
        }
    });
}
