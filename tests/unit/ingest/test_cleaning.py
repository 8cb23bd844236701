"""Furniture is marked, and news that looks like furniture is not."""

from __future__ import annotations

import pytest

from service.ingest.cleaning import find_furniture

PROMOTIONS = """Follow us on Twitter @HarborLedger for live updates from Washington.
Subscribe to our newsletter The Morning Tide and get the day’s most important stories in your inbox.
Sign up for our daily briefing.
Sign up here.
Like us on Facebook!
Find us on Instagram
Please follow The Harbor Ledger on Facebook.
Follow @ACVoice on Twitter.
Download our app for breaking news.
Read more: Austin calls Gantz
READ MORE
Also read: What we know about the strikes
Related stories
Advertisement
Continue reading the main story
Story continues below advertisement
Share this article
Share | Tweet | Email
© 2021 The Harbor Ledger. All rights reserved.
Copyright 2021 Associated Press. All rights reserved.
We use cookies to improve your experience.
Support independent journalism with a subscription today.
Please support our newsroom today.
Become a member today.
You can follow us on X.
Click here to subscribe to our podcast.
Find The Harbor Ledger on Instagram and TikTok.
Copyright © 2021 by the Norvale Courier
Watch - the moment the bridge opened
For more on this, visit our website.
Stay up to date: sign up for our newsletter.
Watch: The moment the bridge opened
This article is brought to you by Norvale Water.
Join our Telegram channel
Skip to content""".splitlines()

NEWS = """Subscribe to that view and you miss the point, Mayor Ilse Brandt said.
Follow the money, prosecutors told the jury on Tuesday.
The protesters follow us on foot for three miles, she wrote.
“Follow us on Twitter,” the minister said, holding up his phone.
Twitter said it would follow the new rules.
The newsletter was subscribed to by 2,000 people.
Sign language interpreters stood next to the governor.
Watch officers saw the smoke first.
Like his father, Okoro studied law.
Share prices fell by 4 percent in London.
Advertisement revenue fell by a third last year.
Read the full report, the senator urged, before you vote.
Support for the bill has grown.
Copyright law does not protect recipes, the judge ruled.
Download speeds doubled in the county, the regulator said.
Related parties must disclose loans, the filing said.
Get the vaccine, doctors told nurses in the capital.
Email records show that Brandt knew.
We use less water than we did, Norvale’s manager said.
Join the union, he told them, and bring a friend.
Stay informed, the ministry urged residents of the valley.
Find the boat, Okoro ordered, and tow it in.
Trending down since March, the rate reached 4 percent.
Follow-up talks are planned for June.
Like the bridge on the Aar, the tunnel opened late.
Like our grandparents, we walk to work, she said.
Like us, they are tired of waiting, she said.
Support for NATO membership has doubled since March.
Support for the mayor fell again, a poll published today shows.
Watch-making towns in the valley lost a third of their jobs.
Copyright law changed in 2019, the court said.
Find the report on the desk, Okoro told his deputy.""".splitlines()


@pytest.mark.parametrize("line", PROMOTIONS)
def test_promotion_is_furniture(line: str) -> None:
    text = f"The bridge opened on Friday.\n\n{line}\n\nThe mayor was there."
    assert "".join(span.of(text) for span in find_furniture(text)).replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize("line", NEWS)
def test_news_is_not(line: str) -> None:
    assert find_furniture(f"The bridge opened on Friday.\n\n{line}\n\nThe mayor was there.") == ()


def test_a_promotion_within_a_paragraph_is_marked_alone() -> None:
    text = "The bridge opened on Friday. Subscribe to our newsletter for more. The mayor was there."
    assert [span.of(text) for span in find_furniture(text)] == ["Subscribe to our newsletter for more."]


def test_a_long_sentence_that_begins_like_a_promotion_is_news() -> None:
    assert find_furniture("Follow us on the way " + "through the old town and over the bridge " * 8) == ()
