//! The token store in files, with real time: it waits for nothing but the disk.

use super::*;

const LEASE: Duration = Duration::from_secs(15);

fn stored(refresh: &str) -> StoredToken {
    let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
    StoredToken {
        access_token: format!("access-{refresh}").into(),
        issued: at(0),
        expires: at(60),
        scope: Some("openid".into()),
        proof_key: Some(StoredKey { pkcs8: "key".into(), created: at(7) }),
        refresh_token: Some(refresh.into()),
    }
}

#[tokio::test]
async fn files_round_trip_and_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    let store = FileTokenStore::new(&path);
    assert!(store.load("one").await.unwrap().is_none());
    store.save("one", &stored("first")).await.unwrap();
    store.save("one", &stored("second")).await.unwrap();
    store.save("other", &stored("third")).await.unwrap();
    let loaded = FileTokenStore::new(&path).load("one").await.unwrap().unwrap();
    let expected = stored("second");
    assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "second");
    assert_eq!(loaded.access_token.expose_secret(), "access-second");
    assert_eq!(
        (loaded.issued, loaded.expires, loaded.scope),
        (expected.issued, expected.expires, expected.scope)
    );
    let key = loaded.proof_key.unwrap();
    assert_eq!((key.pkcs8.expose_secret(), key.created), ("key", expected.proof_key.unwrap().created));
    let files: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 2, "no temporary files are left: {files:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert!(files.iter().all(|file| mode(&file.path()) == 0o600));
    }
    assert!(!format!("{store:?}").contains("second"));
}

#[tokio::test]
async fn damaged_file_is_an_error_that_quotes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path());
    store.save("one", &stored("s3cret")).await.unwrap();
    let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    fs::write(&file, r#"{"refresh_token":"s3cret","issued":"s3cret"}"#).unwrap();
    let error = store.load("one").await.unwrap_err();
    assert_eq!(error.kind(), AuthErrorKind::Source);
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn failed_save_keeps_the_previous_token() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path());
    store.save("one", &stored("first")).await.unwrap();
    let blocked = FileTokenStore::new(folder.path().join("none").join("\0"));
    assert!(blocked.save("one", &stored("second")).await.is_err());
    assert_eq!(store.load("one").await.unwrap().unwrap().refresh_token.unwrap().expose_secret(), "first");
}

#[tokio::test]
async fn one_process_has_the_lease() {
    let folder = tempfile::tempdir().unwrap();
    // Two stores lock as two processes do.
    let (one, other) = (FileTokenStore::new(folder.path()), FileTokenStore::new(folder.path()));
    assert!(one.acquire("id", "a", LEASE).await.unwrap());
    assert!(one.acquire("id", "a", LEASE).await.unwrap(), "extended");
    assert!(!one.acquire("id", "b", LEASE).await.unwrap(), "another credential of the same process");
    assert!(!other.acquire("id", "b", LEASE).await.unwrap());
    assert!(other.acquire("id 2", "b", LEASE).await.unwrap());
    one.release("id", "b").await.unwrap();
    assert!(!other.acquire("id", "b", LEASE).await.unwrap(), "released by its holder only");
    one.release("id", "a").await.unwrap();
    assert!(other.acquire("id", "b", LEASE).await.unwrap());
    drop(other);
    assert!(one.acquire("id", "a", LEASE).await.unwrap(), "ends with the store");
}

#[tokio::test(start_paused = true)]
async fn lease_ends_after_its_duration() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (FileTokenStore::new(folder.path()), FileTokenStore::new(folder.path()));
    assert!(one.acquire("id", "a", LEASE).await.unwrap());
    tokio::time::sleep(LEASE / 2).await;
    assert!(one.acquire("id", "a", LEASE).await.unwrap());
    tokio::time::sleep(LEASE / 2).await;
    assert!(!other.acquire("id", "b", LEASE).await.unwrap());
    tokio::time::sleep(LEASE).await;
    assert!(other.acquire("id", "b", LEASE).await.unwrap());
}
