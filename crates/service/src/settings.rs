//! What an operator may set about the use-cases.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    thread::available_parallelism,
    time::Duration,
};

use domain::{DomainRules, Policy, RegistrationMode, User, rate::Rate};

/// Settings of the use-cases, with the defaults of the documentation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a deleted user can be restored; `None` for ever.
    pub restore_window: Option<Duration>,
    /// How long a deleted user is kept before [`crate::retention`] purges them; `None` for ever. As long as
    /// `restore_window` at least.
    pub purge_after: Option<Duration>,
    /// A session ends after this long without use.
    pub session_idle: Duration,
    /// The same where the user asked to be kept logged in.
    pub session_idle_kept: Duration,
    /// A session ends after this long in any case.
    pub session_absolute: Duration,
    /// The same for admins.
    pub session_absolute_admin: Duration,
    /// What weighs heavily asks for the password again, if it was last typed longer ago than this.
    pub session_recent: Duration,
    /// A one-time code to set a password is good for this long.
    pub password_link: Duration,
    /// Whether people log in by a link that is mailed.
    pub login_tokens: bool,
    /// Such a link is good for this long.
    pub login_token: Duration,
    /// Who may make an account of their own.
    pub registration_mode: RegistrationMode,
    /// What the domain of an address decides about it.
    pub domain_rules: DomainRules,
    /// Whether nobody gets in before they have shown that their address is theirs.
    pub email_validation_required: bool,
    /// An invitation is good for this long.
    pub invitation: Duration,
    /// What new passwords must be like.
    pub password_policy: Policy,
    /// How many passwords are hashed at a time.
    pub hashing_threads: usize,
    /// What addresses of ours begin with: scheme, host and port.
    pub public_url: String,
    /// Whether users without a picture are looked up at Gravatar.
    pub gravatar: bool,
    /// How much programs may ask for; `None` for as much as they like.
    pub rate_limits: Option<RateLimits>,
}

/// How much programs may ask for.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// With the credentials of one account.
    pub account: Rate,
    /// From one network address.
    pub address: Rate,
    /// Mails that somebody who is not known asks for, from one network address.
    pub mails: Rate,
    /// Accounts that people make themselves, from one network address.
    pub registrations: Rate,
}

impl Default for RateLimits {
    /// A hundred calls a second by one account, and twice as many from behind one address; twenty mails
    /// and sixty new accounts an hour.
    fn default() -> Self {
        const ACCOUNT: NonZeroU32 = NonZeroU32::new(6_000).unwrap();
        const ADDRESS: NonZeroU32 = NonZeroU32::new(12_000).unwrap();
        const MAILS: NonZeroU32 = NonZeroU32::new(20).unwrap();
        const REGISTRATIONS: NonZeroU32 = NonZeroU32::new(60).unwrap();
        Self {
            account: Rate::per_minute(ACCOUNT),
            address: Rate::per_minute(ADDRESS),
            mails: Rate::per_hour(MAILS),
            registrations: Rate::per_hour(REGISTRATIONS),
        }
    }
}

const HOUR: Duration = Duration::from_hours(1);

impl Settings {
    /// Whether a user has to show that their address is theirs before much else.
    pub fn needs_validation(&self, user: &User) -> bool {
        self.email_validation_required && user.primary_email_address_validated_at.is_none()
    }
}

impl Default for Settings {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            restore_window: Some(24 * HOUR),
            purge_after: None,
            session_idle: HOUR,
            session_idle_kept: 8 * HOUR,
            session_absolute: 24 * HOUR,
            session_absolute_admin: 12 * HOUR,
            session_recent: Duration::from_mins(10),
            password_link: 24 * HOUR,
            login_tokens: false,
            login_token: HOUR,
            registration_mode: RegistrationMode::Closed,
            domain_rules: DomainRules::default(),
            email_validation_required: false,
            invitation: 7 * 24 * HOUR,
            password_policy: Policy::Safe,
            hashing_threads: cores.saturating_sub(1).max(1),
            public_url: String::new(),
            gravatar: false,
            rate_limits: Some(RateLimits::default()),
        }
    }
}
