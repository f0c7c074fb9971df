//! The comments of the .proto files, by the place of what they stand above.

use std::{collections::HashMap, sync::LazyLock};

use prost_reflect::{
    EnumDescriptor, EnumValueDescriptor, FieldDescriptor, MessageDescriptor, MethodDescriptor, ServiceDescriptor,
};

type Places = HashMap<(String, Vec<i32>), String>;

static COMMENTS: LazyLock<Places> = LazyLock::new(|| {
    let mut comments = Places::new();
    for file in proto::pool().files() {
        let info = file.file_descriptor_proto().source_code_info.as_ref();
        for location in info.into_iter().flat_map(|info| &info.location) {
            let lines = location.leading_comments().lines().map(str::trim).collect::<Vec<_>>();
            comments.insert((file.name().to_owned(), location.path.clone()), lines.join(" ").trim().to_owned());
        }
    }
    comments
});

/// Something that a comment stands above.
pub(super) trait Commented {
    /// The comment, in one line.
    fn comment(&self) -> String;
}

macro_rules! commented {
    ($($kind:ty: $file:expr),*) => {
        $(impl Commented for $kind {
            fn comment(&self) -> String {
                let file: fn(&Self) -> String = $file;
                COMMENTS.get(&(file(self), self.path().to_vec())).cloned().unwrap_or_default()
            }
        })*
    };
}

commented! {
    EnumDescriptor: |of| of.parent_file().name().to_owned(),
    EnumValueDescriptor: |of| of.parent_enum().parent_file().name().to_owned(),
    FieldDescriptor: |of| of.parent_message().parent_file().name().to_owned(),
    MessageDescriptor: |of| of.parent_file().name().to_owned(),
    MethodDescriptor: |of| of.parent_service().parent_file().name().to_owned(),
    ServiceDescriptor: |of| of.parent_file().name().to_owned()
}

/// The first sentence, and the rest.
pub(super) fn sentences(comment: &str) -> (&str, &str) {
    let (first, rest) =
        comment.split_at_checked(comment.find(['.', ';']).unwrap_or(comment.len())).unwrap_or((comment, ""));
    (first, rest.trim_start_matches(['.', ';']).trim())
}
