//! The fields of a resource and the tier in which each comes first. The reference names tiers `User--Base`,
//! `User--Mini`, `User`, `User--Full`; we `UserMini`, `User`, `UserFull`, and have a field of the base in the mini tier.
use super::document::Document;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Reference,
    Ours,
}

/// The tier of each field, and its schema.
pub type Fields<'a> = BTreeMap<&'a str, (&'static str, &'a Value)>;

/// The name of the resource, if it has tiers, and which of them a component is.
pub fn tier(side: Side, component: &str, document: &Document) -> Option<(String, &'static str)> {
    if side == Side::Reference {
        if let Some(family) =
            in_the_trash(component).filter(|family| document.schema(&format!("{family}--Mini")).is_some())
        {
            return Some((family.to_owned(), "full"));
        }
        let (family, tier) = component.split_once("--").unwrap_or((component, ""));
        let known = |tier: &str| document.schema(&format!("{family}--{tier}")).is_some();
        let tier = match tier {
            "" if known("Mini") || known("Base") => "standard",
            "Base" | "Mini" => "mini",
            "Full" => "full",
            _ => return None,
        };
        return Some((family.to_owned(), tier));
    }
    let mini = |family: &str| document.schema(&format!("{family}Mini")).is_some();
    let cut = |end| component.strip_suffix(end).filter(|family| mini(family));
    match (cut("Mini"), cut("Full")) {
        (Some(family), _) => Some((family.to_owned(), "mini")),
        (_, Some(family)) => Some((family.to_owned(), "full")),
        _ if mini(component) => Some((component.to_owned(), "standard")),
        _ => None,
    }
}

/// The resource of which the reference has another schema for the trash, and one for what comes out of it: the same
/// fields once more, with fewer notes. We have one schema, whether or not a resource is in the trash.
fn in_the_trash(component: &str) -> Option<&str> {
    let family = component.strip_prefix("Trash")?;
    Some(family.strip_suffix("Restored").unwrap_or(family))
}

pub fn fields<'a>(side: Side, family: &str, document: &'a Document) -> Fields<'a> {
    let names = match side {
        Side::Reference => [("mini", "--Base"), ("mini", "--Mini"), ("standard", ""), ("full", "--Full")].as_slice(),
        Side::Ours => [("mini", "Mini"), ("standard", ""), ("full", "Full")].as_slice(),
    };
    let mut fields = Fields::new();
    for (tier, end) in names {
        let Some(schema) = document.schema(&format!("{family}{end}")) else { continue };
        for (name, property) in document.shape(schema).properties {
            fields.entry(name).or_insert((tier, property));
        }
    }
    fields
}
