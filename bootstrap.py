"""Makes what Tracker needs to run from a checkout, then does one of its targets: ``python bootstrap.py run``.

Needs Python 3.11 or newer and nothing else; ``make`` calls it, and where there is no make it is called by hand.
The environment lives in ``.venv`` (or in the folder named by TRACKER_VENV), made from the hash-locked requirements.
Once it is there, nothing is downloaded until a lock changes.
"""

# An old Python has to be able to read this file far enough to be told that it is too old.

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "Tracker needs Python {}.{} or newer; this is Python {}.{} ({}).\n"
        "Install a newer one, then: make PYTHON=python3.11 run, or: python3.11 bootstrap.py run".format(
            *OLDEST, *sys.version_info[:2], sys.executable
        ),
    )

ROOT = Path(__file__).resolve().parent
LOCALE = ROOT / "tracker" / "locale"
RUNTIME_LOCK = ROOT / "requirements.txt"
FULL_LOCK = ROOT / "requirements-dev.txt"
TRAINING_LOCK = ROOT / "requirements-train.txt"
COMMAND = "from tracker.cli import main; main()"
CHROMIUM_NAMES = (
    "chromium-headless-shell",  # first: nobody looks at its windows, so it draws none, and needs a fifth less
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)


class Refused(Exception):
    """Something that the person has to do first."""


# --- the environment --------------------------------------------------------------------------------------------------


def venv_folder() -> Path:
    """The folder of the virtual environment."""
    chosen = os.environ.get("TRACKER_VENV", "")
    return Path(chosen).expanduser().resolve() if chosen else ROOT / ".venv"


def venv_program(name: str) -> str:
    """A program of the environment, on any system."""
    folder = venv_folder()
    return str(folder / "Scripts" / f"{name}.exe") if os.name == "nt" else str(folder / "bin" / name)


def say(sentence: str) -> None:
    """Tell what goes on, at once."""
    print(f"· {sentence}", flush=True)


def environment() -> dict[str, str]:
    """The variables for our programs: no other virtual environment and no other Python path leaks in."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    }
    programs = Path(venv_program("python")).parent
    ours["PATH"] = os.pathsep.join([str(programs), ours.get("PATH", "")])
    ours["VIRTUAL_ENV"] = str(venv_folder())
    ours["PYTHONUTF8"] = "1"
    return ours


def call(*command: str) -> None:
    """Run a program in the checkout; a failure ends everything with its exit status."""
    try:
        status = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    except KeyboardInterrupt:
        status = 130
    if status:
        sys.exit(status)


def python(*arguments: str) -> None:
    """Run the environment's Python."""
    call(venv_program("python"), *arguments)


def works(program: str) -> bool:
    """Whether the environment's Python still starts: the Python it was made from may have gone since."""
    if not Path(program).exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([program, "-c", check], check=False, capture_output=True).returncode == 0


def make_venv() -> None:
    """Make the virtual environment if there is none that works."""
    folder = venv_folder()
    if works(venv_program("python")):
        return
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise Refused(f"{folder} is not a virtual environment. Name another folder in TRACKER_VENV.")
    say(f"Making the environment in {folder} …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode == 0:
        return
    shutil.rmtree(folder, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise Refused(
        f"Python {version} cannot make a virtual environment here: its modules venv and ensurepip are needed.\n"
        f"On Debian and Ubuntu: apt-get install python{version}-venv; elsewhere install the full Python from python.org.\n"
        f"{(made.stderr or made.stdout).strip()}",
    )


def checksum(lock: Path) -> str:
    """What a stamp remembers of a lock."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stamp(lock: Path) -> Path:
    """The file inside the environment that says which lock was installed."""
    return venv_folder() / f"{lock.stem}.installed"


def is_installed(lock: Path) -> bool:
    """Whether exactly this lock was installed last."""
    return stamp(lock).exists() and stamp(lock).read_text(encoding="utf-8") == checksum(lock)


def install(lock: Path) -> None:
    """Install a lock unless that is done; the full lock holds the runtime's, in the same versions."""
    if is_installed(lock):
        return
    say(f"Installing the libraries of {lock.name} (once; some minutes on a slow line) …")
    for done in (RUNTIME_LOCK, FULL_LOCK):
        stamp(done).unlink(missing_ok=True)
    python(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)
    )
    for done in (RUNTIME_LOCK, FULL_LOCK) if lock == FULL_LOCK else (RUNTIME_LOCK,):
        stamp(done).write_text(checksum(done), encoding="utf-8")


def install_beside(lock: Path) -> None:
    """Add a lock to what is installed already."""
    if is_installed(lock):
        return
    say(f"Installing the libraries of {lock.name} (once) …")
    python(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)
    )
    stamp(lock).write_text(checksum(lock), encoding="utf-8")


def put_on_path() -> None:
    """Let the environment's Python import the checkout, from whatever folder it is started."""
    found = sorted(
        venv_folder().glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages")
    )
    for folder in found:
        pointer = folder / "tracker-checkout.pth"
        if not pointer.exists() or pointer.read_text(encoding="utf-8").strip() != str(ROOT):
            pointer.write_text(f"{ROOT}\n", encoding="utf-8")


def compile_translations() -> None:
    """Compile every catalogue that is newer than what was compiled from it."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        say(f"Compiling the translation into {source.parent.parent.name} …")
        unfinished = target.with_suffix(".mo.new")
        language = source.parent.parent.name
        command = (
            "compile",
            "--locale",
            language,
            "--input-file",
            str(source),
            "--output-file",
            str(unfinished),
        )
        python("-W", "ignore", "-m", "babel.messages.frontend", "--quiet", *command)
        unfinished.replace(target)


def prepare(lock: Path) -> None:
    """Everything that a target stands on."""
    make_venv()
    install(lock)
    put_on_path()
    compile_translations()


# --- the targets ------------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> None:
    """Start Tracker: bring the database up to date, fill an empty one with demonstration data, serve."""
    prepare(RUNTIME_LOCK)
    python("-c", COMMAND, "run", *arguments)


def tracker(arguments: list[str]) -> None:
    """Any command of Tracker: python bootstrap.py tracker --help."""
    prepare(RUNTIME_LOCK)
    python("-c", COMMAND, *arguments)


def test(arguments: list[str]) -> None:
    """Run the tests, browser tests included; arguments go to pytest."""
    prepare(FULL_LOCK)
    os.environ["CHROMIUM"] = chromium()
    # Containers often set it; then each of the many programs that the tests start would compile all of Tracker anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    several = (
        [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "2", "--dist", "worksteal"]
    )
    python("-m", "pytest", *several, *arguments)


def coverage(arguments: list[str]) -> None:
    """Run the tests and say which lines none of them reached."""
    prepare(FULL_LOCK)
    os.environ["CHROMIUM"] = chromium()
    python("-m", "coverage", "erase")
    python("-m", "coverage", "run", "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *arguments)
    python("-m", "coverage", "combine", "--quiet")
    python("-m", "coverage", "report")


def lint(_arguments: list[str]) -> None:
    """Check style, types, the order of packages, templates and translations, and name all that fails."""
    prepare(FULL_LOCK)
    checks = [
        ("style", ["ruff", "check", "."]),
        ("layout", ["ruff", "format", "--check", "."]),
        ("types", ["mypy"]),
        ("order of packages", ["lint-imports", "--no-logo"]),
        ("templates", ["djlint", "--lint", "--quiet", "templates"]),
        ("translations", [venv_program("python"), "tools/strings.py", "--check"]),
    ]
    failed = []
    for name, command in checks:
        say(f"Checking: {name} …")
        program = command[0] if Path(command[0]).is_absolute() else venv_program(command[0])
        if subprocess.run([program, *command[1:]], cwd=ROOT, env=environment(), check=False).returncode:
            failed.append(name)
    if failed:
        raise Refused(f"Not in order: {', '.join(failed)}.")
    say("All in order.")


def format_code(_arguments: list[str]) -> None:
    """Lay out the Python files and repair what can be repaired without thought."""
    prepare(FULL_LOCK)
    python("-m", "ruff", "check", "--fix", ".")
    python("-m", "ruff", "format", ".")


def strings(arguments: list[str]) -> None:
    """Collect the messages into the catalogues and name those without Russian."""
    prepare(FULL_LOCK)
    python("tools/strings.py", *arguments)
    compile_translations()


def wheel(_arguments: list[str]) -> None:
    """Build the wheel into dist/."""
    prepare(FULL_LOCK)
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", "dist")


def screenshots(arguments: list[str]) -> None:
    """Take the pictures of docs/ anew."""
    prepare(FULL_LOCK)
    os.environ["CHROMIUM"] = chromium()
    python("tools/screenshots.py", *arguments)


def lock(_arguments: list[str]) -> None:
    """Make the locks anew from pyproject.toml, with the newest versions that fit."""
    make_venv()
    install(FULL_LOCK)
    common = [
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--upgrade",
    ]
    common += ["--custom-compile-command", "make lock", "pyproject.toml"]
    say("Solving the runtime's libraries …")
    call(venv_program("uv"), *common, "--output-file", RUNTIME_LOCK.name)
    say("Solving those of the tests and checks …")
    call(
        venv_program("uv"),
        *common,
        "--constraints",
        RUNTIME_LOCK.name,
        "--group",
        "dev",
        "--output-file",
        FULL_LOCK.name,
    )
    say("Solving those of the training …")
    call(
        venv_program("uv"),
        *common[:-1],
        "--constraints",
        FULL_LOCK.name,
        "--group",
        "train",
        "--output-file",
        TRAINING_LOCK.name,
    )
    install(FULL_LOCK)


def bench(arguments: list[str]) -> None:
    """Measure what pages cost beside the practical floor, and write docs/bench.md."""
    prepare(FULL_LOCK)
    python("-m", "bench", *(arguments or ["--report", "docs/bench.md"]))


def evaluate(arguments: list[str]) -> None:
    """Judge the sealed part of the corpus and write the report."""
    prepare(RUNTIME_LOCK)
    python("-m", "tracker.mechanisms.evaluation.evaluate", *arguments)


def train(arguments: list[str]) -> None:
    """Train the classifiers anew on the corpus."""
    prepare(FULL_LOCK)
    install_beside(TRAINING_LOCK)
    python("tools/train_classifiers.py", *arguments)


def show_help(_arguments: list[str]) -> None:
    """Show this list."""
    print("python bootstrap.py TARGET [ARGUMENT…]\n")
    for name, target in TARGETS.items():
        print(f"  {name:<12} {(target.__doc__ or '').strip()}")


TARGETS = {
    "help": show_help,
    "run": run,
    "tracker": tracker,
    "test": test,
    "coverage": coverage,
    "lint": lint,
    "format": format_code,
    "strings": strings,
    "wheel": wheel,
    "bench": bench,
    "evaluate": evaluate,
    "train": train,
    "screenshots": screenshots,
    "lock": lock,
}


# --- the browser ------------------------------------------------------------------------------------------------------


def chromium() -> str:
    """The Chromium of this machine for the browser tests, installed if that can be done without asking."""
    found, apt = find_chromium(), shutil.which("apt-get")
    if found is None and apt and getattr(os, "geteuid", lambda: 1)() == 0:
        say("Installing Chromium for the browser tests …")
        quiet = dict(environment(), DEBIAN_FRONTEND="noninteractive")
        for command in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "chromium-headless-shell"],
            ["install", "-y", "-qq", "chromium"],
        ):
            if find_chromium() is None:
                subprocess.run([apt, *command], check=False, env=quiet, stdout=subprocess.DEVNULL)
        found = find_chromium()
    if found is None:
        raise Refused(
            "The browser tests need Chromium or Chrome, and none was found. Install it (Debian: apt-get install chromium),\n"
            "or name its program in the environment variable CHROMIUM.",
        )
    return found


def find_chromium() -> str | None:
    """The browser named in CHROMIUM, else the first known one on the path."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        if shutil.which(named) is None:
            raise Refused(f"CHROMIUM names {named}, which cannot be started.")
        return shutil.which(named)
    usual = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return next((found for found in map(shutil.which, (*CHROMIUM_NAMES, usual)) if found), None)


def main() -> None:
    """Do the target named first; without one show them all."""
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in TARGETS:
        sys.exit(f"There is no target {name!r}. Known: {', '.join(TARGETS)}.")
    try:
        TARGETS[name](arguments)
    except Refused as refusal:
        sys.exit(f"\n{refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
