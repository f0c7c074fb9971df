//! The routes of the console.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    components::Layout,
    later::{
        ActivityPage, ApiKeyPage, ApiKeysPage, ApplicantsPage, DeleteAccountPage, FailedMailsPage, ForgotPasswordPage,
        InvitationsPage, LoginLinkPage, LoginPage, NewUserPage, NotificationsPage, OverviewPage, OwnProgramsPage,
        PasswordPage, ProfilePage, ProgramsPage, RegisterPage, ReservedPage, SessionsPage, TemporaryPasswordPage,
        TokenLoginPage, UpdatePasswordPage, UserPage, UserSessionsPage, ValidatePage, later,
    },
    pages::{NotFoundPage, users::UsersPage},
    ui::Reload,
};

/// The console. Whole HTML comes from the server: every page waits for its data there.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Reload(RwSignal::new(0)));
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view={later::<LoginPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/update-password") view={later::<UpdatePasswordPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/forgot-password") view={later::<ForgotPasswordPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/login-link") view={later::<LoginLinkPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/token-login") view={later::<TokenLoginPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/validate") view={later::<ValidatePage>()} ssr=SsrMode::Async/>
                <Route path=path!("/register") view={later::<RegisterPage>()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view={later::<OverviewPage>()}/>
                    <Route path=path!("/users") view=UsersPage/>
                    <Route path=path!("/users/new") view={later::<NewUserPage>()}/>
                    <Route path=path!("/users/requests") view={later::<ApplicantsPage>()}/>
                    <Route path=path!("/users/invitations") view={later::<InvitationsPage>()}/>
                    <Route path=path!("/users/:user_id") view={later::<UserPage>()}/>
                    <Route path=path!("/users/:user_id/password") view={later::<TemporaryPasswordPage>()}/>
                    <Route path=path!("/reserved-ids") view={later::<ReservedPage>()}/>
                    <Route path=path!("/users/:user_id/activity") view={later::<ActivityPage>()}/>
                    <Route path=path!("/users/:user_id/sessions") view={later::<UserSessionsPage>()}/>
                    <Route path=path!("/programs") view={later::<ProgramsPage>()}/>
                    <Route path=path!("/failed-mails") view={later::<FailedMailsPage>()}/>
                    <Route path=path!("/account/programs") view={later::<OwnProgramsPage>()}/>
                    <Route path=path!("/account") view={later::<ProfilePage>()}/>
                    <Route path=path!("/account/password") view={later::<PasswordPage>()}/>
                    <Route path=path!("/account/sessions") view={later::<SessionsPage>()}/>
                    <Route path=path!("/account/delete") view={later::<DeleteAccountPage>()}/>
                    <Route path=path!("/account/notifications") view={later::<NotificationsPage>()}/>
                    <Route path=path!("/account/api-keys") view={later::<ApiKeysPage>()}/>
                    <Route path=path!("/account/api-keys/:key_id") view={later::<ApiKeyPage>()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
