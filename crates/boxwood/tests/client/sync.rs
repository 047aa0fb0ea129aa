//! Folders as a whole: `sync`, `get -r`, `put -r`, and patterns.
use crate::world::{World, ok, refused};
use boxwood_sdk::contract::wire::Time;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime},
};

/// How many files the run has that is killed.
const MANY: usize = 600;

/// The lines that tell of one thing each.
fn of(lines: &[Value], action: &str) -> BTreeSet<String> {
    let those = lines.iter().filter(|line| line["action"] == action);
    those.map(|line| line["path"].as_str().unwrap().to_owned()).collect()
}

fn summary(lines: &[Value]) -> &Value {
    let last = lines.last().unwrap();
    assert_eq!(last["action"], "summary", "{last}");
    last
}

impl World {
    fn directory(&self, name: &str, files: &[(&str, &str)]) {
        for (path, content) in files {
            let path = self.path(name).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }

    /// What is below a folder, by path.
    async fn tree(&self, folder: &str) -> BTreeMap<String, Value> {
        let items = self.json(&["tree", folder]).await;
        let items = items.as_array().unwrap().iter();
        items.map(|item| (item["path"].as_str().unwrap().to_owned(), item.clone())).collect()
    }
}

fn content(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_goes_up_and_only_what_changes_goes_again() {
    let world = World::logged_in().await;
    world.directory("a", &[("one.txt", "one"), ("b/two.txt", "two"), ("b/c/three.txt", ""), ("B2/four.txt", "four")]);
    let dry = world.lines(&["sync", "a", "box:/Plans/a", "--dry-run"]).await;
    assert_eq!((of(&dry, "upload").len(), of(&dry, "make_folder").len()), (4, 3));
    assert_eq!(world.names("/").await, Vec::<String>::new(), "nothing was done");

    let first = world.lines(&["sync", "a", "box:/Plans/a"]).await;
    assert_eq!(
        of(&first, "upload"),
        ["B2/four.txt", "b/c/three.txt", "b/two.txt", "one.txt"].map(str::to_owned).into()
    );
    assert_eq!((&summary(&first)["files"], &summary(&first)["bytes"]), (&4.into(), &10.into()));
    let told = ok(&world.run(&["sync", "a", "box:/plans/A"]).await);
    assert!(told.contains("0 files, 0 B, 4 unchanged"), "{told}");

    world.directory("a", &[("one.txt", "two"), ("b/five.txt", "five")]);
    fs::remove_file(world.path("a/b/two.txt")).unwrap();
    fs::remove_dir_all(world.path("a/B2")).unwrap();
    let second = world.lines(&["sync", "a", "box:/Plans/a"]).await;
    assert_eq!(of(&second, "upload"), ["b/five.txt", "one.txt"].map(str::to_owned).into());
    assert_eq!(summary(&second)["deleted"], 0, "nothing is deleted that nobody wants deleted");
    let there = world.tree("/Plans/a").await;
    assert_eq!(there["/Plans/a/one.txt"]["etag"], "1", "the next version");
    let third = world.lines(&["sync", "a", "box:/Plans/a", "--delete"]).await;
    assert_eq!(of(&third, "delete"), ["B2", "b/two.txt"].map(str::to_owned).into());
    assert_eq!(world.names("/Plans/a/b").await, ["c", "five.txt"]);
    let trash = world.json(&["api", "GET", "/folders/trash/items"]).await;
    assert_eq!(trash["total_count"], 2, "{trash}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_comes_down_and_only_what_changes_comes_again() {
    let world = World::logged_in().await;
    world.directory("a", &[("one.txt", "one"), ("b/two.txt", "two"), ("b/three.txt", "three")]);
    ok(&world.run(&["sync", "a", "box:/Plans"]).await);
    let first = world.lines(&["sync", "box:/Plans", "new/copy"]).await;
    assert_eq!(summary(&first)["files"], 3);
    assert_eq!(content(&world.path("new/copy/b/two.txt")), "two");

    world.directory("new/copy", &[("one.txt", "mine"), ("b/x/mine.txt", "mine"), ("b/.two.txt.part", "left over")]);
    ok(&world.run(&["rm", "/Plans/b/two.txt"]).await);
    let dry = world.lines(&["sync", "box:/Plans", "new/copy", "--delete", "-n"]).await;
    assert_eq!(of(&dry, "delete"), ["b/two.txt", "b/x", "b/x/mine.txt"].map(str::to_owned).into());
    assert!(world.path("new/copy/b/two.txt").exists());
    let second = world.lines(&["sync", "box:/Plans", "new/copy", "--parallel", "1"]).await;
    assert_eq!(of(&second, "download"), ["one.txt".to_owned()].into());
    assert_eq!((&summary(&second)["unchanged"], &summary(&second)["deleted"]), (&1.into(), &0.into()));
    ok(&world.run(&["sync", "box:/Plans", "new/copy", "--delete"]).await);
    assert_eq!(content(&world.path("new/copy/one.txt")), "one");
    assert!(!world.path("new/copy/b/two.txt").exists() && !world.path("new/copy/b/x").exists());
}

/// Seconds since 1970.
fn changed(path: &Path) -> u64 {
    let time = fs::metadata(path).unwrap().modified().unwrap();
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

fn change(path: &Path, seconds: u64) {
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 250)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_keep_the_time_of_their_last_change() {
    let world = World::logged_in().await;
    world.directory("a", &[("small.txt", "one"), ("large.bin", &"x".repeat(20_000_001))]);
    change(&world.path("a/small.txt"), 1_000_000_000);
    change(&world.path("a/large.bin"), 1_100_000_000);
    ok(&world.run(&["sync", "a", "box:/Plans"]).await);
    let times = async |name: &str| {
        let path = format!("/files/{}", world.tree("/Plans").await[name]["id"].as_str().unwrap());
        let file = world.json(&["api", "GET", &path]).await;
        let seconds = |name: &str| Time::of(file[name].as_str().unwrap()).unwrap().micros() / 1_000_000;
        [seconds("content_created_at"), seconds("content_modified_at")]
    };
    assert_eq!(times("/Plans/small.txt").await, [1_000_000_000; 2]);
    assert_eq!(times("/Plans/large.bin").await, [1_100_000_000; 2]);

    world.directory("a", &[("small.txt", "two")]);
    change(&world.path("a/small.txt"), 1_200_000_000);
    ok(&world.run(&["sync", "a", "box:/Plans"]).await);
    assert_eq!(times("/Plans/small.txt").await, [1_000_000_000, 1_200_000_000], "it is the same file");

    ok(&world.run(&["sync", "box:/Plans", "b"]).await);
    ok(&world.run(&["get", "/Plans/large.bin", "got.bin"]).await);
    let got = ["b/small.txt", "b/large.bin", "got.bin"].map(|name| changed(&world.path(name)));
    assert_eq!(got, [1_200_000_000, 1_100_000_000, 1_100_000_000]);
    let again = world.lines(&["sync", "box:/Plans", "b"]).await;
    assert_eq!(summary(&again)["unchanged"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_synced_is_told() {
    let world = World::logged_in().await;
    world.directory("a", &[("Plan", "one"), ("plan", "two"), ("dir/x", "x"), ("sound", "sound")]);
    assert_eq!(refused(&world.run(&["sync", "a", "b"]).await).0, 1);
    assert_eq!(refused(&world.run(&["sync", "box:/a", "box:/b"]).await).0, 1);
    assert_eq!(refused(&world.run(&["sync", "none", "box:/b"]).await).0, 3);
    assert_eq!(refused(&world.run(&["sync", "box:/none", "b"]).await).0, 3);
    let file = world.file("dir", b"in the way");
    ok(&world.run(&["mkdir", "/A"]).await);
    ok(&world.run(&["put", &file, "/A"]).await);
    let (code, said) = refused(&world.run(&["sync", "a", "box:/A", "--delete"]).await);
    assert_eq!(code, 1, "{said}");
    for part in ["plan: Another file", "dir: A file is there", "dir/x", "all others are done"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(world.names("/A").await, ["dir", "Plan", "sound"], "nothing is deleted after a failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_killed_goes_on() {
    let world = World::logged_in().await;
    let names: Vec<String> = (0..MANY).map(|n| format!("d{}/{n}.txt", n % 7)).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), name.as_str())).collect();
    world.directory("many", &files);

    let mut command = world.command(&["sync", "many", "box:/Many", "--json"]);
    let killed = tokio::task::spawn_blocking(move || {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let uploads = lines.map(Result::unwrap).filter(|line| line.contains("\"upload\""));
        assert_eq!(uploads.take(MANY / 4).count(), MANY / 4);
        child.kill().unwrap();
        child.wait().unwrap()
    });
    assert_eq!(killed.await.unwrap().code(), None, "by a signal");
    let there = world.tree("/Many").await.len() - 7;
    assert!((MANY / 4..MANY).contains(&there), "{there}");

    let again = world.lines(&["sync", "many", "box:/Many"]).await;
    let sent = of(&again, "upload").len();
    // What was under way may have arrived after it was looked at.
    assert!(sent <= MANY - there && sent + 4 >= MANY - there, "{sent} of {MANY}, {there} were there");
    let last = world.lines(&["sync", "many", "box:/Many"]).await;
    assert_eq!(summary(&last)["unchanged"], MANY);

    let all = world.tree("/Many").await;
    for name in &names {
        assert_eq!(all[&format!("/Many/{name}")]["etag"], "0", "{name} was sent once");
    }
    assert_eq!(all.len(), MANY + 7);
    ok(&world.run(&["sync", "box:/Many", "copy"]).await);
    for name in &names {
        assert_eq!(&content(&world.path("copy").join(name)), name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_put_and_got() {
    let world = World::logged_in().await;
    world.directory("a", &[("one.txt", "one"), ("b/two.txt", "two")]);
    let (code, said) = refused(&world.run(&["put", "a", "/"]).await);
    assert!(code == 1 && said.contains("--recursive"), "{said}");
    ok(&world.run(&["put", "-r", "a", "/"]).await);
    ok(&world.run(&["put", "-r", "a/", "/A"]).await);
    ok(&world.run(&["put", "-r", "a", "/other"]).await);
    assert_eq!(world.names("/").await, ["a", "other"]);
    assert_eq!(world.names("/a").await, ["a", "b", "one.txt"]);
    assert_eq!(world.names("/other/b").await, ["two.txt"]);

    let (code, said) = refused(&world.run(&["get", "/other", "got"]).await);
    assert!(code == 1 && said.contains("--recursive"), "{said}");
    ok(&world.run(&["get", "-r", "/other", "got"]).await);
    assert_eq!(content(&world.path("got/b/two.txt")), "two");
    world.directory("got", &[("one.txt", "mine")]);
    let (code, said) = refused(&world.run(&["get", "-r", "/other", "./"]).await);
    assert_eq!((code, content(&world.path("other/one.txt"))), (0, "one".to_owned()), "{said}");
    fs::rename(world.path("got/one.txt"), world.path("other/one.txt")).unwrap();
    let (code, said) = refused(&world.run(&["get", "-r", "/other"]).await);
    assert!(code == 1 && said.contains("--force"), "{said}");
    ok(&world.run(&["get", "-rf", "/other"]).await);
    assert_eq!(content(&world.path("other/one.txt")), "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn patterns_stand_for_what_is_there() {
    let world = World::logged_in().await;
    world.directory("a", &[("p1/a.txt", "a"), ("p1/b.pdf", "b"), ("p2/c.TXT", "c"), ("q/d.txt", "d")]);
    ok(&world.run(&["sync", "a", "box:/"]).await);
    assert_eq!(world.names("/*").await, ["p1", "p2", "q"], "what matches is shown itself");
    assert_eq!(world.names("box:/p?/*.txt").await, ["a.txt", "c.TXT"]);
    assert_eq!(refused(&world.run(&["ls", "/p?/*.png"]).await).0, 3);
    assert_eq!(refused(&world.run(&["ls", "/p[/x"]).await).0, 1);

    let (code, said) = refused(&world.run(&["get", "/p*/*", "got"]).await);
    assert!(code == 1 && said.contains("mkdir got"), "{said}");
    fs::create_dir(world.path("got")).unwrap();
    ok(&world.run(&["get", "/p*/*", "got"]).await);
    assert_eq!(content(&world.path("got/c.TXT")), "c");
    assert_eq!(refused(&world.run(&["cp", "/p1/*", "/q/new"]).await).0, 1);
    ok(&world.run(&["cp", "/p1/*", "/p2/c.txt", "/q"]).await);
    assert_eq!(world.names("/q").await, ["a.txt", "b.pdf", "c.TXT", "d.txt"]);
    ok(&world.run(&["mv", "/q/[ab].*", "/"]).await);
    ok(&world.run(&["rm", "/*.txt", "/q/*"]).await);
    assert_eq!(world.names("/").await, ["p1", "p2", "q", "b.pdf"]);
    assert_eq!(world.names("/q").await, Vec::<String>::new());
}
