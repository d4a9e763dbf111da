"""The sections of the paper: its headings, and ours for them in English."""

from istograph.model import Text

OUTLINE = {
    "1": Text(
        "Research on ISTOs in China so far, analysed and evaluated",
        "国际科技组织在华发展研究现状分析及评价",
    ),
    "2": Text(
        "Policies at home and abroad on attracting and fostering ISTOs",
        "国际科技组织引育发展的国内外政策研究",
    ),
    "2.1": Text(
        "China's policies and measures on establishing ISTOs and attracting them to settle",
        "我国设立和吸引国际科技组织落户的有关政策举措",
    ),
    "2.2": Text(
        "Policies and measures of developed countries of Europe and America",
        "欧美发达国家设立和吸引国际科技组织落户的有关政策举措",
    ),
    "3": Text(
        "China's initiating of, and taking part in, ISTO activities",
        "我国发起或参加国际科技组织活动现状",
    ),
    "3.1": Text(
        "Chinese S&T organizations that joined ISTOs at the various levels",
        "我国科技组织加入各层次国际科技组织情况",
    ),
    "3.2": Text("Chinese experts who hold posts in ISTOs", "我国专家学者在国际科技组织任职情况"),
    "3.3": Text(
        "Spending on activities of international organizations",
        "我国参与国际组织活动经费投入情况",
    ),
    "3.4": Text("Training of reserve talent for ISTOs", "我国国际科技组织后备人才培养情况"),
    "3.5": Text("Activities of ISTOs in China", "国际科技组织在华开展活动情况"),
    "4": Text("Problems and challenges", "国际科技组织在华发展问题与挑战"),
    "4.1": Text(
        "Institutional guarantees are insufficient",
        "发起、吸引和参加国际科技组织的制度性保障不足",
    ),
    "4.2": Text(
        "Systems of management and service are still to be built up",
        "国际科技组织事务管理和服务体系有待建立健全",
    ),
    "4.3": Text(
        "Level and capacity of participation are to be raised",
        "参与国际科技组织的水平和能力有待进一步提升",
    ),
    "5": Text("Policy recommendations", "促进国际科技组织在华发展的政策建议"),
    "5.1": Text(
        "Better laws and regulations for ISTOs that settle in China",
        "完善国际科技组织来华落户发展的相关法律法规",
    ),
    "5.2": Text(
        "A better environment for ISTOs that come and stay",
        "优化国际科技组织来华、在华落户发展的环境氛围",
    ),
    "5.3": Text(
        "More ways, and a wider scope, for attracting ISTOs to settle",
        "拓宽吸引国际科技组织来华落户的范围和渠道",
    ),
    "5.4": Text(
        "Training people for posts in ISTOs, and reserves of candidates",
        "加强国际科技组织任职及后备人选的培养",
    ),
}
