//! Why a file cannot be looked at as somebody would like to (contract: content §3.7).
use super::Error;

impl Error {
    #[track_caller]
    pub fn requested_preview_unavailable() -> Self {
        Self::new(400, "requested_preview_unavailable", "There is no thumbnail of that size")
    }

    #[track_caller]
    pub fn preview_cannot_be_generated() -> Self {
        Self::new(
            404,
            "preview_cannot_be_generated",
            "The file is not what its name says, or too large to be looked into",
        )
    }

    #[track_caller]
    pub fn unsupported_media_type() -> Self {
        Self::new(415, "unsupported_media_type", "Files of that type cannot be embedded")
    }
}
