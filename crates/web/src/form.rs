//! Forms as browsers post them.
use axum::body::{Body, to_bytes};

/// More than any form of ours has.
const MAX_FORM: usize = 256 << 10;

/// Names and values in their order; a name can come several times (checkboxes, rows).
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// What is no form has no fields. None: too much.
    pub async fn of(body: Body) -> Option<Form> {
        let body = to_bytes(body, MAX_FORM).await.ok()?;
        Some(Form::parse(&body))
    }

    /// A body, or what stands behind the question mark.
    pub fn parse(text: &[u8]) -> Form {
        Form(serde_urlencoded::from_bytes(text).unwrap_or_default())
    }

    /// The first value of that name as it was typed, empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box of that name is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn values_keep_their_order() {
        let form = Form::parse(b"uri=a%20b&name=Bo+x&uri=c&empty=");
        assert_eq!(form.all("uri").collect::<Vec<_>>(), ["a b", "c"]);
        assert_eq!((form.text("name"), form.text("empty"), form.text("other")), ("Bo x", "", ""));
        assert!(form.has("empty") && !form.has("other"));
        assert!(!Form::parse(b"%ff=%").has("x"));
    }
}
