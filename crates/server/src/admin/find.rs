//! From what somebody types to the one thing that is meant.
use super::{Refused, Result};
use boxwood_api::{
    apps::{self, App},
    enterprises::{self, EnterpriseRow, PersonRow},
    wire::{AppId, EnterpriseId},
};
use boxwood_store::{Read, Tx};

/// By id or name; where none is given, the only one there is.
pub(super) fn enterprise(tx: &mut Tx<Read>, text: Option<&str>) -> Result<EnterpriseRow> {
    let mut all = enterprises::list(tx)?;
    let known = all.iter().map(|one| format!("{} ({})", one.id, one.name)).collect::<Vec<_>>().join(", ");
    if let Some(text) = text {
        let id = text.parse::<EnterpriseId>().ok();
        all.retain(|one| id.map_or(one.name == text, |id| one.id == id));
    }
    match (all.len(), all.pop(), text) {
        (1, Some(one), _) => Ok(one),
        (0, _, Some(text)) => {
            Err(Refused::missing(format!("No enterprise is '{text}'.")).hint(format!("There are: {known}")))
        }
        (0, _, None) => {
            let hint = "boxwood enterprise create NAME --admin LOGIN; or start a server, which makes a first one";
            Err(Refused::missing("There is no enterprise yet.").hint(hint))
        }
        _ => Err(Refused::new("Several enterprises could be meant.").hint(format!("--enterprise with one of {known}"))),
    }
}

/// By id, client id or name; where none is given, the only one there is.
pub(super) fn app(tx: &mut Tx<Read>, text: Option<&str>) -> Result<App> {
    let mut found = match text {
        None => apps::list(tx, None)?,
        Some(text) => match text.parse::<AppId>() {
            Ok(id) => apps::by_id(tx, id)?.into_iter().collect(),
            Err(()) => match apps::by_client_id(tx, text)? {
                Some(app) => vec![app],
                None => apps::by_name(tx, text)?,
            },
        },
    };
    let known = found.iter().map(|one| format!("{} ({})", one.id, one.name)).collect::<Vec<_>>().join(", ");
    match (found.len(), found.pop(), text) {
        (1, Some(one), _) => Ok(one),
        (0, _, Some(text)) => Err(Refused::missing(format!("No app is '{text}'.")).hint("boxwood app list")),
        (0, _, None) => Err(Refused::missing("There is no app yet.").hint("boxwood app create NAME")),
        _ => Err(Refused::new("Several apps could be meant.").hint(format!("Take the id of one of {known}"))),
    }
}

/// By id or login.
pub(super) fn user(tx: &mut Tx<Read>, text: &str) -> Result<PersonRow> {
    let found = enterprises::person_by_login(tx, text)?;
    found.ok_or_else(|| Refused::missing(format!("No user is '{text}'.")).hint("boxwood user list"))
}
