"""Sentences that give orders to a machine that reads them: article text, but no evidence of anything.

Rules over their form, in the languages in which such orders were seen; whoever words one otherwise passes. They only
keep noise out of answers: what holds against injection is that nothing an article says is ever carried out.
"""

from __future__ import annotations

import re

_YOURS = r"(?:your|any|every|the) (?:\w+ )?(?:answer|response|reply|replies|output|summary|review)\b"
_RULES = (
    r"(?:instructions?|rules|directives?|prompts?|istruzioni|instrucciones|anweisungen|guidelines|developer|messages)\b"
)
_VERBS = (
    "add|include|integrate|insert|append|replace|use|remove|group|modify|rearrange|provide|introduce|misspell|mention"
    "|write|translate|encourage|end|begin|start|alternate|swap|convert|embed|incorporate|adjust|repeat|output|format"
)
_ORDERS = re.compile(
    rf"\b(?:ignore|disregard|forget|ignora|ignorez|ignoriere|olvida|dimentica|override|supersedes?)\b.{{0,60}}{_RULES}"
    rf"|\b(?:{_VERBS})\b.{{0,120}}\b(?:to|in|into|from|of|with|for) {_YOURS}"
    rf"|^(?:{_VERBS}|enhance|augment|scramble|render) {_YOURS}|^in your (?:answer|response|reply),"
    rf"|\b{_YOURS}.{{0,60}}\bmust\b|\byou must include\b|\bmodify your (?:answer|response|reply)\b"
    r"|\bsystem[ -]?prompt\b|\bprompt de sistema\b|\bprompt système\b|\bhidden prompt\b|\binstructions système\b"
    r"|\bistruzioni di sistema\b|<\|im_(?:start|end)\|>|\[(?:SYSTEM|INST)\]|^#* ?END OF (?:USER INPUT|DOCUMENT)"
    r"|\b(?:note|instruction)s? (?:to|for) (?:the )?(?:bot|ai|assistant|language model)\b"
    r"|\bSYSTEM (?:NOTE|UPDATE|HINWEIS)\b"
    r"|\bAI (?:assistant|agents?)\b.{0,60}\b(?:should|must|ignore|reading|reviewing|append|integrating)\b"
    r"|\b(?:call|use) \w+_\w+\b|\byou are now (?:in|DAN|an? (?:ai|unrestricted))\b|\bdo anything now\b"
    r"|\b(?:follow|do what) (?:the|it|its)? ?(?:instruction|says?)\b",
    re.IGNORECASE,
)


_TO_THE_READER = re.compile(r"\byour (?:answer|response|reply|replies|message|output)(?:['’]s)?\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")  # people speak of answers; articles do not speak of the reader's


# One of these stands in whatever the rules take for an order, in small letters: most sentences are done with by them.
_SOME = (
    *("answer", "response", "reply", "replies", "output", "summary", "review", "message", "prompt", "instru", "istru"),
    *("rules", "directive", "anweisungen", "guidelines", "developer", "you must include", "im_", "inst]", "end of "),
    *("system", "note", "ai assistant", "ai agent", "call ", "use ", "you are now ", "do anything now", "follow "),
    "do what ",
)
_OTHER_LETTERS = re.compile("[İıſ]")  # which the rules, and no small letters, take for an i or an s


def orders_a_machine(sentence: str) -> bool:
    """Tell whether a sentence tells the program that reads it what to do."""
    small = sentence.lower()
    if not any(some in small for some in _SOME) and not _OTHER_LETTERS.search(sentence):
        return False
    return _ORDERS.search(sentence) is not None or _TO_THE_READER.search(_QUOTED.sub(" ", sentence)) is not None
