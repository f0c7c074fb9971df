//! One batch of an import.

use std::collections::HashMap;

use domain::{Action, Code, Error, Reservation, Result, State, User};
use serde_json::json;
use store::imports::Progress;

use super::{
    OnConflict, Options, Outcome, Refused, Row,
    checked::{Checked, check, hash_passwords},
    holders::{Holder, Taken},
};
use crate::{
    Admin, Granted, Service, last_admin,
    sessions::end_sessions,
    work::{Change, Work},
};

/// Users of one statement; SQLite takes 32,766 values at most, and a user has 20.
const STATEMENT: usize = 1_000;
/// How often a batch is tried again when somebody takes an ID or an address at the same moment.
const ATTEMPTS: u32 = 5;

pub(super) async fn run(
    service: &Service,
    granted: &Granted<Admin>,
    digest: Option<&[u8]>,
    options: Options,
    rows: Vec<Row>,
    mut reached: impl FnMut(&Outcome) -> Result<Progress>,
) -> Result<Outcome> {
    let reserved = if options.allow_blocked {
        Vec::new()
    } else {
        store::reservations::list(&mut service.db.read().await?).await?
    };
    let checked = Vec::with_capacity(rows.len());
    let mut batch = Batch { granted, digest, options, reserved, checked, refused: Vec::new() };
    for row in rows {
        match check(row, service.now(), options, service.settings.password_policy) {
            Ok(row) => batch.checked.push(row),
            Err(refusal) => batch.refused.push(refusal),
        }
    }
    if !options.dry_run {
        hash_passwords(service, &mut batch.checked).await?;
    }
    for _ in 1..ATTEMPTS {
        match batch.write(service, &mut reached).await {
            // Somebody was faster: now they are found.
            Err(error) if error.code == Code::AlreadyExists => {}
            outcome => return outcome,
        }
    }
    batch.write(service, &mut reached).await
}

/// What became of a record.
enum Placed {
    New,
    Updated,
    Skipped,
}

/// What all records of a batch share.
struct Batch<'a> {
    granted: &'a Granted<Admin>,
    /// Of the file, if there is one.
    digest: Option<&'a [u8]>,
    options: Options,
    /// The IDs that admins keep free; none where all are allowed.
    reserved: Vec<Reservation>,
    checked: Vec<Checked>,
    refused: Vec<Refused>,
}

impl Batch<'_> {
    /// Writes what can be written, in one transaction.
    async fn write(
        &self,
        service: &Service,
        reached: &mut impl FnMut(&Outcome) -> Result<Progress>,
    ) -> Result<Outcome> {
        let mut work = Work::begin(service, self.granted).await?;
        work.tx.unhurried().await?;
        if self.options.on_conflict == OnConflict::Update {
            last_admin::lock(&mut work.tx).await?;
        }
        let mut taken = Taken::find(&mut work, &self.checked).await?;
        let mut outcome = Outcome { refused: self.refused.clone(), ..Outcome::default() };
        let (mut new, mut first) = (Vec::<&Checked>::new(), None);
        for row in &self.checked {
            match self.place(row, &mut work, &mut taken, &mut new).await {
                Ok(Placed::New) => {
                    outcome.created += 1;
                    first.get_or_insert(row);
                }
                Ok(Placed::Updated) => {
                    outcome.updated += 1;
                    first.get_or_insert(row);
                }
                Ok(Placed::Skipped) => outcome.skipped_lines.push(row.line),
                Err(error) if error.cause.is_none() => outcome.refused.push(row.refuse(error)),
                // The database failed, not the record.
                Err(error) => return Err(error),
            }
        }
        insert(&mut work, &mut new).await?;
        outcome.skipped = outcome.skipped_lines.len().cast_signed() as i64;
        outcome.refused.sort_by_key(|refusal| refusal.line);
        let progress = reached(&outcome)?;
        if !self.options.dry_run {
            self.commit(work, first, &outcome, &progress).await?;
        }
        Ok(outcome)
    }

    /// Finds out what becomes of a record. New users are gathered, to be written together.
    async fn place<'a>(
        &self,
        row: &'a Checked,
        work: &mut Work,
        taken: &mut Taken,
        new: &mut Vec<&'a Checked>,
    ) -> Result<Placed> {
        let user = row.user();
        let id = user.user_id.as_str();
        match (taken.ids.get(&user.user_id), self.options.on_conflict) {
            (None, _) => {
                if let Some(reservation) = Reservation::find(&self.reserved, &user.user_id, work.now) {
                    return Err(Error::id_reserved(id, reservation));
                }
                taken.check_address(user)?;
                taken.add_user(user);
                new.push(row);
                Ok(Placed::New)
            }
            (Some(_), OnConflict::Skip) => Ok(Placed::Skipped),
            (Some(Holder::Deleted), _) => {
                Err(Error::id_taken(id, "A deleted user holds this ID. Restore or purge that user first."))
            }
            (Some(Holder::Live), OnConflict::Fail) => Err(Error::id_taken(id, "A user has this ID.")),
            (Some(Holder::Live), OnConflict::Update) => {
                // The user may be one of this very batch.
                insert(work, new).await?;
                update(work, row, taken).await.map(|()| Placed::Updated)
            }
        }
    }

    /// With one audit record for all, about the first that was imported, if there is one.
    async fn commit(
        &self,
        mut work: Work,
        first: Option<&Checked>,
        outcome: &Outcome,
        progress: &Progress,
    ) -> Result<()> {
        if let Some(digest) = self.digest {
            store::imports::set_progress(&mut work.tx, digest, progress).await?;
        }
        match first {
            Some(first) => {
                let last = self.checked.last().map_or(first.line, |row| row.line);
                let lines = [first.line, last.max(progress.next_line - 1)];
                let done = json!({ "created": outcome.created, "updated": outcome.updated, "lines": lines });
                work.commit(Action::UserImport, &first.user().user_id, Change::noted(done)).await
            }
            None => work.tx.commit().await,
        }
    }
}

/// Adds the new users that have been gathered.
async fn insert(work: &mut Work, new: &mut Vec<&Checked>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let users: Vec<_> = new.iter().map(|row| row.user()).collect();
    let mut keys = HashMap::new();
    for some in users.chunks(STATEMENT) {
        keys.extend(store::imports::insert_users(&mut work.tx, some).await?);
    }
    let key = |row: &Checked| keys.get(&row.user().user_id).copied().ok_or_else(|| Error::internal("no key"));
    let (mut hashes, mut attributes) = (Vec::new(), Vec::new());
    for row in new.iter() {
        let key = key(row)?;
        hashes.extend(row.hash.as_deref().map(|hash| (key, hash)));
        attributes.push((key, &row.imported.attributes));
    }
    store::imports::insert_hashes(&mut work.tx, &hashes, work.now).await?;
    store::imports::insert_attributes(&mut work.tx, &attributes).await?;
    new.clear();
    Ok(())
}

/// Makes a live user what the record says. A password that the record doesn't give stays.
async fn update(work: &mut Work, row: &Checked, taken: &mut Taken) -> Result<()> {
    let given = row.user();
    if given.deleted_at.is_some() {
        return Err(Error::invalid("deleted_at", "A live user is not deleted by an import. Delete the user instead."));
    }
    taken.check_address(given)?;
    let stored = store::users::get_for_update(&mut work.tx, &given.user_id).await?;
    let stored = stored.ok_or_else(|| Error::user_not_found(given.user_id.as_str()))?;
    let new = User {
        id: stored.id,
        theme: stored.theme.clone(),
        picture_id: stored.picture_id.clone(),
        suspended_until: stored.suspended_until.filter(|_| given.state == State::Suspended),
        expires_at: stored.expires_at,
        delete_at: stored.delete_at,
        password_updated_at: given.password_updated_at.or(stored.password_updated_at),
        require_password_update: stored.require_password_update && row.hash.is_none(),
        version: stored.version + 1,
        created_at: stored.created_at,
        updated_at: work.now.max(stored.updated_at),
        ..given.clone()
    };
    last_admin::check(&mut work.tx, &stored, Some(&new)).await?;
    if !new.may_act(work.now) || row.hash.is_some() {
        end_sessions(&mut work.tx, &stored).await?;
    }
    // Who is faster with the address breaks the transaction, not the record.
    store::users::update(&mut work.tx, &new, stored.version).await.map_err(|error| error.because("while importing"))?;
    store::attributes::set(&mut work.tx, stored.id, &row.imported.attributes).await?;
    if let Some(hash) = &row.hash {
        store::credentials::set_password_hash(&mut work.tx, stored.id, hash, work.now).await?;
    }
    taken.change_user(&new);
    Ok(())
}
