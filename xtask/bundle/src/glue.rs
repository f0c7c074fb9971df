//! The compiled module made ready for the browser: wasm-bindgen's part, kept until the module changes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::hash;

/// What the browser runs.
pub(crate) struct Glue {
    /// The JavaScript module that loads and serves the other.
    pub(crate) script: Vec<u8>,
    /// The WebAssembly module.
    pub(crate) module: Vec<u8>,
}

/// Runs wasm-bindgen on a compiled module, unless that was done already.
pub(crate) fn make(input: &Path) -> Result<Glue> {
    let bytes = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
    let folder = input.with_extension("bindgen");
    let [script, module, stamp] = ["roster.js", "roster.wasm", "stamp"].map(|name| folder.join(name));
    // The program's own age stands for wasm-bindgen's version: a new one is a new program.
    let program = fs::metadata(std::env::current_exe()?)?.modified()?;
    let wanted = format!("{} {program:?}", hash::short(&bytes));
    if fs::read_to_string(&stamp).ok().as_deref() == Some(&wanted) {
        return Ok(Glue { script: fs::read(script)?, module: fs::read(module)? });
    }
    let glue = generate(bytes)?;
    fs::create_dir_all(&folder)?;
    fs::write(script, &glue.script)?;
    fs::write(module, &glue.module)?;
    fs::write(stamp, wanted)?;
    Ok(glue)
}

fn generate(bytes: Vec<u8>) -> Result<Glue> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("roster", bytes).web(true)?.typescript(false);
    // Names and tools are for debuggers; the loader says where the module is, so no default is needed.
    bindgen.remove_name_section(true).remove_producers_section(true).omit_default_module_path(true);
    let mut output = bindgen.generate_output()?;
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty()).map(|(package, _)| package);
    let foreign = inline.chain(output.local_modules().keys()).cloned().collect::<Vec<_>>();
    if !foreign.is_empty() {
        bail!("these bring JavaScript files of their own, which the site cannot serve: {}", foreign.join(", "));
    }
    Ok(Glue { script: output.js().as_bytes().to_vec(), module: output.wasm_mut().emit_wasm() })
}
