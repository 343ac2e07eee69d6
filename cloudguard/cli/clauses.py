"""`cloudguard clauses`: what the documents demand."""

from __future__ import annotations

import click

from cloudguard.cli import LANGS, language


@click.command("clauses", short_help="List the clauses, with what answers each.")
@click.argument("ids", nargs=-1, metavar="[CLAUSE...]")
@click.option("--profile", multiple=True, metavar="NAME", help="Default: all of them.")
@click.option("--topic", metavar="TOPIC", help="Only this topic, such as log_retention.")
@click.option("--config", type=click.Path(), help="cloudguard.yaml (default: found from here up).")
@click.option("--lang", type=click.Choice(LANGS), help="Default: from the locale.")
def command(
    *,
    ids: tuple[str, ...],
    profile: tuple[str, ...],
    topic: str | None,
    config: str | None,
    lang: str | None,
) -> int:
    """List the clauses, with what answers each; with ids, show these in full.

    条項と、それに何が答えるかを並べます。
    """
    from cloudguard import run
    from cloudguard.catalogue import load, profile_names
    from cloudguard.checks import CHECKS
    from cloudguard.errors import UsageError

    spoken = language(lang)
    folders = run.configuration(config).policies
    catalogue = load(profile or profile_names(folders), [c.id for c in CHECKS], folders)
    everything = [clause for clauses in catalogue.clauses.values() for clause in clauses]
    shown = [c for c in everything if (not ids or c.id in ids) and topic in (None, c.topic)]
    if ids and (missing := set(ids) - {c.id for c in shown}):
        raise UsageError(
            {
                "en": f"there is no clause {min(missing)!r}.",
                "ja": f"条項 {min(missing)!r} はありません。",
            },
            {
                "en": "`cloudguard clauses` lists them all.",
                "ja": "`cloudguard clauses` で一覧が出ます。",
            },
        )
    topics = sorted({c.topic for c in everything})
    if topic is not None and topic not in topics:
        raise UsageError(
            {"en": f"there is no topic {topic!r}.", "ja": f"主題 {topic!r} はありません。"},
            {"en": f"Topics: {', '.join(topics)}.", "ja": f"主題: {', '.join(topics)}。"},
            "--topic",
        )
    for clause in shown:
        answer = ", ".join(clause.checks) or (
            "planned: " + ", ".join(clause.planned) if clause.planned else "attest"
        )
        click.echo(f"{clause.id}  {clause.topic}  {clause.obligation}  [{answer}]")
        click.echo(f"    {clause.text[spoken]}")
        if ids:
            document = catalogue.documents[clause.source]
            lines = f" ({clause.lines[0]}-{clause.lines[1]})" if clause.lines else ""
            click.echo(f"    {document.title[spoken]} {clause.section}{lines}")
            if clause.attest:
                click.echo(f"    {clause.attest[spoken]}")
            for name in clause.values:
                click.echo(f"    parameter: {name}")
            for text, touched in document.doubts:
                if clause.id in touched or not touched:
                    click.echo(f"    {'疑義' if spoken == 'ja' else 'doubt'}: {text[spoken]}")
    return 0
