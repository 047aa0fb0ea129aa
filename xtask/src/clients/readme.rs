//! The README's examples, as they stand there but for where the server and its data are.
use super::{Client, Runtime, install::place};
use crate::{
    run::{Result, command, read},
    server::Server,
};
use std::fs;

/// What each prints at the end: the user whom it acts as.
const ACTED_AS: &str = "Boxwood Sample User";

pub fn run(client: &Client, server: &Server) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| format!("the README's example for {}: {error}", client.sdk);
    let data = server.data().to_string_lossy();
    let code = example(&read("README.md")?, client.readme).ok_or_else(|| failed(&"there is none"))?;
    let code = code.replace("http://127.0.0.1:8080", &server.url).replace("./boxwood-data", "boxwood-data");
    let code = code.replace("boxwood-data", &data);
    let at = place(client).canonicalize().map_err(|error| failed(&error))?;
    let (program, file) = match client.runtime {
        Runtime::Python => (at.join("bin/python"), at.join("readme.py")),
        // Modules of the newer kind are told apart by their name.
        _ => ("node".into(), at.join(if code.contains("import ") { "readme.mjs" } else { "readme.cjs" })),
    };
    fs::write(&file, code).map_err(|error| failed(&error))?;
    let mut example = command(&program.to_string_lossy(), &[]);
    server.describe(&mut example);
    let output = example.arg(&file).output().map_err(|error| failed(&error))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && said.lines().next_back() == Some(ACTED_AS) {
        return Ok(());
    }
    Err(failed(&format_args!("it said\n{said}{}", String::from_utf8_lossy(&output.stderr))))
}

/// The first block of code behind a line that begins so.
fn example(readme: &str, start: &str) -> Option<String> {
    let mut lines =
        readme.lines().skip_while(|line| !line.starts_with(start)).skip_while(|line| !line.starts_with("```"));
    lines.next()?;
    Some(lines.take_while(|line| !line.starts_with("```")).map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_the_code_behind_its_heading() {
        let readme = "**A** one\n\n```js\na\n```\n\n**A, legacy** two\n\n```\nb\n\nc\n```\n";
        assert_eq!(example(readme, "**A, legacy**").as_deref(), Some("b\n\nc\n"));
        assert_eq!(example(readme, "**A** ").as_deref(), Some("a\n"));
        assert_eq!(example(readme, "**B**"), None);
    }

    #[test]
    fn every_client_has_one() {
        crate::run::at_root().unwrap();
        let readme = read("README.md").unwrap();
        for client in super::super::CLIENTS.iter().filter(|client| client.has_examples()) {
            assert!(example(&readme, client.readme).is_some_and(|code| code.contains("8080")), "{}", client.name);
        }
    }
}
