//! A server app with a key acts as one of its users: `as_user(id)`, and `as_self()` to go back.
//!
//! ```sh
//! cargo run -p boxwood-sdk --example as_user -- ./boxwood-data/app-config.json USER_ID http://127.0.0.1:8080
//! ```
//!
//! Without the last argument it is Box that is asked.
use boxwood_sdk::{BaseUrls, Client, Error, JwtConfig, contract::wire::Maybe, doors::Folders};
use std::env;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [config, user, server @ ..] = arguments.as_slice() else {
        return Err(Error::Unfit("as_user CONFIG USER_ID [SERVER]".to_owned()));
    };
    let urls = server.first().map_or_else(BaseUrls::default, |url| BaseUrls::at(url));
    let client = Client::builder(JwtConfig::from_file(config)?).base_urls(urls).build()?;
    show(&client).await?;
    let theirs = client.as_user(user);
    show(&theirs).await?;
    show(&theirs.as_self()).await
}

/// Who a client is, and what is in their root folder.
async fn show(client: &Client) -> Result<(), Error> {
    let me = client.users().me().await?;
    let root = client.folders().get(Folders::ROOT).fields(&["item_collection"]).await?;
    let items = root.item_collection.value().and_then(|page| page.total_count).unwrap_or_default();
    let name = |name: &Maybe<String>| name.value().cloned().unwrap_or_default();
    println!("{} {}: {items} items", me.id, name(&me.name));
    Ok(())
}
