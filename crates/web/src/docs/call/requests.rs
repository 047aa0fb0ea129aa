//! Calls of the operations on archives and on file requests.
use super::{
    Call,
    Given::{Choice, Flag, List, Object, Text},
    NONE,
};

const ZIP: (&str, &str) = ("zip_download_id", "29d5e3f7a0e1b24c3d8f6a7b8c9d0e1f");
const REQUEST: (&str, &str) = ("file_request_id", "16");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "post_zip_downloads",
        manager: "zip_downloads",
        method: "create_zip_download",
        body_type: "ZipDownloadRequest",
        body: &[
            ("items", List(&[("type", Choice("file")), ("id", Text("10"))])),
            ("download_file_name", Text("Reports of the year")),
        ],
        asked: 1,
        ..NONE
    },
    // SDKs are told the whole address, which the first of these calls answers.
    Call { id: "get_zip_downloads_id_content", path: &[ZIP], ..NONE },
    Call { id: "get_zip_downloads_id_status", path: &[ZIP], ..NONE },
    Call {
        id: "get_file_requests_id",
        manager: "file_requests",
        method: "get_file_request_by_id",
        path: &[REQUEST],
        ..NONE
    },
    Call {
        id: "put_file_requests_id",
        manager: "file_requests",
        method: "update_file_request_by_id",
        body_type: "FileRequestUpdateRequest",
        path: &[REQUEST],
        body: &[("title", Text("Photos of the garden")), ("is_email_required", Flag(true))],
        ..NONE
    },
    Call {
        id: "delete_file_requests_id",
        manager: "file_requests",
        method: "delete_file_request_by_id",
        path: &[REQUEST],
        ..NONE
    },
    Call {
        id: "post_file_requests_id_copy",
        manager: "file_requests",
        method: "create_file_request_copy",
        body_type: "FileRequestCopyRequest",
        path: &[REQUEST],
        body: &[("folder", Object { member: "id", text: "7", asked: true })],
        asked: 1,
        ..NONE
    },
];
