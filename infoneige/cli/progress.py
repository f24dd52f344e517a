"""What a person sees while a command takes longer than a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_steps(total: int) -> Iterator[Callable[[str], None]]:
    """Give what is to be told of each of so many steps as it begins; a terminal shows them on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=total)
        done = iter(range(total))
        yield lambda step: bar.update(task, description=step, completed=next(done))
