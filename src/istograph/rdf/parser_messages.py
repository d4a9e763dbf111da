"""What the parsers of RDF, JSON and CSV say most often, in Chinese; they say it in English alone.

The rest is left in English, which a page marks as such.
"""

import re

from istograph.errors import left_english

_CHINESE: tuple[tuple[str, str], ...] = (
    # Oxigraph's, of Turtle and its kin
    (r"A dot is expected.*", "语句末尾应有句点“.”"),
    (r"The prefix (\S+) has not been declared", r"前缀“\1”未声明"),
    (r"No scheme found in an absolute IRI", "应为完整的 IRI，如以“https:”开头"),
    (r"Invalid IRI code point '(.+)'", r"IRI 中不能有“\1”"),
    (r"Unexpected end(?: of file)?", "文件在此意外结束：有引号、括号或语句没有写完"),
    (r"(\S+) is not a valid RDF object", r"“\1”不能作宾语"),
    (r"(\S+) is not a valid predicate", r"“\1”不能作谓语"),
    (r"(\S+) is not a valid subject.*", r"“\1”不能作主语"),
    (
        r"'(.+)' is not allowed at the beginning of a prefix name",
        r"带前缀的名称中不能直接写“\1”；请写完整的 IRI",
    ),
    (r"A language code should always start with a letter", "语言代码应以字母开头"),
    (r"Unexpected escape character '(.+)'", r"没有转义“\1”"),
    (r"Expecting a datatype IRI after \^\^.*", "“^^”之后应为数据类型的 IRI"),
    # Python's, of JSON
    (r"Expecting value", "此处应为一个值"),
    (r"Expecting property name enclosed in double quotes", "此处应为以双引号括起的键名"),
    (r"Illegal trailing comma before end of (?:object|array)", "末尾多了一个逗号"),
    (r"Expecting ',' delimiter", "此处应为逗号，或右括号"),
    (r"Expecting ':' delimiter", "键名之后应为冒号"),
    (r"Unterminated string starting at", "从此处开始的字符串没有结束"),
    (r"Extra data", "JSON 到此已结束，其后还有内容"),
    (r"Invalid control character at", "字符串中不能直接换行或有控制字符"),
    (r"Invalid \\escape.*|Invalid \\uXXXX escape", "转义不正确"),
    # Python's, of CSV
    (r"unexpected end of data", "文件在此意外结束：有引号没有闭合"),
    (r"'.' expected after '\"'", "右引号之后应为逗号或换行"),
)
_KNOWN = tuple((re.compile(pattern), chinese) for pattern, chinese in _CHINESE)


def in_chinese(message: str) -> str:
    r"""Return a parser's sentence in Chinese, or as it is, marked as English.

    >>> in_chinese("The prefix ex: has not been declared")
    '前缀“ex:”未声明'
    >>> in_chinese("Something else") == left_english("Something else")
    True
    """
    for pattern, chinese in _KNOWN:
        if found := pattern.fullmatch(message.strip()):
            return found.expand(chinese)
    return left_english(message)
