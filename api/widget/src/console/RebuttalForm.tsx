import { useState } from "preact/hooks";
import type { Cluster, Draft } from "./staff_client";

const VERDICTS = [
  ["false", "谣言"],
  ["misleading", "误导"],
  ["true", "属实"],
  ["unproven", "尚无定论"],
] as const;
const RISKS = [
  ["low", "低"],
  ["medium", "中"],
  ["high", "高"],
] as const;
const TIERS = [
  ["", "按网址判断"],
  ["A", "官方或科学机构"],
  ["B", "主流或专业媒体"],
  ["C", "转载（居民看不到链接）"],
] as const;

/** 辟谣草稿: what was written so far, or a new one in the residents' words; the api says what is still missing. */
export function RebuttalForm({
  cluster,
  written,
  save,
}: {
  cluster: Cluster;
  written: Draft | null;
  save: (draft: Draft) => Promise<void>;
}) {
  const source = written?.sources[0];
  const [fields, setFields] = useState({
    title: written?.title ?? cluster.claim.slice(0, 60),
    verdict: written?.verdict ?? "false",
    risk: written?.risk ?? "medium",
    truth: written?.truth ?? "",
    points: written?.key_points.join("\n") ?? "",
    advice: written?.advice ?? "",
    phrasings: (written?.phrasings ?? [...new Set(cluster.reports.map((report) => report.claim))]).join("\n"),
    topic: written?.topic ?? "",
    unit: written?.unit ?? "区市场监管局",
    sourceTitle: source?.title ?? "",
    sourcePublisher: source?.publisher ?? "",
    sourceUrl: source?.url ?? "",
    sourceDate: source?.published_on ?? "",
    sourceTier: source?.tier ?? "",
  });
  const set =
    (name: keyof typeof fields) =>
    (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }) =>
      setFields({
        ...fields,
        // The tier was that of the address before: the api judges the new one, unless a tier is chosen after it.
        ...(name === "sourceUrl" ? { sourceTier: "" } : {}),
        [name]: event.currentTarget.value,
      });
  const id = (name: string) => `rebuttal-${cluster.cluster_id}-${name}`;
  const line = (name: keyof typeof fields, label: string, hint = "") => (
    <p class="field">
      <label for={id(name)}>{label}</label>
      <input id={id(name)} value={fields[name]} placeholder={hint} onInput={set(name)} />
    </p>
  );
  const text = (name: keyof typeof fields, label: string, rows: number) => (
    <p class="field">
      <label for={id(name)}>{label}</label>
      <textarea id={id(name)} rows={rows} value={fields[name]} onInput={set(name)} />
    </p>
  );
  const choice = (
    name: keyof typeof fields,
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <p class="field">
      <label for={id(name)}>{label}</label>
      <select id={id(name)} value={fields[name]} onChange={set(name)}>
        {options.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </p>
  );
  return (
    <form
      class="rebuttal"
      onSubmit={(event) => {
        event.preventDefault();
        void save({
          kind: "rumor",
          title: fields.title.trim(),
          verdict: fields.verdict,
          truth: fields.truth.trim(),
          key_points: lines(fields.points),
          advice: fields.advice.trim(),
          phrasings: lines(fields.phrasings),
          topic: fields.topic.trim(),
          unit: fields.unit.trim(),
          risk: fields.risk,
          sources: [
            {
              title: fields.sourceTitle.trim(),
              publisher: fields.sourcePublisher.trim(),
              url: fields.sourceUrl.trim() || null,
              published_on: fields.sourceDate.trim() || null,
              ...(fields.sourceTier ? { tier: fields.sourceTier } : {}),
            },
            ...(written?.sources.slice(1) ?? []),
          ].filter((named) => named.title || named.publisher),
        });
      }}
    >
      <h3>写辟谣</h3>
      {line("title", "说法（居民怎么说）")}
      {choice("verdict", "结论", VERDICTS)}
      {line("truth", "一句话事实（六十个字以内，先说事实）")}
      {text("points", "要点（两到六条，一行一条）", 4)}
      {text("advice", "建议", 2)}
      {text("phrasings", "问法（一行一条）", 4)}
      {line("topic", "主题", "如：水果")}
      {line("unit", "责任单位")}
      {choice("risk", "风险", RISKS)}
      {line("sourceTitle", "来源标题")}
      {line("sourcePublisher", "来源发布单位")}
      {line("sourceUrl", "来源网址（居民能打开的，没有就不填）", "https://")}
      {line("sourceDate", "来源日期", "2026-11-20")}
      {choice("sourceTier", "来源等级", TIERS)}
      <button type="submit" class="weui-btn weui-btn_primary weui-btn_mini">
        提交审核
      </button>
    </form>
  );
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
