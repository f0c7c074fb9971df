//! Tables for people, and comma-separated values for spreadsheets.

use comfy_table::{Table, presets::NOTHING};
use domain::csv::guarded;
use prost_reflect::DynamicMessage;
use proto::json::Json;
use serde_json::Value;

use crate::{
    failure::{Failure, Result},
    printable,
};

/// The paths of everything that some of the messages have, in the order of the API.
pub(super) fn columns(messages: &[DynamicMessage]) -> Vec<String> {
    let Some(first) = messages.first() else { return Vec::new() };
    let of = prost_reflect::ReflectMessage::descriptor(first);
    let used = proto::fields(&of).filter(|field| messages.iter().any(|message| message.has_field(field)));
    used.map(|field| field.name().to_owned()).collect()
}

/// What stands in a cell: texts as they are, lists and objects in a line.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" "),
        // Who or what it is.
        Some(Value::Object(members)) if members.len() == 1 && members.keys().all(|name| name.ends_with("_id")) => {
            cell(members.values().next())
        }
        Some(value) => value.to_string(),
    }
}

fn cells(columns: &[String], message: &DynamicMessage) -> Vec<String> {
    let value = serde_json::to_value(Json(message)).unwrap_or_default();
    let shown = |column: &String| match value.pointer(&format!("/{}", column.replace('.', "/"))) {
        None => first_name(message, column),
        value => cell(value),
    };
    columns.iter().map(shown).collect()
}

/// What JSON leaves out: the first value of an enum, which has a name all the same.
fn first_name(message: &DynamicMessage, column: &str) -> String {
    let field = prost_reflect::ReflectMessage::descriptor(message).get_field_by_name(column);
    let first = field
        .filter(|field| !field.is_list())
        .and_then(|field| Some(field.kind().as_enum()?.get_value(0)?.name().to_owned()));
    first.unwrap_or_default()
}

/// A table; the first part of one has a header.
pub(super) fn table(columns: &[String], messages: &[DynamicMessage], header: bool) -> String {
    if messages.is_empty() {
        return String::new();
    }
    let mut table = plain();
    if header {
        table.set_header(columns.iter().map(|column| title(column)));
    }
    table.add_rows(
        messages.iter().map(|message| cells(columns, message).into_iter().map(|cell| printable::line(&cell))),
    );
    lines(&table)
}

/// One message, a line a field.
pub(super) fn vertical(message: &DynamicMessage) -> String {
    let columns = columns(std::slice::from_ref(message));
    let mut table = plain();
    let values = cells(&columns, message);
    table.add_rows(columns.iter().zip(values).map(|(column, value)| [title(column), printable::line(&value)]));
    lines(&table)
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}

fn lines(table: &Table) -> String {
    let lines = table.lines().map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn title(column: &str) -> String {
    let column = if column == "ids" { "id" } else { column };
    column.replace(['_', '.'], " ").to_uppercase()
}

/// Comma-separated values; no spreadsheet takes one for a formula.
pub(super) fn csv(columns: &[String], messages: &[DynamicMessage], header: bool) -> Result<String> {
    let failed = |error: csv::Error| Failure::text(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    if header && !columns.is_empty() {
        writer
            .write_record(columns.iter().map(|column| if column == "ids" { "user_id" } else { column }))
            .map_err(failed)?;
    }
    for message in messages {
        let cells = cells(columns, message);
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned())).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::text(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::text(error.to_string()))
}

#[cfg(test)]
mod tests {
    use proto::v3;

    use super::*;

    fn user(user_id: &str, name: &str) -> DynamicMessage {
        let user = v3::User {
            ids: Some(v3::UserIdentifiers { user_id: user_id.into(), email: String::new() }),
            name: name.into(),
            state: v3::State::Approved.into(),
            ..v3::User::default()
        };
        let of = proto::brief_pool().get_message_by_name("ttn.lorawan.v3.User").unwrap();
        DynamicMessage::decode(of, prost::Message::encode_to_vec(&user).as_slice()).unwrap()
    }

    #[test]
    fn columns_stand_below_one_another_and_nothing_moves_the_cursor() {
        let users = [user("ada", "Ada\x1b[2J"), user("grace-hopper", "Grace")];
        let text = table(&columns(&users), &users, true);
        let expected = "ID            NAME     STATE\nada           Ada [2J  STATE_APPROVED\ngrace-hopper  Grace    STATE_APPROVED\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn no_cell_is_a_formula() {
        let users = [user("ada", "=1+1"), user("bob", "a, \"b\"")];
        let text = csv(&columns(&users), &users, true).unwrap();
        assert_eq!(text, "user_id,name,state\nada,'=1+1,STATE_APPROVED\nbob,\"a, \"\"b\"\"\",STATE_APPROVED\n");
    }
}
