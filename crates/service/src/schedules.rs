//! What becomes of users by itself: suspensions end, accounts expire, users are deleted.

use domain::{Action, Due, Result};

use crate::{
    Admin, Caller, Granted, Service, last_admin, mailed_codes,
    notifications::{self, News},
    sessions::end_sessions,
    users::save,
    work::Work,
};

/// Does all that is due, a transaction each. Answers how much it was.
///
/// Any number of servers may do it at the same time: each takes a user whom nobody else has, and looks once more at what
/// is due. While nothing is, nothing is written.
pub async fn run(service: &Service) -> Result<u64> {
    if !store::users::any_due(&mut service.db.read().await?, service.now()).await? {
        return Ok(0);
    }
    let granted = Caller::host("schedule").require_host()?;
    let mut done = 0;
    while next(service, &granted).await? {
        done += 1;
    }
    Ok(done)
}

/// Does the next thing. Answers whether there was one.
async fn next(service: &Service, granted: &Granted<Admin>) -> Result<bool> {
    let mut work = Work::begin(service, granted).await?;
    // No admin with an end counts as usable, so none is lost; but who counts them must wait for this.
    last_admin::lock(&mut work.tx).await?;
    let Some(user) = store::users::next_due(&mut work.tx, work.now).await? else { return Ok(false) };
    let Some(due) = user.due(work.now) else { return Ok(false) };
    let (action, new) = match due {
        Due::Delete => (Action::UserDelete, user.delete(&work.actor, work.now)),
        Due::Expire => (Action::UserUpdate, user.expire(work.now)),
        Due::Lift => (Action::UserUpdate, user.lift(work.now)),
    };
    if !new.may_act(work.now) || new.deleted_at.is_some() {
        end_sessions(&mut work.tx, &user).await?;
        store::login_tokens::delete_all(&mut work.tx, user.id).await?;
    }
    if due == Due::Delete {
        mailed_codes::void(&mut work.tx, &user).await?;
    }
    if new.state != user.state && new.deleted_at.is_none() {
        notifications::tell(service, &mut work, &new, News::State(&new)).await?;
    }
    save(service, work, action, &user, new).await?;
    Ok(true)
}
