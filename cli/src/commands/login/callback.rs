//! Where the browser comes back to after a login: a port of this machine.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    time::Duration,
};

use data_encoding::BASE32_NOPAD;
use url::form_urlencoded;

use crate::{
    failure::{Failure, Result},
    log::Log,
};

/// Servers send the browser to this port.
pub(super) const PORT: u16 = 11885;
const PATH: &str = "/oauth/callback";
/// No browser sends a longer line.
const LINE_BYTES: u64 = 8 << 10;
/// Nobody else is kept waiting by somebody who says nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for the browser.
pub(super) struct Listener {
    socket: TcpListener,
    state: String,
}

impl Listener {
    pub(super) fn open() -> Result<Self> {
        let failed = |error: &dyn ToString| Failure::text(error.to_string());
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).map_err(|error| failed(&error))?;
        let mut bytes = [0; 20];
        getrandom::fill(&mut bytes).map_err(|error| failed(&error))?;
        Ok(Self { socket, state: BASE32_NOPAD.encode(&bytes) })
    }

    /// What only a browser knows that was sent from here. Another page can't bring in a login of its own.
    pub(super) fn state(&self) -> &str {
        &self.state
    }

    /// Waits until a code comes that is good for something.
    pub(super) fn wait<T>(&self, log: &Log, exchange: impl Fn(&str) -> Result<T>) -> Result<T> {
        for stream in self.socket.incoming() {
            let Ok(mut stream) = stream else { continue };
            let Some(query) = query(&stream) else { continue };
            match code(&query, &self.state).and_then(|code| exchange(&code)) {
                Ok(token) => {
                    answer(&mut stream, "200 OK", "You are logged in", "You can close this page.");
                    return Ok(token);
                }
                Err(failure) => {
                    answer(&mut stream, "401 Unauthorized", "That did not work", &failure.to_string());
                    if is_refusal(&query, &self.state) {
                        return Err(failure);
                    }
                    log.warn(&format!("Still waiting: {failure}"));
                }
            }
        }
        Err(Failure::text("the browser did not come back"))
    }
}

/// The query of a request to the right path.
fn query(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut line = String::new();
    BufReader::new(std::io::Read::take(stream, LINE_BYTES)).read_line(&mut line).ok()?;
    let target = line.strip_prefix("GET ")?.split(' ').next()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path == PATH).then(|| query.to_owned())
}

/// Whether somebody at the server said no to this very login.
fn is_refusal(query: &str, state: &str) -> bool {
    get(query, "error").is_some() && get(query, "state").as_deref() == Some(state)
}

fn code(query: &str, state: &str) -> Result<String> {
    if get(query, "state").as_deref() != Some(state) {
        return Err(Failure::text("this login was not begun here"));
    }
    if let Some(error) = get(query, "error") {
        let description = get(query, "error_description").unwrap_or_default();
        return Err(Failure::text(format!("{error} {description}").trim().to_owned()));
    }
    get(query, "code").ok_or_else(|| Failure::text("there is no code in this address"))
}

/// A value of a query.
fn get(query: &str, name: &str) -> Option<String> {
    let found = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

fn answer(stream: &mut TcpStream, status: &str, title: &str, text: &str) {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!("<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{escaped}</p>\n");
    // The browser shows its own page where it is gone already.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_login_that_was_begun_here_counts() {
        assert_eq!(code("code=MF2XI.A.B&state=S", "S").unwrap(), "MF2XI.A.B");
        for query in ["code=MF2XI.A.B&state=T", "code=MF2XI.A.B", "state=S", "error=access_denied&state=S"] {
            assert!(code(query, "S").is_err(), "{query}");
        }
        let foreign = code("error=x&error_description=y", "S").unwrap_err().to_string();
        assert!(!foreign.contains('y'), "{foreign}");
        assert!(is_refusal("error=access_denied&state=S", "S"));
        assert!(!is_refusal("error=access_denied&state=T", "S") && !is_refusal("code=x&state=S", "S"));
    }
}
