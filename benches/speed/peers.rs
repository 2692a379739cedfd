//! The programs that pomkb is measured beside: where they are, their releases, how to get them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Another program.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// None if it is not on this machine.
    found: Option<Found>,
    /// How to get it.
    install: &'static str,
}

#[derive(Debug)]
struct Found {
    path: PathBuf,
    version: String,
}

#[derive(Debug)]
pub(crate) struct Peers {
    pub(crate) wc: Peer,
    pub(crate) ripgrep: Peer,
    pub(crate) hyperscan: Peer,
    pub(crate) gzip: Peer,
    pub(crate) zstd: Peer,
}

impl Peers {
    /// Looks for all of them; what must be built is put into the folder.
    pub(crate) fn find(dir: &Path) -> Self {
        Self {
            wc: Peer::find("wc", "apt-get install coreutils"),
            ripgrep: Peer::find("rg", "apt-get install ripgrep"),
            hyperscan: Peer {
                name: "Hyperscan",
                found: build_hyperscan(dir),
                install: "apt-get install libhyperscan-dev gcc libc6-dev",
            },
            gzip: Peer::find("gzip", "apt-get install gzip"),
            zstd: Peer::find("zstd", "apt-get install zstd"),
        }
    }

    pub(crate) fn all(&self) -> [&Peer; 5] {
        [&self.wc, &self.ripgrep, &self.hyperscan, &self.gzip, &self.zstd]
    }
}

impl Peer {
    fn find(name: &'static str, install: &'static str) -> Self {
        let output = Command::new(name).arg("--version").output().ok();
        let output = output.filter(|output| output.status.success());
        let found = output.map(|output| {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let version = text.lines().next().unwrap_or_default().trim_matches('*').trim();
            Found { path: name.into(), version: version.to_owned() }
        });
        Self { name, found, install }
    }

    /// A run of the program with these arguments, if it is there.
    pub(crate) fn command<A: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Option<Command> {
        self.found.as_ref().map(|found| {
            let mut command = Command::new(&found.path);
            command.args(arguments);
            command
        })
    }

    /// Its release, or how to get it.
    pub(crate) fn remark(&self) -> String {
        match &self.found {
            Some(found) => found.version.clone(),
            None => format!("{} is not there: `{}`", self.name, self.install),
        }
    }
}

/// Compiles the program around the library, and asks it for its release by a run over nothing.
fn build_hyperscan(dir: &Path) -> Option<Found> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/peer.c");
    let path = dir.join("hyperscan-peer");
    let mut cc = Command::new("cc");
    cc.args(["-O2", source, "-lhs", "-o"]).arg(&path);
    cc.output().ok().filter(|output| output.status.success())?;
    let (literals, log) = (dir.join("one-literal.txt"), dir.join("empty.log"));
    std::fs::write(&literals, "a literal\n").ok()?;
    std::fs::write(&log, "").ok()?;
    let output = Command::new(&path).args([&literals, &log]).output().ok()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = printed.split('\t').next()?.to_owned();
    output.status.success().then_some(Found { path, version })
}
