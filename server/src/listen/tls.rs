//! TLS by rustls, with certificates that may be renewed while the server runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};

use crate::{Refusal, Result};

/// How often it is looked whether the files have changed.
const LOOK: Duration = Duration::from_mins(1);

/// What the server shows of itself, and the files that it comes from.
#[derive(Debug)]
pub struct Certificates {
    cert_file: PathBuf,
    key_file: PathBuf,
    provider: CryptoProvider,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificates {
    /// Reads both files.
    ///
    /// # Errors
    /// One line that names the file and what is wrong with it.
    pub fn open(cert_file: &Path, key_file: &Path) -> Result<Arc<Self>> {
        let provider = ring::default_provider();
        let current = RwLock::new(Arc::new(read(&provider, cert_file, key_file)?));
        Ok(Arc::new(Self { cert_file: cert_file.to_owned(), key_file: key_file.to_owned(), provider, current }))
    }

    /// Speaks TLS 1.2 or 1.3, and HTTP/2 or 1.1 over it.
    ///
    /// # Errors
    /// If the library knows no such versions, which does not happen.
    pub fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor> {
        let builder = ServerConfig::builder_with_provider(Arc::new(self.provider.clone()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|cause| Refusal::new(cause.to_string()))?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::clone(self) as _);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Reads the files again whenever they have changed, for as long as the server runs. Files that are no good are said so,
    /// and what was shown until then goes on being shown.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut seen = self.changed_at();
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            let now = self.changed_at();
            if now != seen {
                self.renew();
                seen = now;
            }
        }
    }

    /// Reads the files again.
    pub fn renew(&self) {
        match read(&self.provider, &self.cert_file, &self.key_file) {
            Ok(new) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                tracing::info!(file = %self.cert_file.display(), "the certificate was renewed");
            }
            Err(refusal) => tracing::error!(%refusal, "the certificate that was used so far is still used"),
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.cert_file, &self.key_file].map(|file| fs::metadata(file).and_then(|data| data.modified()).ok())
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn read(provider: &CryptoProvider, cert_file: &Path, key_file: &Path) -> Result<CertifiedKey> {
    let refuse = |file: &Path, cause: &dyn std::fmt::Display| Refusal::new(format!("{}: {cause}", file.display()));
    let text = |file: &Path| fs::read(file).map_err(|cause: io::Error| refuse(file, &cause));
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text(cert_file)?).collect();
    let chain = chain.map_err(|cause| refuse(cert_file, &cause))?;
    if chain.is_empty() {
        return Err(refuse(cert_file, &"there is no certificate in it; it must be PEM"));
    }
    let key = PrivateKeyDer::from_pem_slice(&text(key_file)?).map_err(|cause| refuse(key_file, &cause))?;
    // It also finds out whether the two belong together.
    CertifiedKey::from_der(chain, key, provider).map_err(|cause| refuse(key_file, &cause))
}
