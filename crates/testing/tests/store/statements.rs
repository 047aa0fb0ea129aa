//! Every statement of the product is prepared on both migrated engines, and none of them reads a table from end to end.
use crate::sources::statements;
use boxwood_testing::{World, on_both_engines};
use rusqlite::{Connection, config::DbConfig};

/// Statements that may read a whole table, or a whole index, each with its reason.
const SCANS: &[(&str, &str)] = &[
    ("admin/doctor.rs APPLIED", "migrations are few"),
    ("admin/doctor.rs COUNTS", "the doctor counts everything, on a reader's thread"),
    ("admin/verify.rs UNINDEXED", "the doctor counts everything, on a reader's thread"),
    ("admin/doctor.rs MISCOUNTED", "the doctor counts everything, on a reader's thread"),
    ("apps/db.rs BY_NAME", "for the command line; an installation has few apps"),
    ("apps/db.rs CONSOLE", "for a list that is whole; an installation has few apps"),
    ("oauth/db.rs GRANTS", "PostgreSQL walks the apps rather than the user's grants while it knows of few"),
    ("apps/db.rs WAITING", "for an admin's list; an installation has few apps"),
    ("oauth/db.rs END_CODES", "codes live half a minute: the table is all but empty"),
    ("apps/db.rs LIST", "for the command line; an installation has few apps"),
    ("apps/manager.rs LIST", "for the admin's list of apps, which is whole; an installation has few"),
    ("enterprises/db.rs LIST", "for the command line; the list is meant to be whole"),
    ("enterprises/db.rs BY_ID", "counts the apps, which are few"),
    (
        "items/search/find.rs FIND",
        "PostgreSQL has no other way to an index of words than by bitmaps, which are off here",
    ),
    ("http/health.rs ROW", "walks an index no further than the first row"),
];

/// What every request waits for. The plans are looked at, and not only for scans.
const HOT: &[&str] = &[
    "identity/token.rs SESSION",
    "resources/users/db/person.rs PERSON",
    "items/node.rs BY_ID",
    "items/line.rs LINE",
    "resources/users/db/rows.rs BY_ID",
    "resources/users/db/list.rs ALL",
    "resources/users/db/list.rs FOUND",
    "resources/users/db/list.rs COUNT",
    "resources/users/db/list.rs BY_EXTERNAL_ID",
    "resources/users/db/list.rs BY_LOGIN",
    "resources/users/db/directory.rs ALIKE",
    "resources/users/db/directory.rs BY_NAME",
    "resources/users/db/directory.rs BY_LOGIN",
    "audit/rows.rs WRITES",
    "audit/rows.rs READS",
    "audit/rows.rs REFUSALS",
    "counters.rs PARTS",
    "enterprises/db.rs ADMIN",
    "items/list.rs BY_NAME",
    "items/list.rs BY_NAME_DOWN",
    "items/list.rs BY_ID",
    "items/list.rs BY_ID_DOWN",
    "items/list.rs BY_DATE",
    "items/list.rs BY_DATE_DOWN",
    "items/list.rs BY_SIZE",
    "items/list.rs BY_SIZE_DOWN",
    "items/list.rs BY_MARKER",
    "items/roles.rs OWN",
    "items/roles.rs OF_GROUPS",
    "items/change.rs NAMED",
    "items/list.rs ANY_ITEM",
    "resources/collaborations/db.rs GIVEN",
    "resources/collaborations/db.rs IN_TREE",
    "resources/collaborations/db.rs EXTERNAL_IN_TREE",
    "resources/collaborations/db.rs OF_GROUP_AFTER",
    "resources/groups/db.rs FOUND_AFTER",
    "resources/groups/members/db.rs MEMBERS",
];

#[test]
fn every_statement_is_prepared_and_none_scans_a_table() {
    on_both_engines(async |world: World| {
        let (found, planner) = (statements(), Planner::new(&world).await);
        assert!(found.len() > 40, "the sources are not read any more: {}", found.len());
        let mut complaints = Vec::new();
        for statement in &found {
            let plan = planner.plan(&statement.sql).await;
            let allowed = SCANS.iter().any(|(name, _)| *name == statement.name);
            match plan {
                Err(error) => complaints.push(format!("{}: {error}\n  {}", statement.name, statement.sql)),
                Ok(plan) if plan.iter().any(|line| is_scan(line, &statement.sql)) && !allowed => {
                    complaints.push(format!("{} scans: {plan:#?}\n  {}", statement.name, statement.sql));
                }
                Ok(_) => {}
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    });
}

#[test]
fn the_plans_of_the_hot_statements() {
    on_both_engines(async |world: World| {
        let (found, planner) = (statements(), Planner::new(&world).await);
        let mut plans = String::new();
        for name in HOT {
            let statement =
                found.iter().find(|statement| statement.name == *name).unwrap_or_else(|| panic!("no {name}"));
            let mut plan = planner.plan(&statement.sql).await.unwrap();
            plan.sort();
            plans.push_str(&format!("{name}\n  {}\n", plan.join("\n  ")));
        }
        if world.database().is_some() {
            insta::assert_snapshot!("hot_plans_postgres", plans);
        } else {
            insta::assert_snapshot!("hot_plans_sqlite", plans);
        }
    });
}

/// Tells the steps of a statement's plan.
enum Planner {
    Sqlite(Connection),
    Postgres(tokio_postgres::Client),
}

/// Of empty tables PostgreSQL knows nothing, and takes one index for as good as another. SQLite plans without knowing.
const ROWS: &str = "INSERT INTO users (enterprise_id, kind, role, permissions, status, name, name_key, login, created_at, \
    modified_at, space_amount, profile) SELECT 1 + n % 2, 'managed', 'user', 0, 'active', 'n' || n, 'n' || n, 'l' || n, n, n, \
    -1, '{}' FROM generate_series(1, 3000) n; \
    INSERT INTO items (kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at, trash_owner, trashed_at) \
    SELECT n % 3, CASE WHEN n % 3 = 0 THEN -u.id ELSE n % 30 END, 'n' || n, 'n' || n, 1, 1, n, n, \
    CASE WHEN n % 10 = 0 THEN u.id END, CASE WHEN n % 10 = 0 THEN n END \
    FROM generate_series(1, 6000) n JOIN users u ON u.name = 'n' || 1 + n % 100; \
    INSERT INTO collaborations (item_id, user_id, role, status, created_at, modified_at) \
    SELECT i.id, u.id, 'editor', 'accepted', 0, 0 FROM items i JOIN users u ON u.name = 'n' || 1 + i.id % 2000; \
    INSERT INTO enterprises (name, timezone, default_space, created_at) SELECT 'n', '+00:00', 0, 0 FROM generate_series(1, 200); \
    INSERT INTO apps (enterprise_id, client_id, secret_hash, name, settings, created_at, modified_at) \
    SELECT 1 + n % 200, 'c' || n, '', 'n', 0, n, n FROM generate_series(1, 3000) n; \
    INSERT INTO app_authorizations (app_id, enterprise_id, settings, enabled, authorized_at) \
    SELECT a.id, e.id, 0, TRUE, 0 FROM apps a JOIN enterprises e ON e.id IN (a.enterprise_id, a.enterprise_id + 1, \
    1 + a.id % 100, 101 + a.id % 100) ON CONFLICT DO NOTHING";
const KNOWN: &str = "VACUUM ANALYZE enterprises, users, items, collaborations, apps, app_authorizations";
/// PostgreSQL reads small tables whole whatever indexes they have, so that is made dear to it.
const CHOICES: &str = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off; \
    SET plan_cache_mode = force_generic_plan";

impl Planner {
    #[expect(clippy::disallowed_methods, reason = "the store shows no plans")]
    async fn new(world: &World) -> Planner {
        let Some(database) = world.database() else {
            let connection = Connection::open(world.place()).unwrap();
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
            return Planner::Sqlite(connection);
        };
        let (client, connection) = tokio_postgres::connect(&database.url(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        for script in [ROWS, KNOWN, CHOICES] {
            client.batch_execute(script).await.unwrap();
        }
        Planner::Postgres(client)
    }

    async fn plan(&self, sql: &str) -> Result<Vec<String>, String> {
        match self {
            Planner::Sqlite(connection) => sqlite(connection, sql).map_err(|error| error.to_string()),
            Planner::Postgres(client) => postgres(client, sql).await.map_err(|error| format!("{error:?}")),
        }
    }
}

fn sqlite(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = explain.raw_query();
    let mut plan = Vec::new();
    while let Some(row) = rows.next()? {
        plan.push(row.get(3)?);
    }
    Ok(plan)
}

async fn postgres(client: &tokio_postgres::Client, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let parameters = (1..=99).rev().find(|n| sql.contains(&format!("${n}"))).unwrap_or(0);
    let nulls = vec!["NULL"; parameters].join(", ");
    let arguments = if parameters == 0 { String::new() } else { format!("({nulls})") };
    client.batch_execute(&format!("DEALLOCATE ALL; PREPARE one AS {sql}")).await?;
    let rows = client.simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE one{arguments}")).await?;
    let lines = rows.into_iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(steps(&lines.collect::<Vec<_>>()))
}

/// Each step of PostgreSQL's plan that reads or sorts something, with the condition on its index, or its order.
fn steps(lines: &[String]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.trim().trim_start_matches("->").trim()) {
        if line.contains(" Scan ") || ["Sort", "Incremental Sort"].contains(&line) {
            steps.push(line.to_owned());
        } else if let (Some(step), true) =
            (steps.last_mut(), ["Index Cond", "Sort Key"].iter().any(|what| line.starts_with(what)))
        {
            *step = format!("{step}, {line}");
        }
    }
    steps
}

fn is_scan(step: &str, sql: &str) -> bool {
    // SQLite shows how it would look for rows that refer to a new one, which it does only for deferred references.
    if sql.starts_with("INSERT INTO") && sql.contains(" VALUES (") {
        return false;
    }
    let name = |after: &str| {
        step.split_once(after).and_then(|(_, rest)| rest.split(' ').next()).unwrap_or_default().to_owned()
    };
    let is_table = |name: &str| {
        name != "CONSTANT"
            && !sql.contains(&format!("{name} ("))
            && !sql.contains(&format!(") {name}"))
            && !name.starts_with('(')
    };
    // An index of words that is asked for some of them, or for one row: what it is asked for stands behind the colon.
    if step.split_once(" VIRTUAL TABLE INDEX ").is_some_and(|(_, asked)| !asked.ends_with(':')) {
        return false;
    }
    if let Some(rest) = step.strip_prefix("SCAN ") {
        return is_table(rest.split(' ').next().unwrap_or_default()) && !rest.ends_with("ROW");
    }
    match () {
        () if step.starts_with("Seq Scan") => is_table(&name(" on ")),
        () if step.starts_with("Index") || step.starts_with("Bitmap Index") => !step.contains("Index Cond"),
        () => false,
    }
}
