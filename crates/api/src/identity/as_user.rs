//! The As-User decision table (contract: identity §5.1).
use super::Refusal;
use crate::{
    Settings,
    resources::users::{Kind, Permissions, Person, Role, Status},
    wire::AppId,
};

/// Rows 5 to 15 of the table, top to bottom; the first that holds decides. Rows 1 to 4 are the caller's own, before it.
/// Rows 6 to 13 answer alike, so that nothing leaks about users that the actor has no business with.
///
/// `may` is what the token may, `target` the user of that id, if there is one.
///
/// # Errors
/// The refusing row.
pub(crate) fn decide(may: Settings, app: AppId, actor: &Person, target: Option<&Person>) -> Result<(), Refusal> {
    let admin = matches!(actor.role, Role::Admin | Role::Coadmin) || actor.kind == Kind::Service;
    let allowed = actor.has(Permissions::MANAGE_USERS) && actor.has(Permissions::LOG_IN_AS_USERS);
    let of_this_app = |target: &Person| target.kind == Kind::AppUser && target.app_id == Some(app);
    match target {
        /*  5 */ _ if !may.has(Settings::AS_USER) => Err(Refusal::FeatureOff),
        /*  6 */ _ if !admin => Err(Refusal::ActorIsNoAdmin),
        /*  7 */ _ if !allowed => Err(Refusal::ActorLacksPermission),
        /*  8 */ None => Err(Refusal::NoSuchTarget),
        /*  8 */
        Some(t) if t.enterprise_id.is_none() || t.enterprise_id != actor.enterprise_id => Err(Refusal::NoSuchTarget),
        /*  9 */ Some(t) if t.id == actor.id => Err(Refusal::TargetIsActor),
        /* 10 */ Some(t) if t.kind == Kind::Service => Err(Refusal::TargetIsServiceAccount),
        /* 11 */ Some(t) if t.role != Role::User => Err(Refusal::TargetIsAdmin),
        /* 12 */
        Some(t) if !may.has(Settings::ENTERPRISE_ACCESS) && !of_this_app(t) => Err(Refusal::AppAccessOnly),
        /* 13 */ Some(t) if t.kind == Kind::AppUser && !of_this_app(t) => Err(Refusal::OtherAppsUser),
        /* 14 */ Some(t) if t.status == Status::Inactive => Err(Refusal::TargetInactive),
        /* 15 */ Some(_) => Ok(()),
    }
}
