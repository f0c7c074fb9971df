//! The rule of the last admin: one who can always log in stays, whoever tries what at the same moment.

use domain::{Error, Result, User};
use store::Tx;

/// Must be called before the user is read, in every transaction that could take an admin away: contenders
/// queue here, so each counts after the one before has ended.
pub(crate) async fn lock(tx: &mut Tx) -> Result<()> {
    store::locks::admins(tx).await
}

/// Checks the change from `before` to `after` (`None`: gone).
///
/// # Errors
/// Failed precondition, at the field that would do it, if nobody would be left.
pub(crate) async fn check(tx: &mut Tx, before: &User, after: Option<&User>) -> Result<()> {
    let lost = before.is_usable_admin() && !after.is_some_and(User::is_usable_admin);
    if lost && is_last(tx, before).await? {
        let error = Error::last_admin(before.user_id.as_str());
        return Err(match after {
            Some(after) if after.state != before.state => error.at("state"),
            Some(after) if after.admin != before.admin => error.at("admin"),
            Some(after) if after.expires_at != before.expires_at => error.at("expires_at"),
            Some(_) => error.at("delete_at"),
            None => error,
        });
    }
    Ok(())
}

/// Whether the user is a usable admin and nobody else is.
pub(crate) async fn is_last(tx: &mut Tx, user: &User) -> Result<bool> {
    Ok(user.is_usable_admin() && store::users::count_usable_admins_but(tx, &user.user_id).await? == 0)
}
