//! What can be asked about recent items.
use super::wire::{Place, RecentItem, RecentItems, RecentKey, RecentKind, RecentOrder, RecentQuery};
use crate::{
    Caller, In, Result,
    access::Rights,
    enterprises,
    identity::Refusal,
    items::{self, Item, RecentRow},
    wire::{Direction, Nested},
};
use boxwood_store::{Read, Tx};

pub fn list(tx: &mut Tx<Read>, who: &Caller, req: &In<(), RecentQuery, ()>) -> Result<RecentItems> {
    // A token for one thing is not for what is everywhere.
    if who.limit().is_some() {
        return Err(Refusal::ScopeMissing.into());
    }
    let ((limit, behind), zone) = (req.query.paging()?, enterprises::zone(tx, who.user().enterprise_id)?);
    let mut found = items::recent(tx, who)?;
    found.retain(|(row, _)| behind.is_none_or(|behind| Place::of(row) < behind));
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next_marker = found.last().filter(|_| has_more).map(|(row, _)| Place::of(row).marker());
    let (rows, items): (Vec<RecentRow>, Vec<Item>) = found.into_iter().unzip();
    let token = Rights::of_settings(who.settings()) & Rights::of_status(who.user().status);
    let shown = items::scattered(tx, who, &items, req.show, |rights| rights & token)?;
    let entries = rows.into_iter().zip(shown).map(|(row, item)| RecentItem {
        kind: RecentKind::RecentItem,
        interaction_type: row.interaction,
        interacted_at: row.interacted_at.seen_in(&zone),
        item: Nested(item, req.show),
        interaction_shared_link: None,
    });
    let order = RecentOrder { by: RecentKey::InteractedAt, direction: Direction::Descending };
    Ok(RecentItems { entries: entries.collect(), limit: limit as i64, next_marker, order })
}
