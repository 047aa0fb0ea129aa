//! What an app did last, and why some of it was refused: each refusal with its decision, and with the place where it can
//! be mended.
use super::{
    head::{Head, Tab},
    id, look,
};
use crate::{
    Web,
    page::{
        self, Answer, Assets, Shell, Step,
        texts::{self, Moment},
    },
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{Path, State};
use boxwood_api::{
    Caller,
    apps::{self, Details},
    audit::{self, Explanation, Made},
    wire::{EnterpriseId, Time},
};
use boxwood_store::{Read, Tx};

/// How many refusals the page shows; `boxwood explain` knows more.
const REFUSALS: i64 = 20;

#[derive(Template)]
#[template(path = "developer/diagnostics.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    head: Head,
    /// How many calls of the last 24 hours.
    of_a_day: String,
    calls: Vec<Call>,
    refusals: Vec<Refusal>,
}

struct Call {
    at: Moment,
    operation: &'static str,
    status: u16,
    is_good: bool,
    millis: String,
    who: String,
    request: String,
}

impl Call {
    /// Users of other enterprises have no business here, not even as numbers.
    fn of(made: Made, enterprise: Option<EnterpriseId>) -> Self {
        let who = match () {
            () if made.enterprise.is_none() || made.enterprise != enterprise => "A user from elsewhere".to_owned(),
            () if made.user == made.actor => format!("User {}", made.user),
            () => format!("User {} as user {}", made.actor, made.user),
        };
        Call {
            at: Moment(Time::at(made.at)),
            operation: made.operation,
            status: made.status,
            is_good: made.status < 400,
            millis: format!("{}.{} ms", made.micros / 1000, made.micros / 100 % 10),
            who,
            request: made.request.to_string(),
        }
    }
}

struct Refusal {
    at: Moment,
    told: Explanation,
    steps: Vec<Step>,
    /// What to open, and where.
    fix: Option<(&'static str, String)>,
}

/// The setting that decides, by the name of the refusal.
fn fix(refusal: &str, head: &Head, sees_users: bool) -> Option<(&'static str, String)> {
    let here = |below: &str| format!("/developer/apps/{}{below}", head.id);
    Some(match refusal {
        "feature_off" => ("Open advanced features", here("/configuration#advanced")),
        "scope_missing" => ("Open scopes", here("/configuration#scopes")),
        "app_access_only" => ("Open access level", here("/configuration#access")),
        "app_disabled" if head.is_server => ("Open authorisation", here("/authorization")),
        "app_disabled" => ("Open enablement", here("/enablement")),
        "expired_token" | "unknown_token" | "no_token" => {
            ("Read about tokens", "/docs/guides/authentication".to_owned())
        }
        "actor_inactive" | "target_inactive" | "actor_lacks_permission" if sees_users => {
            ("Open users", "/admin/users".to_owned())
        }
        "right_missing" => ("Read about user types", "/docs/guides/user-types".to_owned()),
        _ => ("Read about As-User", "/docs/guides/as-user".to_owned()),
    })
}

pub(super) async fn show(State(web): State<Web>, Path(app): Path<String>, me: SignedIn) -> Answer {
    let app = id(&app)?;
    // Refusals of this very second wait in memory.
    web.recorder.flush(&web.db).await?;
    let load = move |tx: &mut Tx<Read>, who: &Caller| {
        let (details, refusals) = (apps::details(tx, who, app)?, audit::of_app(tx, who, app, REFUSALS)?);
        Ok((details, refusals, audit::calls_of_a_day(tx, app)?))
    };
    let (details, refusals, of_a_day): (Details, Vec<Explanation>, i64) = look(&web, &me, load).await?;
    let head = Head::of(&me, &details, Tab::Diagnostics);
    let (enterprise, sees_users) = (me.user().enterprise_id, me.user().can_manage_users());
    let refusal = |mut told: Explanation| Refusal {
        at: Moment(told.at),
        fix: fix(&told.refusal, &head, sees_users),
        steps: std::mem::take(&mut told.steps).into_iter().map(Step::from).collect(),
        told,
    };
    let page = Page {
        assets: Assets,
        shell: head.shell(&me),
        of_a_day: texts::number(of_a_day),
        calls: web.recorder.calls.of(app).into_iter().map(|made| Call::of(made, enterprise)).collect(),
        refusals: refusals.into_iter().map(refusal).collect(),
        head,
    };
    Ok(page::show(&page))
}
