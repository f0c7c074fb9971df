//! A mail as it goes over the wire.

use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, header},
};
use service::mails::{Mail, Undelivered};

/// What is the same of all mails.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    /// Whom they come from.
    pub(super) from: Mailbox,
}

impl Envelope {
    /// Text and HTML side by side, with headers that no value can add to.
    pub(super) fn wrap(&self, mail: &Mail) -> Result<Message, Undelivered> {
        let refused =
            |cause: &dyn std::fmt::Display| Undelivered::Refused(format!("no mail can be made of it: {cause}"));
        let address: Address = mail.recipient.as_str().parse().map_err(|cause| refused(&cause))?;
        Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.mail_id, self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(mail.subject.clone())
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|cause| refused(&cause))
    }
}

/// That no person wrote it, so that no machine answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
