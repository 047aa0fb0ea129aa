//! Refused calls, each with its reason: what the wire does not tell, for those who may know.
use super::{Step, writes::count};
use crate::{
    Caller, Result, apps,
    identity::Refusal,
    wire::{AppId, EnterpriseId, RequestId, Time, UserId},
};
use boxwood_store::{Read, Tx, Write, row};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How many refusals are kept of each app; the oldest make room.
const KEPT: i64 = 1000;
/// How many of one app, and of all callers without one, are kept of one flush.
const AT_ONCE: usize = 64;

const LAST: &str = "SELECT slot FROM refusals WHERE app_id = $1 ORDER BY created_at DESC, slot DESC LIMIT 1";
const PUT: &str = "INSERT INTO refusals (app_id, slot, created_at, request_id, enterprise_id, status, operation, trace, \
    actor_id, user_id, on_record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (app_id, slot) DO UPDATE SET created_at = excluded.created_at, \
    request_id = excluded.request_id, enterprise_id = excluded.enterprise_id, status = excluded.status, \
    operation = excluded.operation, trace = excluded.trace, actor_id = excluded.actor_id, user_id = excluded.user_id, \
    on_record = excluded.on_record";
const FIND: &str = "SELECT created_at, request_id, app_id, enterprise_id, status, operation, trace FROM refusals \
    WHERE request_id = $1 ORDER BY created_at DESC LIMIT 1";

const OF_APP: &str = "SELECT created_at, request_id, app_id, enterprise_id, status, operation, trace FROM refusals \
    WHERE app_id = $1 AND enterprise_id = $2 ORDER BY created_at DESC, slot DESC LIMIT $3";

/// A refused call on its way into the store.
#[derive(Clone, Debug)]
pub struct Refused {
    pub created_at: i64,
    pub request: RequestId,
    /// None: of no app that is known.
    pub app: Option<AppId>,
    pub enterprise: Option<EnterpriseId>,
    pub actor: Option<UserId>,
    /// Whom the call was to be made as, where that is somebody of the actor's own enterprise.
    pub user: Option<UserId>,
    /// Whether it was to be made as anybody.
    pub is_as_user: bool,
    /// Whether the call is on record as one that was let in.
    pub on_record: bool,
    pub status: u16,
    pub operation: &'static str,
    pub refusal: Refusal,
    pub steps: Vec<Step>,
}

#[derive(Deserialize, Serialize)]
struct Stored {
    reason: String,
    remedy: String,
    refusal: String,
    steps: Vec<Step>,
}

row! {
    struct RefusalRow {
        created_at: Time,
        request_id: String,
        app_id: i64,
        enterprise_id: Option<EnterpriseId>,
        status: i64,
        operation: String,
        trace: String,
    }
}

/// Why a call was refused: what `boxwood explain` shows.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Explanation {
    pub request_id: String,
    pub at: Time,
    pub operation: String,
    pub status: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<AppId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise_id: Option<EnterpriseId>,
    pub refusal: String,
    pub reason: String,
    pub remedy: String,
    pub steps: Vec<Step>,
}

/// Stores refusals in their apps' rings; of a flood, only the first few of each flush.
///
/// # Errors
/// Those of the store.
pub fn flush_refusals(tx: &mut Tx<Write>, refused: &[Refused]) -> Result<()> {
    let mut by_app: HashMap<i64, Vec<&Refused>> = HashMap::new();
    for one in refused {
        by_app.entry(one.app.map_or(0, |app| app.0)).or_default().push(one);
    }
    for (app, refused) in by_app {
        let last: Option<(i64,)> = tx.opt(LAST, (app,))?;
        let first = last.map_or(0, |(slot,)| slot + 1);
        for (n, one) in refused.into_iter().take(AT_ONCE).enumerate() {
            let refusal = serde_json::to_value(one.refusal).unwrap_or_default();
            let stored = Stored {
                reason: one.refusal.reason().to_owned(),
                remedy: one.refusal.remedy().to_owned(),
                refusal: refusal.as_str().unwrap_or_default().to_owned(),
                steps: one.steps.clone(),
            };
            let (slot, trace) = ((first + n as i64) % KEPT, serde_json::to_string(&stored).unwrap_or_default());
            let values = (app, slot, one.created_at, one.request, one.enterprise, i64::from(one.status));
            let (a, s, c, r, e, st) = values;
            tx.exec(PUT, (a, s, c, r, e, st, one.operation, &trace, one.actor, one.user, one.on_record))?;
            if let Some(enterprise) = one.enterprise.filter(|_| one.is_as_user && !one.on_record) {
                count(tx, enterprise, one.created_at, one.status, 1)?;
            }
        }
    }
    Ok(())
}

/// The refusal of that request, if it is still kept. Who may ask is the asker's business to check.
///
/// # Errors
/// Those of the store.
pub fn explain(tx: &mut Tx<Read>, request: RequestId) -> Result<Option<Explanation>> {
    let row: Option<RefusalRow> = tx.opt(FIND, (request,))?;
    Ok(row.and_then(RefusalRow::explained))
}

/// The last refusals of an app in the caller's enterprise, the newest first: for its developers. Who may not see other
/// users is not told what stood in the way at one of them.
///
/// # Errors
/// `not_found` unless the caller may change the app; those of the store.
pub fn of_app(tx: &mut Tx<Read>, who: &Caller, app: AppId, most: i64) -> Result<Vec<Explanation>> {
    apps::editable(tx, who, app)?;
    let Some(enterprise) = who.user().enterprise_id else { return Ok(Vec::new()) };
    let rows: Vec<RefusalRow> = tx.many(OF_APP, (app, enterprise, most))?;
    let told = rows.into_iter().filter_map(RefusalRow::explained);
    let sees_users = who.user().can_manage_users();
    Ok(told.map(|told| if sees_users { told } else { told.without_target() }).collect())
}

impl RefusalRow {
    fn explained(self) -> Option<Explanation> {
        let stored: Stored = serde_json::from_str(&self.trace).ok()?;
        Some(Explanation {
            request_id: self.request_id,
            at: self.created_at,
            operation: self.operation,
            status: self.status,
            app_id: (self.app_id != 0).then_some(AppId(self.app_id)),
            enterprise_id: self.enterprise_id,
            refusal: stored.refusal,
            reason: stored.reason,
            remedy: stored.remedy,
            steps: stored.steps,
        })
    }
}

impl Explanation {
    /// The same without anything about whom the call was to be made as: nobody shall learn from an app of theirs who there
    /// is, and what they are.
    fn without_target(mut self) -> Self {
        let is_target = |step: &&mut Step| step.step == "target";
        let Some(target) = self.steps.iter_mut().find(is_target) else { return self };
        target.found.clear();
        if target.outcome == "failed" {
            self.refusal = "target".to_owned();
            self.reason = "The As-User header names nobody as whom this call may be made.".to_owned();
            self.remedy =
                "Name an active managed user of the enterprise, or an app user that this app made. Somebody who \
                 manages users is told here which of it failed."
                    .to_owned();
        }
        self
    }
}
