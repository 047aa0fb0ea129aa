//! What an operation has answered, until it is written.
use crate::{
    made::Served,
    wire::{OnlyHeader, Reply, Selection},
};

/// A reply and what to show of it, still to be written: that happens outside of the transaction.
pub struct Answer {
    pub(crate) reply: Box<dyn Writable>,
    pub(crate) show: Selection,
    pub(crate) success: u16,
}

impl Answer {
    /// The answer to a commit whose parts are still being joined; `seconds`: when to ask again (contract: content §3.8).
    pub fn later(seconds: u64) -> Self {
        Answer { reply: Box::new(OnlyHeader("retry-after", seconds.to_string())), show: Selection::ALL, success: 202 }
    }

    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        self.reply.write(self.show, out)
    }

    pub fn status(&self) -> u16 {
        self.reply.status().unwrap_or(self.success)
    }

    /// The media type of the body.
    pub fn media(&self) -> &'static str {
        self.reply.media()
    }

    pub fn etag(&self) -> Option<String> {
        self.reply.etag()
    }

    /// Headers that the answer is no use without.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        self.reply.headers()
    }

    /// Kept bytes, where they are the answer.
    pub fn served(&self) -> Option<&Served> {
        self.reply.served()
    }
}

/// [`Reply`] without its type.
pub(crate) trait Writable: Send {
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()>;
    fn status(&self) -> Option<u16>;
    fn media(&self) -> &'static str;
    fn etag(&self) -> Option<String>;
    fn headers(&self) -> Vec<(&'static str, String)>;
    fn served(&self) -> Option<&Served>;
}

impl<R: Reply> Writable for R {
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        Reply::write(self, show, out)
    }
    fn status(&self) -> Option<u16> {
        Reply::status(self)
    }
    fn media(&self) -> &'static str {
        Reply::media(self)
    }
    fn etag(&self) -> Option<String> {
        Reply::etag(self)
    }
    fn headers(&self) -> Vec<(&'static str, String)> {
        Reply::headers(self)
    }
    fn served(&self) -> Option<&Served> {
        Reply::served(self)
    }
}
