//! Profile pictures, in the sizes in which they are shown.

use domain::{Result, picture::Rendition};

use crate::{Tx, error::IntoDomain as _};

/// Puts a picture in the place of the one that a user has.
pub async fn set(tx: &mut Tx, user: i64, picture_id: &str, renditions: &[Rendition]) -> Result<()> {
    const SQL: &str = "INSERT INTO pictures (picture_id, size, user_key, mime_type, data) VALUES ($1, $2, $3, $4, $5)";
    delete(tx, user).await?;
    for rendition in renditions {
        on!(tx, c => sqlx::query(SQL)
            .bind(picture_id)
            .bind(rendition.size)
            .bind(user)
            .bind(&rendition.mime_type)
            .bind(&rendition.data)
            .execute(c)
            .await
            .map(|_| ()))
        .into_domain()?;
    }
    Ok(())
}

/// Removes the picture of a user.
pub async fn delete(tx: &mut Tx, user: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM pictures WHERE user_key = $1";
    on!(tx, c => sqlx::query(SQL).bind(user).execute(c).await.map(|_| ())).into_domain()
}

/// The picture of a live user in a size.
pub async fn get(tx: &mut Tx, picture_id: &str, size: i32) -> Result<Option<Rendition>> {
    const SQL: &str = "SELECT size, mime_type, data FROM pictures JOIN users ON users.id = pictures.user_key \
                       WHERE pictures.picture_id = $1 AND size = $2 AND users.live = TRUE";
    on!(tx, c => sqlx::query_as(SQL).bind(picture_id).bind(size).fetch_optional(c).await).into_domain()
}
