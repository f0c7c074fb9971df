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
    pages::{
        FailedMailsPage, ForgotPasswordPage, LoginLinkPage, LoginPage, NotFoundPage, OverviewPage, ProgramsPage,
        RegisterPage, TokenLoginPage, UpdatePasswordPage, ValidatePage,
        account::{
            ApiKeyPage, ApiKeysPage, DeleteAccountPage, NotificationsPage, OwnProgramsPage, PasswordPage, ProfilePage,
            SessionsPage,
        },
        users::{
            ActivityPage, ApplicantsPage, InvitationsPage, NewUserPage, ReservedPage, TemporaryPasswordPage, UserPage,
            UserSessionsPage, UsersPage,
        },
    },
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
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/update-password") view=UpdatePasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/forgot-password") view=ForgotPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/login-link") view=LoginLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/token-login") view=TokenLoginPage ssr=SsrMode::Async/>
                <Route path=path!("/validate") view=ValidatePage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view=OverviewPage/>
                    <Route path=path!("/users") view=UsersPage/>
                    <Route path=path!("/users/new") view=NewUserPage/>
                    <Route path=path!("/users/requests") view=ApplicantsPage/>
                    <Route path=path!("/users/invitations") view=InvitationsPage/>
                    <Route path=path!("/users/:user_id") view=UserPage/>
                    <Route path=path!("/users/:user_id/password") view=TemporaryPasswordPage/>
                    <Route path=path!("/reserved-ids") view=ReservedPage/>
                    <Route path=path!("/users/:user_id/activity") view=ActivityPage/>
                    <Route path=path!("/users/:user_id/sessions") view=UserSessionsPage/>
                    <Route path=path!("/programs") view=ProgramsPage/>
                    <Route path=path!("/failed-mails") view=FailedMailsPage/>
                    <Route path=path!("/account/programs") view=OwnProgramsPage/>
                    <Route path=path!("/account") view=ProfilePage/>
                    <Route path=path!("/account/password") view=PasswordPage/>
                    <Route path=path!("/account/sessions") view=SessionsPage/>
                    <Route path=path!("/account/delete") view=DeleteAccountPage/>
                    <Route path=path!("/account/notifications") view=NotificationsPage/>
                    <Route path=path!("/account/api-keys") view=ApiKeysPage/>
                    <Route path=path!("/account/api-keys/:key_id") view=ApiKeyPage/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
