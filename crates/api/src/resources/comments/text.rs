//! What a comment says: plainly, or with people tagged in it.
use super::wire::{CommentUpdate, MAX_COMMENT};
use crate::{Error, Result};

/// Checked by [`said`].
pub struct Said<'a> {
    pub text: &'a str,
    pub is_tagged: bool,
}

/// # Errors
/// `bad_request` for none of the two texts, for both, and for one that says nothing or too much.
pub fn said(body: &CommentUpdate) -> Result<Said<'_>> {
    let (text, is_tagged) = match (body.message.value(), body.tagged_message.value()) {
        (Some(text), None) => (text, false),
        (None, Some(text)) => (text, true),
        _ => return Err(Error::bad_request("A comment has one of 'message' and 'tagged_message'")),
    };
    match () {
        () if text.trim().is_empty() => Err(Error::bad_request("A comment must say something")),
        () if text.chars().count() > MAX_COMMENT => Err(Error::bad_request("The comment is too long")),
        () => Ok(Said { text, is_tagged }),
    }
}

/// With names for tags: `@[3:Una]` reads as `@Una`.
pub fn without_tags(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once("@[") {
        out.push_str(before);
        let (shown, after) = tag(behind).map_or(("@[", behind), |(name, after)| {
            out.push('@');
            (name, after)
        });
        out.push_str(shown);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The name of a tag that has begun, and what comes behind it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let (tag, after) = text.split_once(']')?;
    let (id, name) = tag.split_once(':')?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_read_as_names() {
        for (text, read) in [
            ("", ""),
            ("nobody", "nobody"),
            ("@[3:Una], look", "@Una, look"),
            ("Look, @[3:Una] and @[4:Max M.]!", "Look, @Una and @Max M.!"),
            ("@[3:]x", "@x"),
            ("@[3:a:b]", "@a:b"),
            ("@[x:Una] @[3] @[:a] @[3:Una", "@[x:Una] @[3] @[:a] @[3:Una"),
            ("@[ @[3:Una]", "@[ @Una"),
            ("@@[3:Ü]]", "@@Ü]"),
        ] {
            assert_eq!(without_tags(text), read, "{text}");
        }
    }
}
