//! A picture that goes along with a user.

use std::{fs::File, io::Read as _, path::PathBuf};

use clap::Args;
use proto::v3::{Picture, picture::Embedded};

use crate::failure::{Failure, Result};

/// More no server takes (contract §9.4).
const MAX_BYTES: u64 = 8 << 20;

/// The file of a picture.
#[derive(Args, Debug)]
pub(super) struct PictureFile {
    /// A PNG, JPEG, WebP or GIF file; its middle is shown
    #[arg(long, value_name = "FILE")]
    profile_picture: Option<PathBuf>,
}

impl PictureFile {
    /// The picture, where there is one.
    pub(super) fn read(&self) -> Result<Option<Picture>> {
        let Some(path) = &self.profile_picture else { return Ok(None) };
        let failed = |why: &dyn std::fmt::Display| Failure::text(format!("{}: {why}", path.display()));
        let (mut data, file) = (Vec::new(), File::open(path).map_err(|error| failed(&error))?);
        file.take(MAX_BYTES + 1).read_to_end(&mut data).map_err(|error| failed(&error))?;
        if data.len() as u64 > MAX_BYTES {
            return Err(failed(&"a picture has 8 MiB at most"));
        }
        // What it is, servers see for themselves.
        let embedded = Embedded { mime_type: "application/octet-stream".to_owned(), data };
        Ok(Some(Picture { embedded: Some(embedded), ..Picture::default() }))
    }
}
