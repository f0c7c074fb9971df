//! The job that sends what is queued.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{EmailAddress, Result};
use store::mails::ClaimedMail;
use tokio::{task::JoinSet, time::timeout};

use super::{Templates, parameters};
use crate::Service;

/// How many mails are under way at a time, for each server. While a mail server thinks about one, others go on, and the
/// database makes what was claimed and sent at about the same time durable in one go.
pub const LANES: u32 = 8;
/// How long a try may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// A mail is tried again by whoever comes first, if nothing was heard of a try for this long: its server is gone.
const LEASE: Duration = Duration::from_mins(2);
/// How long after the first try the second one is; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_mins(1);
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// After so many tries, about six hours, a mail is given up.
const MOST_TRIES: i32 = 12;
/// The most characters that are kept of what a try said.
const FAILURE_MAX: usize = 300;

/// A mail as it is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its name; the same whenever it is tried again, so that whoever gets it twice can tell.
    pub mail_id: String,
    /// Whom it is for.
    pub recipient: EmailAddress,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a mail could not be delivered, in words for admins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It will never be: such a recipient is not there, for example.
    Refused(String),
    /// It may be later.
    Failed(String),
}

/// What a try comes to.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = std::result::Result<(), Undelivered>> + Send + 'a>>;

/// Something that delivers mails.
pub trait Mailer: fmt::Debug + Send + Sync {
    /// Delivers a mail, once.
    fn send<'a>(&'a self, mail: &'a Mail) -> Delivery<'a>;
}

/// Sends what is queued. Any number of servers may do it at the same time: each takes mails that no other has.
#[derive(Clone)]
pub struct Postman {
    service: Service,
    mailer: Arc<dyn Mailer>,
    templates: Arc<Templates>,
    ended: Arc<AtomicBool>,
}

impl Postman {
    /// Makes mails from templates and hands them to `mailer`.
    pub fn new(service: Service, mailer: Arc<dyn Mailer>, templates: Templates) -> Self {
        Self { service, mailer, templates: Arc::new(templates), ended: Arc::default() }
    }

    /// Sends all that is due, some at the same time, and answers how much it was. Once something can't be delivered for
    /// the time being, what has not begun waits for the next time. No transaction is open while a mail is under way.
    ///
    /// # Errors
    /// Faults of the database only.
    pub async fn run(&self) -> Result<u64> {
        let service = &self.service;
        let due = store::mails::count_due(&mut service.db.once().await?, service.now(), LANES).await?;
        let failing = Arc::new(AtomicBool::new(false));
        let mut lanes: JoinSet<_> = (0..due).map(|_| self.clone().lane(Arc::clone(&failing))).collect();
        let mut sent = Ok(0);
        while let Some(lane) = lanes.join_next().await {
            // The others come to their end first: a mail that is cut off between being sent and being ticked off is sent again.
            let lane = lane.map_err(domain::Error::internal).flatten();
            failing.fetch_or(lane.is_err(), Ordering::Relaxed);
            sent = sent.and_then(|sent: u64| Ok(sent + lane?));
        }
        sent
    }

    /// Lets what is under way come to its end, and begins nothing more.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// Sends one mail after the other, until none is due or `failing`.
    async fn lane(self, failing: Arc<AtomicBool>) -> Result<u64> {
        let mut sent = 0;
        while !failing.load(Ordering::Relaxed) && !self.ended.load(Ordering::Relaxed) {
            let Some(mail) = self.claim().await? else { break };
            let outcome = self.attempt(&mail).await;
            match outcome {
                Ok(()) => sent += 1,
                Err(Undelivered::Refused(_)) => {}
                Err(Undelivered::Failed(_)) => failing.store(true, Ordering::Relaxed),
            }
            self.settle(&mail, &outcome).await?;
        }
        Ok(sent)
    }

    async fn claim(&self) -> Result<Option<ClaimedMail>> {
        let mut tx = self.service.db.write().await?;
        let now = self.service.now();
        let mail = store::mails::claim(&mut tx, now, now.plus(LEASE)).await?;
        tx.commit().await?;
        Ok(mail)
    }

    async fn attempt(&self, claimed: &ClaimedMail) -> std::result::Result<(), Undelivered> {
        let refused = |why: &str| Undelivered::Refused(why.to_owned());
        let parameters = parameters(&self.service, &claimed.mail_id, &claimed.parameters)
            .ok_or_else(|| refused("what belongs in it was sealed with another key than that of secrets.key_file"))?;
        let made = self.templates.make(&claimed.template, parameters);
        let made = made.map_err(|cause| Undelivered::Refused(format!("template {}: {cause}", claimed.template)))?;
        let mail = Mail {
            mail_id: claimed.mail_id.clone(),
            recipient: claimed.recipient.clone(),
            subject: made.subject,
            text: made.text,
            html: made.html,
        };
        let sent = timeout(PATIENCE, self.mailer.send(&mail)).await;
        sent.unwrap_or_else(|_| Err(Undelivered::Failed("it took longer than a minute".to_owned())))
    }

    async fn settle(&self, mail: &ClaimedMail, outcome: &std::result::Result<(), Undelivered>) -> Result<()> {
        let mut tx = self.service.db.write().await?;
        let now = self.service.now();
        let (mail_id, tries) = (&mail.mail_id, mail.tries);
        match outcome {
            Ok(()) => {
                store::mails::sent(&mut tx, mail, now).await?;
                tracing::info!(mail_id, template = mail.template, "a mail was sent");
            }
            Err(Undelivered::Failed(why)) if tries < MOST_TRIES => {
                store::mails::put_off(&mut tx, mail, now.plus(wait(tries)), &brief(why)).await?;
                tracing::warn!(mail_id, tries, why, "a mail could not be sent; it is tried again");
            }
            Err(Undelivered::Failed(why) | Undelivered::Refused(why)) => {
                store::mails::give_up(&mut tx, mail, now, &brief(why)).await?;
                tracing::error!(mail_id, tries, why, "a mail could not be sent, and was given up");
            }
        }
        tx.commit().await
    }
}

/// How long to wait after so many tries.
fn wait(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or_default();
    FIRST_WAIT.saturating_mul(2u32.saturating_pow(doublings)).min(LONGEST_WAIT)
}

/// What a mail server says, in one line.
fn brief(why: &str) -> String {
    why.chars().map(|c| if c.is_control() { ' ' } else { c }).take(FAILURE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let minutes: Vec<_> = (1..=9).map(|tries| wait(tries).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait(i32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn what_a_server_says_is_one_line() {
        assert_eq!(brief("550\r\nno"), "550  no");
        assert_eq!(brief(&"é".repeat(400)).chars().count(), FAILURE_MAX);
    }
}
