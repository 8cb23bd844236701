"""Messy news pages with known contents: our own articles in the structures, and with the mistakes, of real sites.

Nothing here is copied from a site; each page imitates how a kind of site is built. `page.gold` is what a reader sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from service.domain.news import SourceArticle
from service.ingest.cleaning import find_furniture

NOISE = (
    "Council tax rises again in Dovik",
    "Get our evening briefing in your inbox",
    "We and our 842 partners store information",
    "Ferry fares: what you need to know",
    "Harbour crane stands still for a third week",
    "This comment was written by a reader",
)
ZONED, DAY = "2026-03-04T08:15:00+01:00", "2026-03-04"


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for a page; None where it does not say."""

    title: str
    author: str | None
    published: str | None
    paragraphs: tuple[str, ...]
    noise: tuple[str, ...] = NOISE


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    raw: bytes
    gold: Gold


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in self.paragraphs)


NAV = f'<nav><ul><li><a href="/">Home</a></li><li><a href="/dovik">{NOISE[0]}</a></li></ul></nav>'
BOX = f'<aside class="newsletter-signup"><h3>{NOISE[1]}</h3><form><input type="email"><button>Sign up</button></form></aside>'
COOKIES = f'<div id="cookie-consent" role="dialog"><p>{NOISE[2]} on your device.</p><button>Accept all</button></div>'
RELATED = f'<section class="related-articles"><h2>More on this</h2><ul><li><a href="/a">{NOISE[3]}</a></li><li><a href="/b">{NOISE[4]}</a></li></ul></section>'
COMMENTS = f'<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>{NOISE[5]} who did not read the article.</p></div></section>'
FOOTER = "<footer><p>© 2026 Norvale Media. All rights reserved.</p></footer>"


def make_pages(articles: Sequence[SourceArticle]) -> list[Page]:
    """Return one page for each structure, each with an article of its own."""
    stories = [_story(a) for a in articles]
    return [make(name, stories[n % len(stories)]) for n, (name, make) in enumerate(MAKERS.items())]


def _story(article: SourceArticle) -> Story:
    """Return an article without the short lines and the advertisements that our newsroom has on purpose."""
    marked = [span.of(article.text) for span in find_furniture(article.text)]
    paragraphs = [p for p in article.text.split("\n\n") if len(p) > 60 and not any(m in p for m in marked)]
    return Story(article.title or "", "Nora Whitcombe", tuple(" ".join(p.split()) for p in paragraphs))


def _ld(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org"} | facts)}</script>'


def _news(story: Story, **more: object) -> str:
    facts: dict[str, object] = {"@type": "NewsArticle", "headline": story.title, "datePublished": ZONED}
    return _ld(**(facts | {"author": {"@type": "Person", "name": story.author}} | more))


def _meta(**named: str) -> str:
    return "".join(f'<meta property="{k.replace("__", ":")}" content="{escape(v)}">' for k, v in named.items())


def _html(head: str, body: str, *, lang: str = "en") -> str:
    return f"<!doctype html><html lang={lang}><head>{head}</head><body>{body}</body></html>"


def _page(
    name: str, html: str, story: Story, *, encoding: str = "utf-8", author: bool = True, date: str | None = ZONED
) -> Page:
    gold = Gold(story.title, story.author if author else None, date, story.paragraphs)
    return Page(name, html.encode(encoding, "xmlcharrefreplace"), gold)


Maker = Callable[[str, Story], Page]
MAKERS: dict[str, Maker] = {}


def _maker(make: Maker) -> Maker:
    MAKERS[make.__name__.strip("_")] = make
    return make


@_maker
def _plain_article(name: str, s: Story) -> Page:
    body = f"{NAV}<article><h1>{s.title}</h1><p class=byline>By {s.author}</p>{s.html}</article>{RELATED}{FOOTER}"
    return _page(name, _html(f"<title>{s.title} | Courier</title>" + _news(s), body), s)


@_maker
def _only_opengraph(name: str, s: Story) -> Page:
    head = _meta(og__title=s.title, og__site_name="Courier", article__published_time=ZONED, author=s.author)
    return _page(
        name, _html(head, f"{NAV}<main><h1>{s.title}</h1><div class=body>{s.html}</div></main>{BOX}{FOOTER}"), s
    )


@_maker
def _graph_with_references(name: str, s: Story) -> Page:
    graph = [
        {"@type": "Organization", "@id": "#org", "name": "Courier"},
        {"@type": "Person", "@id": "#nora", "name": s.author},
        {
            "@type": "NewsArticle",
            "headline": s.title,
            "datePublished": ZONED,
            "author": {"@id": "#nora"},
            "publisher": {"@id": "#org"},
        },
    ]
    return _page(
        name, _html(_ld(**{"@graph": graph}), f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>{COMMENTS}"), s
    )


@_maker
def _broken_json_with_comment(name: str, s: Story) -> Page:
    facts = f'{{"@type": "NewsArticle", // made by the CMS\n "headline": "{s.title}", "datePublished": "{ZONED}",}}'
    head = f'<script type="application/ld+json">{facts}</script>' + _meta(
        og__title=s.title, article__published_time=ZONED, author=s.author
    )
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>{RELATED}"), s)


@_maker
def _json_with_line_breaks_in_strings(name: str, s: Story) -> Page:
    facts = f'{{"@type":"NewsArticle","headline":{json.dumps(s.title)},"description":"two\nlines","datePublished":"{ZONED}","author":{{"name":"{s.author}"}}}}'
    return _page(
        name,
        _html(
            f'<script type="application/ld+json">{facts}</script>',
            f"<article><h1>{s.title}</h1>{s.html}</article>{FOOTER}",
        ),
        s,
    )


@_maker
def _json_in_cdata(name: str, s: Story) -> Page:
    facts = json.dumps(
        {"@type": ["NewsArticle", "Article"], "headline": s.title, "datePublished": ZONED, "author": [s.author]}
    )
    head = f'<script type="application/ld+json">\n//<![CDATA[\n{facts}\n//]]>\n</script>'
    return _page(name, _html(head, f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>"), s)


@_maker
def _several_objects_the_breadcrumb_first(name: str, s: Story) -> Page:
    crumbs = _ld(**{"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "News"}]})
    return _page(name, _html(crumbs + _news(s), f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>{BOX}"), s)


@_maker
def _article_in_a_webpage(name: str, s: Story) -> Page:
    inner = {"@type": "NewsArticle", "headline": s.title, "datePublished": ZONED, "author": {"name": s.author}}
    return _page(
        name, _html(_ld(**{"@type": "WebPage", "mainEntity": inner}), f"<main><h1>{s.title}</h1>{s.html}</main>"), s
    )


@_maker
def _no_date_anywhere(name: str, s: Story) -> Page:
    head = f"<title>{s.title}</title>" + _meta(author=s.author)
    return _page(name, _html(head, f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>{FOOTER}"), s, date=None)


@_maker
def _date_in_a_time_element(name: str, s: Story) -> Page:
    body = f'<article><h1>{s.title}</h1><p>By <a rel="author" href="/nora">{s.author}</a> <time datetime="{ZONED}">four hours ago</time></p>{s.html}</article>{RELATED}'
    return _page(name, _html(f"<title>{s.title}</title>", NAV + body), s)


@_maker
def _only_updated_time(name: str, s: Story) -> Page:
    head = _meta(og__title=s.title, article__modified_time="2026-03-06T10:00:00Z", author=s.author)
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>{FOOTER}"), s, date=None)


@_maker
def _microdata(name: str, s: Story) -> Page:
    body = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{s.title}</h1>'
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{s.author}</span></span>'
        f'<meta itemprop="datePublished" content="{ZONED}"><div itemprop="articleBody">{s.html}</div></div>'
    )
    return _page(name, _html(f"<title>Courier - {s.title}</title>", NAV + body + RELATED), s)


@_maker
def _amp(name: str, s: Story) -> Page:
    head = f'<meta charset="utf-8"><link rel="canonical" href="https://courier.example/a"><style amp-boilerplate>body{{}}</style>{_news(s)}'
    body = f"<amp-sidebar id=s>{NAV}</amp-sidebar><article><h1>{s.title}</h1><amp-img src=a.jpg></amp-img>{s.html}<amp-ad></amp-ad></article>"
    return _page(name, f"<!doctype html><html ⚡ lang=en><head>{head}</head><body>{body}</body></html>", s)


@_maker
def _live_blog(name: str, s: Story) -> Page:
    posts = "".join(
        f'<article class="post"><time datetime="{ZONED}">08:{15 + n}</time><p>{escape(p, quote=False)}</p></article>'
        for n, p in enumerate(s.paragraphs)
    )
    head = _ld(
        **{"@type": "LiveBlogPosting", "headline": s.title, "datePublished": ZONED, "author": {"name": s.author}}
    )
    return _page(
        name, _html(head, f"{NAV}<main><h1>{s.title}</h1><div class=live-blog>{posts}</div></main>{FOOTER}"), s
    )


@_maker
def _paywall_stub(name: str, s: Story) -> Page:
    cut = Story(s.title, s.author, s.paragraphs[:3])
    wall = '<div class="paywall"><h2>Subscribe to continue reading</h2><p>Already a subscriber? <a href="/login">Log in</a></p></div>'
    return _page(
        name,
        _html(_news(s, isAccessibleForFree=False), f"{NAV}<article><h1>{s.title}</h1>{cut.html}{wall}</article>"),
        cut,
    )


@_maker
def _windows_1252_declared(name: str, s: Story) -> Page:
    head = (
        f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><title>{s.title}</title>{_news(s)}'
    )
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>"), s, encoding="windows-1252")


@_maker
def _latin_1_that_is_windows(name: str, s: Story) -> Page:
    head = f'<meta charset="iso-8859-1"><title>{s.title}</title>{_news(s)}'
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>"), s, encoding="windows-1252")


@_maker
def _utf_8_that_says_latin_1(name: str, s: Story) -> Page:
    head = f'<meta charset="iso-8859-1"><title>{s.title}</title>{_news(s)}'
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>"), s)


@_maker
def _utf_16(name: str, s: Story) -> Page:
    return _page(
        name,
        _html(f"<title>{s.title}</title>{_news(s)}", f"<article><h1>{s.title}</h1>{s.html}</article>"),
        s,
        encoding="utf-16",
    )


@_maker
def _entities_and_soft_hyphens(name: str, s: Story) -> Page:
    html = (
        s.html.replace("“", "&ldquo;")
        .replace("”", "&rdquo;")
        .replace("ing ", "&shy;ing ")
        .replace(". ", ".&nbsp;&#8203;")
    )
    return _page(name, _html(_news(s), f"<article><h1>{s.title}</h1>{html}</article>"), s)


@_maker
def _paragraphs_by_br(name: str, s: Story) -> Page:
    text = "<br><br>\n".join(escape(p, quote=False) for p in s.paragraphs)
    return _page(
        name, _html(_news(s), f"{NAV}<div id=content><h1>{s.title}</h1><div class=story>{text}</div></div>{FOOTER}"), s
    )


@_maker
def _table_layout_of_1999(name: str, s: Story) -> Page:
    body = f"<table width=100%><tr><td width=150>{NAV}</td><td><h1>{s.title}</h1><font size=2>{s.html}</font></td><td>{RELATED}</td></tr></table>"
    return _page(name, _html(f"<title>{s.title}</title>{_news(s)}", body), s)


@_maker
def _divs_for_paragraphs(name: str, s: Story) -> Page:
    text = "".join(
        f'<div data-component="text-block" class="sc-{n}f"><span>{escape(p, quote=False)}</span></div>'
        for n, p in enumerate(s.paragraphs)
    )
    return _page(name, _html(_news(s), f"<div id=root><main><h1>{s.title}</h1>{text}</main>{RELATED}</div>"), s)


@_maker
def _advertisements_between(name: str, s: Story) -> Page:
    ad = '<div class="ad-slot" aria-hidden="true"><span>Advertisement</span><script>ads.push({})</script></div>'
    text = ad.join(f"<p>{escape(p, quote=False)}</p>" for p in s.paragraphs)
    return _page(name, _html(_news(s), f"{COOKIES}{NAV}<article><h1>{s.title}</h1>{text}</article>{FOOTER}"), s)


@_maker
def _related_links_in_the_middle(name: str, s: Story) -> Page:
    first, *rest = (f"<p>{escape(p, quote=False)}</p>" for p in s.paragraphs)
    link = f'<p class="inline-related"><strong>Read more: <a href="/a">{NOISE[3]}</a></strong></p>'
    return _page(
        name, _html(_news(s), f"<article><h1>{s.title}</h1>{first}{link}{''.join(rest)}</article>{RELATED}"), s
    )


@_maker
def _figures_with_captions(name: str, s: Story) -> Page:
    first, *rest = (f"<p>{escape(p, quote=False)}</p>" for p in s.paragraphs)
    figure = f"<figure><img src=a.jpg alt=x><figcaption>{NOISE[4]}. Photo: J. Marsh</figcaption></figure>"
    return _page(
        name, _html(_news(s), f"<article><h1>{s.title}</h1>{figure}{first}{figure}{''.join(rest)}</article>"), s
    )


@_maker
def _share_bars_and_tags(name: str, s: Story) -> Page:
    bar = "<ul class=share><li><a href=#>Share on Facebook</a></li><li><a href=#>Copy link</a></li></ul>"
    return _page(
        name,
        _html(
            _news(s),
            f"<article><h1>{s.title}</h1>{bar}{s.html}{bar}<p class=tags>Topics: <a>Dovik</a></p></article>{COMMENTS}",
        ),
        s,
    )


@_maker
def _two_articles_on_one_page(name: str, s: Story) -> Page:
    teaser = f'<article class="teaser card"><h3><a href="/b">{NOISE[4]}</a></h3></article>'
    return _page(
        name,
        _html(_news(s), f"<main><article class=main-story><h1>{s.title}</h1>{s.html}</article>{teaser * 3}</main>"),
        s,
    )


@_maker
def _author_as_a_list_of_people(name: str, s: Story) -> Page:
    people = [{"@type": "Person", "name": s.author}, {"@type": "Person", "name": "Ed Lund"}]
    html = _html(_news(s, author=people), f"<article><h1>{s.title}</h1>{s.html}</article>{BOX}")
    return _page(name, html, Story(s.title, f"{s.author}, Ed Lund", s.paragraphs))


@_maker
def _author_with_by_in_front(name: str, s: Story) -> Page:
    return _page(
        name,
        _html(_news(s, author={"name": f"By {s.author}"}), f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>"),
        s,
    )


@_maker
def _title_with_the_site_behind(name: str, s: Story) -> Page:
    head = f"<title>{s.title} - Norvale Courier</title>" + _meta(
        og__site_name="Norvale Courier", article__published_time=ZONED, author=s.author
    )
    return _page(name, _html(head, f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>{FOOTER}"), s)


@_maker
def _dates_in_words(name: str, s: Story) -> Page:
    head = (
        f'<title>{s.title}</title><meta name="author" content="{s.author}"><meta name="date" content="March 4, 2026">'
    )
    return _page(name, _html(head, f"<article><h1>{s.title}</h1>{s.html}</article>{RELATED}"), s, date=DAY)


@_maker
def _parsely_and_dublin_core(name: str, s: Story) -> Page:
    head = f'<meta name="DC.title" content="{escape(s.title)}"><meta name="dc.creator" content="{s.author}"><meta name="DC.date.issued" content="{DAY}">'
    return _page(name, _html(head, f"{NAV}<article><h1>{s.title}</h1>{s.html}</article>"), s, date=DAY)


@_maker
def _unclosed_tags(name: str, s: Story) -> Page:
    text = "\n".join(f"<p>{escape(p, quote=False)}" for p in s.paragraphs)
    return _page(
        name,
        f"<html><head><title>{s.title}{'</title>'}{_news(s)}<body>{NAV}<div><article><h1>{s.title}</h1>{text}</div>{FOOTER}",
        s,
    )


@_maker
def _hidden_orders_to_a_machine(name: str, s: Story) -> Page:
    hidden = f'<p style="display:none">{NOISE[5]}</p><div hidden><p>{NOISE[5]}</p></div><!-- {NOISE[5]} -->'
    return _page(name, _html(_news(s), f"<article><h1>{s.title}</h1>{hidden}{s.html}</article>"), s)
