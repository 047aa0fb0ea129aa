//! Which of the calls that a fault fits.
use serde::{Deserialize, Serialize};

/// As it is written: `3`, `1-2`, `7-`, `every 4`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "Written", into = "String")]
pub enum Nth {
    Between(u64, u64),
    Every(u64),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u64),
    Text(String),
}

impl Nth {
    /// Whether it is this one, counted from 1.
    pub fn has(self, n: u64) -> bool {
        match self {
            Nth::Between(first, last) => (first..=last).contains(&n),
            Nth::Every(step) => n.is_multiple_of(step),
        }
    }

    fn of(text: &str) -> Option<Nth> {
        let number = |text: &str| text.trim().parse::<u64>().ok().filter(|n| *n > 0);
        if let Some(step) = text.trim().strip_prefix("every ") {
            return number(step).map(Nth::Every);
        }
        let (first, last) = match text.split_once('-') {
            None => (number(text)?, number(text)?),
            Some((first, "")) => (number(first)?, u64::MAX),
            Some((first, last)) => (number(first)?, number(last)?),
        };
        (first <= last).then_some(Nth::Between(first, last))
    }
}

impl TryFrom<Written> for Nth {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let found = match &written {
            Written::Number(n) => Some(*n).filter(|n| *n > 0).map(|n| Nth::Between(n, n)),
            Written::Text(text) => Nth::of(text),
        };
        found.ok_or_else(|| "calls are counted from 1: write \"3\", \"1-2\", \"7-\" or \"every 4\"".to_owned())
    }
}

impl From<Nth> for String {
    fn from(nth: Nth) -> String {
        match nth {
            Nth::Between(first, last) if first == last => first.to_string(),
            Nth::Between(first, u64::MAX) => format!("{first}-"),
            Nth::Between(first, last) => format!("{first}-{last}"),
            Nth::Every(step) => format!("every {step}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Nth;

    #[test]
    fn it_is_read_as_it_is_written() {
        for text in ["3", "1-2", "7-", "every 4"] {
            assert_eq!(String::from(Nth::of(text).unwrap()), text);
        }
        for text in ["", "0", "2-1", "every 0", "x", "1-2-3"] {
            assert_eq!(Nth::of(text), None, "{text}");
        }
    }
}
