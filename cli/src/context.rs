//! What all commands share: settings, log, credentials, and the server they talk to.

mod facts;
mod retry;
mod servers;

use std::{
    cell::{OnceCell, RefCell},
    thread,
    time::{Duration, Instant},
};

use prost::Message;
use tonic::{Code, metadata::AsciiMetadataValue};

use self::retry::Tries;
use crate::{
    client::{Answer, Client, Refusal},
    clock, credentials,
    credentials::Login,
    curl,
    failure::{Failure, Result},
    log::Log,
    oauth,
    output::Format,
    program::Program,
    settings::Settings,
};

/// A token that is about to end is not used any more.
const LEEWAY: i64 = 10;

/// Whether a call says who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    /// It has to.
    Needed,
    /// It does where somebody logged in.
    Welcome,
    /// The same, with what is at hand.
    Kept,
    /// It does not.
    None,
}

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) program: Program,
    pub(crate) settings: Settings,
    pub(crate) log: Log,
    login: RefCell<Login>,
    client: OnceCell<Client>,
}

impl Context {
    pub(crate) fn new(program: Program, settings: Settings) -> Result<Self> {
        let log = Log::new(settings.text("log.level"), settings.text("log.format"))?;
        // Before anything is done, since what was done is shown after.
        Format::parse(settings.text("output-format"))?;
        let login = credentials::load(program, settings.text("credentials-id"))?;
        Ok(Self { program, settings, log, login: RefCell::new(login), client: OnceCell::new() })
    }

    /// The login of before.
    pub(crate) fn login(&self) -> Login {
        self.login.borrow().clone()
    }

    /// Does something as who would be logged in by this login, which is not kept.
    pub(crate) fn trying<T>(&self, login: Login, act: impl FnOnce(&Self) -> T) -> T {
        let kept = self.login.replace(login);
        let done = act(self);
        self.login.replace(kept);
        done
    }

    /// Changes the login that is kept.
    pub(crate) fn change_login(&self, change: impl FnOnce(&mut Login)) -> Result<()> {
        let _held = credentials::lock(self.program)?;
        let mut login = credentials::load(self.program, self.settings.text("credentials-id"))?;
        change(&mut login);
        self.keep(login)
    }

    /// For commands of which no single request is the whole.
    pub(crate) fn refuse_to_show(&self, command: &str) -> Result<()> {
        if self.settings.on("show-request") {
            return Err(Failure::text(format!("{command} is more than a request, so --show-request can't show it")));
        }
        Ok(())
    }

    fn keep(&self, login: Login) -> Result<()> {
        credentials::save(self.program, self.settings.text("credentials-id"), login.clone())?;
        *self.login.borrow_mut() = login;
        Ok(())
    }

    /// Says what is not encrypted. Who talks to this very machine need not be told, unless by scripts that expect it.
    pub(crate) fn warn_of_plain_text(&self) -> Result<()> {
        for (name, is_local) in servers::bare(&self.settings)? {
            if self.program == Program::Peer || !is_local {
                self.log.warn(&format!("Using insecure connection to {name}"));
            }
        }
        Ok(())
    }

    /// The servers that are told credentials.
    pub(crate) fn hosts(&self) -> Result<Vec<String>> {
        servers::all(self.program, &self.settings)
    }

    pub(crate) fn client(&self) -> Result<&Client> {
        if self.client.get().is_none() {
            let _ = self.client.set(Client::new(&self.settings)?);
        }
        self.client.get().ok_or_else(|| Failure::text("there is no client"))
    }

    /// Calls a method as whoever logged in.
    pub(crate) fn call(&self, method: &'static str, request: &impl Message) -> Result<Answer> {
        self.call_as(Auth::Needed, method, request)
    }

    /// Calls a method.
    pub(crate) fn call_as(&self, auth: Auth, method: &'static str, request: &impl Message) -> Result<Answer> {
        if self.settings.on("show-request") {
            return curl::show(&self.settings, method, request, auth != Auth::None);
        }
        let bearer = self.bearer(auth)?;
        if self.settings.on("dump-requests") && self.log.debugs() {
            self.log.debug(
                "Request payload",
                &[("grpc.method", method.into()), ("grpc_payload", curl::json(method, request)?)],
            );
        }
        let (client, begin) = (self.client()?, Instant::now());
        let mut tries = Tries::of(&self.settings, method)?;
        loop {
            match client.call(method, request, bearer.as_ref()) {
                Ok(answer) => {
                    self.pass_on(method, &answer.warnings);
                    self.log.debug("Finished unary call", &facts::of_call(method, begin.elapsed()));
                    return Ok(answer);
                }
                Err(refusal) if tries.any_left() && retry::is_passing(&refusal.failure) => {
                    let wait = tries.next(&refusal);
                    self.log.debug("Asking again", &[("after", format!("{wait:?}").into())]);
                    thread::sleep(wait);
                }
                Err(refusal) => {
                    self.pass_on(method, &refusal.warnings);
                    self.tell_refusal(method, begin.elapsed(), &refusal);
                    return Err(refusal.failure);
                }
            }
        }
    }

    fn pass_on(&self, method: &str, warnings: &[String]) {
        for warning in warnings {
            self.log.warn_with(warning, &facts::of_method(method));
        }
    }

    /// The line that scripts know; to others it says nothing that the failure does not.
    fn tell_refusal(&self, method: &str, took: Duration, refusal: &Refusal) {
        let Failure::Named(named) = &refusal.failure else { return };
        let loud = matches!(
            named.code,
            Code::PermissionDenied | Code::Unauthenticated | Code::FailedPrecondition | Code::Unavailable
        );
        let facts = facts::of_refusal(method, took, named, &refusal.request_id);
        let facts: Vec<_> = facts.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        match (self.program, loud) {
            (Program::Peer, true) => self.log.warn_with("Finished unary call", &facts),
            _ => self.log.debug("Finished unary call", &facts),
        }
    }

    /// What is said of who calls: the API key, or else the access token, renewed where need be.
    fn bearer(&self, auth: Auth) -> Result<Option<AsciiMetadataValue>> {
        if auth == Auth::None {
            return Ok(None);
        }
        let login = self.login();
        if login.is_empty() {
            return match auth {
                Auth::Needed => {
                    self.log.hint(&format!("Log in with `{} login`.", self.program.name()));
                    Err(Failure::here("unauthenticated", "not authenticated with either API key or OAuth access token"))
                }
                Auth::Welcome | Auth::Kept | Auth::None => Ok(None),
            };
        }
        self.check_hosts(&login)?;
        let text = match login.oauth_token {
            _ if !login.api_key.is_empty() => format!("bearer {}", login.api_key),
            Some(token) => {
                let token = match (is_over(&token), auth) {
                    (false, _) => token,
                    // Nobody may be there any more to keep another one.
                    (true, Auth::Kept) => return Ok(None),
                    (true, _) => self.renew()?,
                };
                format!("{} {}", token.token_type, token.access_token)
            }
            None => return Ok(None),
        };
        let mut value =
            text.parse::<AsciiMetadataValue>().map_err(|_| Failure::of("pkg/auth", "token", "invalid token"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// A token that is good is to be had once for a refresh token; so commands that run at once do it one by one.
    fn renew(&self) -> Result<credentials::Token> {
        let id = self.settings.text("credentials-id");
        let _held = credentials::lock(self.program)?;
        let mut login = credentials::load(self.program, id)?;
        // Somebody may have logged in elsewhere meanwhile.
        self.check_hosts(&login)?;
        let kept = login.oauth_token.clone().unwrap_or_default();
        if !is_over(&kept) {
            *self.login.borrow_mut() = login;
            return Ok(kept);
        }
        let token = oauth::refresh(&self.settings, &kept.refresh_token)?;
        login.oauth_token = Some(token.clone());
        self.keep(login)?;
        Ok(token)
    }

    /// A file in this folder that names another server must not get at credentials.
    fn check_hosts(&self, login: &Login) -> Result<()> {
        let known = login.hosts.as_deref().unwrap_or_default();
        if known.is_empty() || self.settings.on("allow-unknown-hosts") {
            return Ok(());
        }
        match self.hosts()?.into_iter().find(|host| !known.contains(host)) {
            Some(host) => Err(Failure::here(
                "unknown_host",
                &format!(
                    "unknown host `{host}`: the last login was with {}; log in again, or say --allow-unknown-hosts",
                    known.join(", ")
                ),
            )),
            None => Ok(()),
        }
    }
}

/// Whether a token is about to end.
fn is_over(token: &credentials::Token) -> bool {
    clock::parse(&token.expiry).is_ok_and(|at| at.seconds > 0 && at.seconds - LEEWAY < clock::now())
}
