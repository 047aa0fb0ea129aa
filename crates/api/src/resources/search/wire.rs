//! The query and the answers of a search.
use crate::{
    Error, Result,
    items::{
        Entry, Kind, Object,
        search::{Field, Filter, Lists, Order, Range, Trash},
        select_standard,
    },
    wire::{Fielded, Flag, Nested, PageQuery, Reply, Selection, Start, Time},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DEFAULT_LIMIT: i64 = 30;
const MAX_LIMIT: i64 = 200;
/// How many entries a list may have.
const MAX_LIST: usize = 1000;

/// Kept as texts, like any [`PageQuery`]: an empty one counts as none. Lists are separated by commas.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct SearchQuery {
    pub query: String,
    #[schemars(extend("enum" = ["user_content", "enterprise_content"]))]
    pub scope: String,
    #[schemars(with = "Vec<String>")]
    pub file_extensions: String,
    /// From and to, either of which may be empty.
    #[schemars(with = "Vec<String>")]
    pub created_at_range: String,
    #[schemars(with = "Vec<String>")]
    pub updated_at_range: String,
    /// In bytes.
    #[schemars(with = "Vec<i64>")]
    pub size_range: String,
    #[schemars(with = "Vec<String>")]
    pub owner_user_ids: String,
    #[schemars(with = "Vec<String>")]
    pub recent_updater_user_ids: String,
    #[schemars(with = "Vec<String>")]
    pub ancestor_folder_ids: String,
    #[schemars(with = "Vec<ContentType>")]
    pub content_types: String,
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["file", "folder", "web_link"]))]
    pub kind: String,
    #[schemars(extend("enum" = ["non_trashed_only", "trashed_only", "all_items"]))]
    pub trash_content: String,
    #[schemars(with = "Vec<Object>")]
    pub mdfilters: String,
    #[schemars(extend("enum" = ["modified_at", "relevance"]))]
    pub sort: String,
    #[schemars(extend("enum" = ["DESC", "ASC"]))]
    pub direction: String,
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
    pub include_recent_shared_links: Flag,
    #[schemars(with = "Vec<String>")]
    pub deleted_user_ids: String,
    #[schemars(with = "Vec<String>")]
    pub deleted_at_range: String,
}

/// Items that were found.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SearchResults {
    Items(SearchResultsItems),
    WithSharedLinks(SearchResultsWithSharedLinks),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct SearchResultsItems {
    #[serde(rename = "type")]
    pub kind: ItemsKind,
    pub total_count: i64,
    pub entries: Vec<Nested<Entry>>,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct SearchResultsWithSharedLinks {
    #[serde(rename = "type")]
    pub kind: LinksKind,
    pub total_count: i64,
    pub entries: Vec<SearchResult>,
    pub limit: i64,
    pub offset: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct SearchResult {
    #[serde(rename = "type")]
    pub kind: ResultKind,
    pub item: Nested<Entry>,
    /// Always null: nothing is found by a shared link yet.
    pub accessible_via_shared_link: Option<String>,
}

crate::wire_texts! {
    pub enum ContentType {
        Name = "name",
        Description = "description",
        FileContent = "file_content",
        Comments = "comments",
        Tags = "tags",
    }
}
crate::wire_texts! {
    pub enum ItemsKind { SearchResultsItems = "search_results_items" }
}
crate::wire_texts! {
    pub enum LinksKind { SearchResultsWithSharedLinks = "search_results_with_shared_links" }
}
crate::wire_texts! {
    pub enum ResultKind { SearchResult = "search_result" }
}

impl SearchQuery {
    /// # Errors
    /// `invalid_parameter`.
    pub fn is_of_enterprise(&self) -> Result<bool> {
        one("scope", &self.scope, &[("user_content", false), ("enterprise_content", true)])
            .map(Option::unwrap_or_default)
    }

    /// All but the words, and whose content it is.
    ///
    /// # Errors
    /// `invalid_parameter`, `invalid_limit`, `invalid_offset`.
    pub fn filter(&self) -> Result<Filter> {
        let (limit, offset) = self.page()?;
        let trash = [("non_trashed_only", Trash::Without), ("trashed_only", Trash::Only), ("all_items", Trash::With)];
        let trash = one("trash_content", &self.trash_content, &trash)?.unwrap_or_default();
        for (name, value) in
            [("deleted_user_ids", &self.deleted_user_ids), ("deleted_at_range", &self.deleted_at_range)]
        {
            if trash == Trash::Without && !value.is_empty() {
                return Err(Error::invalid_parameter(name));
            }
        }
        let kinds = Kind::ALL.map(|kind| (kind.name(), kind));
        Ok(Filter {
            fields: self.fields()?,
            extensions: list(&self.file_extensions).map(|one| one.trim_start_matches('.').to_owned()).collect(),
            kind: one("type", &self.kind, &kinds)?,
            lists: Lists {
                owners: ids("owner_user_ids", &self.owner_user_ids)?,
                updaters: ids("recent_updater_user_ids", &self.recent_updater_user_ids)?,
                deleters: ids("deleted_user_ids", &self.deleted_user_ids)?,
                ancestors: ids("ancestor_folder_ids", &self.ancestor_folder_ids)?,
            },
            created_at: times("created_at_range", &self.created_at_range)?,
            modified_at: times("updated_at_range", &self.updated_at_range)?,
            trashed_at: times("deleted_at_range", &self.deleted_at_range)?,
            size: range("size_range", &self.size_range, |text| text.parse().ok().filter(|bytes| *bytes >= 0))?,
            trash,
            enterprise: None,
            order: self.order()?,
            limit,
            offset,
        })
    }

    fn page(&self) -> Result<(i64, i64)> {
        let page = PageQuery { limit: self.limit.clone(), offset: self.offset.clone(), ..PageQuery::default() };
        let paging = page.paging()?;
        let limit = if self.limit.is_empty() { DEFAULT_LIMIT } else { paging.limit.min(MAX_LIMIT) };
        match paging.start {
            Start::Offset(offset) => Ok((limit, offset)),
            Start::After(_) => Err(Error::invalid_offset()),
        }
    }

    fn fields(&self) -> Result<Vec<Field>> {
        let mut fields = Vec::new();
        for text in list(&self.content_types) {
            let field = match ContentType::of(text).ok_or_else(|| Error::invalid_parameter("content_types"))? {
                ContentType::Name => Field::Name,
                ContentType::Description => Field::Description,
                ContentType::FileContent => Field::Content,
                ContentType::Comments => Field::Comments,
                ContentType::Tags => Field::Tags,
            };
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        Ok(if fields.is_empty() { Field::ALL.to_vec() } else { fields })
    }

    fn order(&self) -> Result<Order> {
        let by_date = one("sort", &self.sort, &[("relevance", false), ("modified_at", true)])?.unwrap_or_default();
        let up = one("direction", &self.direction, &[("DESC", false), ("ASC", true)])?.unwrap_or_default();
        Ok(match (by_date, up) {
            (false, false) => Order::BestFirst,
            (false, true) => Order::BestLast,
            (true, false) => Order::LatestFirst,
            (true, true) => Order::LatestLast,
        })
    }
}

fn one<T: Copy>(name: &str, value: &str, known: &[(&str, T)]) -> Result<Option<T>> {
    if value.is_empty() {
        return Ok(None);
    }
    let found = known.iter().find(|(text, _)| *text == value);
    found.map(|(_, found)| Some(*found)).ok_or_else(|| Error::invalid_parameter(name))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).take(MAX_LIST)
}

fn ids(name: &str, text: &str) -> Result<Option<Vec<i64>>> {
    let is_id = |one: &str| one.bytes().all(|byte| byte.is_ascii_digit());
    let id = |one: &str| one.parse().ok().filter(|_| is_id(one)).ok_or_else(|| Error::invalid_parameter(name));
    let ids = list(text).map(id).collect::<Result<Vec<i64>>>()?;
    Ok(Some(ids).filter(|ids| !ids.is_empty()))
}

fn times(name: &str, text: &str) -> Result<Range> {
    // Where a plus sign was not escaped it comes as a blank.
    range(name, text, |text| Time::of(&text.replace(' ', "+")).map(Time::micros))
}

fn range(name: &str, text: &str, value: impl Fn(&str) -> Option<i64>) -> Result<Range> {
    if text.is_empty() {
        return Ok(Range::default());
    }
    let invalid = || Error::invalid_parameter(name);
    let (from, to) = text.split_once(',').ok_or_else(invalid)?;
    let value = |text: &str| match text.trim() {
        "" => Ok(None),
        text => value(text).map(Some).ok_or_else(invalid),
    };
    Ok(Range { from: value(from)?, to: value(to)? })
}

/// `fields` says what is shown of the items: by default their standard tier, but for what lies in folders.
impl Reply for SearchResults {
    type Wire = SearchResults;
    const FIELDS: &'static [&'static str] = Entry::NAMES;

    fn select(fields: Option<&str>) -> Selection {
        select_standard(fields)
    }

    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, self)
    }
}
