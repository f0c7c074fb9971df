//! The vocabulary of Roster: what a user is, which values are allowed, and what can go wrong.
//!
//! No I/O and no async; the same code runs in the server and, as WebAssembly, in the browser,
//! so a rule and its message exist once.

pub mod api_key;
pub mod attributes;
pub mod audit;
pub mod bearer;
mod code;
pub mod csv;
pub mod email;
pub mod error;
pub mod filter;
pub mod fold;
pub mod guessing;
pub mod id;
pub mod import;
pub mod invitation;
pub mod mail;
pub mod notification;
pub mod oauth;
pub mod overview;
pub mod page;
pub mod password;
pub mod patch;
pub mod rate;
mod registration;
pub mod reservation;
pub mod rights;
mod schedule;
pub mod seal;
pub mod session;
pub mod state;
pub mod text;
pub mod time;
pub mod user;
pub mod user_fields;
mod validation;

pub use api_key::{ApiKey, ApiKeyOrder, ApiKeyPatch, NewApiKey};
pub use attributes::Attributes;
pub use audit::{Action, Activity, AuditRecord};
pub use bearer::{Bearer, BearerKind};
pub use email::EmailAddress;
pub use error::{Attribute, Code, Error, FieldError, Result};
pub use filter::{Contains, Needle, UserFilter};
pub use id::UserId;
pub use import::{Credential, ImportRecord, Imported};
pub use invitation::{Invitation, InvitationStatus, InvitationTerms};
pub use mail::FailedMail;
pub use notification::{Notification, NotificationData, NotificationKind, NotificationStatus};
pub use oauth::{AccessToken, Authorization, Client, NewClient};
pub use overview::{Availability, Overview, Total, Totals, UserList};
pub use page::{Order, OrderKey, Page};
pub use password::Policy;
pub use patch::UserPatch;
pub use registration::RegistrationMode;
pub use reservation::{IdPattern, Reservation};
pub use rights::{Right, Rights};
pub use schedule::Due;
pub use seal::{Anchor, Damage, Seal};
pub use session::{Session, SessionId};
pub use state::State;
pub use time::Timestamp;
pub use user::{NewUser, User};
pub use user_fields::{UserFields, UserRecord};
pub use validation::EmailValidation;
