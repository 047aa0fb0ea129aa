//! The form that clients post.
use crate::resource::unescaped;

/// Names and values in their order. Unknown names do no harm; of a repeated one the first counts.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads any bytes at all: what is no form has no fields.
    pub fn parse(body: &[u8]) -> Form {
        let text = String::from_utf8_lossy(body);
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Form(pairs.map(|(name, value)| (unescaped(name).into_owned(), unescaped(value).into_owned())).collect())
    }

    /// The value, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Form;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_form_is_read_as_any_other_reader_reads_it(body in "[a-z&=+%0-9A-Fé]{0,60}") {
            let known: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
            prop_assert_eq!(Form::parse(body.as_bytes()).0, known);
        }
    }
}
