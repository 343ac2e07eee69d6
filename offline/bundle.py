"""Pack an installation for a network without Internet, and try it.

Writes dist/cloudguard-bundle-VERSION/ and the same as .tar.gz: wheels of the package and of all
that it depends on, requirements with hashes, a software bill of materials (CycloneDX), install.sh
and SHA256SUMS. The wheels are for the Python and the platform that this runs on. The same commit
gives the same bytes. At the end the archive is unpacked and installed as its reader would.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "cloudguard-jp"
PYTHON: Final = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class Wheel:
    """A wheel and what its metadata says."""

    file: Path
    digest: str
    metadata: Message

    @property
    def name(self) -> str:
        """Return the distribution's name as indexes spell it."""
        return canonicalize_name(self.metadata["Name"])

    @property
    def version(self) -> str:
        """Return the version."""
        return str(self.metadata["Version"])

    @property
    def url(self) -> str:
        """Return the package URL (purl), which names a package and no address."""
        return f"pkg:pypi/{self.name}@{self.version}"


def main() -> int:
    """Write the bundle and try it."""
    epoch = _epoch()
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        found = Path(folder) / "wheels"
        _collect(found, epoch)
        wheels = [_read(file) for file in sorted(found.glob("*.whl"))]
        package = next(w for w in wheels if w.name == PACKAGE)
        bundle = ROOT / "dist" / f"cloudguard-bundle-{package.version}"
        shutil.rmtree(bundle, ignore_errors=True)
        shutil.copytree(found, bundle / "wheels")
    _write(bundle, wheels, package, epoch)
    archive = _pack(bundle, epoch)
    _try(archive)
    size = archive.stat().st_size / 1e6
    print(f"{archive.relative_to(ROOT)}: {size:.1f} MB, {len(wheels)} wheels, Python {PYTHON}")
    print("unpacked, compared, installed without an index, and run")
    return 0


def bill(wheels: Iterable[Wheel], package: Wheel, epoch: int) -> dict[str, Any]:
    """Return a CycloneDX 1.6 bill of materials."""
    wheels = list(wheels)
    urls = {wheel.name: wheel.url for wheel in wheels}
    digests = "".join(sorted(wheel.digest for wheel in wheels))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_OID, digests).urn,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat(),
            "component": _component(package, "application"),
            "properties": [
                {"name": "python", "value": PYTHON},
                {"name": "platform", "value": f"{platform.system()} {platform.machine()}"},
            ],
        },
        "components": [_component(w, "library") for w in wheels if w is not package],
        "dependencies": [
            {"ref": wheel.url, "dependsOn": sorted(_needed(wheel, urls))} for wheel in wheels
        ],
    }


def _epoch() -> int:
    """Return the time of the commit, so that a bundle can be made again."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    printed = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(printed.stdout)


def _collect(folder: Path, epoch: int) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), "."]
    fetch = ["download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    fetch += ["--dest", str(folder), "--requirement", "requirements/core.txt"]
    for arguments in (build, fetch):
        subprocess.run([*pip, *arguments], cwd=ROOT, env=environment, check=True)


def _read(file: Path) -> Wheel:
    with zipfile.ZipFile(file) as archive:
        name = next(n for n in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        metadata = BytesHeaderParser().parsebytes(archive.read(name))
    return Wheel(file, _digest(file), metadata)


def _write(bundle: Path, wheels: list[Wheel], package: Wheel, epoch: int) -> None:
    lines = (f"{w.name}=={w.version} --hash=sha256:{w.digest}\n" for w in wheels)
    sbom = json.dumps(bill(wheels, package, epoch), ensure_ascii=False, indent=2)
    for name, text in {
        "requirements.txt": "".join(lines),
        "sbom.cdx.json": f"{sbom}\n",
        "PYTHON": f"{PYTHON}\n",
    }.items():
        (bundle / name).write_text(text, encoding="utf-8")
    for file in (ROOT / "offline/install.sh", ROOT / "offline/README.md", ROOT / "LICENSE"):
        shutil.copy(file, bundle)
    files = sorted(f for f in bundle.rglob("*") if f.is_file())
    sums = "".join(f"{_digest(f)}  {f.relative_to(bundle)}\n" for f in files)
    (bundle / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _pack(bundle: Path, epoch: int) -> Path:
    """Write the archive, in order, with the commit's time and nobody's name."""
    archive = bundle.parent / f"{bundle.name}.tar.gz"

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = epoch
        entry.mode = 0o755 if entry.isdir() or entry.name.endswith(".sh") else 0o644
        return entry

    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", fileobj=raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in (bundle, *sorted(bundle.rglob("*"))):
            tar.add(path, path.relative_to(bundle.parent), recursive=False, filter=plain)
    (bundle.parent / "SHA256SUMS").write_text(
        f"{_digest(archive)}  {archive.name}\n", encoding="utf-8"
    )
    return archive


def _try(archive: Path) -> None:
    """Install as a reader would, and see that the policies came along."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        home = Path(folder) / archive.name.removesuffix(".tar.gz")
        target = Path(folder) / "installed"
        python = {"PYTHON": sys.executable, "PATH": os.environ["PATH"]}
        command = target / "bin" / "cloudguard"
        for arguments in (
            ["sh", str(home / "install.sh"), str(target)],
            [str(command), "profiles"],
        ):
            subprocess.run(arguments, cwd=folder, env=python, stdout=subprocess.DEVNULL, check=True)


def _component(wheel: Wheel, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "bom-ref": wheel.url,
        "name": wheel.name,
        "version": wheel.version,
        "hashes": [{"alg": "SHA-256", "content": wheel.digest}],
        "licenses": list(_licences(wheel.metadata)),
        "purl": wheel.url,
    }


def _licences(metadata: Message) -> Iterator[Mapping[str, Any]]:
    """Yield the licences: an SPDX expression, else the names that the package gives."""
    if expression := metadata["License-Expression"]:
        yield {"expression": expression}
        return
    classifiers = [c for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    names = [c.rpartition(" :: ")[2] for c in classifiers]
    if not names and (name := (metadata["License"] or "").strip()):
        names = [name.splitlines()[0]]
    yield from ({"license": {"name": name}} for name in names)


def _needed(wheel: Wheel, urls: Mapping[str, str]) -> Iterator[str]:
    for line in wheel.metadata.get_all("Requires-Dist", []):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield urls[canonicalize_name(requirement.name)]


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
