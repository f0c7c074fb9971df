//! `reservations`

use clap::{Args, Subcommand};
use prost_types::Timestamp;
use proto::roster::v1::{CreateReservationRequest, DeleteReservationRequest, ListReservationsRequest, Reservation};

use crate::{clock, context::Context, failure::Result, output, page::Page};

/// What to do with reserved IDs.
#[derive(Debug, Subcommand)]
pub(crate) enum Reservations {
    /// List which IDs are kept free
    #[command(alias = "ls")]
    List,
    /// Keep IDs free; whoever has one of them keeps it
    #[command(aliases = ["add", "register"], after_help = EXAMPLES)]
    Create(Create),
    /// Give reserved IDs free
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Pattern),
}

const EXAMPLES: &str = "Examples:
  roster reservations create 'admin-*' --reason 'For the team that runs the servers'
  roster reservations create grace --until 2030-01-31";

/// Which IDs.
#[derive(Args, Debug)]
pub(crate) struct Pattern {
    /// The ID, or many: * stands for any characters
    #[arg(value_name = "PATTERN")]
    pattern: String,
}

/// What to keep free.
#[derive(Args, Debug)]
pub(crate) struct Create {
    #[command(flatten)]
    pattern: Pattern,
    /// What for; whoever is refused such an ID reads it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Until when; for good without it
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    until: Option<Timestamp>,
}

impl Reservations {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List => {
                let answer = context.call("roster.v1.ReservationRegistry/List", &ListReservationsRequest {})?;
                output::list(context, Page::default(), &answer, "reservations")
            }
            Self::Create(Create { pattern: Pattern { pattern }, reason, until }) => {
                let reservation = Some(Reservation { pattern, reason, until, ..Reservation::default() });
                let request = CreateReservationRequest { reservation };
                let answer = context.call("roster.v1.ReservationRegistry/Create", &request)?;
                output::one(context, &answer.dynamic()?)
            }
            Self::Delete(Pattern { pattern }) => {
                let request = DeleteReservationRequest { pattern };
                context.call("roster.v1.ReservationRegistry/Delete", &request).map(drop)
            }
        }
    }
}
