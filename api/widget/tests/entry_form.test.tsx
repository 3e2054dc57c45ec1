import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showCard } from "../src/console/card_frame";
import { helpToWrite, stayWhileWriting, wording } from "../src/console/entry_form";
import { keepWhatIsWritten } from "../src/console/keep";
import type { AnswerCard } from "../src/contract";

const card: AnswerCard = {
  entry_id: "",
  kind: "rumor",
  title: "彩虹西瓜是染色的",
  claim: "彩虹西瓜是染色的",
  verdict: "false",
  verdict_label: "谣言",
  truth: "彩虹西瓜是正常品种。",
  key_points: ["<script>alert(1)</script>"],
  advice: "",
  sources: [],
  reviewed_on: "2026-11-26",
  unit: "区市场监管局",
  related: [],
  needs_source: true,
  share_text: "",
};
const row = (number: number) => `
  <div data-source aria-label="第 ${number} 条来源">
    <label for="title-${number}">标题</label><input id="title-${number}" name="source_title" value="">
    <label for="tier-${number}">级别</label><select id="tier-${number}" name="source_tier">
      <option value="">按网址判断</option><option value="A"${number === 1 ? " selected" : ""}>A</option></select>
  </div>`;
const PAGE = `
  <form id="entry-form" data-keep="entry-1" data-entry="/console/entries/live/card?entry=1">
    <input type="hidden" name="edition" value="4" data-kept>
    <div class="mb-3"><input name="title" value="saved title"></div>
    <fieldset>${row(1)}${row(2)}<button type="button" hidden data-add-source>再加一条来源</button></fieldset>
  </form>
  <div data-live><div class="card-frame"></div><p data-preview-note>边写边更新，不会保存。</p>
  <div id="advice"></div></div>`;

let answers: (() => Response)[] = [];
const asked: { address: string; body: URLSearchParams; signal: AbortSignal }[] = [];

/** A page as the console sends it; no script of another page still listens. */
function open(html = PAGE): Document {
  const page = document.implementation.createHTMLDocument();
  page.body.innerHTML = html;
  page.body.dataset.person = "张编辑";
  helpToWrite(page);
  stayWhileWriting(page);
  keepWhatIsWritten(page, localStorage);
  return page;
}

function field(page: Document, name: string): HTMLInputElement {
  return page.querySelector(`[name=${name}]`) as HTMLInputElement;
}

function write(page: Document, name: string, value: string): void {
  field(page, name).value = value;
  field(page, name).dispatchEvent(new Event("input", { bubbles: true }));
}

const note = (page: Document) => page.querySelector("[data-preview-note]");
const shown = (page: Document) => page.querySelector<HTMLElement>(".card-frame")?.dataset.card;
const said = (body: unknown) => () => new Response(JSON.stringify(body));

beforeEach(() => {
  localStorage.clear();
  answers = [];
  asked.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (address: string, sent: RequestInit) => {
    asked.push({ address, body: sent.body as URLSearchParams, signal: sent.signal as AbortSignal });
    return (answers.shift() ?? said({ card, left_out: [] }))();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows the residents' own card, with whatever was typed as text", () => {
  const place = document.createElement("div");
  showCard(place, card);
  expect(place.querySelector("article.card .stamp--false")?.textContent).toContain("谣言");
  expect(place.querySelector("script")).toBeNull();
  expect(place.querySelector(".card__points")?.textContent).toBe("<script>alert(1)</script>");
  showCard(place, { ...card, truth: "换了一句。", key_points: [] });
  expect(place.querySelectorAll("article").length).toBe(1);
  expect(place.textContent).toContain("换了一句。");
});

it("asks for the card once a pause in typing, with what stands in the form", async () => {
  const page = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.length).toBe(1);
  write(page, "title", "彩");
  write(page, "title", "彩虹");
  await vi.advanceTimersByTimeAsync(399);
  expect(asked.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.length).toBe(2);
  expect(asked[1]?.address).toBe("/console/entries/live/card?entry=1");
  expect(asked[1]?.body.get("title")).toBe("彩虹");
  expect(JSON.parse(shown(page) ?? "null")).toEqual(card);
});

it("drops an answer that a later question has overtaken", async () => {
  const page = open();
  await vi.advanceTimersByTimeAsync(0);
  let late: (answer: Response) => void = () => {};
  vi.stubGlobal("fetch", (_: string, sent: RequestInit) => {
    asked.push({ address: "", body: sent.body as URLSearchParams, signal: sent.signal as AbortSignal });
    return new Promise<Response>((resolve, reject) => {
      late = resolve;
      sent.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    });
  });
  write(page, "title", "first");
  await vi.advanceTimersByTimeAsync(400);
  write(page, "title", "second");
  await vi.advanceTimersByTimeAsync(400);
  expect(asked[1]?.signal.aborted).toBe(true);
  late(said({ card: { ...card, title: "second" }, left_out: [] })());
  await vi.advanceTimersByTimeAsync(0);
  expect(JSON.parse(shown(page) ?? "null").title).toBe("second");
  expect(note(page)?.textContent).toBe(wording.shown);
});

it("names what is not in the card yet", async () => {
  answers = [said({ card, left_out: ["来源：网址应以 https:// 或 http:// 开头"] })];
  const page = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(note(page)?.textContent).toBe("预览里还没有：来源：网址应以 https:// 或 http:// 开头");
});

it("goes on when the card cannot be had, and says so", async () => {
  answers = [() => new Response("", { status: 500 }), said({ card, left_out: [] })];
  const page = open();
  await vi.advanceTimersByTimeAsync(0);
  expect(note(page)?.textContent).toBe(wording.failed);
  write(page, "title", "again");
  await vi.advanceTimersByTimeAsync(400);
  expect(note(page)?.textContent).toBe(wording.shown);
});

it("says that the session ended, and keeps what was written for afterwards", async () => {
  const page = open();
  answers = [() => new Response("", { status: 401, headers: { "HX-Redirect": "/console/sign-in?next=/x" } })];
  await vi.advanceTimersByTimeAsync(0);
  answers = [() => new Response("", { status: 401, headers: { "HX-Redirect": "/console/sign-in?next=/x" } })];
  write(page, "title", "a long text");
  await vi.advanceTimersByTimeAsync(400);
  expect(note(page)?.querySelector("a")?.getAttribute("href")).toBe("/console/sign-in?next=/x");
  expect(field(page, "title").value).toBe("a long text");
  expect(field(open(), "title").value).toBe("a long text");
});

it("does not let htmx lead somebody away who is writing", () => {
  const page = open();
  const xhr = { status: 401, getResponseHeader: () => "/console/sign-in?next=/x" };
  const ended = new CustomEvent("htmx:beforeOnLoad", {
    detail: { xhr, elt: page.getElementById("advice") },
    bubbles: true,
    cancelable: true,
  });
  page.getElementById("advice")?.dispatchEvent(ended);
  expect(ended.defaultPrevented).toBe(true);
  expect(note(page)?.textContent).toBe(wording.signedOut + wording.signIn);
});

it("adds an empty row for another source, and focuses it", () => {
  const page = open();
  const button = page.querySelector<HTMLButtonElement>("[data-add-source]");
  expect(button?.hidden).toBe(false);
  field(page, "source_title").value = "written";
  button?.click();
  const rows = page.querySelectorAll("[data-source]");
  expect(rows.length).toBe(3);
  expect(rows[2]?.getAttribute("aria-label")).toBe("第 3 条来源");
  expect(rows[2]?.querySelector("input")?.id).toBe("title-3");
  expect(rows[2]?.querySelector("label")?.htmlFor).toBe("title-3");
  expect(
    [...(rows[2]?.querySelectorAll("input, select") ?? [])].map((one) => (one as HTMLInputElement).value),
  ).toEqual(["", ""]);
  expect(rows[0]?.querySelector("input")?.value).toBe("written");
});

it("gives back every source that was written, also those added", () => {
  const page = open();
  page.querySelector<HTMLButtonElement>("[data-add-source]")?.click();
  const titles = page.querySelectorAll<HTMLInputElement>("[name=source_title]");
  titles.forEach((one, number) => {
    one.value = `source ${number}`;
  });
  titles[2]?.dispatchEvent(new Event("input", { bubbles: true }));
  const again = open().querySelectorAll<HTMLInputElement>("[name=source_title]");
  expect([...again].map((one) => one.value)).toEqual(["source 0", "source 1", "source 2"]);
});

it("trusts the page that a refused form came back in more than what was kept", () => {
  write(open(), "title", "mine");
  const page = open(
    PAGE.replace("data-keep", "data-sent-back data-keep")
      .replace('"4"', '"5"')
      .replace("saved title", "mine"),
  );
  expect(field(page, "edition").value).toBe("5");
  expect(page.querySelector(".alert-info")).toBeNull();
  expect(field(open(), "edition").value).toBe("5");
});

function bring(page: Document, kind: string, types: string[], text = ""): { event: Event; note: string } {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  const brought = { types, getData: () => text };
  Object.assign(event, kind === "paste" ? { clipboardData: brought } : { dataTransfer: brought });
  field(page, "title").dispatchEvent(event);
  return { event, note: page.querySelector("[role=alert]")?.textContent ?? "" };
}

it("refuses a picture with a sentence, pasted or dropped, and takes text", () => {
  const page = open();
  for (const kind of ["paste", "drop"]) {
    const refused = bring(page, kind, ["Files"]);
    expect(refused.event.defaultPrevented).toBe(true);
    expect(refused.note).toBe(wording.noPicture);
  }
  write(page, "title", "x");
  expect(page.querySelector("[role=alert]")).toBeNull();
  expect(bring(page, "paste", ["text/plain", "text/html", "Files"], "几个字").event.defaultPrevented).toBe(
    false,
  );
  expect(bring(page, "paste", ["text/plain"], "A".repeat(5_000_000)).note).toBe(wording.tooLong);
});
