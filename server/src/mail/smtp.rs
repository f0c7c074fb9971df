//! Mails through a server, over a few connections that are kept open.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    transport::smtp::{
        Error, PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters, TlsParametersBuilder},
        extension::ClientId,
    },
};
use service::{
    mails::{Delivery, LANES, Mail, Mailer, Undelivered},
    secrecy::ExposeSecret as _,
};
use tokio::time::timeout;

use super::Envelope;
use crate::config::{MailServer, Protection};

/// Connections that nobody uses are closed after this long.
const IDLE: Duration = Duration::from_secs(30);
/// What a server says of a recipient whom it will never take (RFC 5321, 4.2.3); other refusals may be about us, and pass.
const NEVER: [u16; 4] = [550, 551, 552, 553];

/// A mail server.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    host: String,
    patience: Duration,
    envelope: Envelope,
}

impl Smtp {
    /// A server that may take `patience` for a mail, and for which `authorities` may vouch besides the usual ones.
    pub(super) fn new(
        server: &MailServer,
        authorities: Vec<Certificate>,
        envelope: Envelope,
        patience: Duration,
    ) -> Result<Self, Error> {
        let parameters = TlsParameters::builder(server.host.clone());
        let parameters =
            authorities.into_iter().fold(parameters, TlsParametersBuilder::add_root_certificate).build()?;
        let tls = match server.protection {
            Protection::Tls => Tls::Wrapper(parameters),
            Protection::StartTls => Tls::Required(parameters),
            Protection::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .tls(tls)
            .port(server.port)
            .timeout(Some(patience))
            .hello_name(ClientId::Domain(envelope.from.email.domain().to_owned()))
            .pool_config(PoolConfig::new().max_size(LANES).idle_timeout(IDLE));
        if let Some((user, password)) = &server.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), host: format!("{}:{}", server.host, server.port), patience, envelope })
    }
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Smtp").field(&self.host).finish()
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            let message = self.envelope.wrap(mail)?;
            // The library's own limit holds while connecting only.
            match timeout(self.patience, self.transport.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(cause)) => Err(self.explain(&cause)),
                Err(_) => Err(Undelivered::Failed(format!("{}: no answer in {:?}", self.host, self.patience))),
            }
        })
    }
}

impl Smtp {
    fn explain(&self, cause: &Error) -> Undelivered {
        let never = cause.status().is_some_and(|code| NEVER.contains(&u16::from(code)));
        let mut why = format!("{}: {cause}", self.host);
        let mut source = std::error::Error::source(cause);
        while let Some(inner) = source {
            why = format!("{why}: {inner}");
            source = inner.source();
        }
        if never { Undelivered::Refused(why) } else { Undelivered::Failed(why) }
    }
}
