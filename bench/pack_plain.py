"""Archivers that know nothing of packages: tar in its formats, zip, and the libraries of languages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bench.pack_shapes import write

TAR = """\
import sys, tarfile
t = tarfile.open(sys.argv[1], 'w:gz', format=tarfile.%s_FORMAT); t.add(sys.argv[2]); t.close()
"""
ZIP = """\
import os, sys, shutil
os.chdir(sys.argv[2])
os.rename(shutil.make_archive(sys.argv[1][:-4], 'zip'), sys.argv[1])
"""
PERL = """\
use Archive::Tar; use File::Find;
my @f; find({wanted => sub {push @f, $_}, no_chdir => 1}, $ARGV[1]);
my $t = Archive::Tar->new; $t->add_files(@f); $t->write($ARGV[0], COMPRESS_GZIP);
"""
GO = """\
package main

import ("archive/tar"; "compress/gzip"; "io"; "io/fs"; "os"; "path/filepath"; "time")

func main() {
	out, _ := os.Create(os.Args[1]); z := gzip.NewWriter(out); t := tar.NewWriter(z)
	formats := map[string]tar.Format{"ustar": tar.FormatUSTAR, "pax": tar.FormatPAX, "gnu": tar.FormatGNU}
	err := filepath.WalkDir(os.Args[2], func(path string, e fs.DirEntry, err error) error {
		info, _ := e.Info(); link := ""
		if info.Mode()&fs.ModeSymlink != 0 { link, _ = os.Readlink(path) }
		h, err := tar.FileInfoHeader(info, link)
		if err != nil { return err }
		h.Name = path; h.Format = formats[os.Args[3]]
		if h.Format != tar.FormatPAX { h.AccessTime, h.ChangeTime = time.Time{}, time.Time{} }
		if h.Format == tar.FormatUSTAR { h.ModTime = h.ModTime.Truncate(time.Second) }
		if info.IsDir() { h.Name += "/" }
		if err := t.WriteHeader(h); err != nil { return err }
		if info.Mode().IsRegular() { f, _ := os.Open(path); io.Copy(t, f); f.Close() }
		return nil
	})
	if err != nil { panic(err) }
	t.Close(); z.Close(); out.Close()
}
"""


@dataclass(frozen=True)
class Archiver:
    """One way of calling one program. ``command`` is for a shell: ``$OUT`` is the archive, ``$TOP`` the directory."""

    tool: str
    command: str
    kinds: tuple[str, ...] = ("sdist", "npm")

    @property
    def wheel(self) -> bool:
        return self.kinds == ("wheel",)


def _python(version: str, code: str) -> str:
    return f'PYENV_VERSION={version} python{version} -c "{code}" $OUT $TOP'


PYTHONS = ("2.7", "3.6", "3.8", "3.11", "3.13")
ARCHIVERS = [
    *(
        Archiver(f"tarfile-{form.lower()}-{version}", _python(version, TAR % form))
        for version in PYTHONS
        for form in ("USTAR", "PAX", "GNU")
    ),
    *(
        Archiver(f"gnutar-{form}", f"tar -czf $OUT --format={form} $TOP")
        for form in ("v7", "oldgnu", "gnu", "ustar", "posix")
    ),
    Archiver("gnutar-sorted", "tar --sort=name --owner=0 --group=0 --numeric-owner -cf - $TOP | gzip -9n > $OUT"),
    *(
        Archiver(f"bsdtar-{form}", f"bsdtar -czf $OUT --format={form} $TOP")
        for form in ("v7", "ustar", "pax", "gnutar")
    ),
    Archiver("busybox", "busybox tar -czf $OUT $TOP"),
    Archiver("7z", "7z a -ttar -bd -bso0 x.tar $TOP && gzip -c x.tar > $OUT", ("sdist",)),
    Archiver("perl", f"perl -e '{PERL}' $OUT $TOP"),
    Archiver("git", "git archive --format=tar.gz -o $OUT --prefix=$TOP/ HEAD:$TOP"),
    Archiver("git-tag", "git tag v1 && git archive --format=tar.gz -o $OUT v1 $TOP", ("sdist",)),
    *(Archiver(f"go-{form}", f"$GO $OUT $TOP {form}") for form in ("any", "ustar", "pax", "gnu")),
    Archiver("infozip", "cd $TOP && zip -qr $OUT .", ("wheel",)),
    Archiver("infozip-X", "cd $TOP && zip -qrX $OUT .", ("wheel",)),
    Archiver("infozip-0D", "cd $TOP && zip -qrD -0 $OUT .", ("wheel",)),
    Archiver("7z-zip", "cd $TOP && 7z a -tzip -bd -bso0 $OUT .", ("wheel",)),
    Archiver("bsdtar-zip", "cd $TOP && bsdtar -cf $OUT --format=zip *", ("wheel",)),
    *(Archiver(f"shutil-{version}", _python(version, ZIP), ("wheel",)) for version in PYTHONS),
    *(
        Archiver(
            f"zipfile-{version}", f"cd $TOP && PYENV_VERSION={version} python{version} -m zipfile -c $OUT *", ("wheel",)
        )
        for version in PYTHONS
    ),
    Archiver("wheel-pack", "uvx -q --from wheel wheel pack -d $(dirname $OUT) $TOP", ("wheel",)),
]


def prepare(kind: str, top: Path, name: str) -> Path:
    """Write what makes a package of this kind; the directory where the shape grows."""
    if kind == "npm":
        write(top / "package.json", f'{{"name": "{name}", "version": "1.0.0", "license": "MIT"}}\n')
        return top / "lib"
    package = name.replace("-", "_")
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nSummary: A shape\nLicense: MIT\n"
    write(top / package / "__init__.py", "")
    if kind == "sdist":
        write(top / "PKG-INFO", about)
        return top / package
    info = top / f"{package}-1.0.dist-info"
    write(info / "METADATA", about)
    write(info / "WHEEL", "Wheel-Version: 1.0\nGenerator: by-hand 1\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    return top / package


def record(top: Path) -> None:
    """Write the RECORD of an unpacked wheel: PEP 427's table of digests."""
    info = next(top.glob("*.dist-info"))
    lines = []
    for path in sorted(p for p in top.rglob("*") if p.is_file()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
        name = path.relative_to(top).as_posix()
        quoted = f'"{name}"' if "," in name else name
        lines.append(f"{quoted},sha256={digest},{path.stat().st_size}\n")
    write(info / "RECORD", "".join(lines) + f"{info.name}/RECORD,,\n")
