//! Who may make an account of their own, and what the domain of their address decides.

use std::fmt;

use crate::EmailAddress;

/// How people come to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegistrationMode {
    /// Admins alone make users.
    #[default]
    Closed,
    /// Who was invited makes an account of their own.
    Invitation,
    /// Anybody does, and waits for an admin's approval, unless the invitation they have says otherwise.
    Approval,
    /// Anybody does.
    Open,
}

impl RegistrationMode {
    /// All modes.
    pub const ALL: [Self; 4] = [Self::Closed, Self::Invitation, Self::Approval, Self::Open];

    /// The word in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Invitation => "invitation",
            Self::Approval => "approval",
            Self::Open => "open",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What becomes of whoever registers with an address of some domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainRule {
    /// They may not.
    Reject,
    /// They wait for an admin's approval.
    Ask,
    /// They need no approval.
    Approve,
}

/// What is decided by the domains of addresses, whatever the mode says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainRules {
    /// Domains of whoever may not register.
    pub reject: Vec<DomainPattern>,
    /// Domains of whoever waits for approval.
    pub ask: Vec<DomainPattern>,
    /// Domains of whoever needs no approval.
    pub approve: Vec<DomainPattern>,
}

impl DomainRules {
    /// The rule for an address. Of several the strictest holds.
    pub fn of(&self, address: &EmailAddress) -> Option<DomainRule> {
        let domain = address.domain();
        let rules =
            [(&self.reject, DomainRule::Reject), (&self.ask, DomainRule::Ask), (&self.approve, DomainRule::Approve)];
        rules.into_iter().find(|(patterns, _)| patterns.iter().any(|one| one.matches(domain))).map(|(_, rule)| rule)
    }
}

/// A domain, `example.com`, or all domains below one, `*.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainPattern(String);

impl DomainPattern {
    /// Reads one; `None` for what is no domain.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let domain = text.strip_prefix("*.").unwrap_or(&text);
        // The same rule as for whoever will have an address there.
        let address = EmailAddress::parse(&format!("a@{domain}")).ok()?;
        (address.domain() == domain).then_some(Self(text))
    }

    fn matches(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        match self.0.strip_prefix('*') {
            Some(below) => domain.ends_with(below),
            None => domain == self.0,
        }
    }
}

impl fmt::Display for DomainPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Vec<DomainPattern> {
        texts.iter().map(|text| DomainPattern::parse(text).unwrap()).collect()
    }

    #[test]
    fn the_strictest_rule_of_a_domain_holds() {
        let rules = DomainRules {
            reject: patterns(&["mail.example"]),
            ask: patterns(&["Guests.Example.com"]),
            approve: patterns(&["example.com", "*.example.com", "mail.example"]),
        };
        for (address, rule) in [
            ("a@example.com", Some(DomainRule::Approve)),
            ("a@EXAMPLE.com", Some(DomainRule::Approve)),
            ("a@x.y.example.com", Some(DomainRule::Approve)),
            ("a@guests.example.com", Some(DomainRule::Ask)),
            ("a@mail.example", Some(DomainRule::Reject)),
            ("a@sub.mail.example", None),
            ("a@badexample.com", None),
            ("example.com@other.org", None),
        ] {
            assert_eq!(rules.of(&EmailAddress::parse(address).unwrap()), rule, "{address}");
        }
    }

    #[test]
    fn what_is_no_domain_is_no_pattern() {
        for text in
            ["", "*", "*.", "a@b.example", "exam ple.com", ".example.com", "*.*.example.com", "https://b.example"]
        {
            assert_eq!(DomainPattern::parse(text), None, "{text}");
        }
    }
}
