//! A unit of work: one transaction, one permission, one audit record.

use domain::{Action, Result, Timestamp, User, UserId};
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::Tx;

use crate::{Granted, RequestContext, Service};

/// An open transaction that will change something. It can't be opened without a permission, nor committed
/// without an audit record.
pub(crate) struct Work {
    pub(crate) tx: Tx,
    pub(crate) now: Timestamp,
    pub(crate) actor: String,
    context: RequestContext,
}

impl Work {
    pub(crate) async fn begin<Scope>(service: &Service, granted: &Granted<Scope>) -> Result<Self> {
        let mut tx = service.db.write().await?;
        // Asked once the transaction is open: who waited for the writer must not act in the past.
        let now = service.now();
        granted.still_holds(&mut tx, now).await?;
        Ok(Self { tx, now, actor: granted.actor.clone(), context: granted.context.clone() })
    }

    /// The request this is done for.
    pub(crate) fn context(&self) -> &RequestContext {
        &self.context
    }

    /// Writes the record and commits: after this, what was done may be acknowledged.
    pub(crate) async fn commit(mut self, action: Action, target: &UserId, change: Change) -> Result<()> {
        let record = store::audit::NewRecord {
            at: self.now,
            actor: &self.actor,
            action,
            target: Some(target),
            before: &change.before.to_string(),
            after: &change.after.to_string(),
            request_id: &self.context.request_id,
            address: &self.context.address,
        };
        store::audit::insert(&mut self.tx, &record).await?;
        self.tx.commit().await
    }

    /// The same where no user is the target but whoever does it.
    pub(crate) async fn note(self, action: Action, what: Value) -> Result<()> {
        let target = UserId::parse(&self.actor)?;
        self.commit(action, &target, Change::noted(what)).await
    }
}

/// What an audit record says of the fields: before and after, without secrets.
pub(crate) struct Change {
    before: Value,
    after: Value,
}

impl Change {
    /// Nothing but that it happened.
    pub(crate) fn none() -> Self {
        Self { before: Value::Object(Map::new()), after: Value::Object(Map::new()) }
    }

    /// A session that began or ended, by its public name.
    pub(crate) fn session(session_id: &str) -> Self {
        Self { after: json!({ "session_id": session_id }), ..Self::none() }
    }

    /// What a batch of an import has done, or what was exported.
    pub(crate) fn noted(what: Value) -> Self {
        Self { after: what, ..Self::none() }
    }

    /// The same with a field that is kept apart from the user.
    pub(crate) fn with(mut self, name: &str, before: impl Serialize, after: impl Serialize) -> Self {
        for (fields, value) in [(&mut self.before, json!(before)), (&mut self.after, json!(after))] {
            if let Value::Object(fields) = fields {
                fields.insert(name.to_owned(), value);
            }
        }
        self
    }

    /// The fields that differ. A [`User`] holds no secret, so nothing has to be left out for that.
    pub(crate) fn between(before: Option<&User>, after: Option<&User>) -> Self {
        let (mut before, mut after) = (fields(before), fields(after));
        let differs = |name: &String, value: &Value, other: &Map<String, Value>| other.get(name) != Some(value);
        let (old, new) = (before.clone(), after.clone());
        before.retain(|name, value| differs(name, value, &new));
        after.retain(|name, value| differs(name, value, &old));
        Self { before: Value::Object(before), after: Value::Object(after) }
    }
}

/// The fields of a user as the trail keeps them: without the database's key, and without what changes always.
fn fields(user: Option<&User>) -> Map<String, Value> {
    let Some(Ok(Value::Object(mut fields))) = user.map(serde_json::to_value) else { return Map::new() };
    for always in ["id", "user_id", "version", "updated_at"] {
        fields.remove(always);
    }
    fields
}
