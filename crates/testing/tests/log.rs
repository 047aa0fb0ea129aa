//! What the log says of requests, and what it must never say.
use boxwood_testing::{World, on_both_engines};
use serde_json::json;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::ErrorKind::Other)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        self.clone()
    }
}

#[test]
fn a_request_is_one_line_without_anything_to_steal() {
    on_both_engines(async |world: World| {
        let lines = Lines::default();
        let to = lines.clone();
        let log =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(to).with_ansi(false).finish();
        let _guard = tracing::subscriber::set_default(log);
        world.get("/users/me?fields=hush-query").by("ada").as_user(3).header("BoxApi", "hush-header").send().await;
        world.get("/users/me").by("hush-token").send().await;
        let body = json!({ "name": "hush-body", "parent": { "id": "0" } });
        world.post("/folders", body).by("una").send().await;
        let form = [("grant_type", "client_credentials"), ("client_id", "full"), ("client_secret", "hush-secret")];
        world.form("/oauth2/token", &form).send().await;
        for path in [
            "/d/1/hush-address/download",
            "/s/hush-link",
            "/s/hush-link/file/7",
            "/shared/static/hush-link.pdf",
            "/preview/expiring_embed/hush-address",
            "/2.0/internal_files/1/versions/1/representations/text/content/?access_token=hush-token&shared_link=hush",
            "/f/hush-address",
            "/2.0/zip_downloads/hush-address/content",
            "/2.0/zip_downloads/hush-address/status",
        ] {
            world.at("GET", path).send().await;
        }
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("hush"), "{text}");
        let line = |operation: &str| {
            let mut found = text.lines().filter(|line| line.contains(operation) && line.contains("micros="));
            found.next().unwrap_or_else(|| panic!("no line of {operation} in\n{text}")).to_owned()
        };
        let read = line("get_users_me");
        for part in
            ["DEBUG", "request=", r#"method="GET""#, r#"path="/2.0/users/me""#, "status=200", "actor=1", "user=3"]
        {
            assert!(read.contains(part), "{part} is not in {read}");
        }
        assert!(line("/s/…/file/7").contains("status=404") && line("/d/1/…/download").contains("status=404"));
        assert!(line("post_folders").contains("status=201") && line("/oauth2/token").contains("status=400"));
    });
}
