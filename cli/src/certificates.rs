//! What a server shows of itself, for who decides to trust it.

use std::{
    io,
    net::{TcpStream, ToSocketAddrs as _},
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use data_encoding::HEXUPPER;
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use crate::failure::{Failure, Result};

/// Whoever takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(10);

/// Certificates that a server showed.
#[derive(Debug, Default)]
pub(crate) struct Certificates(Vec<CertificateDer<'static>>);

/// Those of the server at `HOST:PORT`, whoever has signed them: of the authorities behind it, or its own where it stands for
/// itself.
pub(crate) fn shown_by(address: &str) -> Result<Certificates> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::text(format!("{address}: can't see its certificates: {error}"));
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host).trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).map_err(|error| failed(&error))?;
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Onlooker(provider)))
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(|error| failed(&error))?;
    let mut stream = connected(address).map_err(|error| failed(&error))?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(|error| failed(&error))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).map_err(|error| failed(&error))?;
    }
    let shown = connection.peer_certificates().unwrap_or_default();
    let behind = shown.get(1..).filter(|behind| !behind.is_empty()).unwrap_or(shown);
    Ok(Certificates(behind.iter().map(|certificate| certificate.clone().into_owned()).collect()))
}

/// Tries one address of a name after the other.
fn connected(address: &str) -> io::Result<TcpStream> {
    let mut last = Err(io::ErrorKind::NotFound.into());
    for one in address.to_socket_addrs()? {
        last = TcpStream::connect_timeout(&one, PATIENCE);
        if last.is_ok() {
            break;
        }
    }
    last
}

impl Certificates {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a file has them.
    pub(crate) fn pem(&self) -> String {
        let one = |certificate: &CertificateDer<'_>| {
            let text = BASE64_STANDARD.encode(certificate);
            let lines = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
            format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
        };
        self.0.iter().map(one).collect()
    }

    /// By which people compare them.
    pub(crate) fn fingerprints(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|certificate| {
            let digits = HEXUPPER.encode(&Sha256::digest(certificate));
            let pairs = digits.as_bytes().chunks(2).map(String::from_utf8_lossy).collect::<Vec<_>>();
            format!("SHA-256 {}", pairs.join(":"))
        })
    }
}

/// Looks at any certificate. Nothing is sent over such a connection.
#[derive(Debug)]
struct Onlooker(Arc<CryptoProvider>);

impl ServerCertVerifier for Onlooker {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, tokio_rustls::rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, tokio_rustls::rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, tokio_rustls::rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
