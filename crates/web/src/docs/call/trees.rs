//! Calls of the operations on whole trees: locks on folders, and all that somebody owns.
use super::{
    Call,
    Given::{Object, Objects, Text},
    NONE, USER,
};

const LOCK: (&str, &str) = ("folder_lock_id", "16");

pub(super) const CALLS: &[Call] = &[
    Call {
        id: "get_folder_locks",
        manager: "folder_locks",
        method: "get_folder_locks",
        query: &[("folder_id", Text("7"))],
        asked: 1,
        ..NONE
    },
    Call {
        id: "post_folder_locks",
        manager: "folder_locks",
        method: "create_folder_lock",
        body: &[("folder", Objects(&[("type", Text("folder")), ("id", Text("7"))], 2))],
        asked: 1,
        ..NONE
    },
    Call {
        id: "delete_folder_locks_id",
        manager: "folder_locks",
        method: "delete_folder_lock_by_id",
        path: &[LOCK],
        ..NONE
    },
    Call {
        id: "put_users_id_folders_0",
        manager: "transfer",
        method: "transfer_owned_folder",
        path: &[USER],
        body: &[("owned_by", Object { member: "id", text: "2", asked: true })],
        asked: 1,
        ..NONE
    },
];
