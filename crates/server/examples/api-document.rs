//! Prints the API document; `cargo xtask contract` reads it.

fn main() {
    println!("{}", boxwood_server::api_document());
}
