//! File requests.
use super::{
    BOLD, DIM, GOOD, PLAIN, clean,
    table::{Cell, Facts, Table},
};
use anstream::println;
use boxwood_server::admin::FileRequestView;

pub fn list(all: &[FileRequestView]) {
    if all.is_empty() {
        return println!("{DIM}No file requests. boxwood file-request create FOLDER TITLE makes one.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "TITLE", "FOLDER", "STATE", "ADDRESS"]);
    for request in all {
        let style = if request.status == "active" { GOOD } else { PLAIN };
        table.row(vec![
            Cell::new(request.id.to_string()),
            Cell::new(&request.title),
            Cell::new(request.folder_id.to_string()),
            Cell::new(&request.status).styled(style),
            Cell::new(&request.url),
        ]);
    }
    table.print();
}

pub fn made(made: &FileRequestView) {
    println!("{GOOD}Made{GOOD:#} file request {BOLD}{}{BOLD:#} ({})\n", clean(&made.title), made.id);
    let mut facts = Facts::new().fact("folder", &made.folder_id.to_string()).styled("address", &made.url, BOLD);
    if let Some(end) = made.expires_at {
        facts = facts.fact("ends", &end.to_string());
    }
    facts.print();
    println!("\n{DIM}Whoever has the address can leave files in the folder, and see nothing of it.{DIM:#}");
}
