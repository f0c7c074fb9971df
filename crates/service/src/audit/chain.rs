//! What the head of a seal is computed of.

use domain::{AuditRecord, Seal, Timestamp};
use sha2::{Digest as _, Sha256};

/// Tells these hashes from all others, and this way of computing them from later ones.
const KIND: &[u8] = b"roster audit seal 1";
/// What the first seal holds in place of a head before it.
pub(super) const NO_HEAD: [u8; 32] = [0; 32];
/// Stands before each record.
const RECORD: [u8; 1] = [1];
/// Stands before what is said of the seal itself.
const END: [u8; 1] = [2];

/// A seal in the making: the head before it, and then record by record. Numbers have eight bytes, and before each text
/// stands its length, so that no two trails read alike.
pub(super) struct Links {
    hash: Sha256,
    previous: Vec<u8>,
    first_id: Option<i64>,
    last_id: i64,
    count: i64,
}

impl Links {
    /// Behind this head.
    pub(super) fn after(previous: Vec<u8>) -> Self {
        let mut hash = Sha256::new_with_prefix(KIND);
        text(&mut hash, &previous);
        Self { hash, previous, first_id: None, last_id: 0, count: 0 }
    }

    /// How many records there are so far.
    pub(super) fn count(&self) -> i64 {
        self.count
    }

    /// Adds the next record.
    pub(super) fn add(&mut self, record: &AuditRecord) {
        let AuditRecord { id, at, actor, action, target, before, after, request_id, address } = record;
        self.hash.update(RECORD);
        self.hash.update(id.to_be_bytes());
        self.hash.update(at.micros().to_be_bytes());
        for column in [actor, action, target, before, after, request_id, address] {
            text(&mut self.hash, column.as_bytes());
        }
        self.first_id.get_or_insert(*id);
        self.last_id = *id;
        self.count += 1;
    }

    /// The seal of this number over what was added; `None` if nothing was.
    pub(super) fn seal(mut self, number: i64, sealed_at: Timestamp) -> Option<Seal> {
        let (first_id, last_id, count) = (self.first_id?, self.last_id, self.count);
        self.hash.update(END);
        for value in [number, first_id, last_id, count, sealed_at.micros()] {
            self.hash.update(value.to_be_bytes());
        }
        let head = self.hash.finalize().to_vec();
        Some(Seal { number, first_id, last_id, count, sealed_at, previous: self.previous, head })
    }
}

fn text(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use domain::Anchor;

    use super::*;

    fn head(change: impl FnOnce(&mut AuditRecord)) -> String {
        let mut record = AuditRecord {
            id: 7,
            at: Timestamp::from_micros(1_800_000_000_000_000),
            actor: "boss".into(),
            action: "user.update".into(),
            target: "colleague".into(),
            before: "{}".into(),
            after: "{\"name\":\"Ñ\"}".into(),
            request_id: "request-1".into(),
            address: "192.0.2.7".into(),
        };
        change(&mut record);
        let mut links = Links::after(NO_HEAD.to_vec());
        links.add(&record);
        Anchor::from(&links.seal(1, Timestamp::from_micros(1_800_000_001_000_000)).unwrap()).head
    }

    #[test]
    fn a_text_that_moves_to_the_next_column_is_another_record() {
        let moved = head(|record| {
            record.actor = "bos".into();
            record.action = "suser.update".into();
        });
        assert_ne!(moved, head(|_| {}));
    }

    /// Seals outlive the program that made them: what is computed must stay the same.
    #[test]
    fn a_head_is_what_it_was() {
        assert_eq!(head(|_| {}), "3502300d6b4daa5f34871133745a6a9889572772e905fdaa10174405bfefd6db");
    }
}
