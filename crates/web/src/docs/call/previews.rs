//! Calls of the operations that show files.
use super::{Call, FILE, Given::Number, NONE};

const VERSION: (&str, &str) = ("file_version_id", "14");
const FORM: (&str, &str) = ("representation", "jpg_1024x1024");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "get_files_id_thumbnail_id",
        path: &[FILE, ("extension", "png")],
        query: &[("min_height", Number(128))],
        ..NONE
    },
    Call { id: "get_internal_files_id_versions_id_representations_id", path: &[FILE, VERSION, FORM], ..NONE },
    Call { id: "get_internal_files_id_versions_id_representations_id_content", path: &[FILE, VERSION, FORM], ..NONE },
];
