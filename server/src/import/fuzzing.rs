//! What must hold of files of users.

use std::{fs::File, io::Write as _};

use rustix::fs::{MemfdFlags, memfd_create};

use super::{Position, Source, csv, ndjson};

/// What the reader of CSV passes over where it begins to read, and so also where it goes on.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// From a record on, the rest is read as it was without a stop. Places grow, and lines never become less: records that
/// end in CR alone share one.
pub fn import(kind: &str, content: &[u8]) {
    if content.windows(BOM.len()).skip(1).any(|bytes| bytes == BOM) {
        return;
    }
    let Some(mut source) = open(kind, content, Position::default()) else { return };
    let (mut rows, mut places) = (Vec::new(), vec![source.position()]);
    while let Ok(Some(row)) = source.next() {
        rows.push((row.line, row.record.ok()));
        places.push(source.position());
    }
    assert!(rows.is_sorted_by_key(|(line, _)| *line));
    assert!(places.is_sorted_by(|before, after| before.byte < after.byte));
    let stop = rows.len() / 2;
    let Some(place) = places.get(stop) else { return };
    let mut rest = open(kind, content, *place).expect("what was opened opens again");
    for (line, record) in rows.get(stop..).unwrap_or_default() {
        let row = rest.next().ok().flatten().expect("the same record");
        assert_eq!(row.line, *line, "from {place:?}");
        assert!(row.record.ok() == *record, "another record in line {line}, from {place:?}");
    }
    assert!(!matches!(rest.next(), Ok(Some(_))), "more records from {place:?}");
}

fn open(kind: &str, content: &[u8], at: Position) -> Option<Source> {
    let mut file = File::from(memfd_create(c"import", MemfdFlags::CLOEXEC).expect("a file in memory"));
    file.write_all(content).expect("room in memory");
    std::io::Seek::rewind(&mut file).expect("a file that can be read from its start");
    match kind {
        "csv" => csv::Reader::new(file, at).ok().map(Source::Csv),
        _ => ndjson::Reader::new(file, at).ok().map(Source::Ndjson),
    }
}
