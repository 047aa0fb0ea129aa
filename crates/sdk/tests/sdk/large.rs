//! Large files, up and down.
use super::common::{builder, by};
use boxwood_sdk::{Credentials, Error, Source, doors::Folders, upload::SMALLEST};
use boxwood_testing::served;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

fn content(size: u64) -> Vec<u8> {
    (0..size as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

#[test]
fn a_large_file_comes_and_goes_in_parts() {
    served(async |server| {
        let directory = tempfile::tempdir().unwrap();
        let (from, to) = (directory.path().join("from"), directory.path().join("to"));
        let bytes = content(SMALLEST + 12_345);
        std::fs::write(&from, &bytes).unwrap();
        let una = by(server, "una");
        let sent = Arc::new(Mutex::new(Vec::new()));
        let told = sent.clone();
        let upload = una.files().upload_large("large.bin", Folders::ROOT, Source::file(&from).await?);
        let file = upload.progress(move |done, all| told.lock().unwrap().push((done, all))).send().await?;
        assert_eq!(file.size.value(), Some(&(bytes.len() as i64)));
        let sent = sent.lock().unwrap().clone();
        assert!(sent.len() > 1 && sent.windows(2).all(|two| two[0].0 < two[1].0), "{sent:?}");
        assert_eq!(sent.last(), Some(&(bytes.len() as u64, bytes.len() as u64)));
        let came = Arc::new(AtomicUsize::new(0));
        let told = came.clone();
        let download = una.files().download(file.id).at_once(3).progress(move |done, _| {
            told.fetch_max(done as usize, SeqCst);
        });
        assert_eq!(download.to_file(&to).await?, bytes.len() as u64);
        assert!(std::fs::read(&to).unwrap() == bytes && came.load(SeqCst) == bytes.len());
        let part = una.files().download(file.id).range(5..10).bytes().await?;
        assert_eq!(part, bytes[5..10]);
        assert_eq!(una.files().download(file.id).range(100..9_000_000).to_file(&to).await?, 8_999_900);
        assert!(std::fs::read(&to).unwrap() == bytes[100..9_000_000]);
        let version = una.files().upload_large_version(file.id, bytes[1..].to_vec()).send().await?;
        assert_eq!((version.id, version.size.value()), (file.id, Some(&(bytes.len() as i64 - 1))));
        Ok::<_, Error>(())
    });
}

#[test]
fn an_upload_that_broke_off_is_gone_on_with() {
    served(async |server| {
        let bytes = content(SMALLEST);
        let parts = Arc::new(AtomicUsize::new(0));
        let count = parts.clone();
        let una = builder(server, Credentials::Token("una".into())).watch(move |attempt| {
            if attempt.operation == "put_files_upload_sessions_id" {
                count.fetch_add(1, SeqCst);
            }
        });
        let una = una.build()?;
        let sessions = una.upload_sessions();
        let session = sessions.create("large.bin", Folders::ROOT, bytes.len() as u64).await?;
        let (id, size) = (session.id.parse().unwrap(), session.part_size as usize);
        let part = bytes::Bytes::copy_from_slice(&bytes[size..2 * size]);
        sessions.upload_part(id, part, size as u64, bytes.len() as u64).await?;
        let all = bytes.len().div_ceil(size);
        assert_eq!((parts.load(SeqCst), all > 2), (1, true));
        let file = una.files().resume_upload(id, bytes.clone()).send().await?;
        assert_eq!(parts.load(SeqCst), all, "what had come was not sent again");
        assert!(una.files().download(file.id).bytes().await? == bytes);
        Ok::<_, Error>(())
    });
}

#[test]
fn small_files_and_empty_ones_need_no_parts() {
    served(async |server| {
        let directory = tempfile::tempdir().unwrap();
        let to = directory.path().join("to");
        let una = by(server, "una");
        for (name, text) in [("small.txt", "hello"), ("empty.txt", "")] {
            let file = una.files().upload(name, Folders::ROOT, text).await?.entries.remove(0);
            assert_eq!(una.files().download(file.id).bytes().await?, text);
            assert_eq!(una.files().download(file.id).to_file(&to).await?, text.len() as u64);
            assert_eq!(std::fs::read_to_string(&to).unwrap(), text);
        }
        let from = directory.path().join("from");
        std::fs::write(&from, b"from a file").unwrap();
        let file = una.files().upload("c.txt", Folders::ROOT, Source::file(&from).await?).await?.entries.remove(0);
        assert_eq!(una.files().download(file.id).bytes().await?, "from a file");
        let error = una.files().upload("c.txt", Folders::ROOT, "again").await.unwrap_err();
        assert_eq!(error.code(), "item_name_in_use");
        let missing = una.files().download(boxwood_sdk::contract::wire::FileId(99)).to_file(&to).await.unwrap_err();
        assert_eq!(missing.status(), Some(404));
        Ok::<_, Error>(())
    });
}
