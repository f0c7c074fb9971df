//! `users search`

use clap::{ArgMatches, Args, Command, FromArgMatches};
use proto::v3::{SearchUsersRequest, State};

use super::{list::Shown, warn_of_all};
use crate::{
    context::Context,
    enums,
    failure::Result,
    page::Page,
    user_fields::{Select, pair},
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users search --id-contains new --name
  roster users search --query @example.com --state suspended,rejected -o table
  roster users search --attributes-contain team=iot";

/// Which users to look for, and what of them to show.
#[derive(Args, Debug)]
pub(crate) struct Search {
    /// Look for this in IDs, names, descriptions and addresses
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    query: String,
    /// Look for this in IDs
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    id_contains: String,
    /// Look for this in names
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    name_contains: String,
    /// Look for this in descriptions
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    description_contains: String,
    /// Look for users with these attributes
    #[arg(long, value_name = "KEY=VALUE", value_delimiter = ',', value_parser = pair)]
    attributes_contain: Vec<(String, String)>,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    select: SelectAndState,
}

/// Fields to show. `--state` alone shows the state; with values it looks for users in one of them.
#[derive(Debug)]
struct SelectAndState {
    select: Select,
    states: Vec<String>,
}

const STATE: &str = "state";

impl Args for SelectAndState {
    fn augment_args(command: Command) -> Command {
        Select::augment_args(command).mut_arg(STATE, |flag| {
            let flag =
                flag.action(clap::ArgAction::Append).require_equals(false).value_delimiter(',').value_name("NAME");
            let flag = flag.default_missing_value("").value_parser(state);
            flag.help("Look for users in these states; without one, show the state")
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn state(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { enums::full_name("ttn.lorawan.v3.State", text) }
}

impl FromArgMatches for SelectAndState {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut select = Select::from_arg_matches(matches)?;
        let mut states: Vec<_> = matches.get_many::<String>(STATE).into_iter().flatten().cloned().collect();
        if states.iter().any(String::is_empty) {
            select.add(STATE);
            states.retain(|state| !state.is_empty());
        }
        Ok(Self { select, states })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Search {
    pub(super) fn run(mut self, context: &Context) -> Result<()> {
        let SelectAndState { select, states } = self.select;
        warn_of_all(context, &select);
        let (mask, columns) = self.shown.mask(context, select)?;
        let states = states.iter().filter_map(|name| State::from_str_name(name)).map(i32::from).collect::<Vec<_>>();
        self.shown.run(context, columns, |Page { limit, page }| {
            let request = SearchUsersRequest {
                query: self.query.clone(),
                id_contains: self.id_contains.clone(),
                name_contains: self.name_contains.clone(),
                description_contains: self.description_contains.clone(),
                attributes_contain: self.attributes_contain.iter().cloned().collect(),
                state: states.clone(),
                field_mask: Some(mask.clone()),
                order: self.shown.order.clone(),
                limit,
                page,
                deleted: self.shown.deleted,
            };
            context.call("EntityRegistrySearch/SearchUsers", &request)
        })
    }
}
