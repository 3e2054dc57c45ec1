import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatRequest } from "../src/contract";
import { ConversationStore } from "../src/store";

class MemoryStorage {
  private values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  removeItem = (key: string) => void this.values.delete(key);
}

/** A small api: answers what the test tells it to and remembers what it was sent. */
class Api {
  received: ChatRequest[] = [];
  next: Array<() => Response | Promise<Response>> = [];
  handle = async (path: string, init?: RequestInit): Promise<Response> => {
    if (path === "/api/v1/greeting") return json({ messages: [{ kind: "text", text: "您好" }] });
    this.received.push(JSON.parse(String(init?.body)) as ChatRequest);
    const answer = this.next.shift();
    return answer ? answer() : json({ conversation_id: "c1", messages: [{ kind: "text", text: "收到" }] });
  };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

const words = (store: ConversationStore) =>
  store.current.items.map((item) => (item.from === "resident" ? `我:${item.text}` : item.message.text));

let api: Api;
beforeEach(() => {
  vi.useFakeTimers();
  api = new Api();
  vi.stubGlobal("fetch", api.handle);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the conversation", () => {
  it("greets an empty conversation once and keeps it across a reload", async () => {
    const storage = new MemoryStorage();
    const first = new ConversationStore(storage);
    await first.open();
    await first.say("隔夜菜真的致癌吗");
    const second = new ConversationStore(storage);
    await second.open();
    expect(words(second)).toEqual(["您好", "我:隔夜菜真的致癌吗", "收到"]);
    expect(second.current.conversationId).toBe("c1");
  });

  it("keeps an unsent message and sends it again with the same message id", async () => {
    api.next = [() => Promise.reject(new TypeError("offline"))];
    const store = new ConversationStore(new MemoryStorage());
    await store.say("打针西瓜");
    expect(store.current.unreachable).toBe(true);
    expect(store.current.items[0]).toMatchObject({ state: "waiting" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(api.received).toHaveLength(2);
    expect(api.received[0]?.message_id).toBe(api.received[1]?.message_id);
    expect(words(store)).toEqual(["我:打针西瓜", "收到"]);
    expect(store.current.unreachable).toBe(false);
  });

  it("sends what an earlier visit could not", async () => {
    const storage = new MemoryStorage();
    api.next = [() => json({}, 503)];
    await new ConversationStore(storage).say("微波炉");
    const later = new ConversationStore(storage);
    await later.open();
    expect(words(later)).toEqual(["我:微波炉", "收到"]);
  });

  it("waits as long as the api asks when there are too many messages", async () => {
    api.next = [
      () => json({ error: { code: "rate", message: "歇一会儿再问" } }, 429, { "Retry-After": "7" }),
    ];
    const store = new ConversationStore(null);
    await store.say("问题");
    expect(store.current.items[0]).toMatchObject({ state: "waiting", note: "歇一会儿再问" });
    await vi.advanceTimersByTimeAsync(6_900);
    expect(api.received).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(api.received).toHaveLength(2);
  });

  it("gives a refused text back to the box with the reason", async () => {
    api.next = [() => json({ error: { code: "too_long", message: "太长了" } }, 413)];
    const store = new ConversationStore(null);
    await store.say("很长的话");
    expect(store.current.items[0]).toMatchObject({ state: "refused", note: "太长了" });
    expect(store.current.draft).toBe("很长的话");
  });

  it("sends two quick messages one after the other", async () => {
    let release: () => void = () => undefined;
    api.next = [
      () =>
        new Promise<Response>((resolve) => {
          release = () =>
            resolve(json({ conversation_id: "c1", messages: [{ kind: "text", text: "第一答" }] }));
        }),
    ];
    const store = new ConversationStore(null);
    const first = store.say("一");
    void store.say("二");
    expect(api.received).toHaveLength(1);
    release();
    await first;
    expect(api.received.map((request) => request.text)).toEqual(["一", "二"]);
    expect(api.received[1]?.conversation_id).toBe("c1");
  });

  it("sends a button's value beside its title", async () => {
    const store = new ConversationStore(null);
    await store.say("微信群", "where_seen:wechat_group");
    expect(api.received[0]).toMatchObject({ text: "微信群", choice: "where_seen:wechat_group" });
  });

  it("survives damaged storage", () => {
    const storage = new MemoryStorage();
    storage.setItem("xiaochen.conversation.v1", "{not json");
    expect(new ConversationStore(storage).current.items).toEqual([]);
  });
});
