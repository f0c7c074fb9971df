//! Who may make an account of their own.

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
