"""python -m storage.migrations "what changes": drafts the next revision from what tables.py has and the last one lacks.

Read and correct the draft, then set HEAD in storage/schema.py to its number. There is no way down: the copy made before
an upgrade is the way back.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from storage.engines import migrating_engine
from storage.schema import HEAD, MIGRATIONS, alembic_config, migrate


def draft(message: str) -> None:
    # Maintainers only, never at run time.
    from alembic import command

    number = f"{len(list((MIGRATIONS / 'versions').glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'draft.sqlite3'}"
        if number > "0001":
            migrate(url)
        engine = migrating_engine(url)
        with engine.connect() as connection:
            config = alembic_config(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(MIGRATIONS / "versions")], check=True)
    print(f"drafted revision {number}; HEAD in storage/schema.py is {HEAD}")


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "change")
