//! How mails leave: through a mail server, or as files into a folder.

mod folder;
mod message;
mod smtp;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use lettre::transport::smtp::client::Certificate;
use service::{
    Service,
    mails::{Mailer, Postman, Templates},
};
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject as _};

use self::{folder::Folder, message::Envelope, smtp::Smtp};
use crate::{
    Refusal, Result,
    config::{Config, MailTarget},
};

/// How long a mail server may take for a mail; less than the postman waits.
const PATIENCE: Duration = Duration::from_secs(45);

/// The job that sends mails, as configured.
pub(crate) fn postman(service: &Service, config: &Config) -> Result<Postman> {
    let named = |setting: &str, cause: &dyn std::fmt::Display| Refusal::new(format!("{setting}: {cause}"));
    let public_url = config.public_url();
    let templates = Templates::load(public_url.origin(), config.mail.templates.as_deref());
    let templates = templates.map_err(|cause| named("mail.templates", &cause))?;
    let from = config.mail_from().map_err(|cause| named("mail.from", &cause))?;
    let envelope = Envelope { from };
    let mailer: Arc<dyn Mailer> = match config.mail_target().map_err(|cause| named("mail.url", &cause))? {
        MailTarget::Folder(path) => {
            tracing::info!(path = %path.display(), "mails are written to a folder; mail.url names a server to send them");
            let folder = Folder::new(path, envelope);
            // Who has named a folder is told at once that it can't be; the one by default may never be needed.
            if config.mail.url.is_some() {
                folder.make().map_err(|cause| named("mail.url", &cause))?;
            }
            Arc::new(folder)
        }
        MailTarget::Server(server) => {
            let authorities = authorities(config).map_err(|cause| named("mail.ca_file", &cause))?;
            Arc::new(Smtp::new(&server, authorities, envelope, PATIENCE).map_err(|cause| named("mail.url", &cause))?)
        }
    };
    Ok(Postman::new(service.clone(), mailer, templates))
}

/// The authorities that are set.
fn authorities(config: &Config) -> std::result::Result<Vec<Certificate>, String> {
    let Some(path) = &config.mail.ca_file else { return Ok(Vec::new()) };
    let told = |cause: &dyn std::fmt::Display| format!("{}: {cause}", path.display());
    let certificates = CertificateDer::pem_file_iter(path).map_err(|cause| told(&cause))?;
    let certificates = certificates
        .map(|one| Certificate::from_der(one.map_err(|cause| told(&cause))?.to_vec()).map_err(|cause| told(&cause)));
    let certificates = certificates.collect::<std::result::Result<Vec<_>, _>>()?;
    if certificates.is_empty() { Err(told(&"there is no certificate in it")) } else { Ok(certificates) }
}
