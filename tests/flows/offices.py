"""The five offices as they are played: each with a small invented roster, everybody in it bound to a phone."""

from dataclasses import dataclass

HEADER = "姓名,岗位,单位,单位类别,角别"


@dataclass(frozen=True, slots=True)
class PlayedOffice:
    """An office by its rulebook; `roster` is the table that an administrator would load."""

    id: str
    name: str
    roster: str


PUTUO = PlayedOffice(
    "putuo_justice",
    "普陀区司法局",
    f"""{HEADER}
程岚,受理派单,办公室,受理单位,
罗毅,受理单位分管领导,办公室,受理单位,
唐卓,承办人,法律援助中心,处置部门,A
顾彤,承办人,法律援助中心,处置部门,B
夏明,部门负责人,法律援助中心,处置部门,
秦朗,分管领导,法律援助中心,处置部门,
姚静,承办人,公共法律服务科,处置部门,A
范晨,承办人,公共法律服务科,处置部门,B
邵勤,部门负责人,公共法律服务科,处置部门,
秦朗,分管领导,公共法律服务科,处置部门,
严正,主要领导,,,
贺宁,管理员,,,
""",
)
YICHUAN = PlayedOffice(
    "yichuan_road",
    "宜川路街道",
    f"""{HEADER}
林晓,受理派单,街道城运中心,受理单位,
马骏,受理单位分管领导,街道城运中心,受理单位,
张三,承办人,城建办,处置部门,A
李四,承办人,城建办,处置部门,B
吴刚,部门负责人,城建办,处置部门,
郑华,分管领导,城建办,处置部门,
钱进,承办人,平安办,处置部门,A
蒋波,承办人,平安办,处置部门,B
何平,部门负责人,平安办,处置部门,
陶然,分管领导,平安办,处置部门,
周敏,片区信息员,东片区,片区,
冯兰,分管领导,东片区,片区,
王正,主要领导,,,
孙宁,管理员,,,
""",
)
SONGJIANG = PlayedOffice(
    "songjiang_civil",
    "松江区民政局",
    f"""{HEADER}
池瑶,受理派单,局办公室,受理单位,
柏松,受理单位分管领导,局办公室,受理单位,
丁怡,承办人,社会救助科,处置部门,A
卢畅,承办人,社会救助科,处置部门,B
石磊,部门负责人,社会救助科,处置部门,
龚雪,分管领导,社会救助科,处置部门,
倪俊,承办人,养老服务科,处置部门,A
崔颖,承办人,养老服务科,处置部门,B
万里,部门负责人,养老服务科,处置部门,
龚雪,分管领导,养老服务科,处置部门,
梁宽,主要领导,,,
薛敏,管理员,,,
""",
)
BEIZHAN = PlayedOffice(
    "beizhan",
    "北站街道",
    f"""{HEADER}
叶青,受理派单,综合管理中心,受理单位,
康健,受理单位分管领导,综合管理中心,受理单位,
毛毅,承办人,市政科,处置部门,A
常乐,承办人,市政科,处置部门,B
易行,部门负责人,市政科,处置部门,
章程,分管领导,市政科,处置部门,
武岳,承办人,社区科,处置部门,A
祁红,承办人,社区科,处置部门,B
戚然,部门负责人,社区科,处置部门,
章程,分管领导,社区科,处置部门,
岳峰,主要领导,,,
柯蓝,管理员,,,
""",
)
NANMATOU = PlayedOffice(
    "nanmatou_road",
    "南码头路街道",
    f"""{HEADER}
汪洋,受理派单,街道城运中心,受理单位,
葛亮,受理单位分管领导,街道城运中心,受理单位,
韦一,承办人,社区管理办,处置部门,A
舒心,承办人,社区管理办,处置部门,B
项前,部门负责人,社区管理办,处置部门,
季明,分管领导,社区管理办,处置部门,
屈原野,承办人,城管中队,处置部门,A
佟飞,承办人,城管中队,处置部门,B
关山,部门负责人,城管中队,处置部门,
白桦,分管领导,城管中队,处置部门,
牛勇,主要领导,,,
艾文,管理员,,,
""",
)


def pasted(number: str, dispatched: str, **changes: str) -> str:
    """What a district platform prints about an ordinary complaint that it dispatched at `dispatched`.

    `changes`: other values for 类型、标题、内容 and whatever else it prints, by their labels.
    """
    fields = {
        "工单编号": number,
        "来源": "区城运中心",
        "类型": "投诉",
        "紧急程度": "普通",
        "诉求人": "王样英",
        "联系电话": "13800001001",
        "诉求地址": "示例路118弄2号301室",
        "来电时间": dispatched,
        "派单时间": dispatched,
        "标题": "楼道堆物",
        "内容": "来电人反映楼道里堆放杂物，要求清理。",
    }
    return "\n".join(f"{label}：{value}" for label, value in {**fields, **changes}.items() if value)
