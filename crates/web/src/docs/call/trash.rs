//! Calls of the operations on web links and on the trash.
use super::{
    Call, FILE,
    Given::{Object, Text},
    NONE,
};

const FOLDER: (&str, &str) = ("folder_id", "7");
const LINK: (&str, &str) = ("web_link_id", "15");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "post_web_links",
        manager: "web_links",
        method: "create_web_link",
        body: &[
            ("url", Text("https://www.boxwood.example")),
            ("parent", Object { member: "id", text: "0", asked: true }),
            ("name", Text("Home page")),
        ],
        asked: 2,
        ..NONE
    },
    Call { id: "get_web_links_id", manager: "web_links", method: "get_web_link_by_id", path: &[LINK], ..NONE },
    Call {
        id: "put_web_links_id",
        manager: "web_links",
        method: "update_web_link_by_id",
        path: &[LINK],
        body: &[("url", Text("https://www.boxwood.example/start")), ("name", Text("Start page"))],
        ..NONE
    },
    Call { id: "delete_web_links_id", manager: "web_links", method: "delete_web_link_by_id", path: &[LINK], ..NONE },
    Call {
        id: "post_web_links_id_copy",
        path: &[LINK],
        body: &[("parent", Object { member: "id", text: "7", asked: true })],
        ..NONE
    },
    Call { id: "get_folders_trash_items", manager: "trashed_items", method: "get_trashed_items", ..NONE },
    Call {
        id: "get_folders_id_trash",
        manager: "trashed_folders",
        method: "get_trashed_folder_by_id",
        path: &[FOLDER],
        ..NONE
    },
    Call {
        id: "post_folders_id",
        manager: "trashed_folders",
        method: "restore_folder_from_trash",
        path: &[FOLDER],
        ..NONE
    },
    Call {
        id: "delete_folders_id_trash",
        manager: "trashed_folders",
        method: "delete_trashed_folder_by_id",
        path: &[FOLDER],
        ..NONE
    },
    Call {
        id: "get_files_id_trash",
        manager: "trashed_files",
        method: "get_trashed_file_by_id",
        path: &[FILE],
        ..NONE
    },
    Call { id: "post_files_id", manager: "trashed_files", method: "restore_file_from_trash", path: &[FILE], ..NONE },
    Call {
        id: "delete_files_id_trash",
        manager: "trashed_files",
        method: "delete_trashed_file_by_id",
        path: &[FILE],
        ..NONE
    },
    Call {
        id: "get_web_links_id_trash",
        manager: "trashed_web_links",
        method: "get_trashed_web_link_by_id",
        path: &[LINK],
        ..NONE
    },
    Call {
        id: "post_web_links_id",
        manager: "trashed_web_links",
        method: "restore_weblink_from_trash",
        path: &[LINK],
        ..NONE
    },
    Call {
        id: "delete_web_links_id_trash",
        manager: "trashed_web_links",
        method: "delete_trashed_web_link_by_id",
        path: &[LINK],
        ..NONE
    },
];
