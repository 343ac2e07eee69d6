"""`cloudguard profiles`: whose policies there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cloudguard.cli import LANGS, language

if TYPE_CHECKING:
    from cloudguard.findings import Document


@click.command("profiles")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(*, config: str | None, lang: str | None) -> int:
    """List the profiles and the documents they follow.

    使えるプロファイルと、その基になる文書を並べます。
    """
    from cloudguard import run
    from cloudguard.catalogue import load, profile_names
    from cloudguard.checks import CHECKS

    spoken = language(lang)
    folders = run.configuration(config).policies
    for name in profile_names(folders):
        catalogue = load((name,), [c.id for c in CHECKS], folders)
        click.echo(f"{name:14} {catalogue.profiles[0].title[spoken]}")
        for source, document in catalogue.documents.items():
            count = len(catalogue.clauses[source])
            words = [document.title[spoken], _dated(document, spoken)]
            words.append(f"{count} 条項" if spoken == "ja" else f"{count} clauses")
            click.echo(f"{'':14} - {', '.join(word for word in words if word)}")
    return 0


def _dated(document: Document, spoken: str) -> str:
    """Return the date of a document; that it prints none, if so; nothing of our own baseline."""
    from cloudguard.decide import OWN

    if document.date is None:
        none = {"ja": "日付の記載なし", "en": "no date printed"}
        return "" if document.source == OWN else none[spoken]
    return document.issued if spoken == "ja" and document.issued else document.date
