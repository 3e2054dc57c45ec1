import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { RebuttalForm } from "./RebuttalForm";
import { type Cluster, type Draft, type Entry, MOST_LISTED, StaffClient, StaffError } from "./staff_client";

/** Kept for this tab only: closing it signs out. */
const TOKEN_KEY = "xiaochen.staff.token";
const WHERE: Record<string, string> = {
  wechat_group: "微信群",
  moments: "朋友圈",
  short_video: "短视频",
  website: "网页或公众号",
  offline: "线下听说",
  other: "其他",
};

export function Console() {
  const [token, setToken] = useState(() => sessionStorage.getItem(TOKEN_KEY) ?? "");
  const [notice, setNotice] = useState("");
  const client = useMemo(() => (token ? new StaffClient(token) : null), [token]);
  const signOut = useCallback((reason: string) => {
    sessionStorage.removeItem(TOKEN_KEY);
    setToken("");
    setNotice(reason);
  }, []);
  return (
    <div class="console">
      <header class="console__header">
        <h1>食安小辰 · 工作台</h1>
        {client && (
          <button type="button" class="quiet-button" onClick={() => signOut("")}>
            退出
          </button>
        )}
      </header>
      {client ? (
        <Desk client={client} signOut={signOut} />
      ) : (
        <SignIn
          notice={notice}
          enter={(given) => {
            sessionStorage.setItem(TOKEN_KEY, given);
            setNotice("");
            setToken(given);
          }}
        />
      )}
    </div>
  );
}

function SignIn({ notice, enter }: { notice: string; enter: (token: string) => void }) {
  const [given, setGiven] = useState("");
  return (
    <form
      class="panel sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        if (given.trim()) enter(given.trim());
      }}
    >
      <label for="token">登录凭证</label>
      <input
        id="token"
        type="password"
        autocomplete="current-password"
        value={given}
        onInput={(event) => setGiven(event.currentTarget.value)}
      />
      <p class="hint">凭证由管理员用 xiaochen staff add 开通，只在开通时显示一次。</p>
      {notice && (
        <p class="problem" role="alert">
          {notice}
        </p>
      )}
      <button type="submit" class="weui-btn weui-btn_primary weui-btn_mini">
        登录
      </button>
    </form>
  );
}

function Desk({ client, signOut }: { client: StaffClient; signOut: (reason: string) => void }) {
  const [clusters, setClusters] = useState<Cluster[] | null>(null);
  const [entries, setEntries] = useState<Entry[]>([]);
  const [toSource, setToSource] = useState<Entry[]>([]);
  const [chosen, setChosen] = useState<{ cluster: Cluster; entry: Entry | null } | null>(null);
  const [notice, setNotice] = useState<{ text: string; bad: boolean } | null>(null);

  const attempt = useCallback(
    async (work: () => Promise<string | null>) => {
      try {
        const done = await work();
        setNotice(done ? { text: done, bad: false } : null);
      } catch (error) {
        if (error instanceof StaffError && error.status === 401) signOut(error.message);
        else
          setNotice({
            text: error instanceof StaffError ? error.message : "网络不通，请稍后再试。",
            bad: true,
          });
      }
    },
    [signOut],
  );
  const load = useCallback(async () => {
    setClusters(await client.clusters());
    setEntries(await client.entriesInHand());
    setToSource(await client.entriesToSource());
  }, [client]);
  useEffect(() => {
    void attempt(async () => {
      await load();
      return null;
    });
  }, [attempt, load]);

  const look = async (clusterId: number) => {
    const cluster = await client.cluster(clusterId);
    return { cluster, entry: cluster.entry_id ? await client.entry(cluster.entry_id) : null };
  };
  /** Kept as a draft first: when something is missing for the review, nothing that was written is lost. */
  const submit = async (draft: Draft) => {
    if (!chosen) return null;
    const { cluster } = chosen;
    let entry = chosen.entry;
    if (entry) {
      entry = await client.update(entry.entry_id, { ...entry.content, ...draft });
    } else {
      const { entry_id } = await client.rebut(cluster.cluster_id, draft);
      entry = await client.entry(entry_id);
    }
    setChosen({ cluster, entry });
    await load();
    await client.move(entry.entry_id, "submit");
    setChosen(null);
    await load();
    return "已提交审核，请另一位同事发布";
  };
  const move = (entry: Entry, step: "submit" | "send-back" | "publish", done: string) =>
    attempt(async () => {
      await client.move(entry.entry_id, step);
      await load();
      return done;
    });

  return (
    <main>
      <div role="status" class={notice?.bad ? "problem" : "done"}>
        {notice?.text ?? ""}
      </div>
      {toSource.length > 0 && (
        <details class="panel">
          <summary>
            来源待补的条目（{toSource.length < MOST_LISTED ? toSource.length : `${MOST_LISTED} 条以上`}）
          </summary>
          <ul class="list">
            {toSource.map((entry) => (
              <li key={entry.entry_id} class="list__item">
                <div>
                  <strong>{entry.content.title}</strong>
                  <p class="hint">
                    {entry.entry_id} · {entry.content.sources.map((source) => source.title).join("；")}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </details>
      )}
      <section class="panel">
        <h2>待写完和待审核的条目</h2>
        {entries.length === 0 && <p class="hint">没有。</p>}
        <ul class="list">
          {entries.map((entry) => (
            <li key={entry.entry_id} class="list__item">
              <div>
                <strong>{entry.content.title}</strong>
                <p class="hint">
                  {entry.status_label} · 撰写 {entry.contributors.join("、")}
                </p>
                <p>{entry.content.truth}</p>
              </div>
              <div class="list__buttons">
                {entry.status === "draft" && (
                  <button
                    type="button"
                    class="action"
                    onClick={() => void move(entry, "submit", "已提交审核")}
                  >
                    提交审核
                  </button>
                )}
                {entry.status === "in_review" && (
                  <>
                    <button
                      type="button"
                      class="action"
                      onClick={() => void move(entry, "publish", "已发布，几秒内对居民生效")}
                    >
                      发布
                    </button>
                    <button
                      type="button"
                      class="action action--plain"
                      onClick={() => void move(entry, "send-back", "已退回")}
                    >
                      退回
                    </button>
                  </>
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel">
        <h2>居民上报的线索</h2>
        {clusters?.length === 0 && <p class="hint">还没有线索。</p>}
        <ul class="list">
          {clusters?.map((cluster) => (
            <li key={cluster.cluster_id} class="list__item">
              <div>
                <strong>{cluster.claim}</strong>
                <p class="hint">
                  {cluster.status_label} · 上报 {cluster.report_count} 次 · 等答复{" "}
                  {cluster.wants_answer_count} 人 · 最近 {day(cluster.last_reported_at)}
                </p>
              </div>
              <div class="list__buttons">
                <button
                  type="button"
                  class="action action--plain"
                  aria-expanded={chosen?.cluster.cluster_id === cluster.cluster_id}
                  onClick={() =>
                    void attempt(async () => {
                      const open = chosen?.cluster.cluster_id === cluster.cluster_id;
                      setChosen(open ? null : await look(cluster.cluster_id));
                      return null;
                    })
                  }
                >
                  查看
                </button>
              </div>
              {chosen?.cluster.cluster_id === cluster.cluster_id && (
                <div class="list__detail">
                  <h3>上报记录</h3>
                  <ul>
                    {chosen.cluster.reports.map((report) => (
                      <li key={report.report_id}>
                        {day(report.created_at)}　{WHERE[report.where_seen ?? ""] ?? "未说明"}　{report.claim}
                      </li>
                    ))}
                  </ul>
                  {chosen.entry && chosen.entry.status !== "draft" ? (
                    <p class="hint">
                      答复条目：{chosen.entry.content.title}（{chosen.entry.status_label}）
                    </p>
                  ) : (
                    <RebuttalForm
                      cluster={chosen.cluster}
                      written={chosen.entry?.content ?? null}
                      save={(draft) => attempt(() => submit(draft))}
                    />
                  )}
                </div>
              )}
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

function day(instant: string): string {
  return new Date(instant).toLocaleString("zh-CN", {
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}
