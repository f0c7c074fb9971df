//! Mails as files: for trying things out, and for whoever fetches them from there.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use service::mails::{Delivery, Mail, Mailer, Undelivered};
use tokio::task::spawn_blocking;

use super::Envelope;

/// Writes each mail to `NAME.eml`, readable by its owner only.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    envelope: Envelope,
}

impl Folder {
    /// A folder that is made, when missing, with the first mail.
    pub(super) fn new(path: PathBuf, envelope: Envelope) -> Self {
        Self { path, envelope }
    }

    /// Makes the folder now.
    pub(super) fn make(&self) -> io::Result<()> {
        make(&self.path)
    }
}

impl Mailer for Folder {
    fn send<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            let bytes = self.envelope.wrap(mail)?.formatted();
            // A mail that is tried again takes the place of itself.
            let path = self.path.join(format!("{}.eml", mail.mail_id));
            let written = spawn_blocking(move || write(&path, &bytes)).await;
            let written = written.unwrap_or_else(|cause| Err(io::Error::other(cause)));
            written.map_err(|cause| Undelivered::Failed(format!("{}: {cause}", self.path.display())))
        })
    }
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).recursive(true).create(folder)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), make)?;
    let draft = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(draft, path)
}
