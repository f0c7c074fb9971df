//! Why no proper answer came, in one line that says what to check.

use std::{error::Error, io};

use tonic::{Code, Status};

use crate::failure::Failure;

/// The server can't be reached, or does not speak as it should.
pub(super) fn of_connecting(address: &str, insecure: bool, error: &(dyn Error + 'static)) -> Failure {
    let chain: Vec<_> = chain(error).collect();
    let io = chain.iter().find_map(|error| error.downcast_ref::<io::Error>());
    let innermost = chain.last().map(ToString::to_string).unwrap_or_default();
    let said = chain.iter().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    let why = match io.map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "nothing listens there; is the server running?".to_owned(),
        Some(io::ErrorKind::TimedOut) => "no answer; is the address right, and no firewall between?".to_owned(),
        _ if said.contains("InvalidContentType") || said.contains("corrupt message") => {
            "it does not speak TLS; for a server without, say --insecure".to_owned()
        }
        _ if said.contains("UnknownIssuer") => {
            "its certificate is from nobody this system trusts; name that file with --ca or SSL_CERT_FILE".to_owned()
        }
        _ if said.contains("deadline has elapsed") || said.contains("timed out") => {
            "no answer; is the address right, and no firewall between?".to_owned()
        }
        _ if insecure && (said.contains("closed") || said.contains("broken pipe") || said.contains("reset")) => {
            "it hangs up; does it speak TLS? Then leave out --insecure".to_owned()
        }
        _ => innermost,
    };
    Failure::text(format!("{address}: can't connect: {why} (identity-server-grpc-address says where)"))
}

/// TLS can't even begin.
pub(super) fn of_tls(error: &(dyn Error + 'static)) -> Failure {
    Failure::text(format!("ca: {}", chain(error).last().map(ToString::to_string).unwrap_or_default()))
}

/// What an answer means that is no success.
pub(super) fn explain(address: &str, insecure: bool, method: &str, status: Status) -> Failure {
    let plain = status.details().is_empty();
    let said = status.message();
    match status.code() {
        Code::Unimplemented if plain && said.contains("HTTP status code") => no_grpc(address),
        Code::Unimplemented if plain => {
            Failure::TooOld(format!("{address}: the server does not know {method}; it is too old, or not Roster"))
        }
        Code::Unknown | Code::Internal | Code::Unavailable if plain => match status.source() {
            Some(source) if is_transport(source) => of_connecting(address, insecure, source),
            Some(_) => no_grpc(address),
            _ if said.contains("h2 protocol error") || said.contains("grpc-status header missing") => no_grpc(address),
            _ => status.into(),
        },
        _ => status.into(),
    }
}

/// The same of a server that has answered before.
pub(super) fn broken_off(address: &str) -> Failure {
    Failure::text(format!("{address}: the connection broke off; is the server running still?"))
}

/// Whether it is the way to the server that failed, and not the server that answered.
pub(super) fn is_of_transport(status: &Status) -> bool {
    status.details().is_empty() && status.source().is_some_and(is_transport)
}

/// An error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

/// Whether it is the way to the server that failed, be it that pings are not answered any more.
fn is_transport(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| cause.is::<io::Error>() || cause.to_string().contains("timed out"))
}

fn no_grpc(address: &str) -> Failure {
    Failure::text(format!(
        "{address}: what answers there is no gRPC server; check identity-server-grpc-address (1884 is the usual port)"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_there_is_said_to_be_old() {
        let failure = explain("h:1", true, "A/B", Status::unimplemented("unknown service A"));
        assert_eq!(failure.to_string(), "h:1: the server does not know A/B; it is too old, or not Roster");
    }

    #[test]
    fn a_refusal_is_left_as_it_is() {
        let failure = explain("h:1", true, "A/B", Status::permission_denied("no"));
        assert_eq!(failure.to_string(), "error:unknown:unknown (no)");
    }

    #[test]
    fn a_connection_that_breaks_is_told_from_an_answer() {
        let broken = Status::from_error(Box::new(io::Error::from(io::ErrorKind::BrokenPipe)));
        assert!(is_of_transport(&broken) && !is_of_transport(&Status::permission_denied("no")));
    }

    #[test]
    fn nobody_there_is_said_with_what_to_check() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let text = of_connecting("h:1", true, &refused).to_string();
        assert!(text.starts_with("h:1: can't connect: nothing listens there"), "{text}");
    }
}
