//! Where the bytes of files are: a directory, a bucket that speaks S3, or the memory.
//!
//! It knows bytes and digests, and no word of the product's domain. Bytes are stored before the transaction that names
//! them: a put streams them in and ends with an [`ObjectName`], a [`Digest`] and a SHA-1, which the caller's rows keep.
//! What no row names is garbage, and found by [`Blobs::list`].
//!
//! Content is identified by its BLAKE3 digest. SHA-1, which clients know files by, is computed on the way but decides
//! nothing, for two files can be made to share one. Objects are named by time and chance, and not by their digest: no
//! name is ever used twice, so that collecting an object that nothing refers to cannot take the bytes that somebody
//! stores again at that moment. (On S3 it could not be otherwise, for there the name comes first.)
//!
//! ```
//! use boxwood_blobs::{Blobs, Config, Error};
//! use futures_util::TryStreamExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let blobs = Blobs::open(&Config::new("memory:".parse()?))?;
//!
//! let mut put = blobs.put(1 << 20);
//! put.write("Hello, ".into()).await?;
//! put.write("world".into()).await?;
//! let stored = put.finish().await?;
//! assert_eq!(stored.size, 12);
//!
//! let world = blobs.get(&stored.object, Some(7..12)).await?;
//! assert_eq!(world.size(), 12);
//! let chunks: Vec<_> = world.try_collect().await?;
//! assert_eq!(chunks.concat(), b"world");
//!
//! let mut put = blobs.put(3);
//! assert_eq!(put.write("four".into()).await, Err(Error::TooLarge));
//! # Ok(())
//! # }
//! ```
mod blobs;
mod config;
mod digest;
mod directory;
mod error;
mod get;
mod lane;
mod name;
mod place;
mod put;
#[cfg(feature = "s3")]
mod s3;
mod store;
pub mod testing;
mod upload;

#[cfg(test)]
mod tests;

pub use blobs::{Blobs, Listed};
pub use config::{Clock, Config, Nonce};
pub use digest::{BadDigest, Digest};
pub use error::{Error, Result};
pub use get::Get;
pub use name::{BadName, ObjectName};
pub use place::{BadPlace, Place, S3};
pub use put::{LONGEST_PUT, Put, Stored};
