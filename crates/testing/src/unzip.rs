//! What is in an archive.
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};
use std::io::Read;

/// Path and bytes of each entry, by path; whether its checksum is right is looked at. A folder's path ends with a slash.
///
/// # Panics
/// When it is no archive.
#[expect(clippy::expect_used, reason = "the test has failed then")]
pub fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = ZipArchive::from_slice(bytes).expect("an archive");
    let (mut entries, mut found) = (archive.entries(), Vec::new());
    while let Some(entry) = entries.next_entry().expect("an entry") {
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let there = archive.get_entry(entry.wayfinder()).expect("what the entry names");
        let mut content = Vec::new();
        let read = match entry.compression_method() {
            CompressionMethod::DEFLATE => {
                there.verifying_reader(DeflateDecoder::new(there.data())).read_to_end(&mut content)
            }
            _ => there.verifying_reader(there.data()).read_to_end(&mut content),
        };
        read.expect("its bytes");
        found.push((path, content));
    }
    found.sort();
    found
}
