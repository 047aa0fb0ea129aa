//! What is done with a group.
use super::{
    PATH,
    one::{self, Fields, Page, Wrong},
    operations::{self, Change},
};
use crate::{
    Web,
    admin::{change, look},
    page::{self, Answer},
    visitor::{Posted, SignedIn},
};
use axum::extract::{Path, State};
use boxwood_api::{Call, Error, access, resources::groups::directory::Opened};
use http::StatusCode;
use serde_json::{Map, Value};

/// Runs an operation of groups for who manages them: at these pages, those who only lead one do not.
pub(super) async fn operate(web: &Web, me: &SignedIn, operation: &'static str, call: Call) -> Result<Value, Error> {
    let work = Change::new(operation, &call)?;
    let work = move |tx: &mut _, who: &boxwood_api::Caller| {
        access::group_manager(who)?;
        work.run(tx, who)
    };
    change(web, operation, me, work).await
}

/// The page again, with what was entered and what is wrong about it.
fn again(me: &SignedIn, group: Option<&Opened>, fields: &Fields, wrong: &Wrong) -> Answer {
    Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::new(me, group, fields, Some(wrong))))
}

/// What an operation says against the form, at the field that it is about.
fn refused(error: Error) -> Result<Wrong, Error> {
    let body = error.body("").unwrap_or_default();
    let name = body.pointer("/context_info/errors/0/name").and_then(Value::as_str).unwrap_or_default();
    let wrong = |field: &str, why: &str| Ok(Wrong { field: field.to_owned(), why: why.to_owned() });
    match error.status() {
        409 => wrong("name", "Another group of the enterprise has this name. Choose one that is free."),
        400 if name == "name" => wrong("name", "Enter a name of 1 to 255 characters."),
        400 if !name.is_empty() => wrong(name, "Enter at most 255 characters."),
        400 => wrong("", &format!("{}.", error.message().trim_end_matches('.'))),
        _ => Err(error),
    }
}

pub(super) async fn create(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    look(&web, &me, |_, who| access::group_manager(who).map(|_| ())).await?;
    let fields = Fields::of_form(&form);
    let made = operate(&web, &me, "post_groups", operations::call(&[], None, &Value::Object(fields.whole()))).await;
    match made {
        Ok(made) => {
            let id = made.get("id").and_then(Value::as_str).unwrap_or_default();
            Ok(page::redirect(&format!("{PATH}/{id}/members?said=made")))
        }
        Err(error) => again(&me, None, &fields, &refused(error)?),
    }
}

pub(super) async fn save(State(web): State<Web>, Path(group): Path<String>, Posted { me, form }: Posted) -> Answer {
    let group = one::opened(&web, &me, &group).await?;
    let (before, after) = (Fields::of_group(&group), Fields::of_form(&form));
    let done = |said: &str| Ok(page::redirect(&format!("{PATH}/{}?said={said}", group.id)));
    let body: Map<String, Value> = after.body(&before);
    if body.is_empty() {
        return done("same");
    }
    let call = operations::call(&[group.id.to_string()], None, &Value::Object(body));
    match operate(&web, &me, "put_groups_id", call).await {
        Ok(_) => done("saved"),
        Err(error) => again(&me, Some(&group), &after, &refused(error)?),
    }
}

pub(super) async fn delete(State(web): State<Web>, Path(group): Path<String>, Posted { me, form }: Posted) -> Answer {
    let group = one::opened(&web, &me, &group).await?;
    if form.text("typed").trim() != group.name.trim() {
        let why = format!("The group was not deleted: what you typed is not {}.", group.name);
        return again(&me, Some(&group), &Fields::of_group(&group), &Wrong { field: "delete".to_owned(), why });
    }
    operate(&web, &me, "delete_groups_id", operations::call(&[group.id.to_string()], None, &Value::Null)).await?;
    Ok(page::redirect(&format!("{PATH}?said=deleted")))
}
