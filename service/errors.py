"""Every error that OnRecord raises on purpose.

OnRecordError                one clear line: what, which input, what to do
├── InputRejected            an article, a file or a request that cannot be taken
│   └── SourceMissing        a file or folder that is not there
├── UnknownRecord            an id that the catalog does not have
├── HomeUnusable             the data directory cannot be written or read
│   └── HomeBusy             another process is writing to it
├── CatalogUnusable          the database is newer than this program, or damaged
├── WrittenMeanwhile         an article version that another process has just stored
├── IndexUnusable            an index is missing, torn, or made by another embedding model: `onrecord reindex`
├── VectorsUnreachable       a Chroma server that does not answer
├── ModelUnusable            an embedded model whose files are missing or altered
├── ModelUnreachable         a configured model server that does not answer
├── RerankerFailed           a re-ranker that gives no usable scores; answers go on without it
├── SubmissionRefused        a server that does not take a batch of requests
├── UnusableModelOutput      a model's reply that does not follow the schema
└── PromptMisused            a prompt rendered with a missing or an unknown name
"""

from __future__ import annotations

import re


class OnRecordError(Exception):
    """Base of all errors below; `str()` is one line fit for a user."""


class InputRejected(OnRecordError):
    def __init__(self, *, origin: str, why: str, mend: str = "") -> None:
        super().__init__(f"{origin}: {why}" + (f"; {mend}" if mend else ""))
        self.origin, self.why, self.mend = origin, why, mend


class SourceMissing(InputRejected):
    def __init__(self, *, origin: str) -> None:
        super().__init__(origin=origin, why="there is no such file or folder", mend="check the path")


class UnknownRecord(OnRecordError):
    def __init__(self, *, kind: str, id: str) -> None:
        listing = "speakers" if kind == "speaker" else "articles"
        super().__init__(f"there is no {kind} {id}; `onrecord {listing} list` shows what there is")
        self.kind, self.id = kind, id


class HomeUnusable(OnRecordError):
    def __init__(self, *, home: str, why: str) -> None:
        super().__init__(home, why)
        self.home, self.why = home, why

    def __str__(self) -> str:
        return f"{self.home}: {self.why}; set ONRECORD_HOME to a folder that this user can write"


class HomeBusy(HomeUnusable):
    def __init__(self, *, home: str, owner: str) -> None:
        super().__init__(home=home, why=f"another process writes to it ({owner})")

    def __str__(self) -> str:
        return f"{self.home}: {self.why}; wait for it, or send articles to its HTTP API"


class CatalogUnusable(OnRecordError):
    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")


class IndexUnusable(OnRecordError):
    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}; run `onrecord reindex` (the articles are safe in the catalog)")


class WrittenMeanwhile(OnRecordError):
    def __init__(self, *, article_id: str, number: int) -> None:
        super().__init__(f"version {number} of article {article_id} was stored by another process; send it again")


class VectorsUnreachable(OnRecordError):
    def __init__(self, *, url: str, why: str) -> None:
        super().__init__(f"Chroma at {url}: {why}; check ONRECORD_CHROMA_URL, ONRECORD_CHROMA_TOKEN and the server")


class ModelUnusable(OnRecordError):
    def __init__(self, *, model: str, why: str) -> None:
        super().__init__(f"model {model}: {why}; install onrecord again")


class ModelUnreachable(OnRecordError):
    def __init__(self, *, model: str, why: str) -> None:
        super().__init__(f"model {model}: {why}; check OPENAI_BASE_URL, OPENAI_API_KEY and ONRECORD_CHAT_MODEL")


class RerankerFailed(OnRecordError):
    def __init__(self, why: str) -> None:
        super().__init__(f"re-ranker: {why}; check ONRECORD_RERANK_URL, ONRECORD_RERANK_KEY and ONRECORD_RERANK_MODEL")


class SubmissionRefused(OnRecordError):
    def __init__(self, *, model: str, why: str) -> None:
        super().__init__(f"model {model}: {why}; check ONRECORD_CHAT_MODEL, or use --executor live")


class UnusableModelOutput(OnRecordError):
    def __init__(self, *, prompt: str, reply: str, why: str) -> None:
        super().__init__(f"prompt {prompt}: the model's reply is unusable ({why}), {len(reply)} characters")
        self.reply = reply
        self.why = why


class PromptMisused(OnRecordError):
    def __init__(self, *, prompt: str, why: str) -> None:
        super().__init__(f"prompt {prompt}: {why}")


_FULL = re.compile(
    r"disk is full|disk i/o error|readonly database|no space left|file too large|read-only file|quota", re.I
)


def is_full_or_locked(error: BaseException | None) -> bool:
    """Tell whether an error, or one that it came from, says that nothing more can be written to the disk."""
    while error is not None:
        if _FULL.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False
