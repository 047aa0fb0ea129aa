//! A server with a certificate of its own CA.
use super::world::{World, ok, refused};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

/// The program that serves, and is ended with this.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = (self.0.kill(), self.0.wait());
    }
}

/// By https, on a free port: where it is, and the files of its app and its CA.
fn serving(world: &World) -> (Serving, String, [String; 2]) {
    let data = world.path("data").display().to_string();
    let mut command = world.command(&["serve", "--tls", "--listen", "127.0.0.1:0", "--data", &data]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let url = lines.find_map(|line| Some(line.split_once(" at ")?.1.to_owned())).unwrap();
    let mut file = |name: &str| lines.find_map(|line| Some(line.trim().strip_prefix(name)?.trim().to_owned())).unwrap();
    let files = [file("app settings"), file("CA to trust")];
    (Serving(child), url, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_trusted_by_its_own_ca() {
    let world = World::new().await;
    let (_serving, url, [config, ca]) = serving(&world);
    let login = ["login", "--url", &url, "--app-config", &config];
    let (code, said) = refused(&world.run(&login).await);
    assert!(code == 4 && said.contains("--ca"), "{code} {said}");
    ok(&world.run(&[&login[..], &["--ca", &ca]].concat()).await);
    assert!(world.json(&["whoami"]).await["login"].as_str().unwrap().ends_with("@boxdevedition.com"));
    let plan = world.file("plan.txt", b"a plan");
    ok(&world.run(&["put", &plan, "/"]).await);
    ok(&world.run(&["get", "/plan.txt", "copy.txt"]).await);
    assert_eq!(std::fs::read(world.path("copy.txt")).unwrap(), b"a plan");
}
