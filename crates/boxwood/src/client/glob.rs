//! Patterns in paths on a server: `/Plans/*.txt`. The shell knows nothing of what is there, so they come in quotes.
use super::paths::{Item, find, items, named, root, within};
use boxwood_sdk::Client;
use boxwood_server::admin::Refused;
use futures_util::{StreamExt, TryStreamExt, stream};
use glob::{MatchOptions, Pattern};

/// How many folders are listed at a time.
const AT_ONCE: usize = 4;
/// Names are unique but for their case, and none is hidden.
const RULES: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: false };

/// Whether there is a pattern in it.
pub fn is_pattern(path: &str) -> bool {
    !path.starts_with("id:") && path.contains(['*', '?', '['])
}

/// All that a path stands for: what is named so, or what matches, in the order of the names.
///
/// # Errors
/// Where nothing does.
pub async fn matched(client: &Client, path: &str) -> Result<Vec<Item>, Refused> {
    if !is_pattern(path) {
        return find(client, path).await.map(|item| vec![item]);
    }
    let below = within(path)?;
    let mut found = vec![root()];
    for part in below.split('/').filter(|part| !part.is_empty()) {
        let folders = found.iter().filter_map(Item::folder);
        let listed = stream::iter(folders.map(|folder| items(client, folder))).buffered(AT_ONCE);
        let listed: Vec<Vec<Item>> = listed.try_collect().await?;
        found = listed.into_iter().map(|items| fitting(items, part)).collect::<Result<Vec<_>, _>>()?.concat();
    }
    if found.is_empty() {
        return Err(Refused::missing(format!("Nothing matches '{path}'."))
            .hint("See what is there with boxwood ls; * and ? match no slash"));
    }
    Ok(found)
}

/// Those of a folder's items that a part of a pattern stands for.
fn fitting(items: Vec<Item>, part: &str) -> Result<Vec<Item>, Refused> {
    // A name can have brackets in it: what is written so comes first.
    if !is_pattern(part) || items.iter().any(|item| item.name() == part) {
        return Ok(named(items, part).into_iter().collect());
    }
    let pattern = Pattern::new(part).map_err(|error| {
        Refused::new(format!("'{part}' is no pattern: {}.", error.msg))
            .hint("* stands for any letters, ? for one, [abc] for one of these; [*] is a star")
    })?;
    Ok(items.into_iter().filter(|item| pattern.matches_with(item.name(), RULES)).collect())
}

#[cfg(test)]
mod tests {
    use super::{fitting, is_pattern};
    use crate::client::paths::root;
    use serde_json::json;

    #[test]
    fn patterns_stand_for_names() {
        let names = ["a.txt", "B.TXT", "ab.pdf", "[x].txt"];
        let fit = |part: &str| -> Vec<String> {
            let items = names.iter().map(|name| {
                let mut item = root();
                item.value["name"] = json!(name);
                item
            });
            fitting(items.collect(), part).unwrap().iter().map(|item| item.name().to_owned()).collect()
        };
        assert_eq!(fit("*.txt"), ["a.txt", "B.TXT", "[x].txt"]);
        assert_eq!(fit("?.txt"), ["a.txt", "B.TXT"]);
        assert_eq!(fit("[ab].*"), ["a.txt", "B.TXT"]);
        assert_eq!(fit("[x].txt"), ["[x].txt"], "the name itself");
        assert_eq!(fit("b.txt"), ["B.TXT"]);
        assert!(fitting(vec![root()], "[").is_err());
        assert!(is_pattern("/a*/b") && !is_pattern("/a/b") && !is_pattern("id:1"));
    }
}
