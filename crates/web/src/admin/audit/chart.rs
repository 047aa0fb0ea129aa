//! Calls as somebody else over time: bars whose heights are computed here.
use crate::page::texts;
use boxwood_api::{
    Caller, Error,
    audit::search::{self, Filter, HOUR, Hour},
    wire::Time,
};
use boxwood_store::{Read, Tx};
use jiff::Timestamp;

/// The picture's own units.
const HEIGHT: i64 = 68;
const WIDTH: i64 = 240;
const DAY: i64 = 24;
/// The most days that are drawn.
const MOST_DAYS: i64 = 60;

pub(super) struct Chart {
    pub title: String,
    pub label: String,
    pub allowed: String,
    pub refused: String,
    pub bars: Vec<Bar>,
    /// Under the bars, from left to right.
    pub ticks: Vec<String>,
}

pub(super) struct Bar {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub is_refused: bool,
    pub text: String,
}

/// How long a bar is, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    hours: i64,
    bars: i64,
}

impl Span {
    /// The last 24 hours, or the days that are asked for.
    fn of(filter: &Filter, now: Time) -> (Span, Time) {
        let until = filter.until.filter(|until| *until < now).unwrap_or(now);
        let Some(from) = filter.from else {
            let whole_day = filter.until.is_some_and(|asked| asked < now);
            let end = if whole_day { until } else { now };
            return (Span { hours: 1, bars: DAY }, end);
        };
        let hours = (until.micros() - from.micros()).max(0) / HOUR + 1;
        match hours {
            ..=DAY => (Span { hours: 1, bars: hours }, until),
            // Whole days end with the day that the last one is.
            _ => {
                let days = (hours + DAY - 1) / DAY;
                let end = until.micros().div_euclid(DAY * HOUR) * DAY * HOUR + DAY * HOUR - 1;
                (Span { hours: DAY, bars: days.min(MOST_DAYS) }, Time::at(end))
            }
        }
    }
}

fn written(at: i64, format: &str) -> String {
    Timestamp::from_microsecond(at).map(|at| at.strftime(format).to_string()).unwrap_or_default()
}

impl Chart {
    pub fn load(tx: &mut Tx<Read>, who: &Caller, filter: &Filter) -> Result<Chart, Error> {
        let now = Time::at(tx.now());
        let (span, end) = Span::of(filter, now);
        let hours = search::hours(tx, who, end, (span.hours * span.bars) as usize)?;
        let sum = |hours: &[Hour]| Hour {
            allowed: hours.iter().map(|hour| hour.allowed).sum(),
            refused: hours.iter().map(|hour| hour.refused).sum(),
        };
        let bars: Vec<_> = hours.chunks(span.hours as usize).map(sum).collect();
        let first = (end.micros().div_euclid(HOUR) - span.hours * span.bars + 1) * HOUR;
        Ok(Chart::of(&bars, span, first, filter.from.is_none() && filter.until.is_none()))
    }

    fn of(counts: &[Hour], span: Span, first: i64, is_last_day: bool) -> Chart {
        let format = if span.hours == 1 { "%H:00" } else { "%-d %b" };
        let time = |at: usize| written(first + at as i64 * span.hours * HOUR, format);
        let most = counts.iter().map(|count| count.allowed + count.refused).max().unwrap_or(0).max(1);
        let height = |value: i64| if value == 0 { 0 } else { (value * HEIGHT / most).max(1) };
        let step = WIDTH / counts.len().max(1) as i64;
        let mut bars = Vec::new();
        for (at, count) in counts.iter().enumerate() {
            let (allowed, refused) = (height(count.allowed), height(count.refused));
            let (x, width) = (at as i64 * step, (step - 2).max(1));
            let mut bar = |y, height, is_refused, text| {
                if height > 0 {
                    bars.push(Bar { x, y, width, height, is_refused, text });
                }
            };
            let told = |number, word| format!("{}, {} {word}", time(at), texts::number(number));
            bar(HEIGHT - allowed, allowed, false, told(count.allowed, "allowed"));
            bar((HEIGHT - allowed - refused).max(0), refused, true, told(count.refused, "refused"));
        }
        let total = |of: fn(&Hour) -> i64| texts::number(counts.iter().map(of).sum());
        let (allowed, refused) = (total(|count| count.allowed), total(|count| count.refused));
        let days = (time(0), time(counts.len().saturating_sub(1)));
        let title = match () {
            () if is_last_day => "Calls as users, last 24 hours".to_owned(),
            () if span.hours == 1 => format!("Calls as users, {}, by the hour", written(first, "%-d %b %Y")),
            () => format!("Calls as users, {} to {}", days.0, days.1),
        };
        let unit = if span.hours == 1 { "hour" } else { "day" };
        let ticks = (0..4).map(|tick| time(tick * counts.len() / 4)).chain([days.1]).collect();
        let label = format!("Calls per {unit}. {allowed} allowed, {refused} refused, at most {most} in one {unit}.");
        Chart { title, label, allowed, refused, bars, ticks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_shares_of_the_highest() {
        let counts = [Hour { allowed: 100, refused: 0 }, Hour { allowed: 1, refused: 1 }, Hour::default()];
        let chart = Chart::of(&counts, Span { hours: 1, bars: 3 }, 0, true);
        let drawn: Vec<_> = chart.bars.iter().map(|bar| (bar.x, bar.y, bar.height, bar.is_refused)).collect();
        assert_eq!(drawn, [(0, 0, 68, false), (80, 67, 1, false), (80, 66, 1, true)]);
        assert_eq!(chart.bars[1].text, "01:00, 1 allowed");
        assert_eq!(chart.label, "Calls per hour. 101 allowed, 1 refused, at most 100 in one hour.");
    }

    #[test]
    fn the_span_is_a_day_or_what_is_asked_for() {
        let now = Time::at(1_750_000_000_000_000);
        let day = |text| Time::of(text);
        let asked = |from, until| Span::of(&Filter { from, until, ..Filter::default() }, now).0;
        assert_eq!(asked(None, None), Span { hours: 1, bars: 24 });
        assert_eq!(asked(day("2025-06-14"), None), Span { hours: 24, bars: 2 });
        assert_eq!(asked(day("2025-06-15"), None), Span { hours: 1, bars: 16 });
        assert_eq!(asked(day("2020-01-01"), None).bars, 60);
        assert_eq!(asked(day("2026-01-01"), None).bars, 1);
    }
}
