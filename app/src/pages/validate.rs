//! Showing that an address is one's own, by the code that was mailed there.

use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn as _;

use super::login::{Ruled, Wordmark};
use crate::{
    components::take_flash_of,
    fns::validations::ValidateAddress,
    ui::{Form, TextField},
    words,
};

/// Reference and code stand in the link's fragment, from where a script moves them into the form; without scripts they are
/// typed or pasted. Opening the page uses nothing up: what mail programs fetch stays good.
#[component]
pub(crate) fn ValidatePage() -> impl IntoView {
    let flash = take_flash_of();
    view! {
        <Title text=words::title(words::VALIDATE)/>
        <div class="login">
            <main id="main">
                <Wordmark/>
                <h1 tabindex="-1">{words::VALIDATE}</h1>
                <Suspense>
                    {move || Suspend::new(async move {
                        let flash = flash.0.await;
                        view! {
                            <Form action=ValidateAddress::PATH flash>
                                <TextField name="reference" mono=true hint=words::REFERENCE_HINT/>
                                <TextField name="code" mono=true hint=words::CODE_HINT/>
                                <p class="login-keep"><button class="button primary">{words::VALIDATE_ADDRESS}</button></p>
                            </Form>
                        }
                    })}
                </Suspense>
            </main>
            <Ruled/>
        </div>
    }
}
