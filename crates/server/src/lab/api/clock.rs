//! `/_lab/worlds/NAME/clock`: read, held, moved.
use super::{Outcome, Refused, said, world};
use crate::{
    jobs,
    lab::{HeldClock, Lab},
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    routing::get,
};
use boxwood_api::{Error, wire::Time};
use serde::{Deserialize, Serialize};

pub(super) fn routes() -> Router<Lab> {
    Router::new().route("/worlds/{name}/clock", get(show).put(set))
}

#[derive(Serialize)]
struct Shown {
    now: Time,
    /// Whether it stands still.
    held: bool,
    /// Seconds that it is ahead of the machine's; behind it, if negative.
    ahead: f64,
}

impl From<&HeldClock> for Shown {
    fn from(clock: &HeldClock) -> Self {
        Shown { now: Time::at(clock.now()), held: clock.is_held(), ahead: clock.ahead() as f64 / 1e6 }
    }
}

async fn show(State(lab): State<Lab>, Path(name): Path<String>) -> Outcome<Shown> {
    Ok(Json(Shown::from(world(&lab, &name)?.clock())))
}

/// One thing at a time.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Set {
    /// Hold it at that time.
    At(Time),
    /// Hold it where it is.
    Hold(bool),
    /// Move it, held or not.
    Advance(Span),
    /// Let it go, so far from the machine's.
    Skew(Span),
    /// Let it go on from where it is.
    Run(bool),
}

/// How long: seconds, or a text as `90s`, `15m`, `2h`, `60d`, `1w`; negative with a hyphen before it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
struct Span(i64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Seconds(f64),
    Text(String),
}

impl TryFrom<Written> for Span {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let seconds = match &written {
            Written::Seconds(seconds) => Some(*seconds),
            Written::Text(text) => seconds(text),
        };
        let seconds = seconds.filter(|seconds| seconds.abs() < 1e11);
        seconds
            .map(|seconds| Span((seconds * 1e6) as i64))
            .ok_or_else(|| "a span is a number of seconds, or a text such as 90s, 15m, 2h, 60d, 1w or -30s".to_owned())
    }
}

fn seconds(text: &str) -> Option<f64> {
    let at = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(at)?;
    let unit = match unit {
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        _ => return None,
    };
    number.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * unit)
}

async fn set(State(lab): State<Lab>, Path(name): Path<String>, body: Body) -> Outcome<Shown> {
    let (world, set) = (world(&lab, &name)?, said::<Set>(body).await?);
    let clock = world.clock();
    let before = clock.now();
    match set {
        Set::At(time) => clock.hold(time.micros()),
        Set::Advance(Span(by)) => clock.advance(by),
        Set::Skew(Span(by)) => clock.skew(by),
        Set::Hold(true) | Set::Run(false) => clock.hold(before),
        Set::Hold(false) | Set::Run(true) => clock.run(),
    }
    if clock.now() < 0 {
        clock.hold(before);
        return Err(Refused(Error::bad_request("There is no time before 1970: the clock is held where it was")));
    }
    if clock.now() > before {
        jobs::catch_up(world.app()).await;
    }
    Ok(Json(Shown::from(clock)))
}

#[cfg(test)]
mod tests {
    use super::{Set, Span};

    #[test]
    fn spans_are_written_as_people_write_them() {
        for (text, seconds) in
            [("90", 90), ("\"60d\"", 5_184_000), ("\"-30s\"", -30), ("\"2h\"", 7200), ("\"1.5m\"", 90)]
        {
            assert_eq!(serde_json::from_str::<Span>(text).unwrap(), Span(seconds * 1_000_000), "{text}");
        }
        for text in ["\"soon\"", "\"d\"", "\"5\"", "1e300", "null"] {
            assert!(serde_json::from_str::<Span>(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Set>(r#"{"at": "2030-01-01T00:00:00Z", "run": true}"#).is_err());
    }
}
