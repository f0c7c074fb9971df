//! Codes that anybody may have mailed to anybody: to choose another password, and to log in by a link. Whether there is such
//! a user, whether they may log in, and whether they were mailed too often, nobody is told: the answer is the same, and so is
//! the work.

use std::time::Duration;

use domain::{Action, Code, EmailAddress, Result, User, UserId};
use secrecy::ExposeSecret as _;
use serde_json::json;
use store::Tx;
use tokio::time::{Instant, sleep_until};

use crate::{
    Caller, Service, login_tokens, mails,
    rate_limits::{self, Subject},
    token::{self, Token},
    work::{Change, Work},
};

/// How long the code is good that is mailed to who has forgotten a password.
const PASSWORD: Duration = Duration::from_hours(1);

/// Every answer comes after this time, which is longer than the work takes: the rows that are read and written differ a
/// little by whether there is such a user.
const ANSWER: Duration = Duration::from_millis(50);

/// What the code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Choosing another password.
    Password,
    /// Logging in.
    Login,
}

impl Purpose {
    const fn template(self) -> &'static str {
        match self {
            Self::Password => "temporary_password",
            Self::Login => "login_token",
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Password => Action::PasswordLinkCreate,
            Self::Login => Action::LoginTokenCreate,
        }
    }

    fn code(self, service: &Service) -> Result<Token> {
        match self {
            Self::Password => Token::generate(service.rng.as_ref()),
            Self::Login => Token::generate_base32(service.rng.as_ref()),
        }
    }
}

/// Mails a code to the user of an ID or an address.
///
/// # Errors
/// Failed precondition without the key for secrets, whoever is asked for; resource exhausted, where too many are asked for
/// from one network address.
pub(crate) async fn mail(service: &Service, caller: &Caller, login: &str, purpose: Purpose) -> Result<()> {
    let answer = Instant::now() + ANSWER;
    let outcome = queue(service, caller, login, purpose).await;
    sleep_until(answer).await;
    outcome
}

async fn queue(service: &Service, caller: &Caller, login: &str, purpose: Purpose) -> Result<()> {
    rate_limits::take(service, Subject::Mails(&caller.context().address)).await?;
    let mut work = Work::begin(service, &caller.asking()).await?;
    let user = named(&mut work.tx, login).await?;
    let recipient = match &user {
        Some(user) => user.primary_email_address.clone(),
        None => nowhere(login)?,
    };
    let often = match mails::limit(&mut work.tx, &recipient, work.now).await {
        Err(error) if error.code != Code::ResourceExhausted => return Err(error),
        limited => limited.is_err(),
    };
    let key = user.as_ref().map(|user| user.id).unwrap_or_default();
    let enough = purpose == Purpose::Login && login_tokens::are_enough(&mut work.tx, key, work.now).await?;
    let good_for = if purpose == Purpose::Login { service.settings.login_token } else { PASSWORD };
    let (code, expires_at) = (purpose.code(service)?, work.now.plus(good_for));
    let parameters = json!({
        "user_id": user.as_ref().map(|user| user.user_id.as_str()),
        "code": code.secret.expose_secret(),
        "expires_at": expires_at.to_utc_text(),
    });
    let mail_id = mails::name(service)?;
    let made = (purpose.template(), &parameters);
    mails::queue(service, &mut work.tx, &mail_id, &recipient, made, work.now).await?;
    let Some(user) = user.filter(|user| !often && !enough && user.refusal(work.now).is_none()) else {
        // Written and taken back, for the same number of writes.
        store::mails::unqueue(&mut work.tx, &mail_id).await?;
        return work.tx.commit().await;
    };
    let (tx, now) = (&mut work.tx, work.now);
    match purpose {
        Purpose::Password => {
            store::credentials::insert_password_link(tx, &code.hash, user.id, now, expires_at).await?;
        }
        Purpose::Login => store::login_tokens::insert(tx, &code.hash, user.id, now, expires_at).await?,
    }
    work.commit(purpose.action(), &user.user_id, Change::none()).await
}

/// The live user of an ID or an address, whom nobody else changes meanwhile.
async fn named(tx: &mut Tx, login: &str) -> Result<Option<User>> {
    let id = match (UserId::parse(login), EmailAddress::parse(login)) {
        (Ok(id), _) => Some(id),
        (_, Ok(address)) => store::users::get_by_email(tx, &address.identity()).await?.map(|user| user.user_id),
        _ => None,
    };
    let Some(id) = id else { return Ok(None) };
    Ok(store::users::get_for_update(tx, &id).await?.filter(|user| user.deleted_at.is_none()))
}

/// Where nobody is mailed. There are sixteen million such addresses, which bounds what is remembered of them.
fn nowhere(login: &str) -> Result<EmailAddress> {
    let [one, two, three, ..] = token::hash(&login.to_lowercase());
    EmailAddress::parse(&format!("{one:02x}{two:02x}{three:02x}@nobody.invalid"))
}

/// Voids every code of a user that was mailed or handed out, be it for a new password or to log in: who could read them
/// must not get in any more.
pub(crate) async fn void(tx: &mut Tx, user: &User) -> Result<()> {
    store::credentials::delete_password_links(tx, user.id).await?;
    store::login_tokens::delete_all(tx, user.id).await
}
