//! A mailer that keeps what it is given, and fails as told.

use std::{
    collections::VecDeque,
    future::pending,
    sync::{Arc, Mutex},
};

use service::{
    Service,
    mails::{Delivery, Mail, Mailer, Postman, Templates, Undelivered},
};
use tokio::sync::Barrier;

/// What becomes of a mail.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It is delivered once all are under way that wait for each other.
    With(Arc<Barrier>),
    /// It is delivered, though nobody hears of it.
    Unheard,
    /// It is not, for this reason.
    Undelivered(Undelivered),
}

/// Keeps what was delivered.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    delivered: Mutex<Vec<Mail>>,
    fates: Mutex<VecDeque<Fate>>,
}

impl Outbox {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The next mail fares so.
    pub(crate) fn next(&self, fate: Fate) {
        self.fates.lock().unwrap().push_back(fate);
    }

    /// What was delivered so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.delivered.lock().unwrap().clone()
    }

    /// A job that delivers here.
    pub(crate) fn postman(self: &Arc<Self>, service: &Service) -> Postman {
        let templates = Templates::load("https://roster.example.com", None).unwrap();
        Postman::new(service.clone(), self.clone(), templates)
    }
}

impl Mailer for Outbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            let fate = self.fates.lock().unwrap().pop_front();
            if let Some(Fate::Undelivered(why)) = fate {
                return Err(why);
            }
            if let Some(Fate::With(others)) = &fate {
                others.wait().await;
            }
            self.delivered.lock().unwrap().push(mail.clone());
            if matches!(fate, Some(Fate::Unheard)) {
                pending::<()>().await;
            }
            Ok(())
        })
    }
}
