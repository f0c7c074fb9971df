//! Profile pictures: read by what is in them, whatever they are called, and made anew in a few sizes.

mod render;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use domain::{
    Error, Result, User,
    picture::{self, Rendition},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Service, token};

/// Where a file stands among the fields of a user.
pub const FILE: &str = "profile_picture.embedded.data";

/// Pictures are read one after the other: what one needs of memory (see [`render`]) is what the whole process needs.
static TURN: Semaphore = Semaphore::const_new(1);

/// What a change says of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewPicture {
    /// This file takes the place of what there is.
    File(Vec<u8>),
    /// The one that has this name stays, as programs say that send back what they have got.
    Same(String),
    /// There is none any more.
    None,
}

/// A picture that is ready to be kept.
pub(crate) struct Made {
    pub(crate) picture_id: String,
    pub(crate) renditions: Vec<Rendition>,
}

/// Reads a file and makes the sizes of it, before any connection is held.
///
/// # Errors
/// At `profile_picture.embedded.data`, if it is no picture, of another kind than PNG, JPEG, WebP and GIF, or too large.
pub(crate) async fn make(service: &Service, file: Vec<u8>) -> Result<Made> {
    let turn = TURN.acquire().await.map_err(Error::internal)?;
    let made = spawn_blocking(move || {
        // Held here, since nothing ends the work before its time: not even that nobody waits for it any more.
        let _turn = turn;
        render::renditions(&file)
    });
    // A decoder that panics has met a file that it can't read.
    let renditions = made.await.unwrap_or(Err(render::Unreadable::Damaged));
    let renditions = renditions.map_err(|unreadable| Error::invalid(FILE, unreadable.message()))?;
    Ok(Made { picture_id: token::public_name(service.rng.as_ref())?, renditions })
}

/// A picture in a size. Whoever knows its name, which can't be guessed, may see it.
///
/// # Errors
/// Not found.
pub async fn get(service: &Service, picture_id: &str, size: i32) -> Result<Rendition> {
    let known = token::is_public_name(picture_id) && picture::SIZES.contains(&size);
    let found = if known { store::pictures::get(&mut service.db.once().await?, picture_id, size).await? } else { None };
    found.ok_or_else(Error::picture_not_found)
}

/// Where the picture of a user is found, by size; 0 stands for the largest. Who has none is looked up at Gravatar where that
/// is set, by the hash of the address, so that it is told only to those who may see the address.
pub(crate) fn addresses(service: &Service, user: &User, sees_address: bool) -> BTreeMap<i32, String> {
    let settings = &service.settings;
    let sizes = picture::SIZES.into_iter().map(|size| (size, size)).chain([(0, picture::LARGEST)]);
    match &user.picture_id {
        Some(picture_id) => sizes
            .map(|(key, size)| (key, format!("{}{}", settings.public_url, picture::path(picture_id, size))))
            .collect(),
        None if settings.gravatar && sees_address => {
            let hash = data_encoding::HEXLOWER.encode(&token::hash(&user.primary_email_address.identity()));
            let at = |size| format!("https://www.gravatar.com/avatar/{hash}?s={size}&d=mp");
            sizes.map(|(key, size)| (key, at(size))).collect()
        }
        None => BTreeMap::new(),
    }
}
