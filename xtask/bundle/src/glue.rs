//! The compiled module made ready for the browser: split, and with wasm-bindgen's part; kept until the module changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::{hash, split};

/// What the browser runs, by the names under which the scripts ask for each other: `roster.js` loads and serves
/// `roster.wasm`, and `roster.split.js` the modules that come later.
pub(crate) type Glue = BTreeMap<String, Vec<u8>>;

/// Runs wasm-bindgen on a compiled module, unless that was done already.
pub(crate) fn make(input: &Path) -> Result<Glue> {
    let bytes = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
    let folder = input.with_extension("bindgen");
    let stamp = input.with_extension("stamp");
    // The program's own age stands for wasm-bindgen's version: a new one is a new program.
    let program = fs::metadata(std::env::current_exe()?)?.modified()?;
    let wanted = format!("{} {program:?}", hash::short(&bytes));
    if fs::read_to_string(&stamp).ok().as_deref() == Some(&wanted) {
        return kept(&folder);
    }
    let glue = generate(bytes)?;
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    for (name, content) in &glue {
        fs::write(folder.join(name), content)?;
    }
    fs::write(stamp, wanted)?;
    Ok(glue)
}

fn kept(folder: &Path) -> Result<Glue> {
    let mut glue = Glue::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        glue.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
    }
    Ok(glue)
}

fn generate(bytes: Vec<u8>) -> Result<Glue> {
    let mut glue = Glue::new();
    let parts = split::split(bytes)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("roster", parts.main).web(true)?.typescript(false);
    // The modules that come later ask for what the first one exports by the linker's names.
    bindgen.keep_lld_exports(!parts.later.is_empty()).demangle(parts.later.is_empty());
    // Names and tools are for debuggers; the loader says where the module is, so no default is needed.
    bindgen.remove_name_section(true).remove_producers_section(true).omit_default_module_path(true);
    let mut output = bindgen.generate_output()?;
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty()).map(|(package, _)| package);
    let foreign = inline.chain(output.local_modules().keys()).cloned().collect::<Vec<_>>();
    if !foreign.is_empty() {
        bail!("these bring JavaScript files of their own, which the site cannot serve: {}", foreign.join(", "));
    }
    glue.insert("roster.js".to_owned(), output.js().as_bytes().to_vec());
    glue.insert("roster.wasm".to_owned(), output.wasm_mut().emit_wasm());
    glue.extend(parts.later);
    Ok(glue)
}
