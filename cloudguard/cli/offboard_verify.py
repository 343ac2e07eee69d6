"""`cloudguard offboard verify`: what is gone, what remains, and the record of it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import click

from cloudguard.cli import LANGS, language
from cloudguard.errors import UsageError


@click.command(
    "verify",
    short_help="Tell what is gone, and by which evidence.",
    epilog="Exit codes: 0 all is gone or vouched for, 1 something remains or waits for its day, "
    "2 wrong use, 3 not everything could be read.",
)
@click.option("--before", "befores", multiple=True, metavar="FILE", required=True,
              help="A snapshot, or a state of Terraform, of what was there.")  # fmt: skip
@click.option("--after", "afters", multiple=True, metavar="SNAPSHOT", help="A later snapshot.")
@click.option("--contract", "name", metavar="ID", required=True, help="Its id in cloudguard.yaml.")
@click.option("--audit-log", "logs", multiple=True, metavar="PATH",
              help="What the provider logged: a file, or a folder of a trail.")  # fmt: skip
@click.option("--attest", "attests", multiple=True, metavar="FILE",
              help="What people vouch for (docs/erasure-record.md).")  # fmt: skip
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--profile", multiple=True, metavar="NAME", help="Whose clauses to cite.")
@click.option("--person", metavar="TEXT", help="Who erased: name and office (or signed by hand).")
@click.option("-f", "--format", "formats", multiple=True, metavar="FORMAT[=FILE]",
              help="text, json, html, xlsx.")  # fmt: skip
@click.option("--bundle", metavar="PATH", help="Write everything to a folder or a .zip.")
@click.option("--sign-key", type=click.Path(), help="An Ed25519 private key in PEM, to sign with.")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(
    *,
    befores: tuple[str, ...],
    afters: tuple[str, ...],
    name: str,
    logs: tuple[str, ...],
    attests: tuple[str, ...],
    config: str | None,
    profile: tuple[str, ...],
    person: str | None,
    formats: tuple[str, ...],
    bundle: str | None,
    sign_key: str | None,
    lang: str | None,
) -> int:
    """Tell for each asset of a contract whether it is gone, and by which evidence.

    Gone is only what a complete reading no longer shows, deleted things that can come back
    included. What is scheduled is pending, what was not read is not known.

    契約が対象とする資産ごとに、消えたこと・残っていること・読めていないことを示し、
    廃棄・消去記録を作ります。
    """
    from cloudguard import departure, run
    from cloudguard.cli.options import printed, written
    from cloudguard.disposal import attested
    from cloudguard.disposal import bundle as bundles
    from cloudguard.disposal.signing import signer
    from cloudguard.reports import record as reports

    outputs = _outputs(formats)
    gc.disable()  # many objects and hardly a cycle, as in `check`
    sign = signer(Path(sign_key)) if sign_key else None
    if person:
        attested.refuse_personal_number(person, "--person")
    options = run.Options(profiles=profile, config=run.configuration(config))
    contract = departure.contract_of(name, options)
    made, inputs = departure.verified(befores, afters, logs, attests, contract, person, options)
    files = {"record.json": reports.render(made, "json", "ja", "")} | inputs
    root = bundles.root([bundles.listed(path, content) for path, content in files.items()])
    spoken = language(lang)
    if bundle:
        sheets = {f"record.{f}": reports.render(made, f, "ja", root) for f in ("html", "xlsx")}
        bundles.write(Path(bundle), files, sheets, sign)
    for form, file in outputs:
        rendered = reports.render(made, form, spoken, root)
        if file is None:
            printed(rendered, text=form == "text")
        else:
            written(rendered, file)
    return made.exit_code


def _outputs(formats: Sequence[str]) -> list[tuple[str, str | None]]:
    from cloudguard.reports.record import FORMATS

    outputs: list[tuple[str, str | None]] = []
    for entry in formats or ("text",):
        name, _, file = entry.partition("=")
        if name not in FORMATS or (name == "xlsx" and file in ("", "-")):
            raise UsageError(
                {
                    "en": f"{entry!r} is no format of a record.",
                    "ja": f"{entry!r} という形式はありません。",
                },
                {
                    "en": "Formats: text, json, html, xlsx=FILE.",
                    "ja": "使える形式: text、json、html、xlsx=ファイル。",
                },
                "-f",
            )
        outputs.append((name, None if file in ("", "-") else file))
    if sum(file is None for _, file in outputs) > 1:
        raise UsageError(
            {
                "en": "two formats cannot share standard output.",
                "ja": "標準出力に出せる形式は一つです。",
            },
            {"en": "Give the others a file: -f json=FILE.", "ja": "他はファイルに: -f json=FILE。"},
            "-f",
        )
    return outputs
