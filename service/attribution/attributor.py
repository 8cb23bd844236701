"""Who said what in an article, as configured: rules, tagger and referee beside them, and a chat model."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from service.attribution.referring import Referee
from service.attribution.statements import find_attributions
from service.attribution.tagging import Tagger
from service.attribution.witness import Heard, hear, weigh
from service.domain.news import ArticleVersion, Attribution
from service.errors import ModelUnreachable, UnusableModelOutput
from service.ports import LanguageModel

RULES = 11  # goes up whenever the rules find something else in the same text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attributor:
    """Finds the statements of articles; safe to share between threads.

    Without `tagger` the rules stand alone; one that is `off` finds nothing. With `model`, each article costs at least
    one call to its server; if that fails, the article has the statements of the others, and a warning is logged.
    """

    tagger: Tagger | None = None
    model: LanguageModel | None = None
    referee: Referee | None = None
    max_tokens: int = 2000
    off: bool = False

    @property
    def revision(self) -> str:
        """Names what attributes, and changes whenever the same text would have other statements."""
        if self.off:
            return "off"
        parts = [f"rules/{RULES}", *(m.identity for m in (self.tagger, self.referee) if m)]
        return "+".join([*parts, *([f"model:{self.model.name}"] if self.model else ())])

    def attribute(self, version: ArticleVersion) -> list[Attribution]:
        """Return what people say in a version's text, furniture left out, in order of the content's start."""
        if self.off:
            return []
        heard = self._hear(version)
        found = find_attributions(
            version.text,
            title=version.title,
            author=version.author,
            published_at=version.published_at,
            furniture=version.furniture,
            tagger=self.tagger,
            referee=self.referee,
            witnessed=[span for t in heard for span in t.contents],
        )
        return weigh(version.text, found, heard) if heard else found

    def _hear(self, version: ArticleVersion) -> list[Heard]:
        if self.model is None:
            return []
        try:
            return asyncio.run(hear(version.text, self.model, max_tokens=self.max_tokens))
        except (ModelUnreachable, UnusableModelOutput) as error:
            log.warning("no statements from the model for %s: %s", version.article_id, error)
            return []
