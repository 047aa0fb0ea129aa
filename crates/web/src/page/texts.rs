//! How pages write times.
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

#[cfg(test)]
mod tests {
    use super::Moment;
    use boxwood_api::wire::Time;

    #[test]
    fn times_are_written_for_people_and_programs() {
        let written = Moment(Time::at(1_750_000_000_000_000)).to_string();
        assert_eq!(written, "<time datetime=\"2025-06-15T15:06:40Z\">15 Jun 2025, 15:06:40 UTC</time>");
    }
}
