//! `users list`

use clap::Args;
use prost_types::FieldMask;
use proto::{roster::v1::FilterUsersRequest, v3::ListUsersRequest};

use super::{walk::walk, warn_of_all};
use crate::{
    client::Answer,
    context::Context,
    failure::Result,
    output::{self, Format},
    page::Page,
    pages::MOST,
    user_fields::Select,
};

pub(super) const EXAMPLES: &str = "Examples:
  roster users list --name --state --admin
  roster users list --order=-created_at --limit 20 -o table
  roster users list --filter 'state:suspended email:*@example.org' -o ndjson
  roster users list --filter 'admin:yes' --order name -o table
  roster users list --all-pages --name --primary-email-address -o csv > users.csv";

/// Fields that a table shows where nobody chose.
const USUAL: [&str; 4] = ["name", "primary_email_address", "state", "admin"];

/// Which users to list, and what of them.
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Nothing that a word could choose
    #[arg(hide = true)]
    words: Vec<String>,
    /// Only users who fulfil this, in the order in which they were made, and all of them without --limit; docs/filters.md says what there is
    #[arg(long, value_name = "FILTER", allow_hyphen_values = true, conflicts_with = "deleted")]
    filter: Option<String>,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    select: Select,
}

/// How much of a list to show, and of which users.
#[derive(Args, Debug)]
pub(super) struct Shown {
    /// Paths of fields to show, in place of flags
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    field_mask: Vec<String>,
    #[arg(
        long,
        help = "Sort by a field, backwards with - before it: user_id, name, primary_email_address, state, admin, created_at",
        value_name = "FIELD",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub(super) order: String,
    #[command(flatten)]
    pub(super) page: Page,
    /// Only deleted users
    #[arg(long)]
    pub(super) deleted: bool,
    /// Every page, one after the other; so does --all, where no page is named
    #[arg(long, conflicts_with_all = ["limit", "page"])]
    all_pages: bool,
}

impl Shown {
    /// What to ask for, and which columns a table has.
    pub(super) fn mask(&mut self, context: &Context, select: Select) -> Result<(FieldMask, Vec<String>)> {
        self.all_pages |= select.all && self.page.is_usual();
        let mut select = select.or_paths(&self.field_mask);
        let columns = matches!(Format::of(context)?, Format::Table | Format::Csv);
        if columns && select.mask().paths.is_empty() {
            for path in USUAL {
                select.add(path);
            }
        }
        for path in output::shown_by_template(context)? {
            select.add(&path);
        }
        let mask = select.mask();
        // A table of all fields shows those that somebody has; in a file a column that is empty so far may be filled later.
        let columns = if columns && !(select.all && matches!(Format::of(context)?, Format::Table)) {
            ["ids".to_owned()].into_iter().chain(mask.paths.iter().cloned()).collect()
        } else {
            Vec::new()
        };
        Ok((mask, columns))
    }

    /// Asks for a page, or for one after the other, and shows them.
    pub(super) fn run(
        &self,
        context: &Context,
        columns: Vec<String>,
        ask: impl Fn(Page) -> Result<Answer>,
    ) -> Result<()> {
        let mut list = output::List::begin(context, columns)?;
        if !self.all_pages {
            let answer = ask(self.page)?;
            list.write(&output::items(&answer.dynamic()?, "users"))?;
            let shown = list.end()?;
            self.page.hint(context, &answer, shown);
            return Ok(());
        }
        for page in 1.. {
            let answer = ask(Page { limit: MOST, page })?;
            let users = output::items(&answer.dynamic()?, "users");
            list.write(&users)?;
            if users.len() < MOST as usize {
                break;
            }
        }
        list.end().map(drop)
    }
}

impl List {
    pub(super) fn run(mut self, context: &Context) -> Result<()> {
        if !self.words.is_empty() {
            context.log.warn(&format!("A list is of all users; {:?} is ignored", self.words.join(" ")));
        }
        warn_of_all(context, &self.select);
        let (mask, columns) = self.shown.mask(context, self.select)?;
        if let Some(filter) = self.filter {
            return filtered(context, filter, mask, columns, self.shown);
        }
        self.shown.run(context, columns, |Page { limit, page }| {
            let request = ListUsersRequest {
                field_mask: Some(mask.clone()),
                order: self.shown.order.clone(),
                limit,
                page,
                deleted: self.shown.deleted,
            };
            context.call("UserRegistry/List", &request)
        })
    }
}

/// Shows those who match: so many, or all of them where nothing is said.
fn filtered(context: &Context, filter: String, mask: FieldMask, columns: Vec<String>, mut shown: Shown) -> Result<()> {
    if shown.order.is_empty() && shown.page.page == 0 {
        let most = if shown.all_pages { 0 } else { shown.page.limit };
        let mut list = output::List::begin(context, columns)?;
        for users in walk(context, filter, mask, most) {
            list.write(&users?)?;
        }
        let count = list.end()?;
        if most > 0 && count == most as usize {
            context.log.info("There may be more than these; without --limit all are shown");
        }
        return Ok(());
    }
    shown.all_pages |= shown.page.is_usual();
    shown.run(context, columns, |Page { limit, page }| {
        let request = FilterUsersRequest {
            filter: filter.clone(),
            field_mask: Some(mask.clone()),
            order: shown.order.clone(),
            limit,
            page,
            ..FilterUsersRequest::default()
        };
        context.call("roster.v1.UserDirectory/Filter", &request)
    })
}
