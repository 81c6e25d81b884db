//! A token store in files.

use std::{
    collections::HashMap,
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};
use zeroize::Zeroizing;

use super::{
    super::{AuthError, AuthErrorKind, dpop::token_hash},
    StoredKey, StoredToken, TokenStore,
};

/// A [`TokenStore`] in a folder, for programs of one machine: a file for each identity. Clones share leases.
///
/// A file is replaced as a whole, by a rename after its content has reached the disk, so that a crash leaves either the
/// previous token or the new one. Leases are locks of the operating system: they end with their process.
///
/// # Security
///
/// Tokens, refresh tokens and private proof keys are in plain text. On Unix, the files have the mode `0600` and the
/// folder, if the store creates it, `0700`; elsewhere they have the permissions of the folder.
#[derive(Clone)]
pub struct FileTokenStore {
    folder: PathBuf,
    leases: Leases,
}

type Leases = Arc<Mutex<HashMap<String, Lease>>>;

struct Lease {
    holder: String,
    until: Instant,
    /// Locked as long as it is open.
    _lock: File,
}

impl FileTokenStore {
    /// Creates a store in `folder`, which is created with the first token.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), leases: Leases::default() }
    }

    fn path(&self, identity: &str, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", token_hash(identity)))
    }

    /// Opens and locks the lock file of an identity. `None`: another process has it.
    async fn lock_file(&self, identity: &str) -> Result<Option<File>, AuthError> {
        let (folder, path) = (self.folder.clone(), self.path(identity, "lock"));
        blocking(move || {
            create_folder(&folder)?;
            let file = private(OpenOptions::new().create(true).truncate(false).write(true)).open(path)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        })
        .await
    }
}

fn lock(leases: &Mutex<HashMap<String, Lease>>) -> MutexGuard<'_, HashMap<String, Lease>> {
    leases.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Extends a lease. Returns whether `holder` has it, or `None` if nobody of this process does.
fn extend(leases: &Leases, identity: &str, holder: &str, until: Instant) -> Option<bool> {
    let mut leases = lock(leases);
    let lease = leases.get_mut(identity)?;
    if lease.holder == holder {
        lease.until = until;
        return Some(true);
    }
    if lease.until > Instant::now() {
        return Some(false);
    }
    leases.remove(identity);
    None
}

/// Ends a lease at its time, unless it is extended.
async fn expire(leases: Weak<Mutex<HashMap<String, Lease>>>, identity: String, holder: String) {
    loop {
        let until = {
            let Some(leases) = leases.upgrade() else { return };
            let mut leases = lock(&leases);
            let Some(lease) = leases.get(&identity).filter(|lease| lease.holder == holder) else { return };
            if lease.until <= Instant::now() {
                leases.remove(&identity);
                return;
            }
            lease.until
        };
        sleep_until(until).await;
    }
}

impl TokenStore for FileTokenStore {
    async fn load(&self, identity: &str) -> Result<Option<StoredToken>, AuthError> {
        let (path, identity) = (self.path(identity, "json"), identity.to_owned());
        blocking(move || match fs::read(path).map(Zeroizing::new) {
            Ok(text) => Record::parse(&text, &identity),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn save(&self, identity: &str, token: &StoredToken) -> Result<(), AuthError> {
        let (folder, path) = (self.folder.clone(), self.path(identity, "json"));
        let text = Record::new(identity, token).write().map_err(failed)?;
        blocking(move || replace(&folder, &path, &text)).await
    }

    async fn acquire(&self, identity: &str, holder: &str, duration: Duration) -> Result<bool, AuthError> {
        let until = Instant::now() + duration;
        if let Some(has_lease) = extend(&self.leases, identity, holder, until) {
            return Ok(has_lease);
        }
        let Some(file) = self.lock_file(identity).await? else { return Ok(false) };
        let lease = Lease { holder: holder.to_owned(), until, _lock: file };
        lock(&self.leases).insert(identity.to_owned(), lease);
        tokio::spawn(expire(Arc::downgrade(&self.leases), identity.to_owned(), holder.to_owned()));
        Ok(true)
    }

    async fn release(&self, identity: &str, holder: &str) -> Result<(), AuthError> {
        let mut leases = lock(&self.leases);
        if leases.get(identity).is_some_and(|lease| lease.holder == holder) {
            leases.remove(identity);
        }
        Ok(())
    }
}

impl fmt::Debug for FileTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileTokenStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// The content of a file. Times are in milliseconds since the Unix epoch.
#[derive(Serialize, Deserialize)]
struct Record {
    identity: String,
    access_token: Zeroizing<String>,
    issued: u64,
    expires: u64,
    scope: Option<String>,
    proof_key: Option<Zeroizing<String>>,
    proof_key_created: Option<u64>,
    refresh_token: Option<Zeroizing<String>>,
}

impl Record {
    fn new(identity: &str, token: &StoredToken) -> Self {
        let text = |secret: &SecretString| Zeroizing::new(secret.expose_secret().to_owned());
        Self {
            identity: identity.to_owned(),
            access_token: text(&token.access_token),
            issued: millis(token.issued),
            expires: millis(token.expires),
            scope: token.scope.clone(),
            proof_key: token.proof_key.as_ref().map(|key| text(&key.pkcs8)),
            proof_key_created: token.proof_key.as_ref().map(|key| millis(key.created)),
            refresh_token: token.refresh_token.as_ref().map(text),
        }
    }

    fn write(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(serde_json::to_vec(self)?))
    }

    fn parse(text: &[u8], identity: &str) -> io::Result<Option<StoredToken>> {
        // The error of serde_json may quote the content.
        let record: Self = serde_json::from_slice(text).map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "the token file is not valid; remove it")
        })?;
        if record.identity != identity {
            return Ok(None);
        }
        let secret = |text: &Zeroizing<String>| SecretString::from(text.as_str());
        let key = record.proof_key.as_ref().zip(record.proof_key_created);
        Ok(Some(StoredToken {
            access_token: secret(&record.access_token),
            issued: time(record.issued),
            expires: time(record.expires),
            scope: record.scope.clone(),
            proof_key: key.map(|(key, created)| StoredKey { pkcs8: secret(key), created: time(created) }),
            refresh_token: record.refresh_token.as_ref().map(secret),
        }))
    }
}

/// Replaces a file by one with the content `text`, which survives a crash once this returns.
fn replace(folder: &Path, path: &Path, text: &[u8]) -> io::Result<()> {
    create_folder(folder)?;
    let temporary = path.with_extension(format!("{:016x}.tmp", fastrand::u64(..)));
    let written =
        private(OpenOptions::new().create_new(true).write(true)).open(&temporary).and_then(|mut file| {
            file.write_all(text)?;
            file.sync_all()?;
            fs::rename(&temporary, path)
        });
    if let Err(error) = written {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_folder(folder)
}

/// Sets the mode of a file that is created.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Makes a rename in a folder durable. Other systems than Unix have no such call for folders.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, AuthError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(failed),
        Err(error) => Err(failed(io::Error::other(error))),
    }
}

fn failed(error: io::Error) -> AuthError {
    AuthError::new(AuthErrorKind::Source, "token file cannot be read or written").with_source(error)
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
