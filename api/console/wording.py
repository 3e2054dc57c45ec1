"""What the console says outside its templates, in Chinese."""

from types import MappingProxyType

from knowledge.entries.comparison import FIELD_LABELS

FORGED_FORM = "这次提交没有通过安全核对，没有保存。请刷新页面再试；您写的内容还在。"
UNREADABLE_FORM = "这次提交的内容太大，或者没有传完，没有保存。是不是粘贴了图片？请退回上一页删掉再提交，写的内容还在。"
NOT_REPEATED = "两次输入的新密码不一样。"
NOT_EMPTY = "这一项没有填好，请检查是不是漏填，或者选了表里没有的内容。"
NO_FILE = "请选择一个文件。"
PICTURE_FOR_TABLE = "这是图片，里面的文字读不出来。请把内容填进模板，上传 .xlsx 或 .csv 文件。"
FILE_TOO_LARGE = "文件超过 5 MB，没有导入。请去掉表格里的图片，或者分成几个文件。"
FIELD_PROBLEM = "这一项太长了，请缩短。"
UNTITLED = "（还没有写标题）"
NO_PICTURE_HERE = "条目里只能写文字，图片没有收。您写的文字都还在，请把图片里的内容写成文字。"
NO_REASON = "请写一句理由，同事要看得懂。"
NO_TIME = "请选日期和时间，例如 2026-12-01 08:00。"
UNSCHEDULED = "取消定时发布"
NO_QUESTION = "请先写一句居民可能会问的话。"
FIELD_NAMES = MappingProxyType({**FIELD_LABELS, "file": "图片"})
"""The fields of an entry, as its form names them."""
GROUP_LINE = "“{line}”应写成 人群：提示，例如 孕妇：彻底热透再吃。"
SIGN_IN_AGAIN = "登录已过期，请重新登录。"

FAILURE_TITLES = MappingProxyType(
    {
        400: "这次提交的内容不对",
        403: "没有权限",
        404: "没有找到",
        405: "这个地址不能这样打开",
        409: "现在不能这样操作",
        413: "内容太大",
        422: "有内容不符合要求",
        429: "操作太快",
        500: "出了点问题",
        503: "正在准备",
    }
)
FAILURE_TITLE = "没有成功"

DONE = MappingProxyType(
    {
        "saved": "已保存。",
        "signed-out": "已退出登录。",
        "password": "密码已修改，其他地方的登录已全部结束。",
        "session-ended": "已结束那一处登录。",
        "totp-on": "动态口令已开通，下次登录要输入手机上的六位数字。",
        "totp-off": "动态口令已关闭。",
        "role": "角色已修改，立即生效。",
        "deactivated": "账号已停用，它的登录和程序凭证立即失效。",
        "activated": "账号已启用。",
        "report-made": "周报草稿已生成，请看过再签发。",
        "report-signed": "周报已签发，内容不再改变。",
        "assigned": "已交办，时限和责任单位已记入台账。",
        "concluded": "已办结，结论、依据和佐证材料已记入台账。",
        "dismissed": "已标为不予处理。",
        "sent-back": "已退回待核查。",
        "reopened": "已重新打开，原来的结论和经过都保留。",
        "company-checked": "涉企核实已登记。",
        "linked": "已关联条目；条目已公开的，问过的人会收到通知。",
        "merged": "已合并。以后重新聚类也不会拆开。",
        "split": "已拆分或移动。以后重新聚类也不会改回去。",
        "entry-created": "草稿已新建，居民还看不到。写好以后请提交审核。",
        "entry-saved": "草稿已保存，居民还看不到。",
        "entry-saved-behind-public": "改动已存为草稿。居民看到的还是上次发布的内容，审核发布以后才会换。",
        "entry-saved-out-of-review": "已保存。这一条原来在待审核，现在回到草稿，请重新提交审核。",
        "entry-saved-unscheduled": "已保存。原来批准的定时发布已取消，这一条回到草稿，请重新提交审核。",
        "entry-submitted": "已提交审核，请另一位同事来审。",
        "entry-published": "已发布，居民几秒钟内就能看到。",
        "entry-sent-back": "已退回草稿，理由写进了下面的经过。",
        "entry-withdrawn": "已撤回，居民现在看不到这一条了。",
        "entry-scheduled": "已批准，到时间会自动发布；在那之前居民看不到新内容。",
        "entry-unscheduled": "定时发布已取消，这一条退回草稿。",
        "entry-expires": "到期时间已设好，到时间会自动撤回。",
        "entry-expires-never": "到期时间已取消，这一条不会自动撤回。",
        "entry-restored": "旧版本已恢复成草稿。居民看到的没有变，审核发布以后才会换。",
        "question-phrasing": "已加为说法，条目发布后生效。",
        "question-draft": "已新建条目，请接着写完。",
        "question-dismissed": "已标为不需要处理。",
        "question-wrong": "已记下答错，会进入评测文件。",
        "collection-made": "专题已新建，请选条目。",
        "collection-public": "专题已公开，居民现在就能看到。",
        "collection-hidden": "专题已不再公开。",
        "collection-deleted": "专题已删除，里面的条目都保留。",
        "picked": "每日一条已选好。",
        "unpicked": "已取消这一天的每日一条。",
        "taken-in": "线索已录入。",
        "totp-reset": "已关闭这个账号的动态口令，请本人登录后重新开通。",
    }
)
"""What a page says after ``?done=KEY``. A desk adds its own keys."""

COLLECTION_HEADINGS = ("专题", "导语", "已公开", "顺序", "条目编号", "条目标题")
EXPORTS = (
    ("/console/files/entries.xlsx", "全部条目（Excel）", "任何状态的条目，列和导入模板一样", "edit_entries"),
    ("/console/files/entries.csv", "全部条目（CSV）", "内容同上，别的程序也能打开", "edit_entries"),
    ("/console/files/entries.zip", "已公开条目（YAML）", "可以原样导入另一套系统", "edit_entries"),
    ("/console/files/collections.csv", "专题（CSV）", "每个专题放了哪些条目、什么顺序", "edit_entries"),
    ("/console/ledger/export.csv", "线索台账（CSV）", "您能看到的全部线索", "see_console"),
    ("/console/questions/marks/questions.jsonl", "答错的提问（JSONL）", "给评测用", "handle_questions"),
    ("/console/questions/marks/negatives.jsonl", "不该答的提问（JSONL）", "给评测用", "handle_questions"),
    ("/console/audit/export.csv", "审计日志（CSV）", "谁在什么时候改了什么", "read_audit"),
)
"""What the desk of files offers: address, name, what is in it, and the permission it takes."""
