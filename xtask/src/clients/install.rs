//! Installs the SDKs into target/clients/, by their registries' own tools, and again only when a list has changed.
use super::{Client, Runtime};
use crate::run::{Result, command, read, succeed};
use std::{fs, path::PathBuf, process::Command};

/// Where a client is installed.
pub fn place(client: &Client) -> PathBuf {
    PathBuf::from("target/clients").join(client.name)
}

/// A program that is needed and is not here.
pub fn missing(runtime: Runtime) -> Option<&'static str> {
    let needed: &[&str] = match runtime {
        Runtime::Python | Runtime::Pytest => &["python3"],
        Runtime::NodeTest => &["node"],
        Runtime::Node => &["node", "npm"],
        Runtime::Browser if crate::pages::browser().is_none() => return Some("chromium"),
        Runtime::Browser => &["node", "npm"],
        Runtime::Rclone => &["python3", "rclone"],
        Runtime::Curl => &["curl"],
    };
    needed.iter().find(|program| command(program, &["--version"]).output().is_err()).copied()
}

pub fn install(client: &Client) -> Result<()> {
    let (from, to) = (PathBuf::from("clients").join(client.name), place(client));
    let lists: &[&str] = match client.runtime {
        Runtime::Python | Runtime::Pytest => &["requirements.txt"],
        Runtime::Node => &["package.json", "package-lock.json"],
        Runtime::Browser => &["package.json", "package-lock.json", ".npmrc"],
        Runtime::Rclone | Runtime::Curl | Runtime::NodeTest => &[],
    };
    let wanted = lists.iter().map(|list| read(from.join(list))).collect::<Result<String>>()?;
    let installed = to.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    eprintln!("installing {} into {}", client.sdk, to.display());
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    if to.exists() {
        fs::remove_dir_all(&to).map_err(failed)?;
    }
    fs::create_dir_all(&to).map_err(failed)?;
    match client.runtime {
        Runtime::Python | Runtime::Pytest => {
            succeed(command("python3", &["-m", "venv"]).arg(&to))?;
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
            succeed(command(&to.join("bin/python").to_string_lossy(), &pip).arg(from.join("requirements.txt")))?;
        }
        Runtime::Node | Runtime::Browser => {
            for list in lists {
                fs::copy(from.join(list), to.join(list)).map_err(failed)?;
            }
            let npm = ["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
            succeed(command("npm", &npm).current_dir(&to))?;
        }
        Runtime::Rclone | Runtime::Curl | Runtime::NodeTest => {}
    }
    fs::write(installed, wanted).map_err(failed)
}

/// The client's script, with the SDK that is installed for it.
pub fn script(client: &Client) -> Result<Command> {
    let (from, at) = (PathBuf::from("clients").join(client.name), place(client));
    let at = at.canonicalize().map_err(|error| format!("{}: {error}", at.display()))?;
    Ok(match client.runtime {
        Runtime::Python => {
            let mut python = command(&at.join("bin/python").to_string_lossy(), &["-B"]);
            python.arg(from.join("flow.py"));
            python
        }
        Runtime::Node | Runtime::Browser => {
            let mut node = command("node", &[]);
            node.arg(from.join("flow.js")).env("NODE_PATH", at.join("node_modules"));
            node
        }
        Runtime::Rclone => {
            let mut python = command("python3", &["-B"]);
            python.arg(from.join("flow.py"));
            python
        }
        Runtime::Curl | Runtime::Pytest | Runtime::NodeTest => {
            return Err(format!("{} is not told where a server is", client.name));
        }
    })
}
