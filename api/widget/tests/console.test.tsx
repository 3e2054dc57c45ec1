import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { Console } from "../src/console/Console";
import { RebuttalForm } from "../src/console/RebuttalForm";
import type { Cluster, Draft, Entry } from "../src/console/staff_client";

const cluster: Cluster = {
  cluster_id: 1,
  claim: "彩虹西瓜是染色的",
  status: "checking",
  status_label: "核查中",
  report_count: 1,
  wants_answer_count: 0,
  first_reported_at: "2026-11-20T04:00:00Z",
  last_reported_at: "2026-11-20T04:00:00Z",
  entry_id: "caihong",
  reports: [],
};

/** As the api stores a draft whose source had no address yet: without one it is a repost. */
const written: Draft = {
  kind: "rumor",
  title: "彩虹西瓜是染色的",
  verdict: "false",
  truth: "",
  key_points: [],
  advice: "",
  phrasings: [],
  topic: "",
  unit: "区市场监管局",
  risk: "low",
  sources: [{ title: "抽检通报", publisher: "区市场监管局", url: null, published_on: null, tier: "C" }],
};

function entry(number: number): Entry {
  return {
    entry_id: `entry-${number}`,
    status: "published",
    status_label: "已发布",
    is_public: true,
    needs_source: true,
    content: written,
    contributors: [],
    updated_at: "2026-11-20T04:00:00Z",
  };
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

function saved(change: () => void): Draft | undefined {
  const save = vi.fn(async (_draft: Draft) => undefined);
  render(<RebuttalForm cluster={cluster} written={written} save={save} />);
  change();
  fireEvent.click(screen.getByText("提交审核"));
  return save.mock.calls[0]?.[0];
}

it("lets the api judge a source again whose address was changed", () => {
  const draft = saved(() =>
    fireEvent.input(screen.getByLabelText(/来源网址/), { target: { value: "https://www.samr.gov.cn/a" } }),
  );
  expect(draft?.sources[0]).toEqual({
    title: "抽检通报",
    publisher: "区市场监管局",
    url: "https://www.samr.gov.cn/a",
    published_on: null,
  });
});

it("keeps a tier whose address was not changed, and one chosen after the address", () => {
  const kept = saved(() =>
    fireEvent.input(screen.getByLabelText("来源标题"), { target: { value: "抽检通报二" } }),
  );
  expect(kept?.sources[0]?.tier).toBe("C");
  cleanup();
  const chosen = saved(() => {
    fireEvent.input(screen.getByLabelText(/来源网址/), { target: { value: "https://www.samr.gov.cn/a" } });
    fireEvent.change(screen.getByLabelText("来源等级"), { target: { value: "C" } });
  });
  expect(chosen?.sources[0]?.tier).toBe("C");
});

async function countShown(count: number): Promise<string | null> {
  sessionStorage.setItem("xiaochen.staff.token", "t");
  const all = Array.from({ length: count }, (_, number) => entry(number));
  vi.stubGlobal("fetch", async (path: string) => {
    const query = new URL(path, "https://x.example").searchParams;
    const found = query.get("needs_source") ? all.slice(0, Number(query.get("limit") ?? 100)) : [];
    return new Response(JSON.stringify(found));
  });
  render(<Console />);
  return (await screen.findByText(/^来源待补的条目/)).textContent;
}

it("counts the entries that need a source, and says when there may be more than it was given", async () => {
  expect(await countShown(99)).toBe("来源待补的条目（99）");
  cleanup();
  expect(await countShown(130)).toBe("来源待补的条目（100 条以上）");
});
