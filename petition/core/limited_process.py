"""Work on what strangers send, in a process of its own: none of the settings, its time and memory limited by the kernel."""

import os
import resource
import subprocess
import sys


def run_main(
    module: str, data: bytes, *, wait: float, is_quiet: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """Have `main()` of a module of ours read `data` on its standard input; its exit code and what it wrote.

    Raises subprocess.TimeoutExpired after `wait` seconds. `is_quiet` drops what it says of errors, which may quote `data`.
    """
    return subprocess.run(  # noqa: S603  the names of modules of ours
        [
            sys.executable,
            "-P",  # or what lies in the folder somebody happens to stand in would be taken for ours
            "-c",
            f"import sys; from {module} import main; sys.exit(main())",
        ],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if is_quiet else None,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},  # none of the settings
        timeout=wait,
        check=False,
    )


def limit(*, seconds: int, memory: int | None = None) -> None:
    """Limit this process to so many more seconds of CPU and to bytes of memory; it leaves no core behind."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = seconds + int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
