//! The contract's own operations, run for somebody at the pages: the very code that a client's call runs, with its rights,
//! rules and events.
use boxwood_api::{Answer, Call, Caller, Endpoint, Error, Run, WriteFn, Written, resources};
use boxwood_store::{Read, Tx, Write};
use serde_json::Value;
use std::sync::LazyLock;

static ENDPOINTS: LazyLock<Vec<Endpoint>> =
    LazyLock::new(|| resources::all().into_iter().flat_map(|resource| resource.endpoints).collect());

fn endpoint(id: &str) -> Result<&'static Endpoint, Error> {
    ENDPOINTS.iter().find(|endpoint| endpoint.about.id == id).ok_or_else(Error::no_such_path)
}

/// A call with those parts of the path, and with a body unless that is null.
pub(super) fn call(params: &[String], query: Option<&str>, body: &Value) -> Call {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    Call { params: params.to_vec(), query: query.map(str::to_owned), body: body.into(), ..Call::default() }
}

/// An operation that writes, ready to be run in a transaction.
pub(super) struct Change(Box<WriteFn>);

impl Change {
    /// # Errors
    /// Those of the operation's own decoding.
    pub fn new(id: &str, call: &Call) -> Result<Change, Error> {
        match &endpoint(id)?.run {
            Run::Write(decode) => Ok(Change(decode(call)?)),
            Run::Read(..) | Run::ReadOrWrite(..) | Run::Make(_) | Run::Upload(..) | Run::Join(..) | Run::Stages(..) => {
                Err(Error::no_such_path())
            }
        }
    }

    /// The answer's body, null where it has none.
    ///
    /// # Errors
    /// The operation's.
    pub fn run(&self, tx: &mut Tx<Write>, who: &Caller) -> Result<Value, Error> {
        match (self.0)(tx, who)? {
            Written::Answer(answer) => body(&answer),
            Written::Render(render) => body(&render(tx, who)?),
        }
    }
}

/// What an operation that reads answers.
///
/// # Errors
/// The operation's.
pub(super) fn read(tx: &mut Tx<Read>, who: &Caller, id: &str, call: &Call) -> Result<Value, Error> {
    match &endpoint(id)?.run {
        Run::Read(_, run) | Run::ReadOrWrite(run, ..) => body(&run(tx, who, call)?),
        Run::Make(_) | Run::Write(_) | Run::Upload(..) | Run::Join(..) | Run::Stages(..) => Err(Error::no_such_path()),
    }
}

fn body(answer: &Answer) -> Result<Value, Error> {
    let mut text = Vec::new();
    answer.write(&mut text).map_err(|_| Error::unavailable())?;
    Ok(serde_json::from_slice(&text).unwrap_or_default())
}
