import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { Card } from "../src/components/Card";
import type { AnswerCard } from "../src/contract";

const card: AnswerCard = {
  entry_id: "geye-cai",
  kind: "rumor",
  title: "隔夜菜会致癌",
  claim: "隔夜菜会致癌",
  verdict: "misleading",
  verdict_label: "误导",
  truth: "冷藏好的剩菜热透再吃，没有致癌的证据。",
  key_points: ["剩菜的主要风险是细菌"],
  advice: "尽早冷藏。",
  sources: [
    {
      title: "可以打开的文章",
      publisher: "某机构",
      url: "https://example.org/a",
      published_on: "2024-05",
      tier: "A",
    },
    { title: "只有名字的文章", publisher: "某平台", url: null, published_on: null, tier: "C" },
    { title: "坏链接", publisher: "某平台", url: "javascript:alert(1)", published_on: null, tier: "B" },
  ],
  reviewed_on: "2026-11-23",
  unit: "区市场监管局",
  related: [{ entry_id: "geye-cha", title: "隔夜茶致癌" }],
  needs_source: false,
  share_text: "转发文字",
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("stamps the verdict on the quoted claim, in words a screen reader reads", () => {
  render(<Card card={card} conversationId="c1" choose={() => undefined} />);
  expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("“隔夜菜会致癌”");
  expect(screen.getByText("关于“隔夜菜会致癌”，结论：误导")).toBeTruthy();
});

it("links only to real web addresses", () => {
  render(<Card card={card} conversationId="c1" choose={() => undefined} />);
  const links = screen.getAllByRole("link");
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["https://example.org/a"]);
  expect(links[0]?.getAttribute("rel")).toBe("noopener noreferrer");
});

it("marks a card that only reposts support, and no other", () => {
  const { rerender } = render(<Card card={card} conversationId="c1" choose={() => undefined} />);
  expect(screen.queryByText("来源待补")).toBeNull();
  rerender(<Card card={{ ...card, needs_source: true }} conversationId="c1" choose={() => undefined} />);
  expect(screen.getByText("来源待补")).toBeTruthy();
  expect(screen.getByText("目前只找到转载，编辑正在补充原始出处。")).toBeTruthy();
});

it("shows markup in a card as text", () => {
  const { container } = render(
    <Card
      card={{ ...card, truth: "<img src=x onerror=alert(1)>" }}
      conversationId="c1"
      choose={() => undefined}
    />,
  );
  expect(container.querySelector("img")).toBeNull();
});

it("sends a vote and says thank you", async () => {
  const sent = vi.fn(async () => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", sent);
  render(<Card card={card} conversationId="c1" choose={() => undefined} />);
  fireEvent.click(screen.getByText("没用"));
  expect(await screen.findByText("谢谢您的反馈")).toBeTruthy();
  const [path, init] = sent.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe("/api/v1/feedback");
  expect(JSON.parse(String(init.body))).toEqual({
    conversation_id: "c1",
    entry_id: "geye-cai",
    helpful: false,
  });
});

it("asks for a related entry by its id", () => {
  const choose = vi.fn();
  render(<Card card={card} conversationId="c1" choose={choose} />);
  fireEvent.click(screen.getByText("隔夜茶致癌"));
  expect(choose).toHaveBeenCalledWith({ title: "隔夜茶致癌", choice: "entry:geye-cha" });
});
