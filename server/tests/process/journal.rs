//! What writers were told, and whether the database agrees.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;

pub(crate) const WRITERS: usize = 4;

/// What one writer knows. Names are numbers that grow with each try.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) tried: AtomicU32,
    /// The last name that was acknowledged.
    told: AtomicU32,
    /// How many changes were, since the last look.
    acknowledged: AtomicU32,
    pub(crate) refused: AtomicU32,
}

impl Entry {
    pub(crate) fn acknowledge(&self, name: u32) {
        self.told.store(name, SeqCst);
        self.acknowledged.fetch_add(1, SeqCst);
    }
}

/// What all writers know.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) entries: [Entry; WRITERS],
    pub(crate) slowest: Mutex<Duration>,
    /// Answers that are neither a success nor "unavailable".
    pub(crate) odd: Mutex<Vec<String>>,
}

impl Journal {
    /// How often each was told of a success, or of a refusal.
    pub(crate) fn counts(&self) -> [(u32, u32); WRITERS] {
        self.entries.each_ref().map(|entry| (entry.acknowledged.load(SeqCst), entry.refused.load(SeqCst)))
    }

    /// Waits until something is so of what each writer was told since `before`: successes and refusals.
    pub(crate) fn wait(&self, before: [(u32, u32); WRITERS], limit: Duration, due: impl Fn(u32, u32) -> bool) {
        let begun = Instant::now();
        let is_due = |(now, before): (&(u32, u32), &(u32, u32))| due(now.0 - before.0, now.1 - before.1);
        while !self.counts().iter().zip(&before).all(is_due) {
            assert!(begun.elapsed() < limit, "after {limit:?}: {:?} since {before:?}", self.counts());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until anybody is told anything but a refusal.
    pub(crate) fn wait_for_any(&self, limit: Duration) {
        let (begun, before) = (Instant::now(), self.counts().map(|(acknowledged, _)| acknowledged));
        while self.counts().map(|(acknowledged, _)| acknowledged) == before && self.odd().is_empty() {
            assert!(begun.elapsed() < limit, "nobody is told anything after {limit:?}");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// The longest that a request has taken.
    pub(crate) fn slowest(&self) -> Duration {
        *self.slowest.lock().unwrap()
    }

    pub(crate) fn odd(&self) -> Vec<String> {
        self.odd.lock().unwrap().clone()
    }

    /// What each has been told by now, as the least that a copy made later must hold.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::default();
        for (to, from) in copy.entries.iter().zip(&self.entries) {
            to.told.store(from.told.load(SeqCst), SeqCst);
            to.acknowledged.store(from.acknowledged.load(SeqCst), SeqCst);
            to.tried.store(u32::MAX, SeqCst);
        }
        copy
    }

    /// What is not as it should be: what was acknowledged is there, or something later of which the answer was lost; and
    /// each change has its record.
    pub(crate) fn lost(&self, runtime: &Runtime, url: &str) -> Vec<String> {
        let sql = "SELECT name, CAST(version AS TEXT), \
                   (SELECT CAST(count(*) AS TEXT) FROM audit WHERE target = user_id AND action = 'user.update'), \
                   (SELECT \"after\" FROM audit WHERE target = user_id AND action = 'user.update' \
                    ORDER BY id DESC LIMIT 1) FROM users WHERE user_id LIKE 'writer-%' ORDER BY user_id";
        let rows = runtime.block_on(testdb::rows(url, sql));
        assert_eq!(rows.len(), WRITERS);
        let mut lost = Vec::new();
        for (row, entry) in rows.iter().zip(&self.entries) {
            let number = |column: usize| row[column].as_ref().unwrap().parse::<u32>().unwrap();
            let (name, version, records) = (number(0), number(1), number(2));
            let told = entry.told.swap(name, SeqCst);
            let acknowledged = entry.acknowledged.swap(records, SeqCst);
            let recorded = row[3].as_ref().is_none_or(|after| after.contains(&format!("\"{name}\"")));
            let there = (told..=entry.tried.load(SeqCst)).contains(&name) && records >= acknowledged;
            if !there || version != records + 1 || !recorded {
                lost.push(format!("told {told}, {acknowledged} changes; there: {row:?}"));
            }
        }
        lost
    }

    /// Notes a change that was never made.
    pub(crate) fn pretend(&self) {
        self.entries[0].acknowledged.fetch_add(1, SeqCst);
    }
}
