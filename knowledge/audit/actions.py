"""What can be recorded, and on what: the closed lists behind the audit log's filters."""

from enum import StrEnum

SYSTEM = "system"
"""The actor of changes no person made: jobs, schedules."""

OPERATOR = "operator"
"""The actor of changes made by command on the machine itself."""


class SubjectKind(StrEnum):
    """What was changed."""

    ENTRY = "entry"
    CLUSTER = "cluster"
    REPORT = "report"
    INQUIRY = "inquiry"
    COLLECTION = "collection"
    WEEKLY_REPORT = "weekly_report"
    STAFF = "staff"
    PARTNER = "partner"
    AUDIT = "audit"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _SUBJECTS[self]


_SUBJECTS = {
    SubjectKind.ENTRY: "条目",
    SubjectKind.CLUSTER: "线索簇",
    SubjectKind.REPORT: "上报线索",
    SubjectKind.INQUIRY: "提问",
    SubjectKind.COLLECTION: "专题",
    SubjectKind.WEEKLY_REPORT: "周报",
    SubjectKind.STAFF: "账号",
    SubjectKind.PARTNER: "接入单位",
    SubjectKind.AUDIT: "审计日志",
}


class Action(StrEnum):
    """What was done."""

    CREATE = "create"
    UPDATE = "update"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    IMPORT = "import"
    EXPORT = "export"
    MOVE = "move"
    ASSIGN = "assign"
    CONCLUDE = "conclude"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    MARK = "mark"
    SIGN_OFF = "sign_off"
    GENERATE = "generate"
    NOTIFY = "notify"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    PASSWORD = "password"
    TOTP = "totp"
    TOKEN = "token"
    ROLE = "role"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    DELETE = "delete"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _ACTIONS[self]


_ACTIONS = {
    Action.CREATE: "新建",
    Action.UPDATE: "修改",
    Action.SUBMIT: "提交审核",
    Action.SEND_BACK: "退回修改",
    Action.PUBLISH: "发布",
    Action.SCHEDULE: "定时",
    Action.WITHDRAW: "撤回",
    Action.RESTORE: "恢复旧版",
    Action.IMPORT: "导入",
    Action.EXPORT: "导出",
    Action.MOVE: "改变状态",
    Action.ASSIGN: "交办",
    Action.CONCLUDE: "办结",
    Action.REOPEN: "重新打开",
    Action.MERGE: "合并",
    Action.SPLIT: "拆分",
    Action.LINK: "关联辟谣",
    Action.MARK: "标记",
    Action.SIGN_OFF: "签发",
    Action.GENERATE: "生成",
    Action.NOTIFY: "通知",
    Action.SIGN_IN: "登录",
    Action.SIGN_IN_FAILED: "登录失败",
    Action.SIGN_OUT: "退出登录",
    Action.PASSWORD: "设置密码",
    Action.TOTP: "动态口令",
    Action.TOKEN: "签发程序凭证",
    Action.ROLE: "改变角色",
    Action.ACTIVATE: "启用",
    Action.DEACTIVATE: "停用",
    Action.DELETE: "删除",
}
