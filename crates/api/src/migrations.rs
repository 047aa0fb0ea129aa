//! The migrations, in order; compiled in, so that one binary is the whole product.
use boxwood_store::{Migration, Schema, Whole};

macro_rules! migration {
    ($name:literal) => {
        Migration { name: $name, sql: include_str!(concat!("../../../migrations/", $name, ".sql")) }
    };
}

/// What every store of the product is like.
pub const SCHEMA: Schema<'static> = Schema { whole: Some(WHOLE), migrations: MIGRATIONS };

const WHOLE: Whole = Whole {
    script: include_str!("../../../migrations/schema.sql"),
    image: include_bytes!(concat!(env!("OUT_DIR"), "/new.db")),
};

const MIGRATIONS: &[Migration] = &[
    migration!("0001_identity"),
    migration!("0002_audit"),
    migration!("0003_folders"),
    migration!("0004_sign_in"),
    migration!("0005_grants"),
    migration!("0006_apps"),
    migration!("0007_directory"),
    migration!("0008_record"),
    migration!("0009_items"),
    migration!("0010_identities"),
    migration!("0011_groups"),
    migration!("0012_console"),
    migration!("0013_talk"),
    migration!("0014_recent"),
    migration!("0015_files"),
    migration!("0016_trash"),
    migration!("0017_upload_sessions"),
    migration!("0018_locks"),
    migration!("0019_search"),
    migration!("0020_links"),
    migration!("0021_folder_locks"),
    migration!("0022_renditions"),
    migration!("0023_zips"),
    migration!("0024_file_requests"),
    migration!("0025_copies"),
    migration!("0026_trash_ends"),
    migration!("0027_versions_end"),
];
