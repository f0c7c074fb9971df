//! Pages whose code the browser loads when somebody goes there, so that the list of users need not wait for it.
//!
//! With `--cfg split`, which `cargo xtask build` sets, that code is a module of its own; without it these are pages like the
//! others. On the server they are always at hand.

#![cfg_attr(split, expect(non_snake_case, reason = "a page is called as its component"))]

use leptos::prelude::*;
use leptos_router::{Lazy, LazyRoute, hooks::use_location, location::Location};

use crate::pages::{self, account, users};

/// The code of a page could not be loaded: the network is gone, or the server has a newer console.
struct NotLoaded;

#[cfg(all(target_arch = "wasm32", split))]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// What is shown of a page where somebody went. The server always has the whole of one that could not be loaded.
fn shown(page: Result<AnyView, NotLoaded>) -> AnyView {
    page.unwrap_or_else(|NotLoaded| {
        let Location { pathname, search, .. } = use_location();
        crate::browser::load(&format!("{}{}", pathname.get_untracked(), search.get_untracked()));
        ().into_any()
    })
}

/// Waits for the code of the page that the server has sent. If it does not come, the page stays as it is, which needs no
/// scripts.
#[cfg(all(target_arch = "wasm32", split))]
async fn loaded<E>(code: Result<(), E>) {
    if code.is_err() && !crate::browser::is_live() {
        crate::browser::follow_no_links();
        std::future::pending().await
    }
}

/// The view of a route to one of them.
pub(crate) fn later<P: LazyRoute>() -> Lazy<P> {
    Lazy::new()
}

/// Makes a route of each page. Their code is loaded all at once.
macro_rules! later {
    ($($page:ident: $component:path),+ $(,)?) => {$(
        pub(crate) struct $page;

        #[cfg(not(all(target_arch = "wasm32", split)))]
        impl LazyRoute for $page {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                shown(Ok($component().into_any()))
            }
        }

        #[cfg(all(target_arch = "wasm32", split))]
        const _: () = {
            // The name of the page makes the function one of its kind in the module.
            #[leptos::wasm_split::wasm_split(
                pages, wasm_split_path = ::leptos::wasm_split, fallible, preload(load)
            )]
            fn $page() -> Result<AnyView, NotLoaded> {
                Ok($component().into_any())
            }

            impl LazyRoute for $page {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    shown($page().await)
                }

                async fn preload() {
                    loaded(load().await).await;
                }
            }
        };
    )+};
}

later! {
    ActivityPage: users::ActivityPage,
    ApiKeyPage: account::ApiKeyPage,
    ApiKeysPage: account::ApiKeysPage,
    ApplicantsPage: users::ApplicantsPage,
    DeleteAccountPage: account::DeleteAccountPage,
    FailedMailsPage: pages::FailedMailsPage,
    ForgotPasswordPage: pages::ForgotPasswordPage,
    InvitationsPage: users::InvitationsPage,
    LoginLinkPage: pages::LoginLinkPage,
    LoginPage: pages::LoginPage,
    NewUserPage: users::NewUserPage,
    NotificationsPage: account::NotificationsPage,
    OverviewPage: pages::OverviewPage,
    OwnProgramsPage: account::OwnProgramsPage,
    PasswordPage: account::PasswordPage,
    ProfilePage: account::ProfilePage,
    ProgramsPage: pages::ProgramsPage,
    RegisterPage: pages::RegisterPage,
    ReservedPage: users::ReservedPage,
    SessionsPage: account::SessionsPage,
    TemporaryPasswordPage: users::TemporaryPasswordPage,
    TokenLoginPage: pages::TokenLoginPage,
    UpdatePasswordPage: pages::UpdatePasswordPage,
    UserPage: users::UserPage,
    UserSessionsPage: users::UserSessionsPage,
    ValidatePage: pages::ValidatePage,
}
