//! The record as a table for a spreadsheet, written while it is read.
use super::{Wanted, operation, wanted};
use crate::{
    Web,
    admin::{look, query},
    page::{self, Answer},
    visitor::SignedIn,
};
use axum::{
    body::Body,
    extract::{RawQuery, State},
};
use boxwood_api::{
    Error,
    audit::search::{self, Entry, Filter},
    sign_in::{self, Stage, WebSession},
    wire::AppId,
};
use boxwood_store::{Cost, Read, Tx};
use bytes::Bytes;
use futures_util::stream;
use std::fmt::Write as _;

/// Rows that are read at a time.
const CHUNK: usize = 1000;
const HEADER: &str =
    "time,actor_id,actor,actor_login,user_id,user,user_login,app_id,app,operation,what,outcome,count,request_id\r\n";

pub(super) async fn csv(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let asked = query(asked);
    let Wanted { filter, unknown } = look(&web, &me, move |tx, who| wanted(tx, who, &asked)).await?;
    // Who is not known here has no rows.
    let is_nobody = unknown.0.is_some() || unknown.1.is_some();
    let export = Export { web, session: (*me).clone(), filter, after: None, done: is_nobody };
    let begun = stream::once(std::future::ready(Ok(Bytes::from_static(HEADER.as_bytes()))));
    let rest = stream::try_unfold(export, Export::next);
    Ok(page::download("audit.csv", "text/csv; charset=utf-8", Body::from_stream(stream::StreamExt::chain(begun, rest))))
}

/// What is still to be written.
struct Export {
    web: Web,
    session: WebSession,
    filter: Filter,
    after: Option<String>,
    done: bool,
}

impl Export {
    /// Each part is read in the name of a session that must still be there.
    async fn next(self) -> Result<Option<(Bytes, Export)>, Error> {
        if self.done {
            return Ok(None);
        }
        let (filter, after, request) = (self.filter.clone(), self.after.clone(), self.web.request()?);
        let (secret, acting) = (self.session.hash, self.session.is_acting());
        let read = move |tx: &mut Tx<Read>| {
            let session = sign_in::admit(tx, secret, Stage::Full)?;
            if session.is_acting() != acting {
                return Err(Error::no_token());
            }
            search::page(tx, &session.caller(AppId::default(), request), &filter, after.as_deref(), CHUNK)
        };
        let found = self.web.db.read(Cost::Scan, read).await?;
        let mut text = String::new();
        for entry in &found.entries {
            line(&mut text, entry);
        }
        let done = found.next.is_none();
        Ok(Some((Bytes::from(text), Export { after: found.next, done, ..self })))
    }
}

fn line(out: &mut String, entry: &Entry) {
    let name = |name: &Option<search::Name>| {
        name.as_ref().map_or_else(Default::default, |of| (of.id.to_string(), of.name.clone(), of.login.clone()))
    };
    let (actor, user) = (name(&entry.actor), name(&entry.user));
    let (app_id, app) = if entry.app_id == AppId::default() {
        (String::new(), "Pages".to_owned())
    } else {
        (entry.app_id.to_string(), entry.app.clone())
    };
    let cells = [
        entry.at.to_string(),
        actor.0,
        actor.1,
        actor.2,
        user.0,
        user.1,
        user.2,
        app_id,
        app,
        entry.operation.clone(),
        operation(&entry.operation),
        entry.outcome.to_string(),
        entry.count.to_string(),
        entry.request_id.clone(),
    ];
    for (at, text) in cells.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{}", cell(text));
    }
    out.push_str("\r\n");
}

/// In quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("plain", "plain"),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("a,\"b\"", "\"a,\"\"b\"\"\""),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(cell(text), written, "{text}");
        }
    }
}
