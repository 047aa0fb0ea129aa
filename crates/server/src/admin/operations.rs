//! Runs an operation of the contract for the operator: the very code that a client's call runs.
use super::{Admin, Refused, Result, operator};
use boxwood_api::{
    Answer, Call, Caller, Endpoint, Run, Written, resources,
    wire::{AppId, EnterpriseId, RequestId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use serde_json::Value;
use std::sync::Arc;

/// An operation by its id, with what it is called with.
pub(super) struct Operation {
    pub id: &'static str,
    /// The variable part of the path, if there is one.
    pub param: Option<String>,
    pub query: Option<String>,
    pub body: Value,
    pub enterprise: EnterpriseId,
    /// Whose business it is: an app for its app users, none for all others.
    pub app: AppId,
}

impl Admin {
    /// The answer's body; null where it has none.
    pub(super) async fn operate(&self, operation: Operation) -> Result<Value> {
        let Operation { id, param, query, body, enterprise, app } = operation;
        let request = self.request()?;
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let call = Call { params: param.into_iter().collect(), query, body: body.into(), ..Call::default() };
        let endpoint = self.endpoint(id)?;
        let answer = match &endpoint.run {
            Run::Read(..) | Run::ReadOrWrite(..) => {
                let cost = if let Run::Read(cost, _) = &endpoint.run { *cost } else { Cost::Point };
                let endpoint = endpoint.clone();
                let read = move |tx: &mut Tx<Read>| -> Result<Answer> {
                    let (Run::Read(_, run) | Run::ReadOrWrite(run, ..)) = &endpoint.run else {
                        return Err(unknown(id));
                    };
                    let who = operator(tx, enterprise, app, request)?;
                    Ok(run(tx, &who, &call)?)
                };
                self.db.read(cost, read).await?
            }
            Run::Write(decode) => {
                let run = decode(&call)?;
                let write = move |tx: &mut Tx<Write>| -> Result<_> {
                    let who = operator(tx, enterprise, app, request)?;
                    Ok((run(tx, &who)?, who))
                };
                match self.db.write(id, write).await? {
                    (Written::Answer(answer), _) => answer,
                    (Written::Render(render), who) => {
                        self.db.read(Cost::Scan, move |tx| Ok::<_, Refused>(render(tx, &who)?)).await?
                    }
                }
            }
            Run::Make(_) | Run::Upload(..) | Run::Join(..) | Run::Stages(..) => return Err(unknown(id)),
        };
        let mut text = Vec::new();
        answer.write(&mut text).map_err(|error| Refused::failed(error.to_string()))?;
        Ok(serde_json::from_slice(&text).unwrap_or_default())
    }

    fn endpoint(&self, id: &'static str) -> Result<Arc<Endpoint>> {
        let all = || resources::all().into_iter().flat_map(|resource| resource.endpoints).map(Arc::new).collect();
        let found = self.endpoints.get_or_init(all).iter().find(|endpoint| endpoint.about.id == id);
        found.cloned().ok_or_else(|| unknown(id))
    }

    /// An operation that writes, decoded, for a transaction that is somebody else's.
    pub(crate) fn write_of(
        &self,
        id: &'static str,
        body: &Value,
    ) -> Result<impl Fn(&mut Tx<Write>, &Caller) -> Result<()> + Send + 'static> {
        let Run::Write(decode) = &self.endpoint(id)?.run else { return Err(unknown(id)) };
        let run = decode(&Call { body: body.to_string().into_bytes().into(), ..Call::default() })?;
        Ok(move |tx: &mut Tx<Write>, who: &Caller| Ok(run(tx, who).map(drop)?))
    }

    pub(super) fn request(&self) -> Result<RequestId> {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes)?;
        Ok(RequestId::new(u128::from_le_bytes(bytes)))
    }
}

fn unknown(id: &str) -> Refused {
    Refused::failed(format!("There is no operation {id}."))
}
