//! Files of people, in the two forms that an import reads.

use std::io::Write;

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::Person;

/// Writes a file as its extension says: `.csv`, or else NDJSON.
///
/// # Errors
/// What the disk says.
pub fn write(to: impl Write, csv: bool, people: impl Iterator<Item = Person>) -> Result<()> {
    if csv { write_csv(to, people) } else { write_ndjson(to, people) }
}

fn write_ndjson(mut to: impl Write, people: impl Iterator<Item = Person>) -> Result<()> {
    for person in people {
        serde_json::to_writer(&mut to, &object(&person))?;
        to.write_all(b"\n")?;
    }
    Ok(to.flush()?)
}

/// The user in the API's form; what is empty is left out, as there.
fn object(person: &Person) -> Map<String, Value> {
    let fields = [
        ("ids", json!({ "user_id": person.user_id })),
        ("created_at", json!(person.created_at.to_string())),
        ("deleted_at", json!(person.deleted_at.map(|at| at.to_string()))),
        ("name", json!(person.name)),
        ("description", json!(person.description)),
        ("attributes", json!(person.attributes)),
        ("primary_email_address", json!(person.primary_email_address)),
        ("primary_email_address_validated_at", json!(person.validated_at.map(|at| at.to_string()))),
        ("state", json!(person.state.name())),
        ("admin", json!(person.admin)),
        ("password_hash", json!(person.password_hash)),
    ];
    let empty = |value: &Value| matches!(value, Value::Null | Value::Bool(false)) || value == "" || *value == json!({});
    fields.into_iter().filter(|(_, value)| !empty(value)).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn write_csv(to: impl Write, people: impl Iterator<Item = Person>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "user_id",
        "name",
        "description",
        "primary_email_address",
        "primary_email_address_validated_at",
        "state",
        "admin",
        "attributes.department",
        "attributes.floor",
        "created_at",
        "deleted_at",
        "password_hash",
    ])?;
    for person in people {
        let time = |at: Option<domain::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        let attribute = |key| person.attributes.get(key).map_or("", String::as_str);
        writer.write_record([
            person.user_id.as_str(),
            &person.name,
            &person.description,
            &person.primary_email_address,
            &time(person.validated_at),
            &person.state.name(),
            if person.admin { "true" } else { "false" },
            attribute("department"),
            attribute("floor"),
            &time(Some(person.created_at)),
            &time(person.deleted_at),
            &person.password_hash,
        ])?;
    }
    Ok(writer.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people;

    #[test]
    fn a_file_has_a_line_a_person() {
        let written = |csv| {
            let mut bytes = Vec::new();
            write(&mut bytes, csv, people(500, 5)).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(written(false).lines().count(), 500);
        assert!(written(false).lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        assert_eq!(csv::Reader::from_reader(written(true).as_bytes()).records().flatten().count(), 500);
    }
}
