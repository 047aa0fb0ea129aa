//! Boxwood as a library: a server for the tests of programs that use Box's API ([`testing`], with the feature of that name).
//! The program itself is `boxwood`.
#[cfg(feature = "testing")]
pub mod testing;
