//! How much a browser loads before the list answers to it.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use crate::client::Client;
use crate::figure::{Better, Figure};
use crate::served::Served;

/// Adds up the page and every file that it names, as they are sent to who takes brotli.
pub(crate) async fn measure(served: &Served) -> Result<Figure> {
    let mut client = Client::connect(served.address, &served.cookie).await?;
    let page = client.get("/users", "identity").await?;
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let files =
        text.split('"').filter(|word| word.starts_with("/pkg/")).map(|word| word.split('#').next().unwrap_or(word));
    let files = files.collect::<BTreeSet<_>>();
    ensure!(files.len() >= 5, "the page names {files:?} only");
    let mut bytes = client.get("/users", "br").await?.body.len();
    for file in files {
        let answer = client.get(file, "br").await?;
        ensure!(answer.status.is_success(), "{file} answers {}", answer.status);
        bytes += answer.body.len();
    }
    Ok(Figure {
        name: "first load of the list: page, style, scripts, module and icons, brotli",
        unit: "kB",
        value: f64::from(u32::try_from(bytes)?) / 1e3,
        bounds: Some((300.0, 220.0)),
        better: Better::Less,
    })
}
