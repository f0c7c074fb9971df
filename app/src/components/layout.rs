//! What stands around every page of who is logged in.

use domain::{Error, User};
use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
};

use super::{Keys, Topbar, parameter};
use crate::{
    browser,
    fns::{WITH_NOTICE, flashes::take_flash, sessions::current_user},
    form::{Flash, FormError},
    paths,
    ui::{Notice, PageFailure, Reload},
    words,
};

/// Who is logged in; `None` before it is known, and for nobody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Me(pub(crate) Resource<Result<Option<User>, FormError>>);

impl Me {
    /// Who is logged in.
    ///
    /// # Errors
    /// Unauthenticated, if nobody is.
    pub(crate) async fn user(self) -> Result<User, FormError> {
        self.0.await?.ok_or_else(|| Error::unauthenticated().into())
    }

    /// The admin who is logged in.
    ///
    /// # Errors
    /// As [`Me::user`]; permission denied, if it is no admin.
    pub(crate) async fn admin(self) -> Result<User, FormError> {
        let user = self.user().await?;
        if user.acts_as_admin() { Ok(user) } else { Err(Error::admins_only().into()) }
    }
}

/// The refused form that the page was called back for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlashOf(pub(crate) Resource<Option<Flash>>);

impl FlashOf {
    /// The flash that the layout, or the page itself, has taken out.
    pub(crate) async fn get() -> Option<Flash> {
        match use_context::<Self>() {
            Some(Self(flash)) => flash.await,
            None => None,
        }
    }
}

/// Takes out the refused form that the URL names. Once a page: it can be read once only.
pub(crate) fn take_flash_of() -> FlashOf {
    let name = parameter("flash");
    let flash = FlashOf(Resource::new(
        move || name.get(),
        |name| async move { if name.is_empty() { None } else { take_flash(name).await.ok().flatten() } },
    ));
    provide_context(flash);
    flash
}

/// The bar on top, the page, and what forms without a notice of their own have to say.
#[component]
pub(crate) fn Layout() -> impl IntoView {
    let Reload(version) = expect_context();
    let me = Me(Resource::new(move || version.get(), |_| current_user()));
    provide_context(me);
    let flash = take_flash_of();
    let failure = PageFailure(RwSignal::new(None));
    provide_context(failure);
    focus_on_navigation(failure);
    let path = use_location().pathname;
    view! {
        // External, or the router would scroll there and leave the focus behind.
        <a class="skip" href="#main" rel="external">{words::SKIP}</a>
        <Transition>
            {move || Suspend::new(async move {
                me.0.await.ok().flatten().map(|user| {
                    let asked = user.require_password_update;
                    view! {
                        <Topbar user/>
                        {move || {
                            let elsewhere = asked && path.get() != paths::ACCOUNT_PASSWORD;
                            elsewhere.then(|| view! { <Redirect path=paths::ACCOUNT_PASSWORD/> })
                        }}
                    }
                })
            })}
        </Transition>
        <main class="page" id="main">
            <Transition>
                {move || Suspend::new(async move {
                    let flash = flash.0.await.filter(|flash| !WITH_NOTICE.contains(&flash.action.as_str()));
                    flash.map(|flash| view! { <Notice error=flash.error/> })
                })}
            </Transition>
            {move || failure.0.get().map(|error| view! { <Notice error/> })}
            <Outlet/>
        </main>
        <Keys/>
    }
}

/// After going to another page its heading has the focus, which also announces it; old failures are gone.
fn focus_on_navigation(failure: PageFailure) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            failure.0.set(None);
            browser::focus_heading();
        }
        path
    });
    let dialog = parameter("dialog");
    Effect::new(move |before: Option<String>| {
        let (dialog, path) = (dialog.get(), path.get_untracked());
        // Who closes a dialog is where they opened it.
        if let (Some(before), true) = (before.filter(|before| !before.is_empty()), dialog.is_empty()) {
            let opener = format!("main a[href='{path}?dialog={before}']");
            request_animation_frame(move || browser::focus(&opener));
        }
        dialog
    });
    Effect::new(move || {
        if failure.0.with(Option::is_some) {
            request_animation_frame(|| browser::focus(".page > .notice"));
        }
    });
}
