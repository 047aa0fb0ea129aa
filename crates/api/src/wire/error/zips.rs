//! What can be wrong with an archive of several items (contract: content §5.5).
use super::Error;

/// When to try again, in seconds: a download ends when it ends.
const LATER: &str = "10";

impl Error {
    #[track_caller]
    pub fn zip_has_too_many_files() -> Self {
        Self::new(400, "zip_download_file_count_exceeded_limit", "The archive would have more than 10,000 files")
    }

    #[track_caller]
    pub fn zip_is_too_large() -> Self {
        Self::new(400, "zip_download_pre_compressed_bytes_exceeded_limit", "The archive would have more than 32 GB")
    }

    #[track_caller]
    pub fn user_downloads_enough() -> Self {
        Self::new(429, "user_too_many_concurrent_downloads", "Five archives of the user's are being downloaded already")
            .with_header("retry-after", LATER)
    }

    #[track_caller]
    pub fn enterprise_downloads_enough() -> Self {
        let message = "Ten archives of the enterprise's are being downloaded already";
        Self::new(429, "enterprise_too_many_concurrent_downloads", message).with_header("retry-after", LATER)
    }
}
