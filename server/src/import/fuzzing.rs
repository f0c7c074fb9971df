//! What must hold of files of users.

use std::{fs::File, io::Write as _};

use rustix::fs::{MemfdFlags, memfd_create};

use super::{Position, Source, csv, ndjson};

/// From each record on, the rest is read as it was without a stop; lines and places only grow.
pub fn import(kind: &str, content: &[u8]) {
    let Some(mut source) = open(kind, content, Position::default()) else { return };
    let (mut rows, mut places) = (Vec::new(), vec![source.position()]);
    while let Ok(Some(row)) = source.next() {
        rows.push((row.line, row.record.is_ok()));
        places.push(source.position());
    }
    assert!(rows.is_sorted_by(|(before, _), (after, _)| before < after), "{rows:?}");
    assert!(places.is_sorted_by_key(|place| place.byte));
    let Some((place, stop)) = places.get(rows.len() / 2).zip(Some(rows.len() / 2)) else { return };
    let mut rest = open(kind, content, *place).expect("what was opened opens again");
    for expected in rows.get(stop..).unwrap_or_default() {
        let row = rest.next().ok().flatten().expect("the same record");
        assert_eq!((row.line, row.record.is_ok()), *expected, "from {place:?}");
    }
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
