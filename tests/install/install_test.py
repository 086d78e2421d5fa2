"""Installs into an empty folder and builds programs outside of the project against it, by pkg-config and by CMake.

install_test.py ROOT BUILD
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "checks"))
from report import Report, skip  # noqa: E402

root, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
here = root / "tests" / "install"
CRYPTO = ("libmbedcrypto", "libcrypto")
ALWAYS = ("libstdc++", "libm.", "libgcc_s", "libc.", "linux-vdso", "ld-linux", "libasan", "libubsan")


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def find(folder, name):
    return next(iter(sorted(folder.rglob(name))), None)


def build_and_run(report, what, environment, source, target, *flags):
    """Compiles `source` as a stranger would, runs it, and gives the program."""
    compiler = ["gcc", "-std=c99"] if source.endswith(".c") else ["g++", "-std=c++20"]
    done = run(*compiler, "-Wall", "-Wextra", "-Werror", str(here / source), "-o", str(target), *flags, env=environment)
    report.check(done.returncode == 0, "%s does not build:\n%s" % (what, done.stderr[-3000:]))
    if done.returncode == 0:
        ran = run(str(target), env=environment)
        report.check(ran.returncode == 0, "%s ended with %d: %s" % (what, ran.returncode, ran.stdout + ran.stderr))
    return target


def libraries_of(program, environment):
    return [line.split()[0] for line in run("ldd", str(program), env=environment).stdout.splitlines()]


def flags_of(package, environment):
    # The tree stands elsewhere than where it would be installed.
    prefix = "--define-variable=prefix=" + environment["SLUICE_PREFIX"]
    done = run("pkg-config", prefix, "--cflags", "--libs", package, env=environment)
    return done.stdout.split() if done.returncode == 0 else ["-no-such-package-" + package]


def check_headers(report, prefix):
    for path in sorted((root / "include").rglob("*.h*")):
        name = path.relative_to(root / "include")
        report.check((prefix / "include" / name).is_file(), "%s is not installed" % name)


def check_pkg_config(report, environment, room):
    build_and_run(report, "C++ host, static", environment, "host.cpp", room / "host", *flags_of("sluice", environment))
    signer = build_and_run(report, "signer", environment, "signer.cpp", room / "signer", *flags_of("sluice-sign", environment))
    from_c = build_and_run(report, "C signer, shared", environment, "signer.c", room / "c_signer",
                           *flags_of("sluice-sign-shared", environment))
    for program in (signer, from_c):
        for library in libraries_of(program, environment) if program.exists() else []:
            name = os.path.basename(library)
            report.check(name.startswith(CRYPTO + ALWAYS + ("libsluice-sign.so.0",)), "%s needs %s" % (program.name, name))
    build_and_run(report, "C host, static", environment, "host.c", room / "c_static", *flags_of("sluice", environment))
    shared = build_and_run(report, "C host, shared", environment, "host.c", room / "c_shared",
                           *flags_of("sluice-shared", environment))
    report.check(any("libsluice.so.0" in name for name in libraries_of(shared, environment)),
                 "the shared C host does not use libsluice.so.0")


def check_cmake(report, environment, room, prefix):
    if not shutil.which("cmake"):
        print("cmake is missing: apt-get install cmake")
        return
    folder = room / "cmake"
    done = run("cmake", "-S", str(here), "-B", str(folder), "-G", "Ninja", "-DCMAKE_PREFIX_PATH=%s" % prefix,
               env=environment)
    done = done if done.returncode else run("cmake", "--build", str(folder), env=environment)
    report.check(done.returncode == 0, "CMake: %s" % (done.stdout + done.stderr)[-3000:])
    for name in ("host", "signer", "c_static", "c_shared") if done.returncode == 0 else ():
        report.check(run(str(folder / name), env=environment).returncode == 0, "CMake: %s fails" % name)


def main():
    if not shutil.which("pkg-config"):
        skip("pkg-config is missing: apt-get install pkg-config")
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        room = pathlib.Path(name)
        done = run("meson", "install", "-C", str(build), "--no-rebuild", "--destdir", str(room / "tree"))
        report.check(done.returncode == 0, "meson install: " + (done.stdout + done.stderr)[-2000:])
        package = find(room / "tree", "sluice.pc")
        report.check(package is not None, "sluice.pc is not installed")
        if package is None:
            report.finish()
        prefix = find(room / "tree", "text.hpp").parent.parent.parent
        libraries = find(prefix, "libsluice.a").parent
        environment = dict(os.environ, PKG_CONFIG_PATH=str(package.parent), SLUICE_PREFIX=str(prefix),
                           LD_LIBRARY_PATH=str(libraries))
        check_headers(report, prefix)
        check_pkg_config(report, environment, room)
        check_cmake(report, environment, room, prefix)
    report.finish()


main()
