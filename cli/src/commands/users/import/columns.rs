//! The columns of a CSV file, and what a record means by them.

use std::collections::BTreeSet;

use domain::csv::{ATTRIBUTE, EXPORTED, IMPORTED_ONLY, NEEDED, truth, unguarded};
use serde_json::{Map, Value};

/// Names that are less alike do not mean the same.
const ALIKE: f64 = 0.8;

/// Which field each column is. Columns to leave out have none.
pub(super) fn named<'a>(
    header: impl Iterator<Item = &'a str>,
    map: &[(String, String)],
) -> Result<Vec<String>, String> {
    let known: Vec<_> = EXPORTED.into_iter().chain(IMPORTED_ONLY).collect();
    let header: Vec<_> = header.map(str::trim).collect();
    if let [only] = header.as_slice()
        && let Some(separator) = [';', '\t'].into_iter().find(|separator| only.contains(*separator))
    {
        return Err(format!("values are to be separated by commas, and not by {separator:?}"));
    }
    if let Some((column, _)) = map.iter().find(|(column, _)| !header.contains(&column.as_str())) {
        return Err(format!("there is no column {column:?} that --map could mean"));
    }
    let (mut columns, mut seen) = (Vec::new(), BTreeSet::new());
    for name in header {
        let field = map.iter().find(|(column, _)| column == name).map_or(name, |(_, field)| field);
        let attribute = field.strip_prefix(ATTRIBUTE).is_some_and(|key| !key.is_empty());
        if !field.is_empty() && !attribute && !known.contains(&field) {
            let score = |other: &str| strsim::jaro_winkler(&field.to_lowercase(), other);
            let nearest = known.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)));
            let nearest = nearest.filter(|nearest| score(nearest) > ALIKE).unwrap_or("FIELD");
            return Err(format!(
                "there is no field {field:?}; say what the column {name:?} is by --map '{name}={nearest}', or leave it out by --map '{name}='"
            ));
        }
        if !field.is_empty() && !seen.insert(field.to_owned()) {
            return Err(format!("the column {field:?} is there twice"));
        }
        columns.push(field.to_owned());
    }
    match NEEDED.iter().find(|needed| !seen.contains(**needed)) {
        Some(missing) => Err(format!("no column is {missing:?}; say which by --map 'COLUMN={missing}'")),
        None => Ok(columns),
    }
}

/// A record as the object that the API has for it.
pub(super) fn object(columns: &[String], record: &csv::StringRecord) -> Result<Map<String, Value>, String> {
    let (mut object, mut attributes) = (Map::new(), Map::new());
    for (column, value) in columns.iter().zip(record).filter(|(column, value)| !column.is_empty() && !value.is_empty())
    {
        let value = unguarded(value).to_owned();
        if let Some(key) = column.strip_prefix(ATTRIBUTE) {
            attributes.insert(key.to_owned(), value.into());
            continue;
        }
        let value = match column.as_str() {
            "user_id" => serde_json::json!({ "user_id": value }),
            "admin" => truth(&value).ok_or("admin: write true or false")?.into(),
            _ => value.into(),
        };
        object.insert(if column == "user_id" { "ids".to_owned() } else { column.clone() }, value);
    }
    if !attributes.is_empty() {
        object.insert("attributes".to_owned(), attributes.into());
    }
    Ok(object)
}
