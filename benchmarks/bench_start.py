"""Cold start to the first poll, over a database that needs no migration, and memory at rest. Bars: 1.5 s, 120 MB."""

import time

from benchmarks.served_bot import serving

TIMES = 3
REST_SECONDS = 3.0


def main() -> None:
    for _ in range(TIMES):
        with serving() as served:
            time.sleep(REST_SECONDS)
            print(f"first poll after {served.started_in:.2f} s, {served.memory:.0f} MB at rest")


if __name__ == "__main__":
    main()
