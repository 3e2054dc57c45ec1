import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewsItem } from "../src/contract";
import { ConversationStore } from "../src/store";

class MemoryStorage {
  private values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  removeItem = (key: string) => void this.values.delete(key);
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

/** An api with an outbox, as the real one keeps it: what was not acknowledged comes again. */
class Api {
  waiting: NewsItem[] = [];
  asked: Array<{ conversation_id: string; seen: number[] }> = [];
  /** answers lost on the way, after the api did its part */
  lost = 0;
  handle = async (path: string, init?: RequestInit): Promise<Response> => {
    if (path === "/api/v1/greeting") return json({ messages: [] });
    const body = JSON.parse(String(init?.body));
    if (path === "/api/v1/chat") return json({ conversation_id: "c1", messages: [] });
    this.asked.push(body);
    this.waiting = this.waiting.filter((item) => !body.seen.includes(item.id));
    if (this.lost-- > 0) return json({}, 503);
    return json({ news: this.waiting });
  };
}

const told = (id: number, text = `消息${id}`): NewsItem => ({ id, message: { kind: "text", text } });
const words = (store: ConversationStore) =>
  store.current.items.filter((item) => item.from === "assistant").map((item) => item.message.text);

let api: Api;
beforeEach(() => {
  api = new Api();
  vi.stubGlobal("fetch", api.handle);
});
afterEach(() => vi.unstubAllGlobals());

describe("news", () => {
  it("is not asked for before there is a conversation", async () => {
    await new ConversationStore(null).lookForNews();
    expect(api.asked).toEqual([]);
  });

  it("is shown once and acknowledged at once", async () => {
    const store = new ConversationStore(new MemoryStorage());
    await store.say("彩虹西瓜");
    api.waiting = [told(7), told(8)];
    await store.lookForNews();
    expect(words(store)).toEqual(["消息7", "消息8"]);
    expect(api.asked.map((body) => body.seen)).toEqual([[], [7, 8]]);
    expect(api.waiting).toEqual([]);
    await store.lookForNews();
    expect(words(store)).toEqual(["消息7", "消息8"]);
    expect(api.asked.at(-1)?.seen).toEqual([]);
  });

  it("is not shown again after a reload when the acknowledgement was lost", async () => {
    const storage = new MemoryStorage();
    const first = new ConversationStore(storage);
    await first.say("彩虹西瓜");
    api.waiting = [told(7)];
    const handle = api.handle;
    // The api never hears that it was shown.
    vi.stubGlobal("fetch", async (path: string, init?: RequestInit) =>
      String(init?.body).includes("[7]") ? Promise.reject(new TypeError("offline")) : handle(path, init),
    );
    await first.lookForNews();
    expect(api.waiting).toHaveLength(1);
    vi.stubGlobal("fetch", handle);
    const second = new ConversationStore(storage);
    await second.lookForNews();
    expect(words(second)).toEqual(["消息7"]);
    expect(api.waiting).toEqual([]);
  });

  it("waits for the next time when the api is away", async () => {
    const store = new ConversationStore(null);
    await store.say("彩虹西瓜");
    api.waiting = [told(7)];
    api.lost = 1;
    await store.lookForNews();
    expect(words(store)).toEqual([]);
    await store.lookForNews();
    expect(words(store)).toEqual(["消息7"]);
  });

  it("says why a card comes before it shows it", async () => {
    const store = new ConversationStore(null);
    await store.say("彩虹西瓜");
    const card = { title: "彩虹西瓜" } as NonNullable<NewsItem["message"]["card"]>;
    api.waiting = [{ id: 7, message: { kind: "card", text: "您问过的有了答复", card } }];
    await store.lookForNews();
    const shown = store.current.items.filter((item) => item.from === "assistant");
    expect(shown.map((item) => [item.message.kind, item.isNews])).toEqual([
      ["text", true],
      ["card", true],
    ]);
  });

  it("of a conversation that was cleared meanwhile is not shown in the next one", async () => {
    const store = new ConversationStore(new MemoryStorage());
    await store.say("彩虹西瓜");
    api.waiting = [told(7)];
    const looking = store.lookForNews();
    store.clear();
    await looking;
    expect(words(store)).toEqual([]);
  });
});
