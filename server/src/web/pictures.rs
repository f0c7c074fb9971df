//! Profile pictures: the files, and the form that changes them.

use std::sync::Arc;

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest as _, Multipart, Path, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::{Error, Result, UserFields};
use service::{
    Caller,
    pictures::{FILE, NewPicture},
    records::{self, Update},
};

use super::{Web, failure, forms};

/// The file in the form.
const FIELD: &str = "profile_picture";
/// A new picture has a new name, so what a browser has may be kept; other sites' caches are not to share it.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");
/// Should a browser open it as a page.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// A picture in a size.
pub(super) async fn answer(State(web): State<Web>, Path((picture_id, size)): Path<(String, String)>) -> Response {
    // What is no number is no size.
    match service::pictures::get(&web.service, &picture_id, size.parse().unwrap_or_default()).await {
        Ok(rendition) => {
            let kind = HeaderValue::from_str(&rendition.mime_type);
            let headers = [
                (header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
                (header::CACHE_CONTROL, KEPT),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ];
            (headers, rendition.data).into_response()
        }
        Err(error) => failure::answer(error),
    }
}

/// Takes a picture from the form of one's own profile, or removes the one there is.
pub(super) async fn change(
    State(web): State<Web>,
    Extension(caller): Extension<Arc<Caller>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let form = forms::Form::new(&web, &parts, Bytes::new());
    let result = changed(&web, &caller, Request::from_parts(parts, body)).await;
    form.done(&web, &caller, result).await
}

async fn changed(web: &Web, caller: &Caller, request: Request) -> Result<&'static str> {
    caller.require_known()?;
    let id = caller.own_id()?;
    let update = Update {
        fields: UserFields::of(["profile_picture"]),
        picture: Some(read(request).await?),
        ..Update::default()
    };
    records::update(&web.service, caller, id, update, None).await.map_err(in_form)?;
    Ok(app::paths::PICTURE_SAVED)
}

/// The form calls the file by another name than the API.
fn in_form(mut error: Error) -> Error {
    for field in error.fields.iter_mut().filter(|field| field.field == FILE) {
        FIELD.clone_into(&mut field.field);
    }
    error
}

/// What was chosen, unless the button was pressed that removes the picture.
async fn read(request: Request) -> Result<NewPicture> {
    let unreadable = || Error::invalid(FIELD, "The form could not be read. Choose the file again.");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        match field.name() {
            Some("remove") => return Ok(NewPicture::None),
            Some(FIELD) => file = Some(field.bytes().await.map_err(|_| unreadable())?),
            _ => {}
        }
    }
    match file {
        Some(file) if !file.is_empty() => Ok(NewPicture::File(file.into())),
        _ => Err(Error::invalid(FIELD, "Choose a file first.")),
    }
}
