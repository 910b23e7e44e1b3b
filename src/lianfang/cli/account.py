"""lianfang account"""

import typer


def account(
    username: str = typer.Argument(help="The name to sign in with."),
    role: str = typer.Option(..., help="The desk: commander, cdc, fever_clinic, laboratory, town, grid_worker …"),
    area: str = typer.Option(..., help="Code of the area whose people the account sees."),
    unit: str = typer.Option("", help="Code of the unit for which it acts."),
    name: str = typer.Option("", help="The person's own name."),
    password: str = typer.Option(
        ..., prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if left out."
    ),
) -> None:
    """Give somebody an account; nobody makes one for themselves.

    Example: lianfang account zhoumin --role cdc --area 230127 --unit CDC1 --name 周敏
    """
    from lianfang.server import start
    from lianfang.vocabulary.mistakes import Mistake

    start.django()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from lianfang.access import roles
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.places.models import Unit
    from lianfang.places.tree import path_of

    if role not in roles.NAMES:
        raise Mistake(f"no desk is called {role!r}; there are {', '.join(roles.NAMES)}")
    try:
        validate_password(password)
    except ValidationError as wrong:
        raise Mistake(f"the password: {' '.join(wrong.messages)}") from None
    with machine_session():
        path = path_of(area)
        if unit and not Unit.objects.filter(code=unit).exists():
            raise Mistake(f"no unit has the code {unit!r}; load the units first (lianfang load units FILE)")
        if Account.objects.filter(username=username).exists():
            raise Mistake(f"there is an account {username!r} already; choose another name")
        Account.objects.given(username, password, role, area=area, area_path=path, unit=unit, name=name)
    typer.echo(f"{username} may sign in: {role}, {path}")


def register(app: typer.Typer) -> None:
    app.command()(account)
