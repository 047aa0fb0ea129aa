//! What happens, as it happens: a stream that waits at the server (contract: content §7).
use crate::{
    Call, Client, Error, Result,
    contract::{Method, NoQuery, Op, Scope},
    download::Streamed,
};
use futures_util::{Stream, stream};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

const GET: Op<(), EventsQuery, (), Events> =
    Op::new("get_events", Method::Get, "/events", Scope::Items, "What has happened");
const WHERE: Op<(), NoQuery, (), Servers> =
    Op::new("options_events", Method::Options, "/events", Scope::Items, "Where to wait for what happens");
/// The same event can come twice, though not much later.
const REMEMBERED: usize = 1000;
/// Longer than that, whatever the server says, nobody waits without asking anew.
const LONGEST: Duration = Duration::from_secs(610);
/// After a wait that has broken off.
const PAUSE: Duration = Duration::from_secs(1);

/// Which events, and from where on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EventsQuery {
    /// `all`, `changes`, `sync`, `admin_logs`, `admin_logs_streaming`.
    pub stream_type: String,
    /// `now`, `0` or what `next_stream_position` said.
    pub stream_position: String,
    /// 500 at the most.
    pub limit: Option<u32>,
    /// Kinds, separated by commas; of the enterprise's events alone.
    pub event_type: String,
    /// RFC 3339; of the enterprise's events alone.
    pub created_after: String,
    /// RFC 3339; of the enterprise's events alone.
    pub created_before: String,
}

/// Events, and where the next ones begin.
#[derive(Clone, Debug, Deserialize)]
pub struct Events {
    /// In the order in which they happened, more or less.
    pub entries: Vec<Event>,
    /// What the next call is to say.
    #[serde(deserialize_with = "position")]
    pub next_stream_position: String,
}

/// Something that has happened.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Event {
    /// The same, if it comes twice.
    pub event_id: String,
    /// `ITEM_UPLOAD` and the like.
    pub event_type: String,
    /// RFC 3339.
    pub created_at: Option<String>,
    /// Who has done it.
    pub created_by: Option<Value>,
    /// To what.
    pub source: Option<Value>,
    /// Particulars.
    pub additional_details: Option<Value>,
}

/// Where one can wait.
#[derive(Deserialize)]
struct Servers {
    entries: Vec<RealtimeServer>,
}

#[derive(Deserialize)]
struct RealtimeServer {
    url: String,
    /// Seconds.
    #[serde(default)]
    retry_timeout: Option<u64>,
}

/// What the wait has ended in.
#[derive(Deserialize)]
struct Told {
    message: String,
}

/// A number for a user, a text for an enterprise.
fn position<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        other => other.to_string(),
    })
}

/// What happens.
#[derive(Clone, Debug)]
pub struct EventStream(Client);

impl Client {
    /// What happens.
    pub fn events(&self) -> EventStream {
        EventStream(self.clone())
    }
}

/// Where a stream is.
struct Place {
    client: Client,
    position: Option<String>,
    waiting: VecDeque<Event>,
    seen: HashSet<String>,
    order: VecDeque<String>,
}

impl EventStream {
    /// What has happened, from a place on.
    pub fn get(&self, query: EventsQuery) -> Call<Events> {
        self.0.call(&GET, (), query, ())
    }

    /// Everything that happens from now on, or from a `position` that was kept, as it happens. Each event comes once.
    ///
    /// It ends with the first error; who begins anew at the last position misses nothing.
    pub fn stream(&self, position: Option<String>) -> impl Stream<Item = Result<Event>> + Send + 'static {
        let client = self.0.clone();
        let place = Place { client, position, waiting: VecDeque::new(), seen: HashSet::new(), order: VecDeque::new() };
        stream::try_unfold(place, |mut place| async {
            loop {
                if let Some(event) = place.waiting.pop_front() {
                    return Ok(Some((event, place)));
                }
                let Some(position) = place.position.clone() else {
                    place.read("now".to_owned()).await?;
                    continue;
                };
                place.read(position.clone()).await?;
                // What came, if only its place, there may be more of.
                if place.waiting.is_empty() && place.position.as_ref() == Some(&position) {
                    place.wait(&position).await?;
                }
            }
        })
    }
}

impl Place {
    async fn read(&mut self, position: String) -> Result<()> {
        let events =
            self.client.events().get(EventsQuery { stream_position: position, ..EventsQuery::default() }).await?;
        for event in events.entries {
            if event.event_id.is_empty() || self.seen.insert(event.event_id.clone()) {
                self.order.push_back(event.event_id.clone());
                self.waiting.push_back(event);
            }
        }
        while self.order.len() > REMEMBERED {
            if let Some(oldest) = self.order.pop_front() {
                self.seen.remove(&oldest);
            }
        }
        self.position = Some(events.next_stream_position);
        Ok(())
    }

    /// Until something has happened, or the server would rather be asked anew.
    async fn wait(&self, position: &str) -> Result<()> {
        let operation = WHERE.about.id;
        let unreadable = |cause: String| Error::Unreadable { operation, cause };
        let servers = self.client.call(&WHERE, (), NoQuery {}, ()).await?;
        let server = servers.entries.into_iter().next().ok_or_else(|| unreadable("no server to wait at".to_owned()))?;
        let patience = server.retry_timeout.map_or(LONGEST, Duration::from_secs).min(LONGEST);
        let sign = if server.url.contains('?') { '&' } else { '?' };
        let url = format!("{}{sign}stream_position={position}", server.url);
        let told = self.client.open_within(operation, &url, patience).await;
        let told = match told {
            Ok(answer) => Streamed::new(operation, answer).bytes().await,
            Err(error) => Err(error),
        };
        match told {
            Ok(told) => {
                // Whatever it says, what to do is the same: to look.
                serde_json::from_slice::<Told>(&told)
                    .map(|told| drop(told.message))
                    .map_err(|error| unreadable(error.to_string()))
            }
            // Nobody has said anything for so long that it is time to look whether the server is still there.
            Err(Error::Unanswered { .. }) => {
                self.client.transport().settings.clock.wait(PAUSE).await;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
