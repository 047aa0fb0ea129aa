//! The search itself: one statement, which counts all that the caller may see, and answers a page of it.
use super::{
    index::engine,
    question::Question,
    spell::{Asked, Field},
};
use crate::{
    Caller, Result,
    identity::Limit,
    items::{Item, Kind, node},
    wire::{EnterpriseId, FolderId, ItemId},
};
use boxwood_store::{Read, ToValue, Tx, Value};

/// - `given`: what the caller was given, by themselves or as one of a group.
/// - `hit`: what matches, as far as its own row tells.
/// - `above`: all folders above any of these, each once however many lie below. Looked up, and not joined, because
///   PostgreSQL would rather read the whole table than believe that a tree has few folders.
/// - `tree`: the same from the roots down, with what comes from further up: whose it is, whether it was given to the
///   caller, whether it is in a folder that was asked for, or that the token is limited to, whether it is in the trash.
/// - `found`: the hits with what their folder says.
///
/// Lists are texts of the form `,1,2,`; nothing at all where they do not matter.
const FIND: &str = "WITH RECURSIVE \
    given (id) AS (SELECT c.item_id FROM collaborations c WHERE c.user_id = $3 AND c.status = 'accepted' \
        AND (c.expires_at IS NULL OR c.expires_at > $4) UNION SELECT c.item_id FROM memberships m \
        JOIN collaborations c ON c.group_id = m.group_id AND c.status = 'accepted' \
        AND (c.expires_at IS NULL OR c.expires_at > $4) WHERE m.user_id = $3), \
    hit (id, weight, kind, parent_id, size, modified_at, trashed_at, trashed_by, trash_owner) AS MATERIALIZED \
        (SELECT i.id, s.rank, i.kind, i.parent_id, i.size, i.modified_at, i.trashed_at, i.trashed_by, i.trash_owner \
        FROM search_index($1, $2) s JOIN items i ON i.id = s.rowid WHERE i.parent_id <> 0 \
        AND (CAST($7 AS BIGINT) IS NULL OR i.kind = $7) AND ($8 = '' OR $8 LIKE '%,' || i.modified_by || ',%') \
        AND i.created_at >= $9 AND i.created_at <= $10 AND i.modified_at >= $11 AND i.modified_at <= $12), \
    above (id, parent_id, trashed_at, trashed_by) AS (SELECT h.id, (SELECT i.parent_id FROM items i WHERE i.id = h.id), \
        (SELECT i.trashed_at FROM items i WHERE i.id = h.id), (SELECT i.trashed_by FROM items i WHERE i.id = h.id) \
        FROM (SELECT DISTINCT parent_id AS id FROM hit WHERE parent_id > 0) h UNION SELECT a.parent_id, \
        (SELECT i.parent_id FROM items i WHERE i.id = a.parent_id), \
        (SELECT i.trashed_at FROM items i WHERE i.id = a.parent_id), \
        (SELECT i.trashed_by FROM items i WHERE i.id = a.parent_id) FROM above a WHERE a.parent_id > 0), \
    tree (id, owner, is_given, is_below, is_within, gone_at, gone_by) AS (SELECT a.id, -a.parent_id, \
        a.id IN (SELECT id FROM given), $13 = '' OR $13 LIKE '%,' || a.id || ',%', \
        $14 = '' OR $14 LIKE '%,' || a.id || ',%', \
        a.trashed_at, a.trashed_by FROM above a WHERE a.parent_id < 0 UNION ALL SELECT a.id, t.owner, \
        t.is_given OR a.id IN (SELECT id FROM given), t.is_below OR $13 LIKE '%,' || a.id || ',%', \
        t.is_within OR $14 LIKE '%,' || a.id || ',%', coalesce(a.trashed_at, t.gone_at), \
        coalesce(a.trashed_by, t.gone_by) FROM tree t JOIN above a ON a.parent_id = t.id), \
    found (id, weight, modified_at, kind, size, owner, is_given, is_below, is_within, gone_at, gone_by) AS (SELECT h.id, \
        h.weight, h.modified_at, h.kind, h.size, coalesce(h.trash_owner, t.owner), \
        t.is_given OR h.id IN (SELECT id FROM given), t.is_below, t.is_within OR $14 LIKE '%,' || h.id || ',%', \
        coalesce(h.trashed_at, t.gone_at), CASE WHEN h.trashed_at IS NULL THEN t.gone_by ELSE h.trashed_by END \
        FROM tree t CROSS JOIN hit h WHERE h.parent_id = t.id UNION ALL SELECT h.id, h.weight, h.modified_at, h.kind, h.size, \
        coalesce(h.trash_owner, CASE WHEN h.parent_id < 0 THEN -h.parent_id END), h.id IN (SELECT id FROM given), \
        $13 = '', $14 = '' OR $14 LIKE '%,' || h.id || ',%', h.trashed_at, h.trashed_by \
        FROM hit h WHERE h.parent_id NOT IN (SELECT id FROM tree)) \
    SELECT f.id, count(*) OVER () AS total FROM found f WHERE f.is_below AND f.is_within \
    AND (f.owner = $3 OR f.is_given AND EXISTS (SELECT 1 FROM users o WHERE o.id = f.owner AND o.status <> 'inactive' \
        AND (CAST($5 AS BIGINT) IS NULL OR o.enterprise_id = $5)) \
        OR EXISTS (SELECT 1 FROM users o WHERE o.id = f.owner AND o.enterprise_id = $6)) \
    AND ($15 = 2 OR ($15 = 1) = (f.gone_at IS NOT NULL)) AND ($16 = '' OR $16 LIKE '%,' || f.owner || ',%') \
    AND ($17 = '' OR $17 LIKE '%,' || f.gone_by || ',%') \
    AND (CAST($18 AS BIGINT) IS NULL OR f.gone_at >= $18) AND (CAST($19 AS BIGINT) IS NULL OR f.gone_at <= $19) \
    AND (CAST($20 AS BIGINT) IS NULL OR CASE WHEN f.kind = 0 THEN (SELECT CAST(coalesce(sum(c.value), 0) AS BIGINT) FROM counters c \
        WHERE c.kind = 'folder_bytes' AND c.owner_id = f.id AND c.part_id = 0) ELSE f.size END BETWEEN $20 AND $21) \
    ORDER BY CASE CAST($22 AS BIGINT) WHEN 0 THEN f.weight WHEN 1 THEN -f.weight WHEN 2 THEN -f.modified_at ELSE f.modified_at END, f.id DESC \
    LIMIT $23 OFFSET $24";

/// From and to, both within.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

/// Ids of which one has to fit; None: any will do.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub owners: Option<Vec<i64>>,
    pub updaters: Option<Vec<i64>>,
    pub deleters: Option<Vec<i64>>,
    /// Folders, at any depth above.
    pub ancestors: Option<Vec<i64>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trash {
    #[default]
    Without,
    Only,
    With,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    BestFirst,
    BestLast,
    LatestFirst,
    LatestLast,
}

/// What is looked for, apart from its words.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub fields: Vec<Field>,
    pub extensions: Vec<String>,
    pub kind: Option<Kind>,
    pub lists: Lists,
    pub created_at: Range,
    pub modified_at: Range,
    pub trashed_at: Range,
    pub size: Range,
    pub trash: Trash,
    /// All that its users own can be found too.
    pub enterprise: Option<EnterpriseId>,
    pub order: Order,
    pub limit: i64,
    pub offset: i64,
}

/// A page of what was found, and how much there is.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub items: Vec<Item>,
    pub total: i64,
}

/// # Errors
/// Those of the store.
pub fn find(tx: &mut Tx<Read>, who: &Caller, question: &Question, filter: &Filter) -> Result<Found> {
    let asked = Asked { question, fields: &filter.fields, extensions: &filter.extensions };
    let Some((matching, ranking)) = engine(tx).asks(&asked) else { return Ok(Found::default()) };
    let mut page = ask(tx, who, (&matching, &ranking), filter)?;
    // Behind the last page there is nobody left to tell how many there are.
    if page.is_empty() && filter.offset > 0 {
        page = ask(tx, who, (&matching, &ranking), &Filter { limit: 1, offset: 0, ..filter.clone() })?;
        return Ok(Found { items: Vec::new(), total: page.first().map_or(0, |(_, total)| *total) });
    }
    let total = page.first().map_or(0, |(_, total)| *total);
    let mut items = Vec::with_capacity(page.len());
    for (id, _) in page {
        items.extend(node::load(tx, id)?);
    }
    Ok(Found { items, total })
}

fn ask(
    tx: &mut Tx<Read>,
    who: &Caller,
    (matching, ranking): (&str, &str),
    filter: &Filter,
) -> Result<Vec<(ItemId, i64)>> {
    const NOBODY: EnterpriseId = EnterpriseId(-1);
    let now = tx.now();
    let Filter { lists, created_at, modified_at, trashed_at, size, .. } = filter;
    // Who acts as somebody reaches no further than their own enterprise (contract: identity §5.2).
    let reach = who.is_impersonating().then(|| who.actor().enterprise_id.unwrap_or(NOBODY));
    let limit = match who.limit() {
        Some(Limit::Folder(top)) if top != FolderId(0) => Some(vec![top.0]),
        Some(Limit::File(file)) => Some(vec![file.0]),
        _ => None,
    };
    let lists = [&lists.updaters, &lists.ancestors, &limit, &lists.owners, &lists.deleters];
    let [updaters, ancestors, limit, owners, deleters] = lists.map(|ids| listed(ids.as_deref()));
    let sizes = (size.from.is_some() || size.to.is_some()).then_some(size);
    let [trash, order] = [filter.trash as i64, filter.order as i64];
    let (user, kind) = (who.user().id, filter.kind);
    let values: [Value<'_>; 24] = [
        matching.to_value(),
        ranking.to_value(),
        user.to_value(),
        now.to_value(),
        reach.to_value(),
        filter.enterprise.to_value(),
        kind.to_value(),
        updaters.to_value(),
        Value::Int(created_at.from.unwrap_or(i64::MIN)),
        Value::Int(created_at.to.unwrap_or(i64::MAX)),
        Value::Int(modified_at.from.unwrap_or(i64::MIN)),
        Value::Int(modified_at.to.unwrap_or(i64::MAX)),
        ancestors.to_value(),
        limit.to_value(),
        trash.to_value(),
        owners.to_value(),
        deleters.to_value(),
        trashed_at.from.to_value(),
        trashed_at.to.to_value(),
        sizes.map_or(Value::Null, |size| Value::Int(size.from.unwrap_or(0))),
        sizes.map_or(Value::Null, |size| Value::Int(size.to.unwrap_or(i64::MAX))),
        order.to_value(),
        filter.limit.to_value(),
        filter.offset.to_value(),
    ];
    Ok(tx.many(FIND, values)?)
}

/// `,1,2,`; nothing for any.
fn listed(ids: Option<&[i64]>) -> String {
    ids.map_or(String::new(), |ids| format!(",{},", ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")))
}
