//! Files that are there as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

use crate::quoted::file;

/// Why a file was not written. What was there before is still there.
#[derive(Debug, Error)]
#[error("cannot write `{}`: {source}", file(path))]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system says.
    pub source: io::Error,
}

/// Lets `write` fill a new file that then takes the place of `path`: whoever reads that, or the next start after a crash, finds
/// what was there before or what is new, but never half of it.
///
/// A link stays one: the file that it leads to is replaced. What is no file, a device or a pipe, is written to as it is.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return write(&OpenOptions::new().write(true).open(path)?);
    }
    let target = fs::canonicalize(path);
    let path = target.as_deref().unwrap_or(path);
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

#[cfg(all(test, unix))]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::{FileTypeExt, symlink};

    use super::*;

    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("v1"), folder.path().join("current"));
        fs::write(&file, "old").unwrap();
        symlink("v1", &link).unwrap();
        replace(&link, |mut to| to.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left of what was begun");

        replace(Path::new("/dev/null"), |mut to| to.write_all(b"new")).unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        let error = replace(Path::new("/dev/full"), |mut to| to.write_all(b"new")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
