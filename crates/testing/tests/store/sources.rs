//! Finds the product's statements in its sources, so that no list of them can be forgotten.
use proc_macro2::{TokenStream, TokenTree};
use std::{collections::HashMap, path::Path};
use syn::{
    Expr, ItemMacro, Lit, Macro,
    visit::{self, Visit},
};

const VERBS: &[&str] = &["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "];

pub struct Statement {
    /// `resources/users/db.rs BY_ID`.
    pub name: String,
    pub sql: String,
}

/// Every SQL text of `crates/api` and `crates/server`, whole: what `concat!` and the files' own macros make of it.
pub fn statements() -> Vec<Statement> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for part in ["api", "server"] {
        read(&crates.join(part).join("src"), &mut files);
    }
    let mut reader = Reader::default();
    for pass in [Pass::Macros, Pass::Statements] {
        for (path, file) in &files {
            reader.file.clone_from(path);
            reader.pass = pass;
            reader.visit_file(file);
        }
    }
    reader.found
}

fn read(directory: &Path, files: &mut Vec<(String, syn::File)>) {
    let mut entries: Vec<_> = directory.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy();
        if path.is_dir() && name != "tests" {
            read(&path, files);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let shown = path.to_string_lossy().split_once("/src/").unwrap().1.to_owned();
            files.push((shown, syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap()));
        }
    }
}

/// A macro's rules: the names of the arguments, and what it becomes.
type Rules = Vec<(Vec<String>, TokenStream)>;

#[derive(Clone, Copy, Default, PartialEq)]
enum Pass {
    #[default]
    Macros,
    Statements,
}

#[derive(Default)]
struct Reader {
    pass: Pass,
    file: String,
    /// The constant that is being read.
    constant: String,
    /// By file and name. Those that are exported have no file.
    macros: HashMap<(String, String), Rules>,
    found: Vec<Statement>,
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.constant = item.ident.to_string();
        visit::visit_item_const(self, item);
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        self.constant = item.ident.to_string();
        visit::visit_impl_item_const(self, item);
    }

    fn visit_item_macro(&mut self, item: &'a ItemMacro) {
        if let (Some(name), Pass::Macros) = (&item.ident, self.pass) {
            let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
            let file = if exported { String::new() } else { self.file.clone() };
            self.macros.insert((file, name.to_string()), rules(item.mac.tokens.clone()));
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match self.text(expr) {
            Some(sql) if self.pass == Pass::Statements && VERBS.iter().any(|verb| sql.starts_with(verb)) => {
                self.found.push(Statement { name: format!("{} {}", self.file, self.constant), sql });
            }
            Some(_) => {}
            None => visit::visit_expr(self, expr),
        }
    }

    /// What is left when it was no text.
    fn visit_macro(&mut self, item: &'a Macro) {
        let rules = self.rules(&item.path).into_iter().flatten();
        let sql: String = rules.map(|(_, body)| body.to_string()).chain([item.tokens.to_string()]).collect();
        let hidden = VERBS.iter().any(|verb| sql.contains(&format!("\"{verb}")));
        assert!(
            !hidden || self.pass == Pass::Macros,
            "{}: SQL in a macro that this test cannot read: {sql}",
            self.file
        );
    }
}

impl Reader {
    /// The text that an expression is, if it is one that is known when the program is built.
    fn text(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                Lit::Int(number) => Some(number.base10_digits().to_owned()),
                _ => None,
            },
            Expr::Paren(inner) => self.text(&inner.expr),
            Expr::Group(inner) => self.text(&inner.expr),
            Expr::Macro(expr) => self.expanded(&expr.mac),
            _ => None,
        }
    }

    fn rules(&self, path: &syn::Path) -> Option<&Rules> {
        // `tokio::select!` is none of ours, whatever ours are called.
        let within = || path.segments.first().filter(|first| first.ident == "crate").and(path.segments.last());
        let name = path.get_ident().or_else(|| within().map(|last| &last.ident))?.to_string();
        // In this file, in the modules that it is a part of, or exported.
        let above = Path::new(&self.file).ancestors().skip(1).map(|folder| folder.join("mod.rs"));
        let files = above.map(|file| file.to_string_lossy().into_owned()).chain([String::new()]);
        let mut files = std::iter::once(self.file.clone()).chain(files);
        let rules = files.find_map(|file| self.macros.get(&(file, name.clone())));
        // Else from beside it, by its name alone: `use` may bring it from there.
        rules.or_else(|| self.macros.iter().find(|((_, known), _)| *known == name).map(|(_, rules)| rules))
    }

    fn expanded(&self, called: &Macro) -> Option<String> {
        let arguments = arguments(called.tokens.clone());
        if called.path.is_ident("concat") {
            return arguments.into_iter().map(|argument| self.text(&syn::parse2(argument).ok()?)).collect();
        }
        let rules = self.rules(&called.path)?;
        let (names, body) = rules.iter().find(|(names, _)| names.len() == arguments.len())?;
        let values = names.iter().map(String::as_str).zip(arguments).collect();
        self.text(&syn::parse2(replaced(body.clone(), &values)).ok()?)
    }
}

/// What stands between the commas.
fn arguments(tokens: TokenStream) -> Vec<TokenStream> {
    let mut all = vec![TokenStream::new()];
    for token in tokens {
        match (&token, all.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => all.push(TokenStream::new()),
            (_, Some(last)) => last.extend([token]),
            (_, None) => {}
        }
    }
    all.retain(|argument| !argument.is_empty());
    all
}

/// `($a:literal, …) => { … };` as often as it comes; other kinds of macros make no texts, and are not found by their use.
fn rules(tokens: TokenStream) -> Rules {
    let groups =
        tokens.into_iter().filter_map(|token| if let TokenTree::Group(group) = token { Some(group) } else { None });
    let groups: Vec<_> = groups.map(|group| group.stream()).collect();
    let (rules, _) = groups.as_chunks();
    rules.iter().map(|[pattern, body]| (names(pattern.clone()), body.clone())).collect()
}

fn names(pattern: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = pattern.into_iter().collect();
    tokens.array_windows().filter(|[dollar, _]| dollar.to_string() == "$").map(|[_, name]| name.to_string()).collect()
}

fn replaced(body: TokenStream, values: &HashMap<&str, TokenStream>) -> TokenStream {
    let mut tokens = body.into_iter().peekable();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => {
                let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                if let Some(value) = values.get(name.as_str()) {
                    out.extend(value.clone());
                }
            }
            TokenTree::Group(group) => {
                let inner = proc_macro2::Group::new(group.delimiter(), replaced(group.stream(), values));
                out.extend([TokenTree::Group(inner)]);
            }
            token => out.extend([token]),
        }
    }
    out
}
