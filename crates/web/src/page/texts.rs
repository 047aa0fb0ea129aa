//! How pages write times, numbers and names.
use boxwood_api::wire::Time;
use jiff::Timestamp;
use std::fmt;

/// A point in time, for people and for programs: a `<time>` with `21 Nov 2026, 14:02:11 UTC` in it.
#[derive(Clone, Copy)]
pub(crate) struct Moment(pub Time);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(at) = Timestamp::from_microsecond(self.0.micros()) else { return Ok(()) };
        let (machine, text) = (at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%-d %b %Y, %H:%M:%S UTC"));
        write!(f, "<time datetime=\"{machine}\">{text}</time>")
    }
}

/// What it writes is HTML already.
impl askama::filters::HtmlSafe for Moment {}

/// `21 Nov 2026`
pub(crate) fn day(at: Time) -> String {
    Timestamp::from_microsecond(at.micros()).map(|at| at.strftime("%-d %b %Y").to_string()).unwrap_or_default()
}

/// Units of space, as people name them.
pub(crate) const UNITS: [(&str, i64); 5] =
    [("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1)];

/// How much something holds: `812 B`, `1.2 KB`, `10 GB`.
pub(crate) fn bytes(of: i64) -> String {
    let (unit, size) = UNITS.into_iter().find(|(_, size)| of >= *size).unwrap_or(("B", 1));
    let tenths = (of as f64 / size as f64 * 10.0).round() / 10.0;
    format!("{tenths} {unit}")
}

/// With separators: `18,930`.
pub(crate) fn number(of: i64) -> String {
    let digits = of.unsigned_abs().to_string();
    let mut written = String::from(if of < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// A name of the API, which may break at its underscores and slashes. What is none is left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'a>(pub &'a str);

impl askama::filters::HtmlSafe for Name<'_> {}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':');
        for letter in self.0.chars().filter(plain) {
            match letter {
                '/' => f.write_str("<wbr>/")?,
                '_' => f.write_str("_<wbr>")?,
                other => write!(f, "{other}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, Name, day, number};
    use boxwood_api::wire::Time;

    #[test]
    fn times_are_written_for_people_and_programs() {
        let written = Moment(Time::at(1_750_000_000_000_000)).to_string();
        assert_eq!(written, "<time datetime=\"2025-06-15T15:06:40Z\">15 Jun 2025, 15:06:40 UTC</time>");
        assert_eq!(day(Time::at(1_750_000_000_000_000)), "15 Jun 2025");
    }

    #[test]
    fn numbers_are_written_for_people() {
        for (of, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-18_930, "−18,930"), (1_234_567, "1,234,567")] {
            assert_eq!(number(of), text);
        }
    }

    #[test]
    fn names_of_the_api_may_break() {
        assert_eq!(Name("/users/:id/email_aliases").to_string(), "<wbr>/users<wbr>/:id<wbr>/email_<wbr>aliases");
        assert_eq!(Name("<b>\"&").to_string(), "b");
    }
}
