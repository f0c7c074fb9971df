//! `users invitations create`

use std::path::PathBuf;

use clap::Args;
use domain::{EmailAddress, invitation};
use prost_reflect::DynamicMessage;
use prost_types::Timestamp;
use proto::{
    roster::v1::{CreateInvitationsRequest, CreateInvitationsResponse, create_invitation_result::Outcome},
    v3::{SendInvitationRequest, State},
};

use super::missing;
use crate::{
    clock,
    context::Context,
    enums,
    failure::{Failure, Result},
    input, output,
    report::{Reason, Report},
    user_fields::pair,
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users invitations create colleague@example.org
  roster users invitations create --file new-people.csv --note 'See you on Monday' --attributes team=ops
  roster users invitations create ada@example.org grace@example.org --state approved --bound";

/// As many as are invited at once.
const BATCH: usize = invitation::MAX_AT_ONCE;

/// Whom to invite, and on which terms.
#[derive(Args, Debug)]
pub(crate) struct Create {
    /// The e-mail addresses
    #[arg(value_name = "EMAIL")]
    words: Vec<String>,
    /// An address as a flag
    #[arg(long = "email", value_name = "EMAIL", id = "email-flag")]
    flag: Option<String>,
    /// A file of addresses, or a table with a column of them; - for standard input. One that is no address ends it at once
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    terms: Terms,
    /// Write who could not be invited to this CSV file, with the reasons
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What becomes of who accepts.
#[derive(Args, Debug)]
struct Terms {
    /// A few words to those who are invited
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    /// The first state of the users
    #[arg(long, value_name = "NAME", value_parser = |text: &str| enums::full_name("ttn.lorawan.v3.State", text))]
    state: Option<String>,
    /// Make them admins
    #[arg(long)]
    admin: bool,
    /// The first attributes of the users
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, value_delimiter = ',')]
    attributes: Vec<(String, String)>,
    /// Only for accounts with the address that was invited
    #[arg(long)]
    bound: bool,
    /// Until when the invitations are good; as long as the server says, without it
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    expires_at: Option<Timestamp>,
}

impl Terms {
    fn request(&self, emails: &[String]) -> CreateInvitationsRequest {
        CreateInvitationsRequest {
            emails: emails.to_vec(),
            note: self.note.clone(),
            state: self.state.as_deref().and_then(State::from_str_name).map(i32::from),
            admin: self.admin,
            attributes: self.attributes.iter().cloned().collect(),
            bound: self.bound,
            expires_at: self.expires_at,
        }
    }
}

impl Create {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let emails = self.addresses()?;
        match emails.as_slice() {
            [] => Err(missing()),
            // As every server knows it.
            [email] if self.terms.request(&[]) == CreateInvitationsRequest::default() => {
                let request = SendInvitationRequest { email: email.clone() };
                context.call("UserInvitationRegistry/Send", &request)?;
                context.log.hint(&format!("`{} users invitations list` shows the token.", context.program.name()));
                Ok(())
            }
            emails => self.many(context, emails),
        }
    }

    fn addresses(&self) -> Result<Vec<String>> {
        let mut emails: Vec<_> =
            self.words.iter().chain(&self.flag).filter(|email| !email.is_empty()).cloned().collect();
        if let Some(file) = &self.file {
            let text = input::text(file)?;
            let read = invitation::parse_addresses(&text).map_err(|error| {
                let why = error.fields.first().map_or_else(|| error.message.to_string(), |field| field.message.clone());
                Failure::text(format!("{}: {why}", file.display()))
            })?;
            emails.extend(read.iter().map(EmailAddress::to_string));
        }
        Ok(emails)
    }

    /// Invites them, a thousand at a time, and says who could not be invited.
    fn many(&self, context: &Context, emails: &[String]) -> Result<()> {
        if emails.len() > BATCH {
            context.refuse_to_show("inviting so many")?;
        }
        let mut report = Report::of("email", self.report.as_deref().filter(|_| !context.settings.on("show-request")))?;
        let mut list = output::List::begin(context, ["email", "expires_at"].map(str::to_owned).to_vec())?;
        let mut refused = 0u64;
        for (number, some) in emails.chunks(BATCH).enumerate() {
            let answer = context.call("roster.v1.InvitationDirectory/Create", &self.terms.request(some));
            let answer = answer.inspect_err(|_| {
                if number > 0 {
                    context.log.warn(&format!("{} addresses were dealt with before this", number * BATCH));
                }
            })?;
            output::even_unread(list.write(&invitations(&answer.dynamic()?)))?;
            for result in answer.message::<CreateInvitationsResponse>()?.results {
                let reason = match result.outcome {
                    Some(Outcome::Invitation(_)) => continue,
                    Some(Outcome::Error(error)) => Reason::of(&error),
                    None => Reason::unknown(),
                };
                let email = some.get(result.index as usize).map(String::as_str).unwrap_or_default();
                report.refused(None, email, &reason)?;
                refused += 1;
            }
        }
        report.flush()?;
        let invited = list.written();
        output::even_unread(list.end().map(drop))?;
        let said = format!("{invited} invited, {refused} refused");
        if refused > 0 {
            return Err(Failure::text(said));
        }
        context.log.info(&said);
        Ok(())
    }
}

/// Those that were made.
fn invitations(answer: &DynamicMessage) -> Vec<DynamicMessage> {
    let results = output::items(answer, "results");
    let made = results.iter().filter(|result| result.has_field_by_name("invitation"));
    made.filter_map(|result| result.get_field_by_name("invitation")?.as_message().cloned()).collect()
}
