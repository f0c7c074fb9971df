//! What records of the trail say, in words.

use domain::{AuditRecord, Timestamp};
use serde_json::{Map, Value};

/// What is noted of a change beside what somebody has changed.
const NOTED: [&str; 4] = ["created_at", "deleted_at", "deleted_by", "password_updated_at"];

/// Times of which one wants to know when, and not only whether there is one.
const ENDS: [&str; 3] = ["suspended_until", "expires_at", "delete_at"];

type Fields = Map<String, Value>;

fn fields(json: &str) -> Fields {
    serde_json::from_str(json).unwrap_or_default()
}

/// What a record says of the user whom it is about, with its icon: `suspended the user`, `circle-pause`.
pub(crate) fn deed_to_user(record: &AuditRecord) -> (String, &'static str) {
    let after = fields(&record.after);
    let text = |field: &str| after.get(field).and_then(Value::as_str).unwrap_or_default();
    let (deed, icon) = match record.action.as_str() {
        "user.create" => ("added the user", "user-plus"),
        "user.import" => ("imported users, of whom this is the first", "user-plus"),
        "user.export" => ("exported a list of users", "download"),
        "user.update" => match text("state") {
            "Approved" => ("approved the user", "circle-check"),
            "Requested" => ("let the user wait for approval again", "circle-dashed"),
            "Rejected" => ("rejected the user", "circle-x"),
            "Flagged" => ("flagged the user", "flag"),
            "Suspended" => ("suspended the user", "circle-pause"),
            _ => ("changed the user", "pencil"),
        },
        "user.delete" => ("deleted the user", "trash-2"),
        "user.restore" => ("restored the user", "rotate-ccw"),
        "user.purge" => ("purged the user", "trash-2"),
        "user.password.set" => ("set the password", "key-round"),
        "user.password_link.create" => ("made a one-time code for a new password", "key-round"),
        "email_validation.create" => ("had a code mailed to validate the address", "check"),
        "user.email.validate" => ("validated the email address", "circle-check"),
        "login_token.create" => ("made a link to log in with", "key-round"),
        "session.create" => ("logged in", "monitor"),
        "session.confirm" => ("typed the password again", "key-round"),
        "api_key.create" => ("made an API key", "key-round"),
        "api_key.update" => ("changed an API key", "key-round"),
        "api_key.delete" => ("ended an API key", "key-round"),
        "reservation.create" => ("reserved IDs", "lock"),
        "reservation.delete" => ("lifted a reservation of IDs", "lock"),
        "invitation.create" => ("invited people", "user-plus"),
        "invitation.update" => ("sent or extended an invitation", "user-plus"),
        "invitation.delete" => ("revoked an invitation", "user-plus"),
        "authorization.create" => ("let a program act for the user", "key-round"),
        "authorization.delete" => ("took back what a program was let do", "key-round"),
        "oauth_token.create" => ("gave a program an access token", "key-round"),
        "oauth_token.delete" => ("ended an access token of a program", "key-round"),
        "oauth_token.reused" => ("showed a used code or token, and ended all that came of it", "circle-x"),
        "oauth_client.create" => ("made a program known", "key-round"),
        "oauth_client.update" => ("switched a program on or off", "key-round"),
        "oauth_client.delete" => ("removed a program", "trash-2"),
        "mail.retry" => ("had a mail tried again", "rotate-ccw"),
        "session.delete" if after.contains_key("sessions") => ("logged the user out everywhere", "log-out"),
        "session.delete" if text("session_id").is_empty() => ("ended all other sessions", "log-out"),
        "session.delete" => ("ended a session", "log-out"),
        "session.refused" => return (refusal(text("reason"), after.get("count")), "circle-x"),
        other => return (format!("did {other}"), "pencil"),
    };
    (deed.to_owned(), icon)
}

fn refusal(reason: &str, count: Option<&Value>) -> String {
    let deed = match reason {
        "no_user_id_password_match" => "tried to log in with a wrong password",
        "rate_limit_exceeded" => "tried to log in too often",
        reason if reason.starts_with("login_token") => "tried to log in by a link that is not good",
        "email_validation_required" => "tried to log in before the email address was validated",
        "old_password" => "typed a wrong password again, being logged in",
        _ => "tried to log in, which the state of the user does not allow",
    };
    match count.and_then(Value::as_u64) {
        Some(count @ 2..) => format!("{deed}, {} times within a minute", super::number(count)),
        _ => deed.to_owned(),
    }
}

/// The fields that a change of a user was about: `Name from “a” to “b”`.
pub(crate) fn changes(record: &AuditRecord) -> Vec<String> {
    if record.action != "user.update" {
        return Vec::new();
    }
    let (before, after) = (fields(&record.before), fields(&record.after));
    let changed = after.iter().filter(|(field, _)| !NOTED.contains(&field.as_str()));
    let change = |(field, new): (&String, &Value)| {
        format!("{} from {} to {}", name(field), shown(field, before.get(field)), shown(field, Some(new)))
    };
    changed.map(change).collect()
}

fn name(field: &str) -> String {
    match field {
        "primary_email_address_validated_at" => super::EMAIL_VALIDATED.to_owned(),
        "admin" => super::ADMIN.to_owned(),
        "theme" => super::THEME.to_owned(),
        _ => super::label(field).map_or_else(|| field.replace('_', " "), str::to_owned),
    }
}

fn shown(field: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => "no".into(),
        Some(Value::Bool(true)) => "yes".into(),
        Some(Value::Number(at)) if ENDS.contains(&field) => {
            Timestamp::from_micros(at.as_i64().unwrap_or_default()).to_utc_text()
        }
        Some(Value::Number(_)) if field.ends_with("_at") => "yes".into(),
        Some(Value::Object(pairs)) if pairs.is_empty() => "none".into(),
        Some(Value::Object(pairs)) => {
            let pairs: Vec<_> =
                pairs.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
            format!("“{}”", pairs.join(", "))
        }
        Some(Value::String(text)) if text.is_empty() => "empty".into(),
        Some(Value::String(text)) => format!("“{text}”"),
        Some(other) => other.to_string(),
    }
}

/// Where a record's request came from.
pub(crate) fn from_where(record: &AuditRecord) -> String {
    if record.address.is_empty() { "on the server itself".into() } else { format!("from {}", record.address) }
}

/// What an audit record says of its target, with its icon: `deleted`, `trash-2`.
pub(crate) fn deed(record: &AuditRecord) -> (&'static str, &'static str) {
    let changed = |field: &str| record.after.contains(&format!("\"{field}\":"));
    match record.action.as_str() {
        "user.create" => ("added", "user-plus"),
        "user.export" => ("exported a list, as", "download"),
        "user.import" => ("imported users, the first of them", "user-plus"),
        "user.update" if changed("state") => ("changed the state of", "circle-dashed"),
        "user.update" if changed("admin") => ("changed the admin status of", "shield-check"),
        "user.update" if changed("theme") => ("changed the colours of", "sun-moon"),
        "user.delete" => ("deleted", "trash-2"),
        "user.restore" => ("restored", "rotate-ccw"),
        "user.purge" => ("purged", "trash-2"),
        "user.password.set" => ("set the password of", "key-round"),
        "user.password_link.create" => ("made a one-time code for", "key-round"),
        _ => ("changed", "pencil"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(action: &str, before: &str, after: &str) -> AuditRecord {
        AuditRecord {
            id: 1,
            at: Timestamp::from_micros(1),
            actor: "boss".into(),
            action: action.into(),
            target: "colleague".into(),
            before: before.into(),
            after: after.into(),
            request_id: String::new(),
            address: "192.0.2.7".into(),
        }
    }

    #[test]
    fn ends_and_attributes_are_told_as_people_read_them() {
        let record = record(
            "user.update",
            r#"{"expires_at":null,"attributes":{}}"#,
            r#"{"expires_at":1576753493677000,"attributes":{"phone":"1","team":"ops"}}"#,
        );
        let mut changes = changes(&record);
        changes.sort();
        assert_eq!(
            changes,
            ["Attributes from none to “phone=1, team=ops”", "Expires at from no to 19 Dec 2019, 11:04:53 UTC"]
        );
    }

    #[test]
    fn a_change_says_from_what_to_what() {
        let record = record(
            "user.update",
            r#"{"name":"a","admin":false,"description":"","primary_email_address_validated_at":null}"#,
            r#"{"name":"b","admin":true,"description":"c","primary_email_address_validated_at":17}"#,
        );
        let mut changes = changes(&record);
        changes.sort();
        assert_eq!(
            changes,
            [
                "Admin from no to yes",
                "Description from empty to “c”",
                "Email validated from no to yes",
                "Name from “a” to “b”"
            ]
        );
        assert_eq!(deed_to_user(&record), ("changed the user".into(), "pencil"));
    }

    #[test]
    fn a_deed_has_its_words() {
        let deed = |action: &str, after: &str| deed_to_user(&record(action, "{}", after)).0;
        assert_eq!(deed("user.update", r#"{"state":"Suspended"}"#), "suspended the user");
        assert_eq!(deed("session.delete", "{}"), "ended all other sessions");
        assert_eq!(
            deed("session.refused", r#"{"count":3,"reason":"no_user_id_password_match"}"#),
            "tried to log in with a wrong password, 3 times within a minute"
        );
        assert_eq!(
            deed("session.refused", r#"{"count":1,"reason":"rate_limit_exceeded"}"#),
            "tried to log in too often"
        );
        assert!(changes(&record("user.create", "{}", r#"{"name":"b"}"#)).is_empty());
    }
}
