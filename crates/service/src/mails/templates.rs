//! From a template and parameters to a subject and two bodies.

use std::{fs, path::Path};

use minijinja::{Environment, UndefinedBehavior};
use serde_json::Value;

/// Each template as text, which begins with a line `Subject: …` and an empty one, and as HTML.
const BUILT_IN: [(&str, &str); 20] = [
    ("address_taken.txt", include_str!("../../mail/address_taken.txt")),
    ("address_taken.html", include_str!("../../mail/address_taken.html")),
    ("api_key_changed.txt", include_str!("../../mail/api_key_changed.txt")),
    ("api_key_changed.html", include_str!("../../mail/api_key_changed.html")),
    ("api_key_created.txt", include_str!("../../mail/api_key_created.txt")),
    ("api_key_created.html", include_str!("../../mail/api_key_created.html")),
    ("entity_state_changed.txt", include_str!("../../mail/entity_state_changed.txt")),
    ("entity_state_changed.html", include_str!("../../mail/entity_state_changed.html")),
    ("password_changed.txt", include_str!("../../mail/password_changed.txt")),
    ("password_changed.html", include_str!("../../mail/password_changed.html")),
    ("user_requested.txt", include_str!("../../mail/user_requested.txt")),
    ("user_requested.html", include_str!("../../mail/user_requested.html")),
    ("invitation.txt", include_str!("../../mail/invitation.txt")),
    ("invitation.html", include_str!("../../mail/invitation.html")),
    ("login_token.txt", include_str!("../../mail/login_token.txt")),
    ("login_token.html", include_str!("../../mail/login_token.html")),
    ("temporary_password.txt", include_str!("../../mail/temporary_password.txt")),
    ("temporary_password.html", include_str!("../../mail/temporary_password.html")),
    ("validate.txt", include_str!("../../mail/validate.txt")),
    ("validate.html", include_str!("../../mail/validate.html")),
];

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The templates of all mails. In those that end in `.html` values are escaped.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    public_url: String,
}

impl Templates {
    /// Our own ones, or files of the same names in a folder. All links begin with the public URL.
    ///
    /// # Errors
    /// What is wrong with a file, in a line.
    pub fn load(public_url: &str, folder: Option<&Path>) -> Result<Self, String> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_keep_trailing_newline(true);
        environment.set_trim_blocks(true);
        for (name, own) in BUILT_IN {
            let source = match folder.map(|folder| folder.join(name)).filter(|path| path.exists()) {
                Some(path) => fs::read_to_string(&path).map_err(|cause| format!("{}: {cause}", path.display()))?,
                None => own.to_owned(),
            };
            environment.add_template_owned(name, source).map_err(|cause| format!("the mail template {cause:#}"))?;
        }
        Ok(Self { environment, public_url: public_url.to_owned() })
    }

    /// Puts parameters into a template.
    pub(crate) fn make(&self, template: &str, mut parameters: Value) -> Result<Made, String> {
        if let Value::Object(fields) = &mut parameters {
            let site = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, host)| host);
            fields.insert("site".to_owned(), site.into());
            fields.insert("url".to_owned(), self.public_url.clone().into());
        }
        let render = |ending: &str| {
            let template = self.environment.get_template(&format!("{template}.{ending}"));
            template.and_then(|template| template.render(&parameters)).map_err(|cause| format!("{cause:#}"))
        };
        let (text, html) = (render("txt")?, render("html")?);
        let (first, text) = text.split_once('\n').unwrap_or((&text, ""));
        let subject = first.trim().strip_prefix("Subject:").ok_or("the text has to begin with a line “Subject: …”")?;
        // A value may hold any character; a header is one line.
        let subject = subject.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Ok(Made { subject, text: text.trim_start_matches(['\r', '\n']).to_owned(), html })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const URL: &str = "https://roster.example.com";

    fn parameters(note: &str) -> Value {
        json!({ "invited_by": "boss", "note": note, "token": "TOKEN", "expires_at": "3 Dec 2026" })
    }

    #[test]
    fn an_invitation_can_be_read_as_text_and_as_html() {
        let made = Templates::load(URL, None).unwrap().make("invitation", parameters("Welcome!")).unwrap();
        assert_eq!(made.subject, "You are invited to roster.example.com");
        assert!(made.text.starts_with("boss invites you"), "{}", made.text);
        for body in [&made.text, &made.html] {
            for part in ["https://roster.example.com/register#TOKEN", "Welcome!", "3 Dec 2026"] {
                assert!(body.contains(part), "{body}");
            }
        }
    }

    #[test]
    fn who_has_forgotten_a_password_is_mailed_a_link_and_its_code() {
        let parameters = json!({ "user_id": "ada", "code": "a-_CODE", "expires_at": "3 Dec 2026" });
        let made = Templates::load(URL, None).unwrap().make("temporary_password", parameters).unwrap();
        assert_eq!(made.subject, "Choose a new password for roster.example.com");
        for body in [&made.text, &made.html] {
            for part in ["https://roster.example.com/update-password#a-_CODE", "ada", "3 Dec 2026"] {
                assert!(body.contains(part), "{body}");
            }
        }
    }

    #[test]
    fn a_login_link_carries_its_code_in_the_fragment() {
        let parameters = json!({ "user_id": "ada", "code": "CODE", "expires_at": "3 Dec 2026" });
        let made = Templates::load(URL, None).unwrap().make("login_token", parameters).unwrap();
        assert_eq!(made.subject, "Your login link for roster.example.com");
        for body in [&made.text, &made.html] {
            for part in ["https://roster.example.com/token-login#token=CODE", "ada", "3 Dec 2026"] {
                assert!(body.contains(part), "{body}");
            }
        }
    }

    #[test]
    fn no_value_becomes_markup_or_a_header() {
        let hostile = "<a href=x>\r\nBcc: x@example.com";
        let made = Templates::load(URL, None).unwrap().make("invitation", parameters(hostile)).unwrap();
        assert!(made.html.contains("&lt;a href=x&gt;") && !made.html.contains("<a href=x"), "{}", made.html);
        let folder = std::env::temp_dir().join(format!("roster-templates-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("invitation.txt"), "Subject: from {{ note }}\n\nHello\n").unwrap();
        let made = Templates::load(URL, Some(&folder)).unwrap().make("invitation", parameters(hostile)).unwrap();
        assert_eq!(made.subject, "from <a href=x>");
        fs::write(folder.join("invitation.txt"), "Subject: {{ nothing }}\n").unwrap();
        assert!(Templates::load(URL, Some(&folder)).unwrap().make("invitation", parameters("")).is_err());
        fs::write(folder.join("invitation.txt"), "{% if %}").unwrap();
        assert!(Templates::load(URL, Some(&folder)).unwrap_err().contains("invitation.txt"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
