//! Every word on the screen that the rules do not bring themselves: one catalogue, so that it can be translated.

pub(crate) mod told;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod trail;

use std::time::Duration;

use domain::Timestamp;

use crate::{form::FormError, ui::in_title};

/// The name of the product.
pub(crate) const ROSTER: &str = "Roster";

pub(crate) const ACCOUNT: &str = "Your account";
pub(crate) const ACTIONS: &str = "Actions";
pub(crate) const ACTIVITY: &str = "Activity";
pub(crate) const ADDRESS: &str = "Address";
pub(crate) const ADD_USER: &str = "Add user";
pub(crate) const EXPORT: &str = "Export";
pub(crate) const EXPORT_CSV: &str = "CSV file";
pub(crate) const EXPORT_NDJSON: &str = "JSON, a user a line";
pub(crate) const ADMIN: &str = "Admin";
pub(crate) const ALL: &str = "All";
pub(crate) const ALL_RIGHTS: &str = "All rights there are";
pub(crate) const API_KEY: &str = "API key";
pub(crate) const API_KEYS: &str = "API keys";
pub(crate) const API_KEYS_INTRO: &str =
    "With a key a program does what its rights say, in your name. Who has the key has them.";
pub(crate) const APPROVE: &str = "Approve";
pub(crate) const BROWSER: &str = "Browser";
pub(crate) const BY: &str = "by";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CHANGE_PASSWORD: &str = "Change password";
pub(crate) const CHOOSE_PASSWORD: &str = "Choose a password";
pub(crate) const CLEAR_SEARCH: &str = "Clear search and filters";
pub(crate) const COPY_KEY: &str = "Copy the key";
pub(crate) const COPY_KEY_ID: &str = "Copy the key ID";
pub(crate) const COPY_ID: &str = "Copy the ID";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const CREATED: &str = "Created";
pub(crate) const DELETED: &str = "Deleted";
pub(crate) const DELETED_BY: &str = "Deleted by";
pub(crate) const DELETED_USERS: &str = "Deleted users";
pub(crate) const DELETE_AND_KEEP: &str = "Delete, and keep the ID reserved";
pub(crate) const DELETE_AND_RELEASE: &str = "Delete, and release the ID (purge)";
pub(crate) const DELETE_KEY: &str = "Delete the key";
pub(crate) const DELETE_KEY_HINT: &str = "Programs that use it are refused from this moment on.";
pub(crate) const DELETE_USER: &str = "Delete user";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const EMAIL_VALIDATED: &str = "Email validated";
pub(crate) const END: &str = "End";
pub(crate) const ENDING: &str = "Deletions that become final soon";
pub(crate) const ENDS: &str = "Ends unless used";
pub(crate) const END_ACCESS: &str = "End access";
pub(crate) const END_OTHERS: &str = "End all other sessions";
pub(crate) const FACTS: &str = "Facts";
pub(crate) const FILTERS: &str = "Filters";
pub(crate) const FIRST_PAGE: &str = "First page";
pub(crate) const FOR_EVER: &str = "for ever";
pub(crate) const ID: &str = "ID";
pub(crate) const KEEP: &str = "Keep me logged in";
pub(crate) const KEYBOARD: &str = "Keyboard";
pub(crate) const LAST_PAGE: &str = "Last page";
pub(crate) const KEY_ENDS: &str = "Ends";
pub(crate) const KEY_ENDS_HINT: &str = "In UTC. Without an end the key is good until it is deleted.";
pub(crate) const KEY_ID: &str = "Key ID";
pub(crate) const KEY_IS_MADE: &str = "The key is made. Copy it now: it is shown this once.";
pub(crate) const LAST_USED: &str = "Last used";
pub(crate) const LIFT_HINT: &str = "The user may log in again at once.";
pub(crate) const LIFT_SUSPENSION: &str = "Lift suspension";
pub(crate) const LOG_IN: &str = "Log in";
pub(crate) const LOG_OUT: &str = "Log out";
pub(crate) const MAIN: &str = "Main";
pub(crate) const MAKE_ANOTHER_ADMIN: &str = "Make another admin first";
pub(crate) const MAKE_API_KEY: &str = "Make an API key";
pub(crate) const NAME: &str = "Name";
pub(crate) const NO_API_KEYS: &str = "There are none yet.";
pub(crate) const NEVER: &str = "never";
pub(crate) const NEWEST: &str = "Newest";
pub(crate) const NEXT_PAGE: &str = "Next page";
pub(crate) const NOBODY_DELETED: &str = "Nobody is deleted";
pub(crate) const NOBODY_WAITS: &str = "Nobody waits for approval.";
pub(crate) const NO_RECORDS: &str = "Nothing is recorded here.";
pub(crate) const NOT_THE_LAST_DELETED: &str = "The last admin who can log in can’t be deleted.";
pub(crate) const NOT_THE_LAST_SUSPENDED: &str = "The last admin who can log in can’t be suspended.";
pub(crate) const NO_LONGER: &str = "no longer";
pub(crate) const NO_USER_MATCHES: &str = "No user matches";
pub(crate) const OLDER: &str = "Older";
pub(crate) const OPTIONAL: &str = "optional";
pub(crate) const OVERVIEW: &str = "Overview";
pub(crate) const PAGES: &str = "Pages";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const PASSWORD_SET: &str = "Password set";
pub(crate) const PREVIOUS_PAGE: &str = "Previous page";
pub(crate) const PROFILE: &str = "Profile";
pub(crate) const PURGE: &str = "Purge";
pub(crate) const PURGE_HINT: &str = "Erases the data for good and frees the ID.";
pub(crate) const PURGE_IT: &str = "purge it";
pub(crate) const PURGE_USER: &str = "Purge user";
pub(crate) const PURGE_WARNING: &str =
    "Erases the data for good; there is no way back. Somebody else may take the ID and be mistaken for this user.";
pub(crate) const RECENT_CHANGES: &str = "Recent changes";
pub(crate) const REJECT: &str = "Reject";
pub(crate) const RESTORABLE: &str = "Restorable for";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) const RESTORE_HINT: &str = "Brings the user back with everything: name, address, rights and password.";
pub(crate) const RESTORE_IT: &str = "Restore it";
pub(crate) const RESTORE_USER: &str = "Restore user";
pub(crate) const ROWS: &str = "Rows";
pub(crate) const SAVE_CHANGES: &str = "Save changes";
pub(crate) const SEARCH: &str = "Search";
pub(crate) const SEARCH_DELETED: &str = "Search deleted users";
pub(crate) const SEARCH_HINT: &str = "ID, name, email or description";
pub(crate) const SEARCH_LIVE: &str = "Search users who are not deleted";
pub(crate) const SEARCH_USERS: &str = "Search users";
pub(crate) const SESSIONS: &str = "Sessions";
pub(crate) const SET_PASSWORD: &str = "Set password";
pub(crate) const SKIP: &str = "Skip to content";
pub(crate) const STARTED: &str = "Started";
pub(crate) const STATE: &str = "State";
pub(crate) const SUSPEND_HINT: &str = "Ends every session at once. Nothing is lost; lift it at any time.";
pub(crate) const SUSPEND_INSTEAD: &str = "Suspend instead";
pub(crate) const SUSPEND_INSTEAD_HINT: &str = "Mostly what one wants: no access, nothing lost, lifted at any time.";
pub(crate) const SUSPEND_USER: &str = "Suspend user";
pub(crate) const THEME: &str = "Theme";
pub(crate) const THIS_SESSION: &str = "This session";
pub(crate) const TOO_LATE: &str = "Deleted too long ago to be restored.";
pub(crate) const TO_CONFIRM: &str = "to confirm";
pub(crate) const TYPE: &str = "Type";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const UPDATED: &str = "Updated";
pub(crate) const USERS: &str = "Users";
pub(crate) const USERS_BY_STATE: &str = "Users by state";
pub(crate) const USER_ID_OR_EMAIL: &str = "User ID or email";
pub(crate) const USER_MANAGEMENT: &str = "User management";
pub(crate) const WAITING: &str = "Waiting for approval";
pub(crate) const WHAT_TO_DO: &str = "What to do";
pub(crate) const YOU: &str = "You";

pub(crate) const SESSION_ENDED_HINT: &str =
    "Log in in the tab that opens, then come back here: what you typed is still there.";
pub(crate) const SESSIONS_INTRO: &str =
    "Each browser that is logged in as you. A session ends by itself when it is not used.";
pub(crate) const DELETED_INTRO: &str = "A deleted ID stays reserved. Restore brings the user back with everything; \
                                        purge erases the data and frees the ID.";
pub(crate) const ID_HINT: &str = "2 to 36 lower-case letters, digits and dashes. Fixed once made.";
pub(crate) const ID_FIXED: &str = "Fixed once made.";
pub(crate) const ADMIN_HINT: &str = "May do everything on this server, to every user.";
pub(crate) const STATE_HINT: &str = "Shown to the user after the right password.";
pub(crate) const EMAIL_HINT: &str = "Used to log in and for notices. Not public.";
pub(crate) const ATTRIBUTES_HINT: &str =
    "One a line, key=value, 10 at most. For example team=ops. Only admins see them.";
pub(crate) const UNTIL_HINT: &str = "In UTC. The user is approved again then. Empty: until somebody lifts it.";
pub(crate) const EXPIRES_HINT: &str = "In UTC. From then on the user can’t act, and is suspended.";
pub(crate) const DELETE_ON_HINT: &str = "In UTC. The ID stays reserved, as after any deletion.";
pub(crate) const REQUIRE_HINT: &str = "Until then the user can do nothing else.";
pub(crate) const NOTES: &str = "Notes";
pub(crate) const CHOOSE_ANOTHER: &str = "Choose a new password to go on; until then nothing else is possible.";
pub(crate) const HELP: &str = "Passwords and sessions";
pub(crate) const LOG_OUT_EVERYWHERE: &str = "Log out everywhere";
pub(crate) const TEMPORARY_PASSWORD: &str = "Temporary password";
pub(crate) const TEMPORARY_HINT: &str =
    "You choose it and tell the user; it is good for choosing another. Every session ends.";
pub(crate) const SET_TEMPORARY: &str = "Set temporary password";
pub(crate) const RESERVED_IDS: &str = "Reserved IDs";
pub(crate) const RESERVED_INTRO: &str = "Nobody can take these IDs as a new user. Whoever has one already keeps it. IDs of deleted users stay reserved too.";
pub(crate) const NOTHING_RESERVED: &str = "No IDs are reserved.";
pub(crate) const RIGHTS: &str = "Rights";
pub(crate) const RIGHTS_HINT: &str =
    "Names like RIGHT_USER_INFO, with spaces between. RIGHT_ALL is everything you may do.";
pub(crate) const RESERVE: &str = "Reserve IDs";
pub(crate) const PATTERN_HINT: &str = "One ID, or many with * for any characters: admin-*";
pub(crate) const RESERVE_UNTIL_HINT: &str = "In UTC. Empty: until somebody lifts it.";
pub(crate) const REASON: &str = "Reason";
pub(crate) const RESERVED_BY: &str = "Reserved by";
pub(crate) const RESERVED_SINCE: &str = "Since";
pub(crate) const UNTIL: &str = "Until";
pub(crate) const LIFT: &str = "Lift";
pub(crate) const PROGRAM: &str = "Program";
pub(crate) const PROGRAMS: &str = "Programs";
pub(crate) const PROGRAMS_INTRO: &str =
    "Programs that may ask users to act for them (OAuth clients). Each user is asked first, and can take it back.";
pub(crate) const OWN_PROGRAMS_INTRO: &str = "They may act for you. What you revoke is worthless to them at once.";
pub(crate) const NO_PROGRAMS: &str = "You have not let any program act for you.";
pub(crate) const LAST_ALLOWED: &str = "Last allowed";
pub(crate) const ADD_PROGRAM: &str = "Add program";
pub(crate) const SECRET: &str = "Secret";
pub(crate) const SECRET_IS_MADE: &str = "This is the program’s secret. Copy it now: it is not shown again.";
pub(crate) const CLIENT_ID_HINT: &str = "3 to 36 lower-case letters, digits and dashes. Fixed once made.";
pub(crate) const REDIRECT_URIS_HINT: &str = "One a line, to the letter. For example https://wiki.example.com/callback.";
pub(crate) const CLIENT_RIGHTS_HINT: &str =
    "What it may do for each user. Names like RIGHT_USER_INFO, with spaces between.";
pub(crate) const CONFIDENTIAL_HINT: &str = "Not for programs that run on people’s machines or in their browsers.";
pub(crate) const WITH_SECRET: &str = "with a secret";
pub(crate) const WITHOUT_SECRET: &str = "without a secret";
pub(crate) const IN_USE: &str = "In use";
pub(crate) const SWITCHED_OFF: &str = "Switched off";
pub(crate) const SUSPEND: &str = "Switch off";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const APPROVE_PROGRAM: &str = "Switch on";
pub(crate) const FAILED_MAILS: &str = "Failed mails";
pub(crate) const FAILED_MAILS_INTRO: &str = "These were tried for some hours and given up. They are kept for a month.";
pub(crate) const NO_FAILED_MAILS: &str = "Every mail could be delivered.";
pub(crate) const MAIL: &str = "Mail";
pub(crate) const GIVEN_UP: &str = "Given up";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const SESSIONS_OF_INTRO: &str = "Each browser that is logged in as this user.";
pub(crate) const NOWHERE: &str = "Nobody is logged in as this user.";
pub(crate) const INVITATIONS: &str = "Invitations";
pub(crate) const INVITE: &str = "Invite people";
pub(crate) const INVITATIONS_INTRO: &str =
    "Who is invited is sent a link to make an account with. It can be used once.";
pub(crate) const REGISTRATION_CLOSED: &str = "Registration is closed, so nobody can accept an invitation. Whoever runs the server opens it by the setting registration.mode.";
pub(crate) const MESSAGE_HINT: &str =
    "A few words that are mailed to each, and shown at the log-in to who is rejected.";
pub(crate) const DOMAIN: &str = "Domain";
pub(crate) const SINCE: &str = "Since";
pub(crate) const NAMESAKES: &str = "Same name";
pub(crate) const CHOSEN: &str = "Chosen";
pub(crate) const THEIR_ACCOUNTS: &str = "Their accounts";
pub(crate) const AS_REGISTERED: &str = "As for everybody who registers";
pub(crate) const QR_CODE: &str = "QR code";
pub(crate) const NOBODY_INVITED: &str = "Nobody has been invited.";
pub(crate) const EMAILS_HINT: &str =
    "One or several, with spaces, commas or lines between; or paste a table with a column “email”.";
pub(crate) const INVITATION_ENDS_HINT: &str =
    "In UTC, within the next 90 days; if left empty, as long as the server is set to.";
pub(crate) const NOTE_HINT: &str = "A few words that stand in the mail.";
pub(crate) const STATUS: &str = "Status";
pub(crate) const INVITED_BY: &str = "Invited by";
pub(crate) const LINK: &str = "Link";
pub(crate) const COPY_LINK: &str = "Copy the link";
pub(crate) const RESEND: &str = "Send again";
pub(crate) const EXTEND: &str = "Extend";
pub(crate) const REVOKE: &str = "Revoke";
pub(crate) const REGISTER: &str = "Make an account";
pub(crate) const INVITATION_CODE_HINT: &str = "The code of your invitation, if it is not filled in already.";
pub(crate) const PURGED_IN: &str = "Purged in";
pub(crate) const DESCRIPTION_HINT: &str = "Seen by admins and by the user.";
pub(crate) const KEEP_HINT: &str = "Longer without use";
pub(crate) const FORGOT_PASSWORD: &str = "Forgot password?";
pub(crate) const FORGOT_INTRO: &str = "You are mailed a link to choose a new password; it is good for an hour. \
                                       If none comes, an admin can give you a temporary password.";
pub(crate) const MAIL_LINK: &str = "Mail me a link";
pub(crate) const LOGIN_LINK: &str = "Log in by a mailed link";
pub(crate) const LOGIN_LINK_INTRO: &str = "You are mailed a link that logs you in once, without a password.";
pub(crate) const PICTURE: &str = "Profile picture";
pub(crate) const PICTURE_HINT: &str = "PNG, JPEG, WebP or GIF, at most 8 MB. The middle of it is kept; nothing else in the file is, such as where it was taken.";
pub(crate) const UPLOAD: &str = "Upload";
pub(crate) const REMOVE_PICTURE: &str = "Remove picture";
pub(crate) const DELETE_ACCOUNT: &str = "Delete my account";
pub(crate) const NOTIFICATIONS: &str = "Notifications";
pub(crate) const NOTIFICATIONS_INTRO: &str = "What has happened to your account in the last 90 days.";
pub(crate) const NOTHING_TOLD: &str = "Nothing has happened to your account in the last 90 days.";
pub(crate) const SEE_ALL: &str = "Mark all as read";
pub(crate) const MARK_READ: &str = "Mark as read";
pub(crate) const NEW: &str = "New";
pub(crate) const WHAT: &str = "What";
pub(crate) const WHEN: &str = "When";
pub(crate) const MAILS: &str = "Mails";
pub(crate) const MAIL_ME: &str = "Mail me when";
pub(crate) const VALIDATE: &str = "Confirm your email address";
pub(crate) const VALIDATE_ADDRESS: &str = "Confirm the address";
pub(crate) const REFERENCE_HINT: &str = "The reference in the mail, if it is not filled in already.";
pub(crate) const NOT_VALIDATED: &str =
    "Your email address is not confirmed yet. Open the link in the mail that you were sent.";
pub(crate) const MAIL_AGAIN: &str = "Send the mail again";
pub(crate) const CODE_HINT: &str = "The code from your link, if it is not filled in already.";

/// Keys and what they do.
pub(crate) const KEYS: [(&str, &str); 4] = [
    ("/", "Search users"),
    ("Esc", "Close a menu or a dialog"),
    ("Tab", "Go to the next link, field or button"),
    ("?", "List the keys"),
];

/// The label of a form field, by its name.
pub(crate) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "user_id" => "User ID",
        "name" => "Name",
        "description" => "Description",
        "primary_email_address" => "Email address",
        "profile_picture" => PICTURE,
        "email_validated" => "Treat email address as validated",
        "state" => "State",
        "state_description" => "Reason for the state",
        "admin" => "Grant admin status",
        "password" => "Password",
        "confirm" => "Confirm password",
        "old" => "Current password",
        "code" => "One-time code",
        "reference" => "Reference",
        "login" => USER_ID_OR_EMAIL,
        "end_others" => "Log out everywhere else",
        "typed" => "Confirmation",
        "suspended_until" => "Suspended until",
        "expires_at" => "Expires at",
        "delete_at" => "Delete on",
        "require_password_update" => "Ask for a new password at the next log-in",
        "attributes" => "Attributes",
        "own_password" => "Your own password",
        "pattern" => "IDs",
        "reason" => "Reason",
        "until" => "Until",
        "rights" => "Rights",
        "key_expires_at" => "Ends at",
        "emails" => "Email addresses",
        "note" => "Note",
        "bound" => "Only with the address that is invited",
        "user_requested" => "somebody waits for approval",
        "entity_state_changed" => "the state of my account is changed",
        "password_changed" => "my password is changed",
        "api_key_created" => "an API key of mine is made",
        "api_key_changed" => "an API key of mine is changed",
        "client_id" => "ID",
        "redirect_uris" => "Addresses to go back to",
        "confidential" => "It can keep a secret",
        _ => return None,
    })
}

/// The heading of a refused form.
pub(crate) fn refused(error: &FormError, fields: usize) -> String {
    match fields {
        0 => error.message.clone(),
        _ if error.name == "changed_meanwhile" => error.message.clone(),
        1 => "Nothing was saved yet: one field needs a change.".into(),
        _ => format!("Nothing was saved yet: {fields} fields need a change."),
    }
}

/// What to tell an operator about a failure of ours.
pub(crate) fn request(id: &str) -> String {
    format!("Request {id}. The server’s log knows more under this number.")
}

/// What was searched for in vain.
pub(crate) fn no_match(query: &str, state: &str, deleted: bool) -> String {
    let who = if deleted { "deleted user" } else { "user" };
    let state = if state.is_empty() { String::new() } else { format!(" who is {state}") };
    match query.trim() {
        "" => format!("There is no {who}{state}."),
        query => format!("No {who}{state} has “{query}” in the ID, name, email address or description."),
    }
}

/// A page behind the last one.
pub(crate) fn no_such_page(total: u64) -> String {
    format!("The list ends before this page: {} {} in all.", number(total), count(total, "user", "users"))
}

/// What a chip's cross does.
pub(crate) fn remove_filter(state: &str) -> String {
    format!("Remove the filter state:{state}")
}

/// How many wait, of whom a page shows the first hundred.
pub(crate) fn waiting(total: u64) -> String {
    let who = count(total, "person waits", "people wait");
    format!("{} {who} for approval, who has waited longest first. A hundred are shown at a time.", number(total))
}

/// How many sessions end.
pub(crate) fn sessions_of(sessions: usize) -> String {
    match sessions {
        0 => "Nobody is logged in as this user.".to_owned(),
        1 => "Ends the one session of this user at once.".to_owned(),
        _ => format!("Ends all {sessions} sessions of this user at once."),
    }
}

/// What is done with the invitation of somebody.
pub(crate) fn with_invitation(deed: &str, email: &str) -> String {
    format!("{deed}: {email}")
}

/// Gives reserved IDs free.
pub(crate) fn lift_reservation(pattern: &str) -> String {
    format!("Lift the reservation of {pattern}")
}

/// Until when.
pub(crate) fn until(end: Timestamp) -> String {
    format!("until {}", end.to_utc_text())
}

/// Labels of what is done to one user of a list.
pub(crate) fn actions_for(id: &str) -> String {
    format!("Actions for {id}")
}
pub(crate) fn copy_address(id: &str) -> String {
    format!("Copy the address of {id}")
}
pub(crate) fn restore_of(id: &str) -> String {
    format!("Restore {id}")
}
pub(crate) fn purge_of(id: &str) -> String {
    format!("Purge {id}")
}

/// The heading of the log-in.
pub(crate) fn log_in_to(host: Option<String>) -> String {
    host.map_or_else(|| LOG_IN.to_owned(), |host| format!("{LOG_IN} to {host}"))
}

/// What a deleted user's page says first.
pub(crate) fn reserved(id: &str) -> String {
    format!("This user is deleted. The ID {id} stays reserved until the user is purged.")
}

/// For how long one can change one's mind.
fn window(restore_window: Option<u64>) -> String {
    restore_window.map_or_else(|| "at any time".into(), |seconds| format!("for {}", span(Duration::from_secs(seconds))))
}

/// What deleting does, in short.
pub(crate) fn delete_hint(restore_window: Option<u64>) -> String {
    format!("Can be restored {}. The ID stays reserved.", window(restore_window))
}

/// The dialog that deletes.
pub(crate) fn delete_question(id: &str) -> String {
    format!("Delete {id}?")
}
pub(crate) fn deletion(name: &str) -> String {
    format!("{name} can no longer log in, and every session ends at once.")
}
pub(crate) fn delete_and_keep(id: &str, address: &str, restore_window: Option<u64>) -> String {
    let window = window(restore_window);
    format!(
        "Nobody can make a user called {id}. The address {address} is free at once. You can restore the user {window}."
    )
}

/// What becomes of one's own account.
pub(crate) fn account_deletion(id: &str) -> String {
    format!(
        "You are logged out everywhere, and nothing of the account {id} works any more. The ID stays reserved until an admin \
         purges it; until then an admin may be able to bring the account back. Type your password to go on."
    )
}

/// The dialog that purges.
pub(crate) fn purge_question(id: &str) -> String {
    format!("Purge {id}?")
}

/// A browser and its system, from what it calls itself.
pub(crate) fn browser(user_agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // Each calls itself by the names of those before it, so the order matters.
    let browser = known(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = known(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}
pub(crate) fn end_session(browser: &str) -> String {
    format!("End the session of {browser}")
}

/// Why the last admin is locked.
pub(crate) fn last_admin(name: &str) -> String {
    format!("{name} is the last admin who can log in, so neither state nor admin status can change.")
}

/// Who one is.
pub(crate) fn logged_in_as(name: &str) -> String {
    format!("Logged in as {name}")
}

/// What was just done, with its icon; behind the ID of the user where it is about one.
pub(crate) fn done(done: &str) -> Option<(&'static str, &'static str)> {
    Some(match done {
        "created" => ("was added.", "user-plus"),
        "saved" => ("Changes saved.", "check"),
        "approved" => ("is approved.", "circle-check"),
        "requested" => ("waits for approval.", "circle-dashed"),
        "rejected" => ("is rejected.", "circle-x"),
        "flagged" => ("is flagged.", "flag"),
        "suspended" => ("is suspended. Every session has ended.", "circle-pause"),
        "deleted" => ("is deleted. The ID stays reserved.", "trash-2"),
        "restored" => ("is restored.", "rotate-ccw"),
        "purged" => ("is purged. The ID is free.", "trash-2"),
        "password" => ("Password set.", "key-round"),
        "mailed" => ("If there is such an account, a mail is on its way. If none comes, ask an admin.", "check"),
        "session" => ("The session has ended.", "log-out"),
        "sessions" => ("All other sessions have ended.", "log-out"),
        "logged-out" => ("is logged out everywhere.", "log-out"),
        "temporary" => ("has a temporary password. Every session has ended.", "key-round"),
        "reserved" => ("The IDs are reserved.", "lock"),
        "key-deleted" => ("The key is deleted.", "trash-2"),
        "lifted" => ("The reservation is lifted.", "check"),
        "program-deleted" => ("The program is removed.", "trash-2"),
        "program-revoked" => ("The program can’t act for you any more.", "check"),
        "mail-retried" => ("The mail is tried again.", "check"),
        "decided" => ("It is done, and they are told.", "check"),
        "invited" => ("The invitations are on their way.", "check"),
        "resent" => ("The invitation is on its way again.", "check"),
        "extended" => ("The invitation is good for longer.", "check"),
        "revoked" => ("The invitation is revoked.", "trash-2"),
        "validated" => ("The email address is confirmed.", "circle-check"),
        "validation" => ("A mail is on its way. Open the link in it.", "check"),
        "unvalidated" => ("has an account. Open the link in the mail that is on its way, then log in.", "user-plus"),
        "account-deleted" => ("Your account is deleted. Its ID stays reserved until an admin purges it.", "trash-2"),
        "registered" => ("has an account. Log in to it.", "user-plus"),
        _ => return None,
    })
}

/// The title of a page, as tabs and bookmarks show it.
pub(crate) fn title(page: &str) -> String {
    in_title(&format!("{page} · {ROSTER}"))
}

/// A number with separators between thousands.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The rows of a page, for example `21–40`.
pub(crate) fn range(first: u64, last: u64) -> String {
    format!("{}–{}", number(first), number(last))
}

/// `one` or `many` things.
pub(crate) fn count(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// A time seen from now, for example `2 hours ago` or `in 3 days`.
pub(crate) fn relative(at: Timestamp, now: Timestamp) -> String {
    let (past, future) = (now.since(at), at.since(now));
    match (past.as_secs(), future.as_secs()) {
        (0..45, 0..45) => "just now".into(),
        (_, 0) => format!("{} ago", span(past)),
        _ => format!("in {}", span(future)),
    }
}

/// A length of time in one unit, for example `40 minutes`.
pub(crate) fn span(span: Duration) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = span.as_secs();
    let (count, one, many) = match seconds {
        0..90 => (1, "minute", "minutes"),
        90..5400 => ((seconds + 30) / MINUTE, "minute", "minutes"),
        5400..129_600 => ((seconds + HOUR / 2) / HOUR, "hour", "hours"),
        129_600..3_888_000 => ((seconds + DAY / 2) / DAY, "day", "days"),
        3_888_000..47_304_000 => ((seconds + 15 * DAY) / (30 * DAY), "month", "months"),
        _ => ((seconds + 182 * DAY) / (365 * DAY), "year", "years"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The title of the page.
pub(crate) fn activity_of(name: &str) -> String {
    format!("Activity of {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1284), "1,284");
        assert_eq!(number(1_000_000), "1,000,000");
    }

    #[test]
    fn times_are_told_from_now() {
        let now = Timestamp::from_micros(1_000_000_000_000_000);
        let seconds = |ago: u64| relative(now.minus(Duration::from_secs(ago)), now);
        assert_eq!(seconds(10), "just now");
        assert_eq!(seconds(60), "1 minute ago");
        assert_eq!(seconds(3000), "50 minutes ago");
        assert_eq!(seconds(7200), "2 hours ago");
        assert_eq!(seconds(86_400 * 3), "3 days ago");
        assert_eq!(seconds(86_400 * 400), "13 months ago");
        assert_eq!(seconds(86_400 * 365 * 3), "3 years ago");
        assert_eq!(relative(now.plus(Duration::from_hours(10)), now), "in 10 hours");
    }
}
