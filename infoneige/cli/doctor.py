"""`infoneige doctor`: every setting, and whether each part of the installation works."""

import click

from infoneige.cli.settings_options import DATABASE, GEODATA, chosen_settings


@click.command()
@DATABASE
@GEODATA
@click.pass_context
def doctor(ctx: click.Context, database: str | None, geodata: str | None) -> None:
    """Print every setting and look at every part; exit 1 if one of them does not work."""
    from infoneige.config import setting_table, variable
    from infoneige.doctor import examine
    from infoneige.setting import shown

    settings = chosen_settings(database=database, geodata=geodata)
    for name, setting in setting_table().items():
        click.echo(f"{variable(name)}={shown(getattr(settings, name))}")
        click.echo(f"    {setting.meaning} ({setting.expects})")
    click.echo()
    findings = list(examine(settings))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.part}: {finding.text}")
    ctx.exit(0 if all(finding.is_well for finding in findings) else 1)
