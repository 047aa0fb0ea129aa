//! The names of items: one set of rules for folders and all that will lie in them (contract: content §3.2).
use crate::{Error, Result};

pub const MAX_NAME: usize = 255;
pub const MAX_DESCRIPTION: usize = 256;

/// # Errors
/// `bad_request` for none at all, `item_name_too_long`, `item_name_invalid`.
pub fn checked(name: &str) -> Result<&str> {
    let is_forbidden = |c: char| c.is_control() || matches!(c, '/' | '\\');
    match () {
        () if name.is_empty() => Err(Error::bad_request("An item must have a name")),
        () if name.chars().count() > MAX_NAME => Err(Error::item_name_too_long()),
        () if matches!(name, "." | "..") || name.contains(is_forbidden) => Err(Error::item_name_invalid()),
        // Before the name, blanks are allowed.
        () if name.ends_with(char::is_whitespace) => Err(Error::item_name_invalid()),
        () => Ok(name),
    }
}

/// Two names that fold alike are one name, as far as a folder is concerned.
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// # Errors
/// `invalid_parameter` for one that is too long.
pub fn checked_description(text: &str) -> Result<&str> {
    if text.chars().count() > MAX_DESCRIPTION { Err(Error::invalid_parameter("description")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn names_are_refused_for_what_is_wrong_with_them() {
        let (long, longer) = ("é".repeat(255), "é".repeat(256));
        for good in ["a", " a", "...", "a.", "<>:\"|?*", "😀", &long] {
            assert!(checked(good).is_ok(), "{good:?}");
        }
        for (bad, code) in [
            ("", "bad_request"),
            (&longer, "item_name_too_long"),
            (".", "item_name_invalid"),
            ("..", "item_name_invalid"),
            ("a/b", "item_name_invalid"),
            ("a\\b", "item_name_invalid"),
            ("a\tb", "item_name_invalid"),
            ("a\u{7f}", "item_name_invalid"),
            ("a\0", "item_name_invalid"),
            ("a ", "item_name_invalid"),
            ("a\u{2003}", "item_name_invalid"),
            (" ", "item_name_invalid"),
        ] {
            let error = checked(bad).map(str::to_owned).unwrap_err();
            assert_eq!(error.body("").unwrap()["code"], code, "{bad:?}");
        }
    }
}
