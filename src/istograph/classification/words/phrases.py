"""The sentences that stand between the ontology's words, in both languages, as one table.

What a class, a property or a value is called is no phrase: that is the ontology's to say (`Words`).
"""

import re
from collections.abc import Mapping

from istograph.model import Text

PHRASES: Mapping[str, Text] = {
    # Verdicts
    "entailed": Text("{name} is {kind}: {status}", "{name}是{kind}：{status}"),
    "refuted": Text("{name} is not {kind}: {status}", "{name}不是{kind}：该类别{status}"),
    "contested": Text("Whether {name} is {kind}: {status}", "{name}是否为{kind}：{status}"),
    "unknown": Text("Whether {name} is {kind}: {status}", "{name}是否为{kind}：{status}"),
    "relation": Text("“{name} {relation}”: {status}", "“{name}{relation}”：{status}"),
    "undefined": Text("“{axis}” is not defined for {kind}.", "“{axis}”的划分不适用于{kind}。"),
    "presumed": Text(
        "Presumed {likelihood}, which proves nothing: {reason}",
        "推定{likelihood}，并非证明：{reason}",
    ),
    "likely": Text("likely", "为可能"),
    "unlikely": Text("unlikely", "为不太可能"),
    # In one sentence
    "it is entailed": Text("it is {kinds}", "它是{kinds}"),
    "it is refuted": Text("it is not {kinds}", "它不是{kinds}"),
    "it is contested": Text("whether it is {kinds} is contested", "是否为{kinds}有争议"),
    "it is unknown": Text("whether it is {kinds} is not known", "是否为{kinds}未知"),
    "both": Text(" and ", "和"),
    "either": Text(" or ", "或"),
    # The whole
    "as of": Text("As of {day}", "截至{day}"),
    "dataset": Text("dataset {version}", "数据集{version}"),
    "active": Text("The organization is not known to be dissolved.", "未见该组织解散的记录。"),
    "dissolved": Text(
        "The organization was dissolved on {day}; what it was stands as history.",
        "该组织已于{day}解散；其类别作为历史保留。",
    ),
    "status unknown": Text(
        "Nothing is known of the organization on that day.", "关于该组织当日没有任何事实。"
    ),
    "consistent": Text("The facts do not contradict each other.", "各事实之间没有矛盾。"),
    "inconsistent": Text("Some facts contradict each other.", "部分事实相互矛盾。"),
    "clash": Text("These facts contradict each other", "下列事实相互矛盾"),
    # Proofs
    "proof": Text("Proof {number}", "证明{number}"),
    "for": Text("What speaks for it", "支持该类别的依据"),
    "against": Text("What speaks against it", "反对该类别的依据"),
    "nothing for": Text("No facts by themselves speak for it.", "没有事实单独支持该类别。"),
    "nothing against": Text("No facts by themselves speak against it.", "没有事实单独反对该类别。"),
    "facts": Text("Facts", "事实"),
    "axioms": Text("Axioms", "公理"),
    "weakest": Text(
        "Weakest support: {support}. {meaning}", "其中最弱的一环：{support}。{meaning}"
    ),
    "more proofs": Text("And {number} more proofs.", "另有{number}个证明。"),
    "contradiction": Text("Contradiction {number}", "矛盾{number}"),
    "more contradictions": Text("And {number} more contradictions.", "另有{number}处矛盾。"),
    # Where it is written
    "source": Text("source: {source}", "来源：{source}"),
    "line": Text("line {line}", "第{line}行"),
    "section": Text("section {section}", "第{section}节"),
    "section abstract": Text("abstract", "摘要"),
    "section authors": Text("authors", "作者"),
    "section footnotes": Text("footnotes", "脚注"),
    "section introduction": Text("introduction", "引言"),
    "section references": Text("references", "参考文献"),
    "section title": Text("title", "题名"),
    "paper": Text("the paper, line {line}", "论文第{line}行"),
    "definition": Text("the definition of “{term}”", "“{term}”的定义"),
    "from": Text("from {day}", "自{day}起"),
    "before": Text("before {day}", "{day}之前"),
    # Needs
    "would": Text(
        "Any one of these would make it “{status}”:", "补充下列任一项，即判定为“{status}”："
    ),
    "more needs": Text("And {number} more.", "另有{number}项。"),
    # Why not
    "why refuted": Text("Why is {name} not {kind}?", "为什么{name}不是{kind}？"),
    "why contested": Text(
        "Why is it contested whether {name} is {kind}?", "{name}是否为{kind}，为何有争议？"
    ),
    "why unknown": Text(
        "Why is it not known whether {name} is {kind}?", "为什么不知道{name}是否为{kind}？"
    ),
    "ways": Text("What makes an organization {kind}", "成为{kind}的条件"),
    "met": Text("met", "满足"),
    "not met": Text("not met", "不满足"),
    "disputed": Text("disputed", "有争议"),
    "open": Text("not known", "未知"),
    "not": Text("not {statement}", "非{statement}"),
    "change": Text("The least that would change it", "改变判定的最小条件"),
    "without": Text("Without {facts}: {status}.", "若无{facts}：{status}。"),
    "then": Text(
        "Then any one of these would make it “{status}”:",
        "此后补充下列任一项，即判定为“{status}”：",
    ),
    # Facts
    "denied": Text("{statement}: no", "{statement}：否"),
    "quoted": Text("“{text}”", "“{text}”"),
    "detailed": Text("{thing} ({details})", "{thing}（{details}）"),
    "mainland": Text("the {place}", "{place}"),
    "elsewhere": Text("a jurisdiction outside the {place}", "{place}以外的法域"),
    "labelled": Text("{label}: {text}", "{label}：{text}"),
    "sentences": Text("{one}. {other}", "{one}。{other}"),
    # What stands between the members of a list
    "comma": Text(", ", "，"),
    "semicolon": Text("; ", "；"),
    "and": Text(" and ", "，且"),
    "or": Text(" or ", "，或"),
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def say(key: str, **parts: Text | str) -> Text:
    """Return a phrase with its blanks filled.

    >>> say("line", line="53")
    Text(en='line 53', zh='第53行')
    """
    return fill(PHRASES[key], **parts) if parts else PHRASES[key]


def fill(phrase: Text, **parts: Text | str) -> Text:
    """Return a text with its blanks filled, in each language by the part in that language."""
    texts = {name: literal(part) if isinstance(part, str) else part for name, part in parts.items()}
    return Text(
        phrase.en.format(**{name: text.en for name, text in texts.items()}),
        phrase.zh.format(**{name: text.zh for name, text in texts.items()}),
    )


def literal(text: str) -> Text:
    """Return what is written the same in both languages: a name, a number, a quote."""
    return Text(text, text)


def one_line(text: str) -> str:
    r"""Return a text from outside without what would steer a terminal or break a line.

    >>> one_line("a\n\x1b[31mb")
    'a [31mb'
    """
    return _CONTROL.sub(" ", text).strip()


def article(kind: Text) -> Text:
    """Return what something is called with the English article before it.

    >>> article(Text("international organization", "国际组织")).en
    'an international organization'
    """
    before = "an" if kind.en[:1].lower() in "aeiou" else "a"
    return Text(f"{before} {kind.en}", kind.zh)
