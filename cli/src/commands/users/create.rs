//! `users create`

use std::path::PathBuf;

use clap::Args;
use proto::v3::{CreateUserRequest, State, User};
use serde_json::{Map, Value};

use super::picture::PictureFile;
use crate::{
    browser,
    context::{Auth, Context},
    failure::{Failure, Result},
    input,
    json::read,
    output, passwords, prompt, secret,
    user_fields::Assign,
    user_id::{UserId, identifiers},
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users create colleague --name 'My Colleague' --primary-email-address colleague@example.com
  roster users create colleague --primary-email-address colleague@example.com --password-file secret.txt
  roster users create < users.json

Without a password one is asked for. Standard input may bring users in the API's JSON, one behind the other or in an
array; what flags say stands before it.";

/// The message that a user is.
const USER: &str = "ttn.lorawan.v3.User";

/// Whom to make.
#[derive(Args, Debug)]
pub(crate) struct Create {
    #[command(flatten)]
    user: UserId,
    #[command(flatten)]
    assign: Assign,
    #[command(flatten)]
    picture: PictureFile,
    /// Read the password from standard input
    #[arg(long, conflicts_with_all = ["password", "password_file"])]
    password_stdin: bool,
    /// Read the password from a file
    #[arg(long, value_name = "FILE", conflicts_with = "password")]
    password_file: Option<PathBuf>,
    /// The token of an invitation
    #[arg(long, value_name = "TOKEN", default_value = "", hide_default_value = true)]
    invitation_token: String,
    /// Open the user's page in the console
    #[arg(long)]
    open: bool,
}

impl Create {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let user_id = self.user.given(context)?;
        let objects = self.input()?;
        let all = objects.len();
        if all > 1 {
            context.refuse_to_show("making several users")?;
        }
        for (made, object) in objects.into_iter().enumerate() {
            self.create(context, object, user_id.clone()).inspect_err(|_| {
                if all > 1 {
                    context.log.warn(&format!("{made} of {all} users were made before this one"));
                }
            })?;
        }
        Ok(())
    }

    fn create(&self, context: &Context, object: Map<String, Value>, user_id: Option<String>) -> Result<()> {
        let user = self.user(context, object, user_id)?;
        let asked = user.state;
        let request = CreateUserRequest { user: Some(user), invitation_token: self.invitation_token.clone() };
        let answer = context.call_as(Auth::Welcome, "UserRegistry/Create", &request)?;
        let created: User = answer.message()?;
        if created.state != asked && created.state() == State::Requested {
            context.log.warn("The account waits for the approval of an admin");
        }
        output::one(context, &answer.dynamic()?)?;
        if self.open {
            browser::open_user(context, &created.ids.unwrap_or_default().user_id);
        }
        Ok(())
    }

    /// What standard input brings, or a single user of which flags say everything.
    fn input(&self) -> Result<Vec<Map<String, Value>>> {
        let is_password = self.password_stdin || self.password_file.as_deref() == Some(input::STANDARD.as_ref());
        if is_password || prompt::possible() {
            return Ok(vec![Map::new()]);
        }
        let objects = read::objects(&input::text(input::STANDARD.as_ref())?)?;
        Ok(if objects.is_empty() { vec![Map::new()] } else { objects })
    }

    fn user(&self, context: &Context, object: Map<String, Value>, user_id: Option<String>) -> Result<User> {
        let mut whole = Map::from_iter([("state".to_owned(), Value::from(State::Approved.as_str_name()))]);
        if let Some(of) = proto::brief_pool().get_message_by_name(USER) {
            whole.extend(read::spelt(&of, object));
        }
        self.assign.write(&mut whole);
        let mut user: User = read::message(USER, whole)?;
        user.profile_picture = self.picture.read()?.or(user.profile_picture);
        if let Some(user_id) = user_id {
            user.ids = Some(identifiers(user_id));
        }
        if user.ids.as_ref().is_none_or(|ids| ids.user_id.is_empty()) {
            return Err(Failure::here("no_user_id", "no user ID set"));
        }
        if self.password_stdin {
            user.password = secret::from_file("-".as_ref())?;
        } else if let Some(file) = &self.password_file {
            user.password = secret::from_file(file)?;
        }
        if user.password.is_empty() && !context.settings.on("show-request") {
            user.password = passwords::chosen(context)?;
        }
        Ok(user)
    }
}
