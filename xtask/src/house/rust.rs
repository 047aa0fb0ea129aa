//! Rules for Rust files: how long they and their functions may be, and where SQL may stand.
use super::File;
use crate::{list::List, run::Result};
use proc_macro2::Span;
use syn::visit::{self, Visit};

const MOST_LINES: usize = 500;
const MOST_LINES_OF_A_FUNCTION: usize = 60;
/// What SQL begins with.
const VERBS: &[&str] = &["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "];

pub fn check(file: &File, exceptions: &List) -> Result<Vec<String>> {
    let path = &file.path;
    let mut complaints = Vec::new();
    let lines = file.text.lines().count();
    if lines > MOST_LINES && exceptions.allows(&format!("{path} {lines}")).is_none() {
        complaints.push(format!("{path}: {lines} lines; a file has at most {MOST_LINES}"));
    }
    let mut reader = Reader { functions: Vec::new(), sql: Vec::new(), constant: false };
    reader.visit_file(&syn::parse_file(&file.text).map_err(|error| format!("{path}: {error}"))?);
    for (name, lines) in reader.functions.into_iter().filter(|(_, lines)| *lines > MOST_LINES_OF_A_FUNCTION) {
        if exceptions.allows(&format!("{path}::{name} {lines}")).is_none() {
            complaints
                .push(format!("{path}: {name} has {lines} lines; a function has at most {MOST_LINES_OF_A_FUNCTION}"));
        }
    }
    for (line, constant) in reader.sql {
        if let Some(why) = misplaced(path, constant) {
            complaints.push(format!("{path}:{line}: SQL {why}"));
        }
    }
    Ok(complaints)
}

/// The store writes statements of its own, and tests look where they like.
fn misplaced(path: &str, constant: bool) -> Option<&'static str> {
    let tests = path.contains("/tests/") || path.ends_with("/tests.rs") || path.starts_with("crates/testing/");
    if tests || !path.starts_with("crates/") || path.starts_with("crates/store/") {
        return None;
    }
    if path.contains("/resources/") && !path.ends_with("/db.rs") && !path.contains("/db/") {
        return Some("outside of db.rs");
    }
    (!constant).then_some("that is no constant")
}

struct Reader {
    functions: Vec<(String, usize)>,
    /// Line, and whether it is a constant's.
    sql: Vec<(usize, bool)>,
    constant: bool,
}

impl Reader {
    fn function(&mut self, name: &syn::Ident, from: Span, to: Span) {
        self.functions.push((name.to_string(), to.end().line + 1 - from.start().line));
    }

    fn within_constant(&mut self, go: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.constant, true);
        go(self);
        self.constant = before;
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.sig.ident, item.sig.fn_token.span, item.block.brace_token.span.close());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.sig.ident, item.sig.fn_token.span, item.block.brace_token.span.close());
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if item.ident == "tests" {
            // SQL in a test module may look where it likes, but its functions have the same length.
            let sql = std::mem::take(&mut self.sql);
            visit::visit_item_mod(self, item);
            self.sql = sql;
        } else {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.within_constant(|reader| visit::visit_item_const(reader, item));
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        self.within_constant(|reader| visit::visit_impl_item_const(reader, item));
    }

    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        let text = literal.value();
        if VERBS.iter().any(|verb| text.trim_start().starts_with(verb)) {
            self.sql.push((literal.span().start().line, self.constant));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        let exceptions = List::parse("list", "most: 0").unwrap();
        check(&File { path: path.to_owned(), text: text.to_owned() }, &exceptions).unwrap()
    }

    #[test]
    fn a_function_counts_from_its_signature_to_its_brace() {
        let long = |body: usize| format!("/// Long.\nfn long() {{\n{}}}\n", "    work();\n".repeat(body));
        assert!(complaints("a.rs", &long(58)).is_empty());
        assert_eq!(complaints("a.rs", &long(59)), ["a.rs: long has 61 lines; a function has at most 60"]);
    }

    #[test]
    fn a_file_has_500_lines() {
        assert!(complaints("a.rs", &"\n".repeat(500)).is_empty());
        assert_eq!(complaints("a.rs", &"\n".repeat(501)), ["a.rs: 501 lines; a file has at most 500"]);
    }

    #[test]
    fn sql_stands_in_constants_of_db_rs() {
        let (constant, inline) = (r#"const A: &str = "SELECT 1";"#, r#"fn a() { run("DELETE FROM a") }"#);
        assert!(complaints("crates/api/src/resources/users/db.rs", constant).is_empty());
        assert_eq!(
            complaints("crates/api/src/resources/users/ops.rs", constant),
            ["crates/api/src/resources/users/ops.rs:1: SQL outside of db.rs"]
        );
        assert_eq!(
            complaints("crates/api/src/events.rs", inline),
            ["crates/api/src/events.rs:1: SQL that is no constant"]
        );
        assert!(complaints("crates/api/src/resources/users/tests.rs", inline).is_empty());
    }
}
