//! Debian's packages: installed where we may, else named in the one line that installs them.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, steps};

/// Makes sure that packages are there; `what` says in the reader's words what they are needed for.
pub(crate) fn ensure(what: &str, packages: &[&str]) -> Result<()> {
    if installed(packages)? {
        return Ok(());
    }
    let names = packages.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("{what} is missing. On Debian 12 it is in the packages {names}");
    }
    if !rustix::process::geteuid().is_root() {
        let line = format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}");
        bail!("{what} is missing. Install it with this line, then try again:\n\n    {line}\n");
    }
    steps::step(&format!("{what}: installing {}", packages.join(", ")), || {
        let _quiet = Services::keep_stopped();
        process::run(apt_get().args(["-qq", "update"]))?;
        process::run(apt_get().args(["-q", "-y", "--no-install-recommends", "install"]).args(packages))
    })
}

/// Whether all of these packages are installed.
pub(crate) fn installed(packages: &[&str]) -> Result<bool> {
    if !Path::new("/usr/bin/dpkg-query").exists() {
        return Ok(false);
    }
    let mut query = process::command("/usr/bin/dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}\n"]).args(packages);
    let output = query.output().context("cannot ask dpkg-query")?;
    let states = String::from_utf8_lossy(&output.stdout);
    Ok(states.lines().filter(|state| *state == "installed").count() == packages.len())
}

fn apt_get() -> Command {
    let mut command = process::command("/usr/bin/apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// While this value lives, a package that brings a service does not start it.
struct Services(bool);

impl Services {
    const POLICY: &str = "/usr/sbin/policy-rc.d";

    fn keep_stopped() -> Self {
        Self(!Path::new(Self::POLICY).exists() && write_policy().is_ok())
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if self.0 {
            let _ = fs::remove_file(Self::POLICY);
        }
    }
}

fn write_policy() -> io::Result<()> {
    fs::write(Services::POLICY, "#!/bin/sh\nexit 101\n")?;
    fs::set_permissions(Services::POLICY, Permissions::from_mode(0o755))
}
