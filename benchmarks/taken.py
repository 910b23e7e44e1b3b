"""What a command took, as JSON: seconds of the clock and of the processor, and the most memory (MiB).

    python benchmarks/taken.py COMMAND [ARGUMENT ...]

A process of its own, and a small one: the most memory that Linux tells of a process is also that of the one which
started it, as large as that was at the moment. Nor does the command inherit how Polars, where it measures, set the
allocator of its own.
"""

import json
import os
import subprocess
import sys
import time

surroundings = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
begin = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, env=surroundings)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - begin
told = {
    "seconds": round(seconds, 2),
    "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
    "mebibytes": round(usage.ru_maxrss / 1024),
}
print(json.dumps(told))
sys.exit(os.waitstatus_to_exitcode(status))
