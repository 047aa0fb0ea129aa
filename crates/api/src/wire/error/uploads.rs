//! What can be wrong with a file that comes in parts (contract: content §3.8).
use super::Error;

impl Error {
    /// What is missing of a new session, or makes no sense: the codes say which member it is.
    #[track_caller]
    pub fn missing_destination() -> Self {
        Self::new(400, "missing_destination", "The folder is missing")
    }

    #[track_caller]
    pub fn invalid_folder_id() -> Self {
        Self::new(400, "invalid_folder_id", "The folder's id is no id")
    }

    #[track_caller]
    pub fn missing_file_name() -> Self {
        Self::new(400, "missing_file_name", "The name of the file is missing")
    }

    #[track_caller]
    pub fn missing_file_size() -> Self {
        Self::new(400, "missing_file_size", "The size of the file is missing")
    }

    #[track_caller]
    pub fn invalid_file_size() -> Self {
        Self::new(400, "invalid_file_size", "The size of the file is no number of bytes")
    }

    /// A file of that size is sent as a whole.
    #[track_caller]
    pub fn file_size_too_small() -> Self {
        Self::new(400, "file_size_too_small", "The file is too small to be uploaded in parts")
    }

    #[track_caller]
    pub fn session_expired() -> Self {
        Self::new(410, "session_expired", "The upload session has expired")
    }

    /// A range that no part of the session has.
    #[track_caller]
    pub fn invalid_range() -> Self {
        Self::new(416, "invalid_range", "The range is none of the session's parts")
    }

    /// A part that is not what its header says.
    #[track_caller]
    pub fn bad_part_digest() -> Self {
        Self::new(412, "precondition_failed", "The digest of the part is another than its header says")
    }

    /// Other bytes were sent for that part before.
    #[track_caller]
    pub fn range_overlaps_existing_part() -> Self {
        Self::new(409, "range_overlaps_existing_part", "The part was uploaded with other bytes")
    }

    /// The whole is not what the client says that it is.
    #[track_caller]
    pub fn bad_file_digest() -> Self {
        Self::new(400, "bad_digest", "The digest of the file is another than its header says")
    }

    #[track_caller]
    pub fn parts_mismatch() -> Self {
        Self::new(400, "parts_mismatch", "The parts are not those that were uploaded, in their order")
    }
}
