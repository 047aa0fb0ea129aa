//! `boxwood events`: what has happened, and what happens.
use super::{told::told, who::Who};
use crate::show;
use boxwood_sdk::{
    Client, Clock as _, Error, SystemClock,
    events::{Event, EventsQuery},
};
use boxwood_server::admin::Refused;
use clap::Args;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use std::time::Duration;

/// The most that a page has.
const PAGE: u32 = 500;
/// The record of the enterprise is asked for again after that: nobody can wait at it.
const PAUSE: Duration = Duration::from_secs(5);

#[derive(Args)]
pub struct Events {
    /// Go on with what happens from now on, until somebody stops it
    #[arg(long, short)]
    follow: bool,
    /// What has happened in the whole enterprise, for its admins
    #[arg(long)]
    enterprise: bool,
    /// From there on: a position that was printed before; with --enterprise also a time, as in 2030-01-31T12:00:00Z
    #[arg(long, value_name = "WHERE")]
    since: Option<String>,
    /// Only these kinds, separated by commas: UPLOAD,DELETE
    #[arg(long = "type", value_name = "TYPES", requires = "enterprise")]
    kinds: Option<String>,
    #[command(flatten)]
    who: Who,
}

impl Events {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let client = self.who.client().await?;
        if self.follow && !self.enterprise {
            let mut events = std::pin::pin!(client.events().stream(self.since));
            while let Some(event) = events.try_next().await.map_err(none)? {
                tell(&event, json);
            }
            return Ok(());
        }
        let (mut query, is_time) = self.query();
        loop {
            let position = all(&client, &mut query, json).await?;
            if !self.follow {
                // A record that was asked for by time goes on by time.
                if !is_time {
                    show::events::position(&position, json);
                }
                return Ok(());
            }
            (query.created_after, query.stream_position) = (String::new(), position);
            "admin_logs_streaming".clone_into(&mut query.stream_type);
            SystemClock.wait(PAUSE).await;
        }
    }

    /// And whether it goes by time.
    fn query(&self) -> (EventsQuery, bool) {
        let since = self.since.clone().unwrap_or_default();
        let is_time = since.contains('-');
        let kind = match (self.enterprise, is_time) {
            (false, _) => "all",
            (true, true) => "admin_logs",
            (true, false) => "admin_logs_streaming",
        };
        let begin = if self.follow && since.is_empty() { "now" } else { "0" };
        let position = if is_time || since.is_empty() { begin.to_owned() } else { since.clone() };
        let query = EventsQuery {
            stream_type: kind.to_owned(),
            stream_position: position,
            limit: Some(PAGE),
            event_type: self.kinds.clone().unwrap_or_default(),
            created_after: if is_time { since } else { String::new() },
            ..EventsQuery::default()
        };
        (query, is_time)
    }
}

/// Page after page; where the next ones begin.
async fn all(client: &Client, query: &mut EventsQuery, json: bool) -> Result<String, Refused> {
    loop {
        let page = client.events().get(query.clone()).await.map_err(none)?;
        page.entries.iter().for_each(|event| tell(event, json));
        let is_end = page.entries.is_empty() || page.next_stream_position == query.stream_position;
        query.stream_position.clone_from(&page.next_stream_position);
        if is_end {
            return Ok(page.next_stream_position);
        }
    }
}

/// Box has events, and not every server that speaks its API.
fn none(error: Error) -> Refused {
    match error {
        Error::Refused(refused) if [404, 405].contains(&refused.status) => {
            Refused::missing("This server has no stream of events.")
                .hint("Boxwood keeps what happens on record, and does not serve it yet; Box does: --profile NAME")
        }
        error => told(error),
    }
}

fn tell(event: &Event, json: bool) {
    if json {
        show::line(&value_of(event));
    } else {
        show::events::one(&value_of(event));
    }
}

/// As the server has shown it.
fn value_of(event: &Event) -> Value {
    let Event { event_id, event_type, created_at, created_by, source, additional_details } = event;
    json!({
        "type": "event", "event_id": event_id, "event_type": event_type, "created_at": created_at,
        "created_by": created_by, "source": source, "additional_details": additional_details,
    })
}
