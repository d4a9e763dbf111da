"""What `/openapi.json` says in English, in Chinese; `tests/web/test_about.py` misses none."""

CHINESE = {
    # What operations do
    "Query by GET": "以 GET 查询",
    "Query or update by POST": "以 POST 查询或更新",
    "Read a graph": "读取一个图",
    "Replace a graph": "替换一个图",
    "Add to a graph; to `/graphs` itself: make one": "向图中添加；对 `/graphs` 本身则新建一个图",
    "Remove a graph": "删除一个图",
    "Change a graph by an update": "以更新语句修改一个图",
    "How far a query is": "查询的进展",
    "Cancel a query": "取消查询",
    "Metrics for Prometheus": "供 Prometheus 采集的指标",
    "Records by name or identifier": "按名称或标识符查找记录",
    "The manifest, or an answer (Reconciliation API 0.2)": "服务清单，或应答（对照接口 0.2）",
    "Queries and data extension by form (Reconciliation API 0.2)": (
        "以表单提交查询与数据扩展（对照接口 0.2）"
    ),
    "Queries (Reconciliation API, draft of 1.0)": "查询（对照接口 1.0 草案）",
    "Values of properties (draft of 1.0)": "属性的值（1.0 草案）",
    "Properties to extend by": "可用于扩展的属性",
    "Organizations, properties or types by prefix": "按前缀提示组织、属性或类型",
    "A piece of HTML on what was suggested": "所提示者的 HTML 片段",
    "A page on an organization, for a box": "供小窗显示的组织页面",
    "What is this record?": "该记录是什么？",
    "What is this organization?": "该组织是什么？",
    "What to ask next": "接下来问什么",
    "What facts may say": "事实可以说什么",
    "Which policies concern this record, at a place, for an aim?": (
        "在某地、为某目的，哪些政策与该记录有关？"
    ),
    "One of the paper's two tables of policies": "论文两张政策表之一",
    "A figure of the paper, drawn from what its text gives": "论文的一幅图，据正文给出的数字绘制",
    "The numbers of a figure of the paper": "论文一幅图的数字",
    "What is disputed, as a table": "争议一览（表格）",
    "What sources say against each other, each side with its place": "来源分歧：各方说法及出处",
    "Check RDF against the shapes": "用 SHACL 约束检查 RDF",
    "Is the process alive?": "进程是否存活？",
    "Can it answer a query?": "能否应答查询？",
    "Figure 1, with the number of organizations in each class, or with a record's verdicts": (
        "图1，附各类的组织数，或某记录的判定"
    ),
    "The same as a drawing": "同上，图形",
    "A record: the thing itself": "记录：事物本身",
    "What is known of a record": "关于某记录的已知内容",
    "The page of a record": "记录的页面",
    "The ontology, in every format": "本体，各种格式",
    "The shapes, in every format": "SHACL 约束，各种格式",
    "The ontology in a format": "某种格式的本体",
    "The shapes in a format": "某种格式的 SHACL 约束",
    "The JSON-LD context": "JSON-LD 上下文",
    "VoID": "VoID 描述",
    "VoID in a format": "某种格式的 VoID 描述",
    "The catalogue": "目录（DCAT）",
    "The catalogue in a format": "某种格式的目录",
    "How to use the search": "检索的用法（OpenSearch）",
    "The start page": "首页",
    "The query page, and what a query gives": "查询页及查询结果",
    "How to cite the dataset, in a format": "数据集的引用，某种格式",
    # What parameters mean
    "SPARQL.": "SPARQL 语句。",
    "A graph of the default graph; repeatable.": "构成默认图的图；可重复。",
    "A named graph that there is; repeatable.": "可用的命名图；可重复。",
    "The IRI of a named graph.": "命名图的 IRI。",
    "The default graph, instead.": "改用默认图。",
    "A name, an acronym or an identifier, in any language.": "名称、缩写或标识符，语言不限。",
    "The local name of a class: `ISTO`.": "类的本地名：`ISTO`。",
    "At most so many.": "至多若干条。",
    "Only names in this language.": "只限该语言的名称。",
    "A batch of queries, as JSON.": "一批查询，JSON 格式。",
    "Records and properties, as JSON.": "记录与属性，JSON 格式。",
    "`1.0-draft`: of the manifest.": "`1.0-draft`：清单的版本。",
    "A function that JSONP calls.": "JSONP 所调用的函数。",
    "A class.": "一个类。",
    "Of what is suggested.": "所提示者的种类。",
    "What it begins with.": "开头的文字。",
    "How many to skip.": "跳过多少条。",
    "The same.": "同上。",
    "The key of an organization: `inbar`.": "组织的标识（key）：`inbar`。",
    "The language of a page.": "页面的语言。",
    "The key of a record (`inbar`), or its IRI.": "记录的标识（key，如 `inbar`）或其 IRI。",
    "The key of a record (`inbar`), its IRI or its name in full; or a link to its page, to answers "
    "to the questionnaire, or to a description.": (
        "记录的标识（key，如 `inbar`）、IRI 或全名；或指向其页面、问卷答案、描述的链接。"
    ),
    "The key of a record: `inbar`.": "记录的标识（key）：`inbar`。",
    "The day to judge; today, if none is said.": "判定所依的日期；未给出则为当日。",
    "Also say what is domestic to this host: a code, or a profile's key.": (
        "同时说明对该东道方而言何为境内：法域代码或东道方案的标识（key）。"
    ),
    "Add what named defaults would presume.": "加入具名默认规则所推定者。",
    "Add the proof in words.": "加入文字证明。",
    "Only of this class, and why not; repeatable.": "只判定该类，并说明为何不属于；可重复。",
    "Of texts.": "文字的语言。",
    "Goes before Accept: json, html, text, markdown, ndjson, csv.": (
        "优先于 Accept：json、html、text、markdown、ndjson、csv。"
    ),
    "A class that the questions are to decide.": "提问所要判定的类。",
    "The question to ask, by its key; the first that matters, if none.": (
        "要问的问题的标识（key）；未给出则为第一个有关的问题。"
    ),
    "What the organization is called.": "组织的名称。",
    "A description as JSON, instead of a record.": "以 JSON 描述代替记录。",
    "Of texts: `en` or `zh`.": "文字的语言：`en` 或 `zh`。",
    "Words of a title, an issuer or a place.": "题名、发布机构或地点中的词。",
    "A level, a locality, a country or a city: `local`, `beijing`.": (
        "层面、地区、国家或城市：`local`、`beijing`。"
    ),
    "The key of who issued it: `cast`.": "发布机构的标识（key）：`cast`。",
    "The key of a measure: `tax-preference`.": "措施的标识（key）：`tax-preference`。",
    "Whether that measure is `mentioned`, as if nothing is said, or `not-mentioned`.": (
        "该措施为 `mentioned`（已提及，默认）或 `not-mentioned`（未提及）。"
    ),
    "Of Table 1: `name`, `-marks`, or a measure's key.": (
        "表1的次序：`name`、`-marks` 或措施的标识（key）。"
    ),
    "The same of Table 2.": "表2的次序，同上。",
    "Of disputes.": "争议的种类。",
    "`figure-1` to `figure-6`.": "`figure-1` 至 `figure-6`。",
    "`figure-2` to `figure-6`.": "`figure-2` 至 `figure-6`。",
    "Goes before Accept: csv, tsv, json, xml, turtle.": (
        "优先于 Accept：csv、tsv、json、xml、turtle。"
    ),
    "Goes before Accept: json, html.": "优先于 Accept：json、html。",
    "Where: `beijing`, `bonn`, `china`, ...": "地点：`beijing`、`bonn`、`china` 等。",
    "What for; `settle`, if nothing is said.": "目的；未给出则为 `settle`（落户）。",
    "Of the graph's own IRI.": "图自身 IRI 中的路径。",
    "Of a graph of the dataset: `paper`.": "数据集中图的名称：`paper`。",
    "A kind and a key, as `organization/inbar`; an extension names a format.": (
        "类型与标识（key），如 `organization/inbar`；扩展名表示格式。"
    ),
    "Of the format.": "格式的扩展名。",
    "An example: `29`.": "示例查询：`29`。",
    "An example query as data": "以数据形式获取一个示例查询",
    "The example, as `01-policies-by-level`.": "示例的名称，如 `01-policies-by-level`。",
}
