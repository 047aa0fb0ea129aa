//! Calls of the operations on files in parts.
use super::{
    Call, FILE,
    Given::{List, Number, Text},
    NONE,
};

const SESSION: (&str, &str) = ("upload_session_id", "D5E3F7A0E1B24C3D8F6A7B8C9D0E1F2A");
/// Of a file of 20,000,000 bytes, the last of three parts.
const DIGEST: (&str, &str) = ("Digest", "sha=fpRyg5eVQletdZqEKaFlqwBXJzM=");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "post_files_upload_sessions",
        manager: "chunked_uploads",
        method: "create_file_upload_session",
        body: &[("folder_id", Text("0")), ("file_size", Number(20_000_000)), ("file_name", Text("video.mp4"))],
        asked: 3,
        ..NONE
    },
    Call {
        id: "post_files_id_upload_sessions",
        manager: "chunked_uploads",
        method: "create_file_upload_session_for_existing_file",
        path: &[FILE],
        body: &[("file_size", Number(20_000_000))],
        asked: 1,
        ..NONE
    },
    Call {
        id: "get_files_upload_sessions_id",
        manager: "chunked_uploads",
        method: "get_file_upload_session_by_id",
        path: &[SESSION],
        ..NONE
    },
    Call {
        id: "put_files_upload_sessions_id",
        path: &[SESSION],
        headers: &[DIGEST, ("Content-Range", "bytes 16777216-19999999/20000000")],
        bytes: "part3",
        ..NONE
    },
    Call {
        id: "delete_files_upload_sessions_id",
        manager: "chunked_uploads",
        method: "delete_file_upload_session_by_id",
        path: &[SESSION],
        ..NONE
    },
    Call {
        id: "get_files_upload_sessions_id_parts",
        manager: "chunked_uploads",
        method: "get_file_upload_session_parts",
        path: &[SESSION],
        ..NONE
    },
    Call {
        id: "post_files_upload_sessions_id_commit",
        path: &[SESSION],
        body: &[("parts", List(&[("part_id", Text("00000001")), ("offset", Number(0)), ("size", Number(8_388_608))]))],
        headers: &[DIGEST],
        ..NONE
    },
];
