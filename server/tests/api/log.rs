//! What the log says of a request (L05): each failure once, with its cause.

use std::{
    io,
    sync::{Arc, Mutex},
};

use server::telemetry::OneLine;
use tracing::subscriber::DefaultGuard;

use crate::support::Site;

/// The log of this thread, on which all of a test runs.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn catch() -> (Self, DefaultGuard) {
        let lines = Self::default();
        let to = lines.clone();
        let layer = tracing_subscriber::fmt().with_ansi(false).with_writer(OneLine(move || to.clone()));
        (lines, tracing::subscriber::set_default(layer.finish()))
    }

    fn with(&self, text: &str) -> Vec<String> {
        let all = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        all.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, some: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(some);
        Ok(some.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_failure_is_logged_once_with_its_cause_and_its_request() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    site.db.close().await;
    let (lines, _guard) = Lines::catch();
    // The session can't be read; there is none, and the log-in can't be checked.
    for answer in [site.get("/users", &cookie).await, site.log_in("admin").await] {
        let id = answer.header("x-request-id");
        let failures: Vec<_> = lines.with("ERROR").into_iter().filter(|line| line.contains(id)).collect();
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(failures[0].contains("closed"), "{failures:?}");
    }
}

#[tokio::test]
async fn what_is_refused_is_no_error_and_a_request_is_one_line() {
    let site = Site::open().await;
    let cookie = site.admin().await;
    let (lines, _guard) = Lines::catch();
    site.post("/fn/users/create", &cookie, &[("user_id", "x"), ("password", "canary-7f3a")]).await;
    site.get("/users?q=canary-7f3a", &cookie).await;
    site.get("/nowhere", &cookie).await;
    assert_eq!(lines.with("answered").len(), 3);
    assert!(lines.with("ERROR").is_empty() && lines.with("canary").is_empty(), "{:?}", lines.with(""));
}
