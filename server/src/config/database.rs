//! `[database]`

use serde::{Deserialize, Serialize};
use service::secrecy::{ExposeSecret as _, SecretString};

/// Where the data are.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: DatabaseUrl,
}

/// The URL of a database. Printed, it shows no password.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// The whole URL.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self("sqlite://data/roster.db".to_owned().into())
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        match url.split_once("://") {
            Some(("sqlite" | "postgres" | "postgresql", rest)) if !rest.is_empty() => Ok(Self(url.into())),
            _ => Err("write sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME"),
        }
    }
}

impl From<DatabaseUrl> for String {
    fn from(url: DatabaseUrl) -> Self {
        redacted(url.expose())
    }
}

/// The URL without the password before the host and without any parameter that has `password` in its name.
pub(super) fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
        return url.to_owned();
    };
    // Up to the last @, so that a password with one unescaped is covered too.
    let rest = match rest.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host))) {
        Some((user, host)) => format!("{user}:***@{host}"),
        None => rest.to_owned(),
    };
    let Some((base, query)) = rest.split_once('?') else { return format!("{scheme}://{rest}") };
    let parameters = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    format!("{scheme}://{base}?{}", parameters.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_printed() {
        for (url, shown) in [
            ("sqlite://data/a@b:c.db", "sqlite://data/a@b:c.db"),
            ("postgres://roster@db/roster", "postgres://roster@db/roster"),
            ("postgres://roster:s3cret@db:5432/roster", "postgres://roster:***@db:5432/roster"),
            ("postgres://roster:s3c:r@et/?#@db/roster", "postgres://roster:***@db/roster"),
            (
                "postgres://db/roster?user=a&password=s3cret&sslmode=require",
                "postgres://db/roster?user=a&password=***&sslmode=require",
            ),
        ] {
            assert_eq!(redacted(url), shown);
            let debug = format!("{:?}", DatabaseUrl::try_from(url.to_owned()).unwrap());
            assert!(!debug.contains("s3c"), "{debug}");
        }
    }
}
