//! What can be asked of a search.
use super::wire::{
    ItemsKind, LinksKind, ResultKind, SearchQuery, SearchResult, SearchResults, SearchResultsItems,
    SearchResultsWithSharedLinks,
};
use crate::{
    Caller, Error, In, Result, Settings,
    access::{self, Rights, See},
    identity::Refusal,
    items::{
        self, AFolder, Node,
        search::{Filter, Question, Trash},
    },
    resources::users::Role,
    wire::{EnterpriseId, FolderId, Nested},
};
use boxwood_store::{Read, Tx};

pub fn search(tx: &mut Tx<Read>, who: &Caller, req: &In<(), SearchQuery, ()>) -> Result<SearchResults> {
    let query = &req.query;
    if !query.mdfilters.trim().is_empty() {
        // There are no templates yet, so none of that name.
        return Err(Error::invalid_parameter("mdfilters"));
    }
    if query.query.trim().is_empty() {
        return Err(Error::missing_parameter("query"));
    }
    let token = Rights::of_settings(who.settings()) & Rights::of_status(who.user().status);
    if !token.include(Rights::SEE) {
        return Err(Refusal::ScopeMissing.into());
    }
    let mut filter = query.filter()?;
    filter.enterprise = enterprise(who, query.is_of_enterprise()?)?;
    within(tx, who, &mut filter)?;
    let (limit, offset) = (filter.limit, filter.offset);
    let found = items::search::find(tx, who, &Question::of(&query.query), &filter)?;
    let shown = items::scattered(tx, who, &found.items, req.show, |rights| rights & token)?;
    let entries = shown.into_iter().map(|item| Nested(item, req.show));
    let total_count = found.total;
    if !query.include_recent_shared_links.0 {
        let kind = ItemsKind::SearchResultsItems;
        let entries = entries.collect();
        return Ok(SearchResults::Items(SearchResultsItems { kind, total_count, entries, limit, offset }));
    }
    let kind = LinksKind::SearchResultsWithSharedLinks;
    let entry = |item| SearchResult { kind: ResultKind::SearchResult, item, accessible_via_shared_link: None };
    let entries = entries.map(entry).collect();
    Ok(SearchResults::WithSharedLinks(SearchResultsWithSharedLinks { kind, total_count, entries, limit, offset }))
}

/// Whose users' content can be found, besides what the caller sees anyway: an admin's own enterprise's, where the app has
/// the scope for it (contract: content §6.1).
fn enterprise(who: &Caller, is_asked: bool) -> Result<Option<EnterpriseId>> {
    match () {
        () if !is_asked => Ok(None),
        () if who.user().role != Role::Admin || who.limit().is_some() => Err(Error::access_denied()),
        () if !who.settings().has(Settings::ENTERPRISE_CONTENT) => Err(Refusal::ScopeMissing.into()),
        () => Ok(who.user().enterprise_id),
    }
}

/// Folders that are asked for have to be there for the caller; a root stands for everything.
fn within(tx: &mut Tx<Read>, who: &Caller, filter: &mut Filter) -> Result<()> {
    let Some(folders) = &filter.lists.ancestors else { return Ok(()) };
    for folder in folders.iter().filter(|folder| **folder != 0) {
        match filter.trash {
            Trash::Without => access::get::<Node<AFolder>, See>(tx, who, FolderId(*folder))?,
            Trash::Only | Trash::With => access::get_even_trashed::<Node<AFolder>, See>(tx, who, FolderId(*folder))?,
        };
    }
    if folders.contains(&0) {
        filter.lists.ancestors = None;
    }
    Ok(())
}
