//! Files that are there as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

/// Why a file was not written. What was there before is still there.
#[derive(Debug, Error)]
#[error("cannot write `{}`: {source}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

/// Lets `write` fill a new file that then takes the place of `path`: whoever reads that, or the next start after a crash, finds
/// what was there before or what is new, but never half of it.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let temporary = beside(path)?;
    let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = write(&file)
        .and_then(|()| file.sync_all()) // the name must not move before the bytes are safe
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary); // the first error is the one to tell
    }
    written
}

/// A name in the same folder that no other writer uses.
fn beside(path: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it is not a file name"))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}-{}.tmp", process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    Ok(path.with_file_name(hidden))
}
