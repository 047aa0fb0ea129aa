//! Calls of the operations on files.
use super::{
    Call, FILE,
    Given::{Choice, File, Nothing, Object, Objects, Text},
    NONE,
};

const VERSION: (&str, &str) = ("file_version_id", "14");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "post_files_content",
        manager: "uploads",
        method: "upload_file",
        body: &[
            (
                "attributes",
                Objects(
                    &[("name", Text("report.txt")), ("parent", Object { member: "id", text: "0", asked: true })],
                    2,
                ),
            ),
            ("file", File("report.txt")),
        ],
        asked: 2,
        ..NONE
    },
    Call {
        id: "post_files_id_content",
        manager: "uploads",
        method: "upload_file_version",
        path: &[FILE],
        body: &[("attributes", Objects(&[("name", Text("report.txt"))], 1)), ("file", File("report.txt"))],
        asked: 2,
        ..NONE
    },
    Call {
        id: "options_files_content",
        manager: "uploads",
        method: "preflight_file_upload_check",
        body_type: "PreflightFileUploadCheckRequestBody",
        body: &[("name", Text("report.txt")), ("parent", Object { member: "id", text: "0", asked: false })],
        ..NONE
    },
    Call { id: "options_files_id_content", path: &[FILE], body: &[("name", Text("report.txt"))], ..NONE },
    Call { id: "get_files_id", manager: "files", method: "get_file_by_id", path: &[FILE], ..NONE },
    Call { id: "get_files_id_content", manager: "downloads", method: "get_download_file_url", path: &[FILE], ..NONE },
    Call {
        id: "put_files_id",
        manager: "files",
        method: "update_file_by_id",
        path: &[FILE],
        body: &[("name", Text("report of May.txt")), ("description", Text("What was done in May"))],
        ..NONE
    },
    Call {
        id: "post_files_id_copy",
        manager: "files",
        method: "copy_file",
        path: &[FILE],
        body: &[("parent", Object { member: "id", text: "7", asked: true })],
        asked: 1,
        ..NONE
    },
    Call { id: "delete_files_id", manager: "files", method: "delete_file_by_id", path: &[FILE], ..NONE },
    Call { id: "get_files_id_versions", manager: "file_versions", method: "get_file_versions", path: &[FILE], ..NONE },
    Call {
        id: "get_files_id_versions_id",
        manager: "file_versions",
        method: "get_file_version_by_id",
        path: &[FILE, VERSION],
        ..NONE
    },
    Call {
        id: "put_files_id_versions_id",
        manager: "file_versions",
        method: "update_file_version_by_id",
        path: &[FILE, VERSION],
        body: &[("trashed_at", Nothing)],
        ..NONE
    },
    Call {
        id: "delete_files_id_versions_id",
        manager: "file_versions",
        method: "delete_file_version_by_id",
        path: &[FILE, VERSION],
        ..NONE
    },
    Call {
        id: "post_files_id_versions_current",
        manager: "file_versions",
        method: "promote_file_version",
        path: &[FILE],
        body: &[("id", Text("14")), ("type", Choice("file_version"))],
        ..NONE
    },
];
