"""What went wrong as a page, for people; programs get a problem."""

from http import HTTPStatus

from fastapi import Request, Response

from istograph.errors import IstographError
from istograph.rdf.formats import JSON, negotiate
from istograph.web.documents import HTML
from istograph.web.http.problems import LONGEST_PATH
from istograph.web.rendering import Renderer, told
from istograph.web.service import Service

# What a page is called; by its hundred where a status has no name of its own.
_TITLES = {
    400: ("This request cannot be answered", "无法回答此请求"),
    401: ("This needs a token", "此操作需要令牌"),
    403: ("This is not allowed here", "此处不允许这样做"),
    404: ("There is nothing at this address", "此地址没有内容"),
    405: ("This address takes no such request", "此地址不接受这种请求"),
    406: ("There is no such format", "没有这种格式"),
    408: ("The request took too long to arrive", "请求传送超时"),
    410: ("This is not here any more", "此内容已不在此处"),
    413: ("This is too large", "提交的内容过大"),
    414: ("This address is too long", "地址过长"),
    429: ("The service is busy", "服务繁忙"),
    500: ("Something failed here", "服务出错"),
    502: ("Another service did not answer", "其他服务未能应答"),
    503: ("The service is not available now", "服务暂不可用"),
    504: ("This took too long", "用时过长"),
    507: ("This needs too much memory", "所需内存过多"),
}


class ProblemPages:
    """Answers with a page, where one is liked better than JSON."""

    def __init__(self, service: Service) -> None:
        self._renderer = Renderer(service)

    def __call__(
        self, request: Request, error: IstographError, status: int, headers: dict[str, str]
    ) -> Response | None:
        """Return the page, in the reader's language; nothing for who does not read pages."""
        if negotiate(request.headers.get("accept"), (JSON, HTML)) is not HTML:
            return None
        title = _TITLES.get(status) or _TITLES[status // 100 * 100]
        language = self._renderer.links(request).language
        content = {
            "path": request.url.path[:LONGEST_PATH],
            "status": status,
            "title": title[language == "zh"],
            "detail": "" if _says_no_more(error) else told(error, language),
        }
        return self._renderer.page(request, "problem.html", content, status, headers, heeded=None)


def _says_no_more(error: IstographError) -> bool:
    # Where nothing answers, the page's own title says all that there is to say.
    return str(error).startswith(HTTPStatus.NOT_FOUND.phrase)
