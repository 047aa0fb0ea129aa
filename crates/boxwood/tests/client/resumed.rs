//! Large files that were cut short.
use crate::world::{World, ok, refused};
use std::{fs, path::PathBuf, process::Stdio};

fn bytes(count: u32) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_goes_on_where_it_was() {
    let world = World::logged_in().await;
    let content = bytes(21_000_000);
    let large = world.file("large.bin", &content);
    let id = world.json(&["put", &large, "/"]).await["id"].as_str().unwrap().to_owned();
    let item = world.json(&["api", "GET", &format!("/files/{id}?fields=file_version,sha1,size")]).await;
    fs::create_dir(world.path("got")).unwrap();
    let (part, about) = (world.path("got/.large.bin.part"), world.path("got/.large.bin.part.json"));
    let said = |version: &str| {
        let said = serde_json::json!({ "file": id, "version": version, "sha1": item["sha1"], "size": item["size"] });
        fs::write(&about, said.to_string()).unwrap();
    };
    let version = item["file_version"]["id"].as_str().unwrap();

    said(version);
    fs::write(&part, &content[..9_000_000]).unwrap();
    ok(&world.run(&["get", "/large.bin", "got"]).await);
    assert!(fs::read(world.path("got/large.bin")).unwrap() == content);
    assert!(!part.exists() && !about.exists());

    // That it goes on where it was, is seen by what was wrong before.
    said(version);
    fs::write(&part, vec![0; 9_000_000]).unwrap();
    let (code, told) = refused(&world.run(&["get", "/large.bin", "got", "--force"]).await);
    assert!(code == 4 && told.contains("not what the server says"), "{told}");
    assert!(!part.exists() && !about.exists() && fs::read(world.path("got/large.bin")).unwrap() == content);

    said("999");
    fs::write(&part, vec![0; 9_000_000]).unwrap();
    ok(&world.run(&["get", "/large.bin", "got", "--force"]).await);
    assert!(fs::read(world.path("got/large.bin")).unwrap() == content, "of another version it begins anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_was() {
    let world = World::logged_in().await;
    let content = bytes(60_000_000);
    let large = world.file("large.bin", &content);
    let kept = world.path("state/boxwood/uploads");
    let session = |kept: &PathBuf| -> Option<String> {
        let file = fs::read_dir(kept).ok()?.filter_map(Result::ok).find(|entry| entry.path().extension().is_none())?;
        let said: serde_json::Value = serde_json::from_slice(&fs::read(file.path()).ok()?).ok()?;
        said["session"].as_str().map(str::to_owned)
    };

    let mut command = world.command(&["put", &large, "/"]);
    let place = kept.clone();
    let begun = tokio::task::spawn_blocking(move || {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = loop {
            if let Some(begun) = session(&place) {
                break begun;
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
            std::thread::yield_now();
        };
        child.kill().unwrap();
        child.wait().unwrap();
        begun
    });
    let begun = begun.await.unwrap();
    let path = format!("/files/upload_sessions/{begun}");
    assert_eq!(world.json(&["api", "GET", &path]).await["id"], begun.as_str());
    ok(&world.run(&["put", &large, "/"]).await);
    let session = world.json(&["api", "GET", &path]).await;
    assert_eq!(session["num_parts_processed"], session["total_parts"], "it has become the file");
    assert_eq!(fs::read_dir(&kept).unwrap().count(), 0);
    ok(&world.run(&["get", "/large.bin", "again.bin"]).await);
    assert!(fs::read(world.path("again.bin")).unwrap() == content);
}
