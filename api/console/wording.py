"""What the console says outside its templates, in Chinese."""

from types import MappingProxyType

FORGED_FORM = "这次提交没有通过安全核对，没有保存。请刷新页面再试；您写的内容还在。"
NOT_REPEATED = "两次输入的新密码不一样。"
NOT_EMPTY = "这一项没有填好，请检查是不是漏填，或者选了表里没有的内容。"
FIELD_PROBLEM = "这一项太长了，请缩短。"
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
        "question-phrasing": "已加为说法，条目发布后生效。",
        "question-draft": "已新建条目，请接着写完。",
        "question-dismissed": "已标为不需要处理。",
        "question-wrong": "已记下答错，会进入评测文件。",
        "taken-in": "线索已录入。",
        "totp-reset": "已关闭这个账号的动态口令，请本人登录后重新开通。",
    }
)
"""What a page says after ``?done=KEY``. A desk adds its own keys."""
