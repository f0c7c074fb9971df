//! The primitives that pages are made of. No word of the product is in here.

mod copy;
mod dialog;
mod escape;
mod field;
mod form;
mod icon;
mod pager;
mod time;
mod toast;

pub(crate) use copy::Copy;
pub(crate) use dialog::Dialog;
pub(crate) use escape::in_title;
pub(crate) use field::{Check, FieldError, FileField, Select, TextArea, TextField, Validity};
pub(crate) use form::{Form, FormState, Notice, PageFailure, Reload};
pub(crate) use icon::{Icon, sprite};
pub(crate) use pager::Pager;
pub(crate) use time::Time;
pub(crate) use toast::Toast;
