//! Why an ID or an address can't be had: the constraint settles it, this finds the words for an admin.

use domain::{Code, Error, Result, User};

use crate::Service;

/// Puts the reasons in place of the bare violation: both fields where both are taken, since when an ID is
/// reserved, and who has an address.
pub(crate) async fn explain(service: &Service, wanted: &User, error: Error) -> Error {
    if error.code != Code::AlreadyExists {
        return error;
    }
    match reasons(service, wanted).await {
        Ok(Some(explained)) => explained,
        // Free again by now, or not to be found out: the violation itself still says which field.
        Ok(None) | Err(_) => error,
    }
}

async fn reasons(service: &Service, wanted: &User) -> Result<Option<Error>> {
    let mut tx = service.db.read().await?;
    let holder = store::users::get(&mut tx, &wanted.user_id).await?.filter(|holder| holder.id != wanted.id);
    let id = holder.map(|holder| match holder.deleted_at {
        None => Error::id_taken(wanted.user_id.as_str(), "Another user has this ID. Choose a different one."),
        Some(at) => {
            let message = format!(
                "Reserved since {} by a deleted user. Restore or purge that user to use the ID.",
                at.to_utc_date()
            );
            Error::id_taken(wanted.user_id.as_str(), message).with("reserved_at", at)
        }
    });
    let identity = wanted.primary_email_address.identity();
    let owner = store::users::get_by_email(&mut tx, &identity).await?.filter(|owner| owner.id != wanted.id);
    let address = owner.map(|owner| {
        let message = format!("“{}” has this address. Change it there first.", owner.user_id);
        Error::email_taken(message).with("taken_by", &owner.user_id)
    });
    Ok(match (id, address) {
        (Some(mut id), Some(address)) => {
            id.fields.extend(address.fields);
            id.attributes.extend(address.attributes);
            Some(id)
        }
        (id, address) => id.or(address),
    })
}
