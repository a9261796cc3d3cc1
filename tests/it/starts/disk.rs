//! A small disk of its own for a process, which is gone with it.
//!
//! A tmpfs where one may be mounted: in a user namespace, else as root. Elsewhere (most containers) a library in front of the
//! system's makes a folder look like a full disk. A limit on the size of files (`ulimit -f`) would not: to SQLite, `EFBIG` is a
//! broken disk (`SQLITE_IOERR_WRITE`), and only `ENOSPC` is a full one (`SQLITE_FULL`).

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Once,
};

use presswork_tests::{binary, not_covered, say};
use tempfile::TempDir;

/// Takes all the room that is left, of the folder where it runs. Ends by itself where nothing is ever full.
pub(super) const FILL: &str = "dd if=/dev/zero of=filler bs=4k count=30000 status=none 2>/dev/null";
const WRITE: &str = "dd if=/dev/zero of=probe bs=4k count=1 status=none 2>/dev/null";

const LIBRARY: &str = include_str!("disk.c");

/// How a disk is come by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    UserNamespace,
    Root,
    Library,
}

impl Way {
    /// The most real first.
    const ALL: [Self; 3] = [Self::UserNamespace, Self::Root, Self::Library];

    const fn name(self) -> &'static str {
        match self {
            Self::UserNamespace => "a tmpfs in a user namespace",
            Self::Root => "a tmpfs that root mounts",
            Self::Library => "a library that refuses what needs room; what the doctor says of little room NOT covered",
        }
    }
}

/// A folder that processes find another disk at.
pub(super) struct Disk {
    way: Way,
    mebibytes: u32,
    place: TempDir,
    folder: PathBuf,
}

impl Disk {
    /// None where there is no way to one; says which way it was.
    pub(super) fn of(mebibytes: u32) -> Option<Self> {
        static SAID: Once = Once::new();

        let disk = Way::ALL.into_iter().find_map(|way| Self::by(way, mebibytes));
        match &disk {
            Some(disk) => SAID.call_once(|| say(&format!("a full disk: covered, by {}", disk.way.name()))),
            None => not_covered("a full disk", "no right to mount one (unshare --mount), nor cc for a library instead"),
        }
        disk
    }

    fn by(way: Way, mebibytes: u32) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().canonicalize().unwrap().join("disk");
        fs::create_dir(&folder).unwrap();
        let disk = Self { way, mebibytes, place, folder };
        let is_there = way != Way::Library || disk.has_library();
        (is_there && disk.is_full_at_times()).then_some(disk)
    }

    /// Compiled by what links these tests, too.
    fn has_library(&self) -> bool {
        let source = self.place.path().join("disk.c");
        fs::write(&source, LIBRARY).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(self.library()).arg(&source);
        compiler.status().is_ok_and(|status| status.success())
    }

    fn library(&self) -> PathBuf {
        self.place.path().join("disk.so")
    }

    /// Whether nothing can be written once it is filled, and something again afterwards.
    fn is_full_at_times(&self) -> bool {
        let mut trial = self.run(&format!("{FILL}; ! {WRITE} && rm filler && {WRITE}"));
        trial.stdout(Stdio::null()).stderr(Stdio::null());
        trial.status().is_ok_and(|status| status.success())
    }

    /// Whether the system knows how much room there is.
    pub(super) fn has_a_size(&self) -> bool {
        self.way != Way::Library
    }

    /// A script of bash, on the disk; `$0` is the binary.
    pub(super) fn run(&self, script: &str) -> Command {
        let (folder, size) = (self.folder.display(), self.mebibytes);
        let mount = format!("mount -t tmpfs -o size={size}m tmpfs {folder} && ");
        let (mut command, mount) = match self.way {
            Way::UserNamespace => (program("unshare", &["--map-root-user", "--mount", "bash"]), mount),
            Way::Root => (program("unshare", &["--mount", "bash"]), mount),
            Way::Library => (Command::new("bash"), String::new()),
        };
        command.args(["-c", &format!("{mount}cd {folder} && {script}")]).arg(binary());
        command.env_clear().envs(self.environment()).stdin(Stdio::null());
        command
    }

    /// A command where such a process is: from outside, the way to a mounted disk leads nowhere.
    pub(super) fn beside(&self, process: u32, command: &Path) -> Command {
        let target = format!("--target={process}");
        let mut entered = match self.way {
            Way::UserNamespace => program("nsenter", &["--preserve-credentials", "--user", "--mount", &target]),
            Way::Root => program("nsenter", &["--mount", &target]),
            Way::Library => Command::new("env"),
        };
        entered.arg(command).env_clear().envs(self.environment());
        entered
    }

    /// Takes all its room, beside such a process.
    pub(super) fn fill(&self, process: u32) {
        let script = format!("cd {} && {FILL}", self.folder.display());
        let filled = self.beside(process, Path::new("bash")).args(["-c", &script]).status().unwrap();
        assert!(!filled.success(), "there is room left");
    }

    /// Gives it back.
    pub(super) fn make_room(&self, process: u32) {
        let removed = self.beside(process, Path::new("rm")).arg(self.folder.join("filler")).status().unwrap();
        assert!(removed.success());
    }

    fn environment(&self) -> HashMap<&'static str, String> {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let mut environment: HashMap<_, _> = [
            ("PATH", "/usr/bin:/bin:/usr/sbin:/sbin".to_owned()),
            ("PRESSWORK_ENV", "test".to_owned()),
            ("PRESSWORK__HTTP__SHUTDOWN_GRACE", "1s".to_owned()),
            ("PRESSWORK__STORAGE__DATA_DIR", text(&self.folder.join("data"))),
        ]
        .into();
        if self.way == Way::Library {
            environment.insert("LD_PRELOAD", text(&self.library()));
            environment.insert("PRESSWORK_TEST_DISK", text(&self.folder));
        }
        environment
    }
}

fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments);
    command
}
