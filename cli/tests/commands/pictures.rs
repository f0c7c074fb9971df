//! Profile pictures from files.

use std::fs;

use crate::support::{Home, PASSWORD, Server, text};

const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x01\x44\0\x3b";

#[test]
fn a_picture_goes_along_with_a_user_and_is_found_at_addresses() {
    let server = Server::start();
    let home = Home::of_admin("roster", &server);
    let (picture, other) = (home.path("a.gif"), home.path("a.txt"));
    fs::write(&picture, GIF).unwrap();
    fs::write(&other, "no picture").unwrap();
    let picture = picture.display().to_string();
    let words = ["--primary-email-address", "ada@example.com", "--password", PASSWORD, "--profile-picture", &picture];
    home.ok(&[&["users", "create", "ada"][..], &words].concat());
    let shown = home.ok(&["users", "get", "ada", "--profile-picture"]);
    assert!(shown.contains("/pictures/") && shown.contains("\"512\""), "{shown}");
    let changed = home.ok(&["users", "set", "ada", "--profile-picture", &picture]);
    assert!(changed.contains("/pictures/") && changed != shown);
    let refused = home.run(&["users", "set", "ada", "--profile-picture", &other.display().to_string()], "");
    assert!(text(&refused.stderr).contains("PNG, JPEG, WebP or GIF"), "{}", text(&refused.stderr));
    let missing = home.run(&["users", "set", "ada", "--profile-picture", "/nowhere/a.gif"], "");
    assert!(text(&missing.stderr).contains("/nowhere/a.gif: "), "{}", text(&missing.stderr));
}
