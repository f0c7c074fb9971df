//! `users contact-info`, which newer servers have no need of.

use clap::{Args, Subcommand};
use prost_types::{FieldMask, Timestamp};
use proto::v3::{
    ContactInfo, ContactInfoValidation, ContactMethod, ContactType, EntityIdentifiers, GetUserRequest,
    UpdateUserRequest, User, UserIdentifiers, entity_identifiers::Ids,
};

use super::validations::Proof;
use crate::{
    client::Answer,
    clock,
    context::Context,
    enums,
    failure::{Failure, Result},
    output::{self, List},
    user_id::UserId,
};

/// What to do with ways to get in touch.
#[derive(Debug, Subcommand)]
pub(crate) enum Contacts {
    /// List the ways to get in touch with a user
    #[command(alias = "ls")]
    List(Named),
    /// Add one
    #[command(aliases = ["add", "register"])]
    Create(Way),
    /// Remove one
    #[command(aliases = ["del", "remove", "rm"])]
    Delete(Way),
    /// Have a mail sent that proves the address
    RequestValidation(Named),
    /// Say that an address is one's own, with what the mail has
    Validate(Proof),
}

/// Whose.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[command(flatten)]
    user: UserId,
}

/// One way to get in touch.
#[derive(Args, Debug)]
pub(crate) struct Way {
    #[command(flatten)]
    user: UserId,
    /// What for: other, abuse, billing or technical
    #[arg(long, value_name = "NAME", default_value = "other", value_parser = kind)]
    contact_type: i32,
    /// By which means: other, email or phone
    #[arg(long, value_name = "NAME", default_value = "other", value_parser = means)]
    contact_method: i32,
    /// The address or the number
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    value: String,
    /// Whether everybody may see it
    #[arg(long)]
    public: bool,
    /// When it was validated
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    validated_at: Option<Timestamp>,
}

fn kind(text: &str) -> Result<i32, String> {
    let name = enums::full_name("ttn.lorawan.v3.ContactType", text)?;
    Ok(ContactType::from_str_name(&name).unwrap_or_default().into())
}

fn means(text: &str) -> Result<i32, String> {
    let name = enums::full_name("ttn.lorawan.v3.ContactMethod", text)?;
    Ok(ContactMethod::from_str_name(&name).unwrap_or_default().into())
}

impl Contacts {
    pub(crate) fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::List(named) => show(context, &known(context, named.user.needed(context)?)?),
            Self::Create(way) => way.change(context, |all, way| {
                if all.iter().any(|known| same(known, &way)) {
                    return Err(Failure::here("contact_info_exists", "contact info already exists"));
                }
                all.push(way);
                Ok(())
            }),
            Self::Delete(way) => way.change(context, |all, way| {
                let place = all.iter().position(|known| same(known, &way));
                let place = place.ok_or_else(|| Failure::here("no_contact_info", "no such contact info"))?;
                all.remove(place);
                Ok(())
            }),
            Self::RequestValidation(named) => {
                let entity = EntityIdentifiers { ids: Some(Ids::UserIds(named.user.needed(context)?)) };
                output::one(context, &context.call("ContactInfoRegistry/RequestValidation", &entity)?.dynamic()?)
            }
            Self::Validate(proof) => {
                let (id, token) = proof.parts()?;
                let proof = ContactInfoValidation { id, token, ..ContactInfoValidation::default() };
                output::one(context, &context.call("ContactInfoRegistry/Validate", &proof)?.dynamic()?)
            }
        }
    }
}

fn mask() -> FieldMask {
    FieldMask { paths: vec!["contact_info".to_owned()] }
}

fn same(one: &ContactInfo, other: &ContactInfo) -> bool {
    (one.contact_type, one.contact_method, &one.value) == (other.contact_type, other.contact_method, &other.value)
}

fn known(context: &Context, user_ids: UserIdentifiers) -> Result<Answer> {
    context.call("UserRegistry/Get", &GetUserRequest { user_ids: Some(user_ids), field_mask: Some(mask()) })
}

fn show(context: &Context, answer: &Answer) -> Result<()> {
    let mut list = List::begin(context, Vec::new())?;
    list.write(&output::items(&answer.dynamic()?, "contact_info"))?;
    list.end().map(drop)
}

impl Way {
    fn change(
        self,
        context: &Context,
        change: impl Fn(&mut Vec<ContactInfo>, ContactInfo) -> Result<()>,
    ) -> Result<()> {
        context.refuse_to_show("changing one of several ways to get in touch")?;
        let ids = self.user.needed(context)?;
        let way = ContactInfo {
            contact_type: self.contact_type,
            contact_method: self.contact_method,
            value: self.value,
            public: self.public,
            validated_at: self.validated_at,
        };
        let mut user: User = known(context, ids.clone())?.message()?;
        change(&mut user.contact_info, way)?;
        let user = User { ids: Some(ids), contact_info: user.contact_info, ..User::default() };
        let request = UpdateUserRequest { user: Some(user), field_mask: Some(mask()) };
        show(context, &context.call("UserRegistry/Update", &request)?)
    }
}
