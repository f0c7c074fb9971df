//! The first page an admin sees.

use domain::{Order, OrderKey, Overview, Page, Result, Right, State, UserFilter};

use crate::{Caller, Service};

/// How many users or changes are shown of each kind.
const A_FEW: u32 = 5;

/// Figures, what waits for an admin, and what happened last; all from one moment.
pub async fn get(service: &Service, caller: &Caller) -> Result<Overview> {
    caller.require_admin(Right::USER_INFO)?;
    let page = Page::new(1, A_FEW)?;
    let oldest = |key| Order { key, descending: false };
    let waiting =
        UserFilter { state: Some(State::Requested), order: oldest(OrderKey::CreatedAt), ..UserFilter::default() };
    let ending = UserFilter { deleted: true, order: oldest(OrderKey::DeletedAt), ..UserFilter::default() };
    let mut tx = service.db.read().await?;
    Ok(Overview {
        totals: store::users::totals(&mut tx).await?,
        waiting: store::lists::list(&mut tx, &waiting, page).await?,
        ending: store::lists::list(&mut tx, &ending, page).await?,
        restore_window: service.settings.restore_window.map(|window| window.as_secs()),
        changes: store::audit::latest_changes(&mut tx, A_FEW).await?,
        now: service.now(),
    })
}
