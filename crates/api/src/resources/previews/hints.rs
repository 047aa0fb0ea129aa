//! Which forms a client would like: `[jpg?dimensions=1024x1024&paged=false,png?dimensions=1024x1024][pdf]`. Each bracket is
//! one wish, and what stands in it are ways to grant it, the best first (contract: content §3.7).
use super::forms::Form;
use crate::{Error, Result};

/// The forms that grant the wishes, in the wishes' order; without a header, all that there are.
///
/// # Errors
/// `bad_request` for a header that cannot be read.
pub(super) fn chosen(hints: Option<&str>, forms: &'static [Form]) -> Result<Vec<&'static Form>> {
    let Some(hints) = hints else { return Ok(forms.iter().collect()) };
    let mut found: Vec<&'static Form> = Vec::new();
    for wish in wishes(hints).ok_or_else(unreadable)? {
        let granted = wish.split(',').find_map(|way| forms.iter().rev().find(|form| fits(form, way)));
        if let Some(form) = granted.filter(|form| !found.iter().any(|known| known.name == form.name)) {
            found.push(form);
        }
    }
    Ok(found)
}

#[track_caller]
fn unreadable() -> Error {
    Error::bad_request("The header 'X-Rep-Hints' must be like [jpg?dimensions=320x320,png?dimensions=1024x1024][pdf]")
}

/// What stands in the brackets.
fn wishes(hints: &str) -> Option<Vec<&str>> {
    let (mut found, mut rest) = (Vec::new(), hints.trim());
    while !rest.is_empty() {
        let (wish, behind) = rest.strip_prefix('[')?.split_once(']')?;
        let is_readable = |way: &str| {
            let name = way.split('?').next().unwrap_or_default().trim();
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        if wish.contains('[') || !wish.split(',').all(is_readable) {
            return None;
        }
        found.push(wish);
        rest = behind.trim_start();
    }
    Some(found)
}

/// Whether a form is what is asked for: what is not said of it may be as it is.
fn fits(form: &Form, way: &str) -> bool {
    let (name, properties) = way.trim().split_once('?').unwrap_or((way.trim(), ""));
    let mut properties = properties.split('&').filter(|pair| !pair.is_empty());
    form.representation == name
        && properties.all(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            form.property(name.trim()) == value.trim()
        })
}

#[cfg(test)]
mod tests {
    use super::{super::forms::Sort, chosen};

    fn names(hints: &str, file: &str) -> Option<Vec<&'static str>> {
        let forms = chosen(Some(hints), Sort::of(file).unwrap().forms()).ok()?;
        Some(forms.into_iter().map(|form| form.name).collect())
    }

    #[test]
    fn wishes_are_granted_in_their_order_and_each_once() {
        for (hints, file, found) in [
            ("[pdf][jpg?dimensions=94x94,png?dimensions=1024x1024]", "a.png", &["jpg_thumb_94x94"][..]),
            ("[jpg?dimensions=95x95,png?dimensions=1024x1024]", "a.png", &["png_1024x1024"]),
            ("[jpg?dimensions=1024x1024&paged=false] [jpg]", "a.PNG", &["jpg_1024x1024", "jpg_2048x2048"]),
            ("[jpg?dimensions=320x320&thumb=true][jpg?dimensions=320x320]", "a.jpeg", &["jpg_thumb_320x320"]),
            ("[jpg?dimensions=1024x1024&paged=true][jpg?dimensions=320x320&crop=true]", "a.png", &[]),
            ("[3d][pdf][text][mp3][json]", "a.pdf", &["pdf"]),
            ("[extracted_text][text]", "a.txt", &["extracted_text", "text"]),
            ("", "a.txt", &[]),
        ] {
            assert_eq!(names(hints, file).as_deref(), Some(found), "{hints} of {file}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_hint() {
        for hints in ["jpg", "[jpg", "jpg]", "[]", "[jpg,]", "[?a=b]", "[[jpg]]", "[jpg]x[png]", "[a b]"] {
            assert_eq!(names(hints, "a.png"), None, "{hints}");
        }
    }
}
