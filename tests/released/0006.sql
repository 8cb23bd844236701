BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE answer_citations (
	answer_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	article_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_answer_citations PRIMARY KEY (answer_id, number), 
	CONSTRAINT fk_answer_citations_answer_id FOREIGN KEY(answer_id) REFERENCES answers (id) ON DELETE CASCADE
);
INSERT INTO "answer_citations" VALUES('ans_01M8GT1N9FG1E2N08MMQF2HW69',1,'art_73464947b9315a287e59',1);
INSERT INTO "answer_citations" VALUES('ans_01M8GT1N9FG1E2N08MMQF2HW69',2,'art_cfbc7b77194043da77c7',1);
INSERT INTO "answer_citations" VALUES('ans_01M8GT1N9FG1E2N08MMQF2HW69',3,'art_73464947b9315a287e59',1);
INSERT INTO "answer_citations" VALUES('ans_01M8GT1N9FG1E2N08MMQF2HW69',4,'art_cfbc7b77194043da77c7',1);
CREATE TABLE answers (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	question TEXT NOT NULL, 
	status TEXT NOT NULL, 
	body JSON NOT NULL, 
	created_at TEXT NOT NULL, 
	conversation TEXT, 
	CONSTRAINT pk_answers PRIMARY KEY (id), 
	CONSTRAINT fk_answers_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "answers" VALUES('ans_01M8GT1N9FG1E2N08MMQF2HW69','default','What did Austin say?','answered','{"id": "ans_01M8GT1N9FG1E2N08MMQF2HW69", "question": "What did Austin say?", "read_as": null, "status": "answered", "mode": "extractive", "model": null, "prompt": null, "text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. (Meridian Wire, Northgate Dispatch) [1][2] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" (Meridian Wire, Northgate Dispatch) [3][4]", "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. (Meridian Wire, Northgate Dispatch)", "citations": [1, 2]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" (Meridian Wire, Northgate Dispatch)", "citations": [3, 4]}], "citations": [{"number": 1, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "that the United States stood behind Israel''s right to defend itself", "start": 128, "end": 195, "passage": "ASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 232, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": "2021-05-12"}, {"number": 2, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "that the United States stood behind Israel''s right to defend itself", "start": 91, "end": 158, "passage": ".S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 195, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": "2021-05-12"}, {"number": 3, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 263, "end": 340, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 234, "passage_end": 340, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": null}, {"number": 4, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 226, "end": 303, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 197, "passage_end": 303, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": null}], "refusal": null, "verdicts": [{"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. (Meridian Wire, Northgate Dispatch)", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" (Meridian Wire, Northgate Dispatch)", "outcome": "verified", "reason": null}], "notes": [], "usage": {"input_tokens": 0, "output_tokens": 0}, "timings_ms": {"retrieve": 234.98, "draft": 4.15, "verify": 0.13, "total": 239.26}}','2026-11-28T10:08:37Z',NULL);
CREATE TABLE article_versions (
	article_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	title TEXT, 
	source TEXT, 
	url TEXT, 
	author TEXT, 
	published_at TEXT, 
	modified_at TEXT, 
	language TEXT, 
	external_id TEXT, 
	section TEXT, 
	paywalled BOOLEAN NOT NULL, 
	correction TEXT, 
	embargo_until TEXT, 
	content_hash TEXT NOT NULL, 
	furniture JSON NOT NULL, 
	created_at TEXT NOT NULL, 
	attributed_by TEXT, 
	CONSTRAINT pk_article_versions PRIMARY KEY (article_id, number), 
	CONSTRAINT fk_article_versions_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "article_versions" VALUES('art_210f1fccdf5801f32c57',1,'AUSTIN, Texas — Residents of four neighborhoods in north Austin can drink from their taps again after the city lifted a boil-water notice on Wednesday.

The notice had been in force since Monday, when a power failure stopped the pumps at a treatment plant. About 9,600 households were affected.

“Every sample taken since yesterday morning came back clean,” said Darnell Weeks, operations director of the city’s water utility. He said the plant’s backup generator had failed to start because of a faulty switch that cost less than a hundred dollars.

Mayor Delia Ferrante told residents she was sorry. “Austin deserves better from its water system than a two-day scramble for bottled water,” she said at a news conference outside city hall.

Ferrante, who was elected last year, said the council would be asked to pay for a second generator. She did not say how much it would cost.

Weeks denied that the utility had known about the faulty switch for months. “It passed its test on April 20,” he said.

Restaurants were told to flush their lines for five minutes before opening. The utility’s advice is to throw away ice made since Monday.

Get the latest Austin news in your inbox: sign up for our free newsletter.','Austin lifts boil-water notice after two days','Hill Country Register','https://hillcountryregister.example/local/austin-boil-water-lifted','Bea Lindholm','2021-05-12T21:00:00Z',NULL,'en','nw-014-austin-boil-water-register',NULL,0,NULL,NULL,'a51b7b034cdc8d449a957aae60394159ed14db11940028a15f46f84abe53129b','[[1141, 1215]]','2026-11-28T10:08:34Z','rules/7+tagger/9066a6cf');
INSERT INTO "article_versions" VALUES('art_73464947b9315a287e59',1,'WASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.

Kirby said Austin told Gantz that he wanted to see "every step taken that can bring the temperature down."

"The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''" Kirby told a news conference at the Pentagon.

The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.

Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.

Asked whether the Pentagon was preparing to evacuate American personnel from the region, Kirby said there was no such plan.

"We watch the safety of our people every hour of every day," he said. "Nothing has changed in our posture today."

Austin, a retired Army general, has been defense secretary since January. Gantz, a former military chief, also holds the title of alternate prime minister.

The Israeli embassy in Washington did not immediately respond to a request for comment. The Pentagon did not release a transcript of the conversation.

Reporting by Tobias Arendt; editing by Lucia Maddox','Pentagon chief, Israeli counterpart discuss rocket fire from Gaza','Meridian Wire','https://meridianwire.example/2021/05/12/pentagon-israel-call','Tobias Arendt','2021-05-12T20:10:00Z',NULL,'en','nw-002-pentagon-call-wire',NULL,0,NULL,NULL,'d36548fb132277ec12dfed71580dc0d700fc54dab1956ed79db341878c5dc7d8','[]','2026-11-28T10:08:35Z','rules/7+tagger/9066a6cf');
INSERT INTO "article_versions" VALUES('art_cfbc7b77194043da77c7',1,'U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.

Kirby said Austin told Gantz that he wanted to see "every step taken that can bring the temperature down."

"The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''" Kirby told a news conference at the Pentagon.

The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.

Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.

Asked whether the Pentagon was preparing to evacuate American personnel from the region, Kirby said there was no such plan.

"We watch the safety of our people every hour of every day," he said.

Download our app for breaking news alerts from the Northgate Dispatch.','Austin backs Israel’s right to defend itself in call with Gantz','Northgate Dispatch','https://northgatedispatch.example/news/austin-backs-israel-in-call','Meridian Wire','2021-05-13T05:00:00Z',NULL,'en','nw-003-pentagon-call-dispatch',NULL,0,NULL,NULL,'d497905f0727786dfa1563e9838f52738d28583ae71582e0296916f5ecbae4d1','[[1067, 1137]]','2026-11-28T10:08:35Z','rules/7+tagger/9066a6cf');
CREATE TABLE articles (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	external_id TEXT, 
	current_version INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	source TEXT, 
	published_at TEXT, 
	ingested_at TEXT NOT NULL, 
	withdrawn_at TEXT, 
	held_until TEXT, 
	story TEXT, 
	CONSTRAINT pk_articles PRIMARY KEY (id), 
	CONSTRAINT fk_articles_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id), 
	CONSTRAINT uq_articles_workspace UNIQUE (workspace, identity)
);
INSERT INTO "articles" VALUES('art_210f1fccdf5801f32c57','default','id:Hill Country Register:nw-014-austin-boil-water-register','nw-014-austin-boil-water-register',1,'a51b7b034cdc8d449a957aae60394159ed14db11940028a15f46f84abe53129b','Hill Country Register','2021-05-12T21:00:00Z','2026-11-28T10:08:34Z',NULL,NULL,NULL);
INSERT INTO "articles" VALUES('art_73464947b9315a287e59','default','id:Meridian Wire:nw-002-pentagon-call-wire','nw-002-pentagon-call-wire',1,'d36548fb132277ec12dfed71580dc0d700fc54dab1956ed79db341878c5dc7d8','Meridian Wire','2021-05-12T20:10:00Z','2026-11-28T10:08:35Z',NULL,NULL,'art_73464947b9315a287e59');
INSERT INTO "articles" VALUES('art_cfbc7b77194043da77c7','default','id:Northgate Dispatch:nw-003-pentagon-call-dispatch','nw-003-pentagon-call-dispatch',1,'d497905f0727786dfa1563e9838f52738d28583ae71582e0296916f5ecbae4d1','Northgate Dispatch','2021-05-13T05:00:00Z','2026-11-28T10:08:35Z',NULL,NULL,'art_73464947b9315a287e59');
CREATE TABLE batch_items (
	batch_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	reference TEXT NOT NULL, 
	article_id TEXT, 
	version INTEGER, 
	step TEXT, 
	state TEXT NOT NULL, 
	error TEXT, 
	result JSON, 
	input_tokens INTEGER NOT NULL, 
	output_tokens INTEGER NOT NULL, 
	CONSTRAINT pk_batch_items PRIMARY KEY (batch_id, position), 
	CONSTRAINT fk_batch_items_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id) ON DELETE CASCADE
);
INSERT INTO "batch_items" VALUES('bat_01M8GT1P7Z09P4EMTCDZXQGVXT',0,'nw-002-pentagon-call-wire','art_73464947b9315a287e59',1,'7caced1a2045d290efc5bec8c2ac458b','done',NULL,'{"id": "sum_01M8GT1PA8RC5WAK680F8FT74Q", "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "published_at": "2021-05-12T20:10:00Z", "about": null, "length": "short", "status": "answered", "mode": "extractive", "model": null, "prompt": null, "text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [2] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [3] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. [4] Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [5] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [6] Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d. [7] Health officials there said more than 60 people had been killed. [8] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [9] Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d \u2026 \u201cNothing has changed in our posture today.\u201d [10] Pentagon spokesman John Kirby. [11] U.S. Defense Secretary Lloyd Austin. [12] 12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Washington. [13] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [2] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [3]", "sections": [{"name": "summary", "heading": null, "articles": [], "text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [2] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [3]", "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [2]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [3]}]}, {"name": "said", "heading": "Who said what", "articles": [], "text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. [4] Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [5] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [6] Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d. [7] Health officials there said more than 60 people had been killed. [8] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [9] Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d \u2026 \u201cNothing has changed in our posture today.\u201d [10]", "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "citations": [4]}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [5]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [6]}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "citations": [7]}, {"text": "Health officials there said more than 60 people had been killed.", "citations": [8]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [9]}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d \u2026 \u201cNothing has changed in our posture today.\u201d", "citations": [10]}]}, {"name": "who", "heading": "Who", "articles": [], "text": "Pentagon spokesman John Kirby. [11] U.S. Defense Secretary Lloyd Austin. [12]", "sentences": [{"text": "Pentagon spokesman John Kirby.", "citations": [11]}, {"text": "U.S. Defense Secretary Lloyd Austin.", "citations": [12]}]}, {"name": "when", "heading": "When", "articles": [], "text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1]", "sentences": [{"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}]}, {"name": "where", "heading": "Where", "articles": [], "text": "Washington. [13]", "sentences": [{"text": "Washington.", "citations": [13]}]}, {"name": "numbers", "heading": "Numbers", "articles": [], "text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [2] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [3]", "sentences": [{"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [2]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [3]}]}], "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [2]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [3]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "citations": [4]}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [5]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [6]}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "citations": [7]}, {"text": "Health officials there said more than 60 people had been killed.", "citations": [8]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [9]}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d \u2026 \u201cNothing has changed in our posture today.\u201d", "citations": [10]}, {"text": "Pentagon spokesman John Kirby.", "citations": [11]}, {"text": "U.S. Defense Secretary Lloyd Austin.", "citations": [12]}, {"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Washington.", "citations": [13]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [2]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [3]}], "citations": [{"number": 1, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "WASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "start": 0, "end": 232, "passage": "WASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 0, "passage_end": 232, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 2, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "start": 632, "end": 775, "passage": "The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "passage_start": 511, "passage_end": 775, "speaker": {"id": "spk_e42151289c7816fe4154", "name": "health officials there", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 3, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "start": 777, "end": 906, "passage": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "passage_start": 777, "passage_end": 906, "speaker": {"id": "spk_15db1d89419de97452ba", "name": "Two officials familiar with the matter", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 4, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "that the United States stood behind Israel''s right to defend itself", "start": 128, "end": 195, "passage": "ASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 232, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": "2021-05-12"}, {"number": 5, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 245, "end": 340, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 234, "passage_end": 340, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 6, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 263, "end": 340, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 234, "passage_end": 340, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": null}, {"number": 7, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''", "start": 343, "end": 462, "passage": "\"The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\" Kirby told a news conference at the Pentagon.", "passage_start": 342, "passage_end": 509, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "told", "addressee": {"name": "a news conference", "role": null}, "said_at": null}, {"number": 8, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "more than 60 people had been killed", "start": 739, "end": 774, "passage": "The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "passage_start": 511, "passage_end": 775, "speaker": {"id": "spk_e42151289c7816fe4154", "name": "health officials there", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 9, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "the call lasted about 25 minutes and was arranged at the request of the Israeli side", "start": 821, "end": 905, "passage": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "passage_start": 777, "passage_end": 906, "speaker": {"id": "spk_15db1d89419de97452ba", "name": "Two officials familiar with the matter", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 10, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "We watch the safety of our people every hour of every day,\" he said. \"Nothing has changed in our posture today.", "start": 1034, "end": 1145, "passage": "\"We watch the safety of our people every hour of every day,\" he said. \"Nothing has changed in our posture today.\"", "passage_start": 1033, "passage_end": 1146, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 11, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "John Kirby", "start": 216, "end": 226, "passage": "ASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 232, "speaker": null, "via": null, "cue": null, "addressee": null, "said_at": null}, {"number": 12, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "Lloyd Austin", "start": 60, "end": 72, "passage": "ASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 232, "speaker": null, "via": null, "cue": null, "addressee": null, "said_at": null}, {"number": 13, "article_id": "art_73464947b9315a287e59", "external_id": "nw-002-pentagon-call-wire", "version": 1, "title": "Pentagon chief, Israeli counterpart discuss rocket fire from Gaza", "source": "Meridian Wire", "url": "https://meridianwire.example/2021/05/12/pentagon-israel-call", "published_at": "2021-05-12T20:10:00Z", "correction": null, "copies": 1, "quote": "WASHINGTON", "start": 0, "end": 10, "passage": "WASHINGTON, May 12 (Meridian Wire) - U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 0, "passage_end": 232, "speaker": null, "via": null, "cue": null, "addressee": null, "said_at": null}], "coverage": {"read": 1, "used": 1, "left_out": []}, "refusal": null, "verdicts": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "outcome": "verified", "reason": null}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "outcome": "verified", "reason": null}, {"text": "Health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d \u2026 \u201cNothing has changed in our posture today.\u201d", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby.", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin.", "outcome": "verified", "reason": null}, {"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "outcome": "verified", "reason": null}, {"text": "Washington.", "outcome": "verified", "reason": null}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "outcome": "verified", "reason": null}], "notes": [], "usage": {"input_tokens": 0, "output_tokens": 0}}',0,0);
INSERT INTO "batch_items" VALUES('bat_01M8GT1P7Z09P4EMTCDZXQGVXT',1,'nw-003-pentagon-call-dispatch','art_cfbc7b77194043da77c7',1,'39c360f1e5a6465ac55bf0abfdf40a3e','done',NULL,'{"id": "sum_01M8GT1PA03BPTWNT7JX8WYSS7", "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "published_at": "2021-05-13T05:00:00Z", "about": null, "length": "short", "status": "answered", "mode": "extractive", "model": null, "prompt": null, "text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [2][3] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [4] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. [5] Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [6] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [7] Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d. [8] Health officials there said more than 60 people had been killed. [9] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [10] Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d. [11] Pentagon spokesman John Kirby. [12] U.S. Defense Secretary Lloyd Austin. [13] 12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [4] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [14]", "sections": [{"name": "summary", "heading": null, "articles": [], "text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1] Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [2][3] Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [4]", "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [2, 3]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [4]}]}, {"name": "said", "heading": "Who said what", "articles": [], "text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself. [5] Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [6] U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\" [7] Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d. [8] Health officials there said more than 60 people had been killed. [9] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [10] Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d. [11]", "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "citations": [5]}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [6]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [7]}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "citations": [8]}, {"text": "Health officials there said more than 60 people had been killed.", "citations": [9]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [10]}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d.", "citations": [11]}]}, {"name": "who", "heading": "Who", "articles": [], "text": "Pentagon spokesman John Kirby. [12] U.S. Defense Secretary Lloyd Austin. [13]", "sentences": [{"text": "Pentagon spokesman John Kirby.", "citations": [12]}, {"text": "U.S. Defense Secretary Lloyd Austin.", "citations": [13]}]}, {"name": "when", "heading": "When", "articles": [], "text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said. [1]", "sentences": [{"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}]}, {"name": "numbers", "heading": "Numbers", "articles": [], "text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed. [4] Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side. [14]", "sentences": [{"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [4]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [14]}]}], "sentences": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [2, 3]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [4]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "citations": [5]}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [6]}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "citations": [7]}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "citations": [8]}, {"text": "Health officials there said more than 60 people had been killed.", "citations": [9]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [10]}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d.", "citations": [11]}, {"text": "Pentagon spokesman John Kirby.", "citations": [12]}, {"text": "U.S. Defense Secretary Lloyd Austin.", "citations": [13]}, {"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "citations": [1]}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "citations": [4]}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "citations": [14]}], "citations": [{"number": 1, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "start": 0, "end": 195, "passage": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 0, "passage_end": 195, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 2, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 197, "end": 303, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 197, "passage_end": 303, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 3, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 197, "end": 303, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 197, "passage_end": 303, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": null}, {"number": 4, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "start": 595, "end": 738, "passage": "The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "passage_start": 474, "passage_end": 738, "speaker": {"id": "spk_01a9825871349e1963eb", "name": "health officials there", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 5, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "that the United States stood behind Israel''s right to defend itself", "start": 91, "end": 158, "passage": ".S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 195, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": "2021-05-12"}, {"number": 6, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 208, "end": 303, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 197, "passage_end": 303, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 7, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "that he wanted to see \"every step taken that can bring the temperature down.\"", "start": 226, "end": 303, "passage": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "passage_start": 197, "passage_end": 303, "speaker": {"id": "spk_22579b890580178a11f0", "name": "Lloyd Austin", "role": "U.S. Defense Secretary"}, "via": {"name": "John Kirby", "role": "Pentagon spokesman"}, "cue": "told", "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister"}, "said_at": null}, {"number": 8, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''", "start": 306, "end": 425, "passage": "\"The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\" Kirby told a news conference at the Pentagon.", "passage_start": 305, "passage_end": 472, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "told", "addressee": {"name": "a news conference", "role": null}, "said_at": null}, {"number": 9, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "more than 60 people had been killed", "start": 702, "end": 737, "passage": "The call came after more than a thousand rockets were fired toward Israel since Monday, by the Israeli military''s count. Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "passage_start": 474, "passage_end": 738, "speaker": {"id": "spk_01a9825871349e1963eb", "name": "health officials there", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 10, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "the call lasted about 25 minutes and was arranged at the request of the Israeli side", "start": 784, "end": 868, "passage": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "passage_start": 740, "passage_end": 869, "speaker": {"id": "spk_2bbd24253b72966f62a4", "name": "Two officials familiar with the matter", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 11, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "We watch the safety of our people every hour of every day,", "start": 997, "end": 1055, "passage": "\"We watch the safety of our people every hour of every day,\" he said.", "passage_start": 996, "passage_end": 1065, "speaker": {"id": "spk_23afe5cae5f745847986", "name": "John Kirby", "role": "Pentagon spokesman"}, "via": null, "cue": "said", "addressee": null, "said_at": null}, {"number": 12, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "John Kirby", "start": 179, "end": 189, "passage": ".S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 195, "speaker": null, "via": null, "cue": null, "addressee": null, "said_at": null}, {"number": 13, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Lloyd Austin", "start": 23, "end": 35, "passage": ".S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "passage_start": 1, "passage_end": 195, "speaker": null, "via": null, "cue": null, "addressee": null, "said_at": null}, {"number": 14, "article_id": "art_cfbc7b77194043da77c7", "external_id": "nw-003-pentagon-call-dispatch", "version": 1, "title": "Austin backs Israel\u2019s right to defend itself in call with Gantz", "source": "Northgate Dispatch", "url": "https://northgatedispatch.example/news/austin-backs-israel-in-call", "published_at": "2021-05-13T05:00:00Z", "correction": null, "copies": 1, "quote": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "start": 740, "end": 869, "passage": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "passage_start": 740, "passage_end": 869, "speaker": {"id": "spk_2bbd24253b72966f62a4", "name": "Two officials familiar with the matter", "role": null}, "via": null, "cue": "said", "addressee": null, "said_at": null}], "coverage": {"read": 1, "used": 1, "left_out": []}, "refusal": null, "verdicts": [{"text": "U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "outcome": "verified", "reason": null}, {"text": "Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "outcome": "verified", "reason": null}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself.", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said Austin told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin, as relayed by Pentagon spokesman John Kirby, told Gantz that he wanted to see \"every step taken that can bring the temperature down.\"", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said: \u201cThe secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''\u201d.", "outcome": "verified", "reason": null}, {"text": "Health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby said: \u201cWe watch the safety of our people every hour of every day\u201d.", "outcome": "verified", "reason": null}, {"text": "Pentagon spokesman John Kirby.", "outcome": "verified", "reason": null}, {"text": "U.S. Defense Secretary Lloyd Austin.", "outcome": "verified", "reason": null}, {"text": "12 May 2021: U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself, Pentagon spokesman John Kirby said.", "outcome": "verified", "reason": null}, {"text": "Israeli air strikes on Gaza have brought down several high-rise buildings, and health officials there said more than 60 people had been killed.", "outcome": "verified", "reason": null}, {"text": "Two officials familiar with the matter said the call lasted about 25 minutes and was arranged at the request of the Israeli side.", "outcome": "verified", "reason": null}], "notes": [], "usage": {"input_tokens": 0, "output_tokens": 0}}',0,0);
CREATE TABLE batches (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	options JSON NOT NULL, 
	estimate JSON NOT NULL, 
	created_at TEXT NOT NULL, 
	cancelled_at TEXT, 
	CONSTRAINT pk_batches PRIMARY KEY (id), 
	CONSTRAINT fk_batches_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id), 
	CONSTRAINT uq_batches_workspace UNIQUE (workspace, "key")
);
INSERT INTO "batches" VALUES('bat_01M8GT1P7Z09P4EMTCDZXQGVXT','default','1ae8992082a22034081470afd36f87ee','1ae8992082a22034081470afd36f87ee','{"length": "short", "concurrency": 4, "max_tokens": null, "calls_per_minute": null, "executor": "live"}','{"input_tokens": 0, "output_tokens": 0, "money": null}','2026-11-28T10:08:39Z',NULL);
CREATE TABLE copy_bands (
	"key" BIGINT NOT NULL, 
	article_id TEXT NOT NULL, 
	CONSTRAINT pk_copy_bands PRIMARY KEY ("key", article_id), 
	CONSTRAINT fk_copy_bands_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "copy_bands" VALUES(180394473268883528,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(591574224547569217,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(741491145702115822,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(936318859381109452,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2107170836540441884,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2153183686296339034,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2244738127480831839,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2345602126600362862,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2360549393613251522,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2496215720892773596,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(2642474494218993831,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3305597015102427651,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3454411249810122628,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3771387699949652149,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3861251776993935402,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3882889646985432947,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(3919847704843366434,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(4156148205457551742,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(4492983778368107981,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(4662153500210480204,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(4794541973967723517,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(4845812616779123265,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(5080676098255238778,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(5090416461533515693,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(5425774537453244971,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(5773786053297194068,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(6114047157424417807,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(6911806448365713393,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(6968081509906004332,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7076928188186044366,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7208609250520528550,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7280758446098233494,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7712433823895373072,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7848637124855862241,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(7918814419408704325,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(8524081781762871070,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(8782142749207669547,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(8868281909889336634,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(8970053561465139364,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(9012764400913038641,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(9020612464342482508,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(9172993707192503315,'art_210f1fccdf5801f32c57');
INSERT INTO "copy_bands" VALUES(77487385584384,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(133275900423743929,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(162032355394204788,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(323152182754211196,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(477530232561678052,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(811294932789893163,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(1206637583834109675,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(1494015726822220818,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(1623983379161077961,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(1823450986652421877,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(1880540982925152966,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(2048199555632349319,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(2186412330200444450,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(2243714390658152672,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(2937173054751922730,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(3239496964100046060,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(3636083502059991949,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(3892954891739219397,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(4181829072959019149,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(4415337029346932688,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(4447385681677797264,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5092783001390141076,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5150746404697341131,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5359202966819778249,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5699702337861045575,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5805264466540947163,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(5948585395281005928,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6197240326359043245,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6346262078418109895,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6399966984433163878,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6469565568880635687,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6551089524236361756,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6725635028135176561,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6872845259845267715,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(6908403737359089615,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(7070189952176076857,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(7141574207507858588,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(7206286879641230928,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(7516193367851750572,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(8068154468484485387,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(8883311854534333614,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(9054726659225070678,'art_73464947b9315a287e59');
INSERT INTO "copy_bands" VALUES(77487385584384,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(426297919664465684,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(1206637583834109675,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(1623983379161077961,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(1716166675626709613,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(1823450986652421877,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(1928064619481676319,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(2047357798549803048,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(2048199555632349319,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(2186412330200444450,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(2243714390658152672,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(2396628524777816530,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(3239496964100046060,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(3279214638871039320,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(4056753095430902229,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(4079058554836928601,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(4188177267593474089,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(4263977161498282234,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5106135108796702345,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5186264355852867808,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5293274531234324080,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5359202966819778249,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5367506642842213902,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5699702337861045575,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5774176890497763647,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5829563095214272869,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5866300521543568618,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(5948585395281005928,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6105941247480713067,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6145297821918418374,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6399966984433163878,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6551089524236361756,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6725635028135176561,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(6849856417730432221,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(7016919447926375285,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(7062106498901960513,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(7324111679020972482,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(7661457216702195376,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(7920721316557352650,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(8068154468484485387,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(8772840345576331256,'art_cfbc7b77194043da77c7');
INSERT INTO "copy_bands" VALUES(8883311854534333614,'art_cfbc7b77194043da77c7');
CREATE TABLE digest_deliveries (
	id TEXT NOT NULL, 
	digest_id TEXT NOT NULL, 
	due_at TEXT NOT NULL, 
	arrival JSON NOT NULL, 
	seam JSON NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	worker TEXT, 
	retry_at TEXT NOT NULL, 
	body JSON, 
	error TEXT, 
	ended_at TEXT, 
	CONSTRAINT pk_digest_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_digest_deliveries_digest_id FOREIGN KEY(digest_id) REFERENCES digests (id) ON DELETE CASCADE, 
	CONSTRAINT uq_digest_deliveries_digest_id UNIQUE (digest_id, due_at)
);
INSERT INTO "digest_deliveries" VALUES('dig_01M8GT1FFSKQJ2N7KFYD4CB19G_0','dig_01M8GT1FFSKQJ2N7KFYD4CB19G','','{"since": "2026-11-28T10:08:32Z", "until": "2026-11-28T10:08:32Z", "without": [], "besides": []}','{"seen": [], "held": []}','set up',0,NULL,'2026-11-28T10:08:32Z',NULL,NULL,NULL);
INSERT INTO "digest_deliveries" VALUES('msg_01M8GT1Q9PXBWP47W0G9Q3W223','dig_01M8GT1FFSKQJ2N7KFYD4CB19G','2026-11-28T10:08:40Z','{"since": "2026-11-28T10:08:32Z", "until": "2026-11-28T10:08:40Z", "without": [], "besides": []}','{"seen": ["art_210f1fccdf5801f32c57", "art_73464947b9315a287e59", "art_cfbc7b77194043da77c7"], "held": []}','sent',1,NULL,'2026-11-28T10:13:40Z',NULL,NULL,'2026-11-28T10:08:40Z');
CREATE TABLE digests (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	written TEXT NOT NULL, 
	target TEXT NOT NULL, 
	about TEXT, 
	speaker TEXT, 
	source TEXT, 
	length TEXT NOT NULL, 
	secret TEXT, 
	created_at TEXT NOT NULL, 
	next_at TEXT NOT NULL, 
	CONSTRAINT pk_digests PRIMARY KEY (id), 
	CONSTRAINT fk_digests_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "digests" VALUES('dig_01M8GT1FFSKQJ2N7KFYD4CB19G','default','every weekday 07:00 Europe/London','/srv/desk/digest.md','Austin',NULL,NULL,'short',NULL,'2026-11-28T10:08:32Z','2026-11-30T07:00:00Z');
CREATE TABLE feedback (
	answer_id TEXT NOT NULL, 
	given_by TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (answer_id, given_by), 
	CONSTRAINT fk_feedback_answer_id FOREIGN KEY(answer_id) REFERENCES answers (id) ON DELETE CASCADE
);
CREATE TABLE feeds (
	workspace TEXT NOT NULL, 
	url TEXT NOT NULL, 
	added_at TEXT NOT NULL, 
	next_at TEXT NOT NULL, 
	polled_at TEXT, 
	failures INTEGER NOT NULL, 
	status TEXT, 
	etag TEXT, 
	modified TEXT, 
	taken JSON NOT NULL, 
	CONSTRAINT pk_feeds PRIMARY KEY (workspace, url)
);
CREATE TABLE fetched_pages (
	workspace TEXT NOT NULL, 
	url TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	etag TEXT, 
	modified TEXT, 
	CONSTRAINT pk_fetched_pages PRIMARY KEY (workspace, url), 
	CONSTRAINT fk_fetched_pages_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
CREATE TABLE hosted_requests (
	batch_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	submission_id TEXT, 
	attempts INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	input_tokens INTEGER NOT NULL, 
	output_tokens INTEGER NOT NULL, 
	error TEXT, 
	CONSTRAINT pk_hosted_requests PRIMARY KEY (batch_id, position), 
	CONSTRAINT fk_hosted_requests_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id) ON DELETE CASCADE, 
	CONSTRAINT fk_hosted_requests_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id) ON DELETE SET NULL
);
CREATE TABLE index_queue (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	workspace TEXT NOT NULL, 
	article_id TEXT NOT NULL
);
INSERT INTO "index_queue" VALUES(1,'default','art_210f1fccdf5801f32c57');
INSERT INTO "index_queue" VALUES(2,'default','art_73464947b9315a287e59');
INSERT INTO "index_queue" VALUES(3,'default','art_cfbc7b77194043da77c7');
CREATE TABLE jobs (
	batch_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	worker TEXT, 
	due FLOAT NOT NULL, 
	CONSTRAINT pk_jobs PRIMARY KEY (batch_id, position)
);
CREATE TABLE passages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	article_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT fk_passages_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "passages" VALUES(1,'art_210f1fccdf5801f32c57',1,0,0,881);
INSERT INTO "passages" VALUES(2,'art_210f1fccdf5801f32c57',1,1,883,1139);
INSERT INTO "passages" VALUES(3,'art_73464947b9315a287e59',1,0,0,775);
INSERT INTO "passages" VALUES(4,'art_73464947b9315a287e59',1,1,777,1508);
INSERT INTO "passages" VALUES(5,'art_cfbc7b77194043da77c7',1,0,0,869);
INSERT INTO "passages" VALUES(6,'art_cfbc7b77194043da77c7',1,1,871,1065);
CREATE TABLE slack_asks (
	team TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	user TEXT NOT NULL, 
	thread_ts TEXT, 
	body JSON NOT NULL, 
	attempts INTEGER NOT NULL, 
	leased_until FLOAT NOT NULL, 
	reply_ts TEXT, 
	answer_id TEXT, 
	outcome TEXT, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_slack_asks PRIMARY KEY (team, channel, "key"), 
	CONSTRAINT uq_slack_asks_team UNIQUE (team, channel, reply_ts)
);
CREATE TABLE slack_digests (
	team TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	every_days INTEGER NOT NULL, 
	due_at TEXT NOT NULL, 
	set_by TEXT NOT NULL, 
	CONSTRAINT pk_slack_digests PRIMARY KEY (team, channel, topic)
);
CREATE TABLE slack_states (
	state TEXT NOT NULL, 
	expires_at FLOAT NOT NULL, 
	CONSTRAINT pk_slack_states PRIMARY KEY (state)
);
CREATE TABLE slack_teams (
	team TEXT NOT NULL, 
	installation TEXT, 
	source TEXT, 
	period_days INTEGER, 
	CONSTRAINT pk_slack_teams PRIMARY KEY (team)
);
CREATE TABLE speaker_aliases (
	appearance_id TEXT NOT NULL, 
	alias TEXT NOT NULL, 
	is_role BOOLEAN NOT NULL, 
	workspace TEXT NOT NULL, 
	held_at TEXT, 
	CONSTRAINT pk_speaker_aliases PRIMARY KEY (appearance_id, alias), 
	CONSTRAINT fk_speaker_aliases_appearance_id FOREIGN KEY(appearance_id) REFERENCES speaker_appearances (id) ON DELETE CASCADE
);
INSERT INTO "speaker_aliases" VALUES('app_90783ae59d633017f629','operations director of city water utility',1,'default','2021-05-12T21:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_90783ae59d633017f629','city director operations utility water',1,'default','2021-05-12T21:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_90783ae59d633017f629','darnell weeks',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_90783ae59d633017f629','weeks',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_fe0a2d699a608858bcd7','mayor',1,'default','2021-05-12T21:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_fe0a2d699a608858bcd7','delia ferrante',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_fe0a2d699a608858bcd7','ferrante',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_cc4a583904a5930e68b9','residents',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_7ceedd2f478f4e01218d','pentagon spokesman',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_7ceedd2f478f4e01218d','pentagon spokesperson',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_7ceedd2f478f4e01218d','john kirby',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_7ceedd2f478f4e01218d','kirby',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_ebf456a39a55b49f4109','us defense secretary',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_ebf456a39a55b49f4109','defense secretary us',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_ebf456a39a55b49f4109','lloyd austin',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_ebf456a39a55b49f4109','austin',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_388d5d41ba5d4cad664a','israeli defense minister',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_388d5d41ba5d4cad664a','defense israeli minister',1,'default','2021-05-12T20:10:00Z');
INSERT INTO "speaker_aliases" VALUES('app_388d5d41ba5d4cad664a','benny gantz',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_388d5d41ba5d4cad664a','gantz',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_5c39f90a33cf48780652','news conference',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_5c39f90a33cf48780652','conference news',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_ddcf92dcc23346815b89','health officials there',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_662afee8da5080a8dddb','two officials familiar with matter',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_662afee8da5080a8dddb','familiar matter officials two with',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_2eef6a3b13f1340cfc94','israeli embassy in washington',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_2eef6a3b13f1340cfc94','embassy israeli washington',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_cdb74b2379cb7affad21','pentagon spokesman',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_cdb74b2379cb7affad21','pentagon spokesperson',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_cdb74b2379cb7affad21','john kirby',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_cdb74b2379cb7affad21','kirby',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_60f609b2083bd93683fd','us defense secretary',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_60f609b2083bd93683fd','defense secretary us',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_60f609b2083bd93683fd','lloyd austin',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_60f609b2083bd93683fd','austin',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_38f076224f619fce8c0e','israeli defense minister',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_38f076224f619fce8c0e','defense israeli minister',1,'default','2021-05-13T05:00:00Z');
INSERT INTO "speaker_aliases" VALUES('app_38f076224f619fce8c0e','benny gantz',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_38f076224f619fce8c0e','gantz',0,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_115cdc2a44bfd9e05544','news conference',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_115cdc2a44bfd9e05544','conference news',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_da0da0e0317caac60aa4','health officials there',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_c22e44f56599e45d686f','two officials familiar with matter',1,'default',NULL);
INSERT INTO "speaker_aliases" VALUES('app_c22e44f56599e45d686f','familiar matter officials two with',1,'default',NULL);
CREATE TABLE speaker_appearances (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	last TEXT NOT NULL, 
	sort TEXT NOT NULL, 
	particulars TEXT NOT NULL, 
	roles JSON NOT NULL, 
	role TEXT, 
	published_at TEXT, 
	auto_id TEXT NOT NULL, 
	speaker_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_speaker_appearances PRIMARY KEY (id), 
	CONSTRAINT fk_speaker_appearances_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE, 
	CONSTRAINT fk_speaker_appearances_auto_id FOREIGN KEY(auto_id) REFERENCES speakers (id), 
	CONSTRAINT fk_speaker_appearances_speaker_id FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT fk_speaker_appearances_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "speaker_appearances" VALUES('app_90783ae59d633017f629','default','art_210f1fccdf5801f32c57','Darnell Weeks','darnell weeks','weeks','named','','["operations director of the city\u2019s water utility"]','operations director of the city’s water utility','2021-05-12T21:00:00Z','spk_d77a19dbd525b4f8c07c','spk_d77a19dbd525b4f8c07c','first article that names Darnell Weeks');
INSERT INTO "speaker_appearances" VALUES('app_fe0a2d699a608858bcd7','default','art_210f1fccdf5801f32c57','Delia Ferrante','delia ferrante','ferrante','named','','["Mayor"]','Mayor','2021-05-12T21:00:00Z','spk_0c70fffc2a639d2f0ab8','spk_0c70fffc2a639d2f0ab8','first article that names Delia Ferrante');
INSERT INTO "speaker_appearances" VALUES('app_cc4a583904a5930e68b9','default','art_210f1fccdf5801f32c57','residents','residents','residents','unnamed','','[]',NULL,'2021-05-12T21:00:00Z','spk_a24019fc6579119b761a','spk_a24019fc6579119b761a','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_7ceedd2f478f4e01218d','default','art_73464947b9315a287e59','John Kirby','john kirby','kirby','named','','["Pentagon spokesman"]','Pentagon spokesman','2021-05-12T20:10:00Z','spk_23afe5cae5f745847986','spk_23afe5cae5f745847986','first article that names John Kirby');
INSERT INTO "speaker_appearances" VALUES('app_ebf456a39a55b49f4109','default','art_73464947b9315a287e59','Lloyd Austin','lloyd austin','austin','named','','["U.S. Defense Secretary"]','U.S. Defense Secretary','2021-05-12T20:10:00Z','spk_22579b890580178a11f0','spk_22579b890580178a11f0','first article that names Lloyd Austin');
INSERT INTO "speaker_appearances" VALUES('app_388d5d41ba5d4cad664a','default','art_73464947b9315a287e59','Benny Gantz','benny gantz','gantz','named','','["Israeli Defense Minister"]','Israeli Defense Minister','2021-05-12T20:10:00Z','spk_e6538d0316ee623f34cf','spk_e6538d0316ee623f34cf','first article that names Benny Gantz');
INSERT INTO "speaker_appearances" VALUES('app_5c39f90a33cf48780652','default','art_73464947b9315a287e59','a news conference','news conference','conference','unnamed','','[]',NULL,'2021-05-12T20:10:00Z','spk_56ce4ce45db4d37b8757','spk_56ce4ce45db4d37b8757','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_ddcf92dcc23346815b89','default','art_73464947b9315a287e59','health officials there','health officials there','there','unnamed','','[]',NULL,'2021-05-12T20:10:00Z','spk_e42151289c7816fe4154','spk_e42151289c7816fe4154','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_662afee8da5080a8dddb','default','art_73464947b9315a287e59','Two officials familiar with the matter','two officials familiar with matter','matter','unnamed','','[]',NULL,'2021-05-12T20:10:00Z','spk_15db1d89419de97452ba','spk_15db1d89419de97452ba','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_2eef6a3b13f1340cfc94','default','art_73464947b9315a287e59','the Israeli embassy in Washington','israeli embassy in washington','washington','unnamed','','[]',NULL,'2021-05-12T20:10:00Z','spk_3ee040c7c9a3f100e996','spk_3ee040c7c9a3f100e996','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_cdb74b2379cb7affad21','default','art_cfbc7b77194043da77c7','John Kirby','john kirby','kirby','named','','["Pentagon spokesman"]','Pentagon spokesman','2021-05-13T05:00:00Z','spk_23afe5cae5f745847986','spk_23afe5cae5f745847986','the same full name, and “Pentagon spokesman” in both');
INSERT INTO "speaker_appearances" VALUES('app_60f609b2083bd93683fd','default','art_cfbc7b77194043da77c7','Lloyd Austin','lloyd austin','austin','named','','["U.S. Defense Secretary"]','U.S. Defense Secretary','2021-05-13T05:00:00Z','spk_22579b890580178a11f0','spk_22579b890580178a11f0','the same full name, and “U.S. Defense Secretary” in both');
INSERT INTO "speaker_appearances" VALUES('app_38f076224f619fce8c0e','default','art_cfbc7b77194043da77c7','Benny Gantz','benny gantz','gantz','named','','["Israeli Defense Minister"]','Israeli Defense Minister','2021-05-13T05:00:00Z','spk_e6538d0316ee623f34cf','spk_e6538d0316ee623f34cf','the same full name, and “Israeli Defense Minister” in both');
INSERT INTO "speaker_appearances" VALUES('app_115cdc2a44bfd9e05544','default','art_cfbc7b77194043da77c7','a news conference','news conference','conference','unnamed','','[]',NULL,'2021-05-13T05:00:00Z','spk_3dc05bccd7bd078c6984','spk_3dc05bccd7bd078c6984','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_da0da0e0317caac60aa4','default','art_cfbc7b77194043da77c7','health officials there','health officials there','there','unnamed','','[]',NULL,'2021-05-13T05:00:00Z','spk_01a9825871349e1963eb','spk_01a9825871349e1963eb','an article’s own words for somebody without a name');
INSERT INTO "speaker_appearances" VALUES('app_c22e44f56599e45d686f','default','art_cfbc7b77194043da77c7','Two officials familiar with the matter','two officials familiar with matter','matter','unnamed','','[]',NULL,'2021-05-13T05:00:00Z','spk_2bbd24253b72966f62a4','spk_2bbd24253b72966f62a4','an article’s own words for somebody without a name');
CREATE TABLE speaker_decisions (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	workspace TEXT NOT NULL, 
	action TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	target_id TEXT NOT NULL, 
	members JSON NOT NULL, 
	note TEXT NOT NULL, 
	decided_at TEXT NOT NULL, 
	undone_at TEXT, 
	CONSTRAINT fk_speaker_decisions_source_id FOREIGN KEY(source_id) REFERENCES speakers (id), 
	CONSTRAINT fk_speaker_decisions_target_id FOREIGN KEY(target_id) REFERENCES speakers (id), 
	CONSTRAINT fk_speaker_decisions_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
CREATE TABLE speakers (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	called TEXT NOT NULL, 
	sort TEXT NOT NULL, 
	CONSTRAINT pk_speakers PRIMARY KEY (id), 
	CONSTRAINT fk_speakers_workspace FOREIGN KEY(workspace) REFERENCES workspaces (id), 
	CONSTRAINT uq_speakers_workspace UNIQUE (workspace, "key")
);
INSERT INTO "speakers" VALUES('spk_d77a19dbd525b4f8c07c','default','darnell weeks','Darnell Weeks','darnell weeks','named');
INSERT INTO "speakers" VALUES('spk_0c70fffc2a639d2f0ab8','default','delia ferrante','Delia Ferrante','delia ferrante','named');
INSERT INTO "speakers" VALUES('spk_a24019fc6579119b761a','default','residents in art_210f1fccdf5801f32c57','residents','residents','unnamed');
INSERT INTO "speakers" VALUES('spk_23afe5cae5f745847986','default','john kirby','John Kirby','john kirby','named');
INSERT INTO "speakers" VALUES('spk_22579b890580178a11f0','default','lloyd austin','Lloyd Austin','lloyd austin','named');
INSERT INTO "speakers" VALUES('spk_e6538d0316ee623f34cf','default','benny gantz','Benny Gantz','benny gantz','named');
INSERT INTO "speakers" VALUES('spk_56ce4ce45db4d37b8757','default','news conference in art_73464947b9315a287e59','a news conference','news conference','unnamed');
INSERT INTO "speakers" VALUES('spk_e42151289c7816fe4154','default','health officials there in art_73464947b9315a287e59','health officials there','health officials there','unnamed');
INSERT INTO "speakers" VALUES('spk_15db1d89419de97452ba','default','two officials familiar with matter in art_73464947b9315a287e59','Two officials familiar with the matter','two officials familiar with matter','unnamed');
INSERT INTO "speakers" VALUES('spk_3ee040c7c9a3f100e996','default','israeli embassy in washington in art_73464947b9315a287e59','the Israeli embassy in Washington','israeli embassy in washington','unnamed');
INSERT INTO "speakers" VALUES('spk_3dc05bccd7bd078c6984','default','news conference in art_cfbc7b77194043da77c7','a news conference','news conference','unnamed');
INSERT INTO "speakers" VALUES('spk_01a9825871349e1963eb','default','health officials there in art_cfbc7b77194043da77c7','health officials there','health officials there','unnamed');
INSERT INTO "speakers" VALUES('spk_2bbd24253b72966f62a4','default','two officials familiar with matter in art_cfbc7b77194043da77c7','Two officials familiar with the matter','two officials familiar with matter','unnamed');
CREATE TABLE statements (
	id TEXT NOT NULL, 
	article_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	speaker_id TEXT, 
	via_id TEXT, 
	addressee_id TEXT, 
	content TEXT NOT NULL, 
	attribution JSON NOT NULL, 
	CONSTRAINT pk_statements PRIMARY KEY (id), 
	CONSTRAINT fk_statements_addressee_id FOREIGN KEY(addressee_id) REFERENCES speaker_appearances (id), 
	CONSTRAINT fk_statements_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE, 
	CONSTRAINT fk_statements_speaker_id FOREIGN KEY(speaker_id) REFERENCES speaker_appearances (id), 
	CONSTRAINT fk_statements_via_id FOREIGN KEY(via_id) REFERENCES speaker_appearances (id)
);
INSERT INTO "statements" VALUES('stm_e36a537d8f316717647c','art_210f1fccdf5801f32c57',1,297,'app_90783ae59d633017f629',NULL,NULL,'Every sample taken since yesterday morning came back clean,','{"content_spans": [[297, 356]], "kind": "direct", "speaker": {"name": "Darnell Weeks", "role": "operations director of the city\u2019s water utility", "id": "app_90783ae59d633017f629"}, "speaker_text": "Darnell Weeks", "speaker_span": [363, 376], "via": null, "cue": "said", "cue_span": [358, 362], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_ed84e86888af856e63f9','art_210f1fccdf5801f32c57',1,435,'app_90783ae59d633017f629',NULL,NULL,'the plant’s backup generator had failed to start because of a faulty switch that cost less than a hundred dollars','{"content_spans": [[435, 548]], "kind": "indirect", "speaker": {"name": "Darnell Weeks", "role": "operations director of the city\u2019s water utility", "id": "app_90783ae59d633017f629"}, "speaker_text": "He", "speaker_span": [427, 429], "via": null, "cue": "said", "cue_span": [430, 434], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_99965cb589774f09057b','art_210f1fccdf5801f32c57',1,587,'app_fe0a2d699a608858bcd7',NULL,'app_cc4a583904a5930e68b9','she was sorry','{"content_spans": [[587, 600]], "kind": "indirect", "speaker": {"name": "Delia Ferrante", "role": "Mayor", "id": "app_fe0a2d699a608858bcd7"}, "speaker_text": "Mayor Delia Ferrante", "speaker_span": [551, 571], "via": null, "cue": "told", "cue_span": [572, 576], "addressee": {"name": "residents", "role": null, "id": "app_cc4a583904a5930e68b9"}, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_549cd868fce737ed5289','art_210f1fccdf5801f32c57',1,603,'app_fe0a2d699a608858bcd7',NULL,NULL,'Austin deserves better from its water system than a two-day scramble for bottled water,','{"content_spans": [[603, 690]], "kind": "direct", "speaker": {"name": "Delia Ferrante", "role": "Mayor", "id": "app_fe0a2d699a608858bcd7"}, "speaker_text": "she", "speaker_span": [692, 695], "via": null, "cue": "said", "cue_span": [696, 700], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_8f6da81a852c1c646f14','art_210f1fccdf5801f32c57',1,784,'app_fe0a2d699a608858bcd7',NULL,NULL,'the council would be asked to pay for a second generator','{"content_spans": [[784, 840]], "kind": "indirect", "speaker": {"name": "Delia Ferrante", "role": "Mayor", "id": "app_fe0a2d699a608858bcd7"}, "speaker_text": "Ferrante", "speaker_span": [742, 750], "via": null, "cue": "said", "cue_span": [779, 783], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_344d331f35e0dfe2cbca','art_210f1fccdf5801f32c57',1,858,'app_fe0a2d699a608858bcd7',NULL,NULL,'how much it would cost','{"content_spans": [[858, 880]], "kind": "indirect", "speaker": {"name": "Delia Ferrante", "role": "Mayor", "id": "app_fe0a2d699a608858bcd7"}, "speaker_text": "She", "speaker_span": [842, 845], "via": null, "cue": "did not say", "cue_span": [846, 857], "addressee": null, "polarity": "did_not_say", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_959ec1534450088c2cfe','art_210f1fccdf5801f32c57',1,896,'app_90783ae59d633017f629',NULL,NULL,'that the utility had known about the faulty switch for months','{"content_spans": [[896, 957]], "kind": "indirect", "speaker": {"name": "Darnell Weeks", "role": "operations director of the city\u2019s water utility", "id": "app_90783ae59d633017f629"}, "speaker_text": "Weeks", "speaker_span": [883, 888], "via": null, "cue": "denied", "cue_span": [889, 895], "addressee": null, "polarity": "denied", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_f34c4161893aa9cfa646','art_210f1fccdf5801f32c57',1,960,'app_90783ae59d633017f629',NULL,NULL,'It passed its test on April 20,','{"content_spans": [[960, 991]], "kind": "direct", "speaker": {"name": "Darnell Weeks", "role": "operations director of the city\u2019s water utility", "id": "app_90783ae59d633017f629"}, "speaker_text": "he", "speaker_span": [993, 995], "via": null, "cue": "said", "cue_span": [996, 1000], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_8b8e65c2b5e7d7a07700','art_73464947b9315a287e59',1,37,'app_7ceedd2f478f4e01218d',NULL,NULL,'U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself','{"content_spans": [[37, 195]], "kind": "indirect", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "speaker_text": "Pentagon spokesman John Kirby", "speaker_span": [197, 226], "via": null, "cue": "said", "cue_span": [227, 231], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_ac728bc5b400a1cef918','art_73464947b9315a287e59',1,128,'app_ebf456a39a55b49f4109','app_7ceedd2f478f4e01218d','app_388d5d41ba5d4cad664a','that the United States stood behind Israel''s right to defend itself','{"content_spans": [[128, 195]], "kind": "indirect", "speaker": {"name": "Lloyd Austin", "role": "U.S. Defense Secretary", "id": "app_ebf456a39a55b49f4109"}, "speaker_text": "U.S. Defense Secretary Lloyd Austin", "speaker_span": [37, 72], "via": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "cue": "told", "cue_span": [73, 77], "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister", "id": "app_388d5d41ba5d4cad664a"}, "polarity": "asserted", "said_at": "2021-05-12", "candidates": []}');
INSERT INTO "statements" VALUES('stm_1fc7be61ffaa0e0ba900','art_73464947b9315a287e59',1,245,'app_7ceedd2f478f4e01218d',NULL,NULL,'Austin told Gantz that he wanted to see "every step taken that can bring the temperature down."','{"content_spans": [[245, 340]], "kind": "mixed", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "speaker_text": "Kirby", "speaker_span": [234, 239], "via": null, "cue": "said", "cue_span": [240, 244], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_393241d01440ccd10cf4','art_73464947b9315a287e59',1,263,'app_ebf456a39a55b49f4109','app_7ceedd2f478f4e01218d','app_388d5d41ba5d4cad664a','that he wanted to see "every step taken that can bring the temperature down."','{"content_spans": [[263, 340]], "kind": "mixed", "speaker": {"name": "Lloyd Austin", "role": "U.S. Defense Secretary", "id": "app_ebf456a39a55b49f4109"}, "speaker_text": "Austin", "speaker_span": [245, 251], "via": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "cue": "told", "cue_span": [252, 256], "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister", "id": "app_388d5d41ba5d4cad664a"}, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_4febda4332ef9c0533c2','art_73464947b9315a287e59',1,343,'app_7ceedd2f478f4e01218d',NULL,'app_5c39f90a33cf48780652','The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''','{"content_spans": [[343, 462]], "kind": "direct", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "speaker_text": "Kirby", "speaker_span": [464, 469], "via": null, "cue": "told", "cue_span": [470, 474], "addressee": {"name": "a news conference", "role": null, "id": "app_5c39f90a33cf48780652"}, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_69d72a5976dd31a250f0','art_73464947b9315a287e59',1,739,'app_ddcf92dcc23346815b89',NULL,NULL,'more than 60 people had been killed','{"content_spans": [[739, 774]], "kind": "indirect", "speaker": {"name": "health officials there", "role": null, "id": "app_ddcf92dcc23346815b89"}, "speaker_text": "health officials there", "speaker_span": [711, 733], "via": null, "cue": "said", "cue_span": [734, 738], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_260cd3d9c330db6f5a1a','art_73464947b9315a287e59',1,821,'app_662afee8da5080a8dddb',NULL,NULL,'the call lasted about 25 minutes and was arranged at the request of the Israeli side','{"content_spans": [[821, 905]], "kind": "indirect", "speaker": {"name": "Two officials familiar with the matter", "role": null, "id": "app_662afee8da5080a8dddb"}, "speaker_text": "Two officials familiar with the matter", "speaker_span": [777, 815], "via": null, "cue": "said", "cue_span": [816, 820], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_f7a044f14042c1eaf10c','art_73464947b9315a287e59',1,914,NULL,NULL,'app_7ceedd2f478f4e01218d','whether the Pentagon was preparing to evacuate American personnel from the region','{"content_spans": [[914, 995]], "kind": "indirect", "speaker": null, "speaker_text": null, "speaker_span": null, "via": null, "cue": "Asked", "cue_span": [908, 913], "addressee": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "polarity": "asked", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_356ab1d4e4bb39ce2e4d','art_73464947b9315a287e59',1,1008,'app_7ceedd2f478f4e01218d',NULL,NULL,'there was no such plan','{"content_spans": [[1008, 1030]], "kind": "indirect", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "speaker_text": "Kirby", "speaker_span": [997, 1002], "via": null, "cue": "said", "cue_span": [1003, 1007], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_15bcab7c07096a593166','art_73464947b9315a287e59',1,1034,'app_7ceedd2f478f4e01218d',NULL,NULL,'We watch the safety of our people every hour of every day, … Nothing has changed in our posture today.','{"content_spans": [[1034, 1092], [1104, 1145]], "kind": "direct", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_7ceedd2f478f4e01218d"}, "speaker_text": "he", "speaker_span": [1094, 1096], "via": null, "cue": "said", "cue_span": [1097, 1101], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_99c2c608ee253aea158f','art_73464947b9315a287e59',1,1367,'app_2eef6a3b13f1340cfc94',NULL,NULL,'to a request for comment','{"content_spans": [[1367, 1391]], "kind": "indirect", "speaker": {"name": "the Israeli embassy in Washington", "role": null, "id": "app_2eef6a3b13f1340cfc94"}, "speaker_text": "The Israeli embassy in Washington", "speaker_span": [1305, 1338], "via": null, "cue": "did not immediately respond", "cue_span": [1339, 1366], "addressee": null, "polarity": "declined", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_354963223aacbb3365d4','art_cfbc7b77194043da77c7',1,0,'app_cdb74b2379cb7affad21',NULL,NULL,'U.S. Defense Secretary Lloyd Austin told Israeli Defense Minister Benny Gantz on Wednesday that the United States stood behind Israel''s right to defend itself','{"content_spans": [[0, 158]], "kind": "indirect", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "speaker_text": "Pentagon spokesman John Kirby", "speaker_span": [160, 189], "via": null, "cue": "said", "cue_span": [190, 194], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_c8b2ab478dcc401129c3','art_cfbc7b77194043da77c7',1,91,'app_60f609b2083bd93683fd','app_cdb74b2379cb7affad21','app_38f076224f619fce8c0e','that the United States stood behind Israel''s right to defend itself','{"content_spans": [[91, 158]], "kind": "indirect", "speaker": {"name": "Lloyd Austin", "role": "U.S. Defense Secretary", "id": "app_60f609b2083bd93683fd"}, "speaker_text": "U.S. Defense Secretary Lloyd Austin", "speaker_span": [0, 35], "via": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "cue": "told", "cue_span": [36, 40], "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister", "id": "app_38f076224f619fce8c0e"}, "polarity": "asserted", "said_at": "2021-05-12", "candidates": []}');
INSERT INTO "statements" VALUES('stm_25047e7b8496f429c051','art_cfbc7b77194043da77c7',1,208,'app_cdb74b2379cb7affad21',NULL,NULL,'Austin told Gantz that he wanted to see "every step taken that can bring the temperature down."','{"content_spans": [[208, 303]], "kind": "mixed", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "speaker_text": "Kirby", "speaker_span": [197, 202], "via": null, "cue": "said", "cue_span": [203, 207], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_2bd4af52871cd8b24018','art_cfbc7b77194043da77c7',1,226,'app_60f609b2083bd93683fd','app_cdb74b2379cb7affad21','app_38f076224f619fce8c0e','that he wanted to see "every step taken that can bring the temperature down."','{"content_spans": [[226, 303]], "kind": "mixed", "speaker": {"name": "Lloyd Austin", "role": "U.S. Defense Secretary", "id": "app_60f609b2083bd93683fd"}, "speaker_text": "Austin", "speaker_span": [208, 214], "via": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "cue": "told", "cue_span": [215, 219], "addressee": {"name": "Benny Gantz", "role": "Israeli Defense Minister", "id": "app_38f076224f619fce8c0e"}, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_67aa07699c4f91147a34','art_cfbc7b77194043da77c7',1,306,'app_cdb74b2379cb7affad21',NULL,'app_115cdc2a44bfd9e05544','The secretary was very direct that rockets aimed at towns and cities are ''something [that] no government could accept,''','{"content_spans": [[306, 425]], "kind": "direct", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "speaker_text": "Kirby", "speaker_span": [427, 432], "via": null, "cue": "told", "cue_span": [433, 437], "addressee": {"name": "a news conference", "role": null, "id": "app_115cdc2a44bfd9e05544"}, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_3a4614c5d072301013fc','art_cfbc7b77194043da77c7',1,702,'app_da0da0e0317caac60aa4',NULL,NULL,'more than 60 people had been killed','{"content_spans": [[702, 737]], "kind": "indirect", "speaker": {"name": "health officials there", "role": null, "id": "app_da0da0e0317caac60aa4"}, "speaker_text": "health officials there", "speaker_span": [674, 696], "via": null, "cue": "said", "cue_span": [697, 701], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_4e42112573f923987902','art_cfbc7b77194043da77c7',1,784,'app_c22e44f56599e45d686f',NULL,NULL,'the call lasted about 25 minutes and was arranged at the request of the Israeli side','{"content_spans": [[784, 868]], "kind": "indirect", "speaker": {"name": "Two officials familiar with the matter", "role": null, "id": "app_c22e44f56599e45d686f"}, "speaker_text": "Two officials familiar with the matter", "speaker_span": [740, 778], "via": null, "cue": "said", "cue_span": [779, 783], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_1e99d4f824eda85d9147','art_cfbc7b77194043da77c7',1,877,NULL,NULL,'app_cdb74b2379cb7affad21','whether the Pentagon was preparing to evacuate American personnel from the region','{"content_spans": [[877, 958]], "kind": "indirect", "speaker": null, "speaker_text": null, "speaker_span": null, "via": null, "cue": "Asked", "cue_span": [871, 876], "addressee": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "polarity": "asked", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_a14430d5adcf53bc1fea','art_cfbc7b77194043da77c7',1,971,'app_cdb74b2379cb7affad21',NULL,NULL,'there was no such plan','{"content_spans": [[971, 993]], "kind": "indirect", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "speaker_text": "Kirby", "speaker_span": [960, 965], "via": null, "cue": "said", "cue_span": [966, 970], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
INSERT INTO "statements" VALUES('stm_343048fada2ca2163a9b','art_cfbc7b77194043da77c7',1,997,'app_cdb74b2379cb7affad21',NULL,NULL,'We watch the safety of our people every hour of every day,','{"content_spans": [[997, 1055]], "kind": "direct", "speaker": {"name": "John Kirby", "role": "Pentagon spokesman", "id": "app_cdb74b2379cb7affad21"}, "speaker_text": "he", "speaker_span": [1057, 1059], "via": null, "cue": "said", "cue_span": [1060, 1064], "addressee": null, "polarity": "asserted", "said_at": null, "candidates": []}');
CREATE TABLE submissions (
	id TEXT NOT NULL, 
	batch_id TEXT NOT NULL, 
	remote_id TEXT, 
	state TEXT NOT NULL, 
	polls INTEGER NOT NULL, 
	CONSTRAINT pk_submissions PRIMARY KEY (id), 
	CONSTRAINT fk_submissions_batch_id FOREIGN KEY(batch_id) REFERENCES batches (id) ON DELETE CASCADE
);
CREATE TABLE workspaces (
	id TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_workspaces PRIMARY KEY (id)
);
INSERT INTO "workspaces" VALUES('default','2026-11-28T10:08:32Z');
CREATE INDEX ix_answers_conversation ON answers (workspace, conversation);
CREATE INDEX ix_articles_content_hash ON articles (workspace, content_hash);
CREATE INDEX ix_articles_external_id ON articles (workspace, external_id);
CREATE INDEX ix_articles_published_at ON articles (workspace, published_at);
CREATE INDEX ix_articles_story ON articles (workspace, story);
CREATE INDEX ix_speakers_called ON speakers (workspace, called);
CREATE INDEX ix_answer_citations_article_id ON answer_citations (article_id);
CREATE INDEX ix_passages_article_id ON passages (article_id);
CREATE INDEX ix_speaker_appearances_article_id ON speaker_appearances (article_id);
CREATE INDEX ix_speaker_appearances_auto_id ON speaker_appearances (auto_id, published_at);
CREATE INDEX ix_speaker_appearances_last ON speaker_appearances (workspace, last, sort, published_at);
CREATE INDEX ix_speaker_appearances_sort ON speaker_appearances (workspace, sort, published_at);
CREATE INDEX ix_speaker_aliases_held_at ON speaker_aliases (workspace, alias, held_at);
CREATE INDEX ix_statements_article_id ON statements (article_id);
CREATE INDEX ix_statements_speaker_id ON statements (speaker_id);
CREATE INDEX ix_fetched_pages_article_id ON fetched_pages (article_id);
CREATE INDEX ix_copy_bands_article_id ON copy_bands (article_id);
CREATE INDEX ix_batch_items_step ON batch_items (step);
CREATE INDEX ix_batch_items_article_id ON batch_items (article_id);
CREATE INDEX ix_batch_items_state ON batch_items (batch_id, state);
CREATE INDEX ix_jobs_due ON jobs (due);
CREATE INDEX ix_slack_asks_open ON slack_asks (outcome, leased_until);
CREATE INDEX ix_slack_asks_thread ON slack_asks (team, channel, thread_ts);
CREATE INDEX ix_slack_asks_user ON slack_asks (team, user, created_at);
CREATE INDEX ix_digests_next_at ON digests (next_at);
CREATE INDEX ix_digest_deliveries_state ON digest_deliveries (state, retry_at);
CREATE INDEX ix_index_queue_article_id ON index_queue (workspace, article_id);
CREATE INDEX ix_index_queue_id ON index_queue (workspace, id);
CREATE INDEX ix_submissions_batch_id ON submissions (batch_id);
CREATE INDEX ix_hosted_requests_submission_id ON hosted_requests (submission_id);
CREATE INDEX ix_speaker_aliases_alias ON speaker_aliases (workspace, alias, is_role, appearance_id);
CREATE INDEX ix_speaker_appearances_id ON speaker_appearances (id, speaker_id);
CREATE INDEX ix_speaker_appearances_speaker_id ON speaker_appearances (speaker_id, published_at, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('index_queue',3);
INSERT INTO "sqlite_sequence" VALUES('passages',6);
COMMIT;
