//! What the server does by itself: upkeep every few minutes; every second, what is due of users, sending mails, writing
//! refusals to the trail, and sealing it.

use std::time::Duration;

use domain::{Anchor, Seal};
use service::{Service, audit::Sealer, mails::Postman, refusals};
use tokio::{
    select,
    task::{JoinHandle, JoinSet, spawn_blocking},
    time::{Instant, Interval, MissedTickBehavior, interval_at, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::anchors::AnchorFile;

/// How often ended sessions are swept.
const UPKEEP: Duration = Duration::from_mins(5);
/// How often refusals are written, and the trail is sealed.
const SEAL: Duration = Duration::from_secs(1);

/// How often it is asked whether something is due of users; the clock alone ends their access, so it is not urgent.
const SCHEDULES: Duration = Duration::from_secs(1);
/// How often it is asked whether mails are due.
const MAILS: Duration = Duration::from_secs(1);

/// How long mails that are under way are waited for at the end.
const LAST_MAILS: Duration = Duration::from_secs(10);

/// The jobs of a server.
pub(crate) struct Jobs {
    /// Those that may be cut short.
    others: JoinSet<()>,
    postman: Postman,
    mails: JoinHandle<()>,
    sealing: JoinHandle<()>,
    /// Nothing is begun any more.
    end: CancellationToken,
    /// The trail is sealed a last time.
    last_seal: CancellationToken,
}

impl Jobs {
    /// Starts them.
    pub(crate) fn start(service: &Service, anchors: Option<AnchorFile>, postman: Postman) -> Self {
        let end = CancellationToken::new();
        let sealer = Sealer::new(service.clone());
        let sealing = Sealing { service: service.clone(), sealer, anchors, failing: false };
        let mut others = JoinSet::new();
        let asked = || (service.clone(), end.clone());
        others.spawn(repeat(UPKEEP, asked(), "upkeep", async |service| service::upkeep::run(service).await));
        let schedules = async |service: &Service| service::schedules::run(service).await;
        others.spawn(repeat(SCHEDULES, asked(), "schedules", schedules));
        let sending = postman.clone();
        let mails = tokio::spawn(repeat(MAILS, asked(), "mails", async move |_: &Service| sending.run().await));
        let last_seal = CancellationToken::new();
        Self { others, postman, mails, sealing: tokio::spawn(sealing.run(last_seal.clone())), end, last_seal }
    }

    /// Ends them, once mails that are under way are sent, all refusals are written, and the trail is sealed a last time.
    pub(crate) async fn end(mut self) {
        self.end.cancel();
        self.postman.end();
        if timeout(LAST_MAILS, self.mails).await.is_err() {
            tracing::warn!("a mail server takes its time; what it was told last may be told again");
        }
        self.others.shutdown().await;
        self.last_seal.cancel();
        if let Err(cause) = self.sealing.await {
            tracing::error!(%cause, "sealing broke off");
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Does a job again and again. That it fails is said once, until it succeeds again.
async fn repeat(
    period: Duration,
    (service, end): (Service, CancellationToken),
    job: &'static str,
    work: impl AsyncFn(&Service) -> domain::Result<u64>,
) {
    let mut ticks = every(period);
    let mut failing = false;
    loop {
        select! {
            biased;
            () = end.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let outcome = work(&service).await;
        match &outcome {
            Ok(0) => {}
            Ok(done) => tracing::debug!(job, done, "something was due"),
            Err(_) if failing => {}
            Err(error) => tracing::warn!(job, cause = error.cause, "a job failed; it is tried again"),
        }
        failing = outcome.is_err();
    }
}

struct Sealing {
    service: Service,
    sealer: Sealer,
    anchors: Option<AnchorFile>,
    /// Whether it was said already that it fails: a line a second would be too many.
    failing: bool,
}

impl Sealing {
    async fn run(mut self, end: CancellationToken) {
        let mut ticks = every(SEAL);
        loop {
            let last = select! {
                () = end.cancelled() => true,
                _ = ticks.tick() => false,
            };
            self.seal(last).await;
            if last {
                return;
            }
        }
    }

    async fn seal(&mut self, last: bool) {
        match self.write_and_seal(last).await {
            Ok(seal) => {
                self.failing = false;
                if let Some(seal) = seal {
                    self.publish(seal).await;
                }
            }
            Err(_) if self.failing => {}
            Err(error) => {
                self.failing = true;
                tracing::warn!(cause = error.cause, "the trail can't be sealed; it is tried again every second");
            }
        }
    }

    async fn write_and_seal(&mut self, last: bool) -> domain::Result<Option<Seal>> {
        while refusals::write(&self.service, last).await? > 0 && last {}
        self.sealer.run().await
    }

    /// Makes the head known outside of the database.
    async fn publish(&self, seal: Seal) {
        let Anchor { number, last_id, head, .. } = Anchor::from(&seal);
        tracing::info!(seal = number, last_id, head, "the trail is sealed");
        let Some(anchors) = self.anchors.clone() else { return };
        if let Ok(Err(cause)) = spawn_blocking(move || anchors.add(&seal)).await {
            tracing::error!(%cause, seal = number, "the anchor file can't be written");
        }
    }
}
