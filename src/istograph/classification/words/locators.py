"""Places in documents, in words: `Article 3, paragraph 2` is 第3条第2款.

locator   part ("; " part)*
part      piece (", " piece)* (": " piece)?
piece     a kind with a number, an ordinal with a kind, or a name: the tables below

What has a piece that is in none of them stays as it is written, as a heading or a key must.
"""

import re
from collections.abc import Iterator

from istograph.model import Text

# {0} is the number; what is numbered in Roman is spelt out in Chinese.
_NUMBERED = {
    "Article": "第{0}条",
    "Articles": "第{0}条",
    "Statute": "章程第{0}条",
    "Rule": "规则第{0}条",
    "paragraph": "第{0}款",
    "section": "第{0}节",
    "part": "第{0}部分",
    "chapter": "第{0}章",
    "item": "第{0}项",
    "recital": "序言第{0}段",
    "objective": "目标{0}",
    "Annex": "附件{0}",
    "Appendix": "附录{0}",
    "Schedule": "附表{0}",
    "page": "第{0}页",
    "p.": "第{0}页",
}
# A document without articles has paragraphs of its text, and not of an article.
_OF_TEXT = {"paragraph": "第{0}段"}
_ORDINALS = {
    name: number
    for number, name in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1
    )
}
_COUNTED = {
    "paragraph": "段",
    "paragraphs": "段",
    "sentence": "句",
    "part": "部分",
    "list": "份名单",
    "page": "页",
    "recital": "序言第{0}段",
}
# Said again of what was named before, this is not named twice.
_PREAMBLE = "序言"
_NAMES = {
    "About": "“关于”页",
    "Current Members and Supporters": "现有成员与支持者",
    "General provisions": "总则",
    "Introductory Article": "导言条款",
    "Legal status": "法律地位",
    "National Member Organizations": "国家成员组织",
    "National Members": "国家成员",
    "Secretariat": "秘书处",
    "Statute": "章程",
    "Statutes": "章程",
    "adoption": "通过情况",
    "articles of association": "章程",
    "background": "背景",
    "charter": "宪章",
    "constitution": "章程",
    "contact": "联系方式",
    "departments": "部门",
    "entry into force": "生效",
    "establishment": "成立",
    "establishment of the organization": "组织的成立",
    "first participating states": "首批参与国",
    "foundation": "成立",
    "founding": "成立",
    "founding academies": "创始科学院",
    "founding countries": "创始国",
    "founding delegations": "创始代表团",
    "founding full members": "创始正式成员",
    "founding members": "创始成员",
    "founding societies": "创始学会",
    "full members": "正式成员",
    "functions": "职能",
    "general principles": "一般原则",
    "governance": "治理",
    "governing document": "治理文件",
    "heading": "标题",
    "history": "历史",
    "its founding": "其成立",
    "its history": "其历史",
    "headquarters": "总部",
    "institutions directly under the State Council": "国务院直属机构",
    "introduction": "引言",
    "its establishment": "其成立",
    "its objectives": "其目标",
    "its role": "其作用",
    "key features": "主要特点",
    "last paragraph": "末段",
    "legal status": "法律地位",
    "list of affiliates": "附属会员名单",
    "list of member states": "成员国名单",
    "list of members": "成员名单",
    "list of national members": "国家成员名单",
    "list of participants": "与会者名单",
    "list": "名单",
    "location": "所在地",
    "member countries": "成员国",
    "member governments": "成员国政府",
    "members": "成员",
    "membership": "成员资格",
    "mission": "使命",
    "name and legal form": "名称与法律形式",
    "name": "名称",
    "objectives": "目标",
    "objects": "宗旨",
    "offices": "办事处",
    "opening sentence": "首句",
    "organizations in category 2": "第二类组织",
    "participants": "参加方",
    "preamble": "序言",
    "public institutions directly under the State Council": "国务院直属事业单位",
    "purpose": "宗旨",
    "purposes": "宗旨",
    "relationships": "关系",
    "scope of activities": "活动范围",
    "seat": "所在地",
    "signatories of the founding act": "创立文件签署方",
    "signatory countries": "签署国",
    "signatures and ratifications": "签署与批准",
    "signatures of voting participants": "有表决权与会者的签署",
    "signatures": "签署页",
    "states that signed and ratified": "已签署并批准的国家",
    "structure": "结构",
    "tasks": "任务",
    "the registered office": "注册办事处",
    "the seat": "所在地",
    "title": "标题",
    "type of activity": "活动类型",
    "types": "类型",
    "whole": "全文",
    "year of establishment": "成立年份",
}
_DIGITS = "零一二三四五六七八九"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_LETTERS = r"(?: \([a-z]+\)(?: and \([a-z]+\))*)?"
_NUMBER = r"(?:[\dIVXL]+(?:\.[\dA-Z]+)*|[A-Z])"
# A number of its own, a date, or an identifier in ROR is the same in both languages.
_UNSPOKEN = re.compile(r"[IVXL]+|\d{4}-\d{2}-\d{2}|0[a-z0-9]{8}|S\d(?:\.\d)*")
_WITH_NUMBER = re.compile(
    rf"(?P<kind>[A-Za-z]+\.?) (?P<numbers>{_NUMBER}(?: and {_NUMBER})*)(?P<letters>{_LETTERS})"
    r"(?: \((?P<also>[^()]+)\))?"
)
_COUNTED_OFF = re.compile(r"(?P<first>[a-z]+)(?: to (?P<last>[a-z]+))? (?P<kind>[a-z]+)")


def locator_words(text: str) -> Text:
    """Return a place in a document in both languages; in the words it has, if others fail.

    >>> locator_words("Article 3, paragraph 2").zh, locator_words("Preamble; Article II").zh
    ('第3条第2款', '序言；第二条')
    >>> locator_words("Article 2 (b)").zh, locator_words("third paragraph").zh
    ('第2条(b)项', '第三段')
    >>> locator_words("GEOSS Data Sharing Principles").zh
    'GEOSS Data Sharing Principles'
    """
    parts = [_part(part) for part in text.split("; ")]
    return Text(text, "；".join(filter(None, parts)) if all(parts) else text)


def _part(part: str) -> str | None:
    before, colon, after = part.partition(": ")
    pieces = before.split(", ")
    words = [_piece(piece, number, pieces) for number, piece in enumerate(pieces)]
    named = _piece(after, 0, [after]) if colon else ""
    if named is None or None in words:
        return None
    return _together(word for word in words if word) + (f"：{named}" if colon else "")


def _together(words: Iterator[str]) -> str:
    text = ""
    for word in words:
        if text == _PREAMBLE:
            text += word.removeprefix(_PREAMBLE)
        else:
            is_apart = word.startswith("关于") or _UNSPOKEN.fullmatch(text)
            text += f"，{word}" if text and is_apart else word
    return text


def _piece(piece: str, place: int, pieces: list[str]) -> str | None:
    if place and re.fullmatch(r"\d{4}", piece):
        return f"（{piece}年）"
    if _UNSPOKEN.fullmatch(piece):
        return piece
    is_of_article = any(each.startswith("Article") for each in pieces[:place])
    if found := _WITH_NUMBER.fullmatch(piece):
        return _numbered(found, is_of_article=is_of_article)
    if found := _COUNTED_OFF.fullmatch(piece):
        counted = _counted(found)
        if counted:
            return counted
    about = piece.removeprefix("on ")
    name = _NAMES.get(about) or _NAMES.get(about[:1].lower() + about[1:]) or _alone(about)
    return f"关于{name}" if name and about != piece else name


def _alone(name: str) -> str | None:
    return {"Annex": "附件", "Appendix": "附录", "Preamble": _PREAMBLE}.get(name)


def _numbered(found: re.Match[str], *, is_of_article: bool) -> str | None:
    kind = found["kind"] if found["kind"] in _NUMBERED else found["kind"].lower()
    pattern = _NUMBERED.get(kind)
    if pattern and not is_of_article:
        pattern = _OF_TEXT.get(kind, pattern)
    also = _part(found["also"]) if found["also"] else ""
    if pattern is None or also is None:
        return None
    numbers = "、".join(map(_number, found["numbers"].split(" and ")))
    letters = "、".join(re.findall(r"\([a-z]+\)", found["letters"]))
    return (
        pattern.format(numbers)
        + (f"{letters}项" if letters else "")
        + (f"（{also}）" if also else "")
    )


def _counted(found: re.Match[str]) -> str | None:
    kind, names = _COUNTED.get(found["kind"]), [found["first"], found["last"]]
    numbers = [_ORDINALS.get(name) for name in names if name]
    if kind is None or None in numbers:
        return None
    spelt = "至".join(_spelt(number) for number in numbers if number)
    return kind.format(spelt) if "{0}" in kind else f"第{spelt}{kind}"


def _number(text: str) -> str:
    """Return a number as Chinese documents have it.

    >>> _number("14"), _number("XXI"), _number("III.A.4")
    ('14', '二十一', 'III.A.4')
    """
    return _spelt(sum(_roman(text))) if re.fullmatch("[IVXL]+", text) else text


def _roman(text: str) -> Iterator[int]:
    values = [_ROMAN[letter] for letter in text]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        yield -value if value < following else value


def _spelt(number: int) -> str:
    """Return a number below a hundred in Chinese.

    >>> _spelt(8), _spelt(10), _spelt(14), _spelt(21)
    ('八', '十', '十四', '二十一')
    """
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones or not tens else "")
