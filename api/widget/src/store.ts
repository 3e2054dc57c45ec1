/** The conversation: what was said, what waits to be sent, and its copy in the browser's storage. */

import { chat, greeting, news, Refused, Unreachable } from "./client";
import type { ChatRequest, Message, NewsItem } from "./contract";

const STORAGE_KEY = "xiaochen.conversation.v1";
/** Older turns are dropped from the page's memory; the query codes they held stay valid. */
const MOST_ITEMS = 200;
/** The api takes that many numbers at once. */
const MOST_SEEN = 100;
/** Pauses before trying an undelivered message again; the last one repeats. */
const RETRY_MS = [2_000, 5_000, 15_000, 30_000];

export type Item =
  | {
      id: string;
      from: "resident";
      text: string;
      state: "waiting" | "sent" | "refused";
      choice?: string;
      note?: string;
    }
  | { id: string; from: "assistant"; message: Message; isNews?: boolean };

export interface Conversation {
  conversationId: string | null;
  items: Item[];
  draft: string;
  /** numbers of the news shown here: what comes again is passed over */
  told: number[];
  /** those of them the api does not know yet to have been shown */
  unacknowledged: number[];
  /** a message is on its way and the answer has not come */
  busy: boolean;
  /** the last try failed and another is planned */
  unreachable: boolean;
}

type Listener = (conversation: Conversation) => void;

export class ConversationStore {
  private state: Conversation;
  private listeners = new Set<Listener>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private looking = false;

  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null) {
    this.state = {
      conversationId: null,
      items: [],
      draft: "",
      told: [],
      unacknowledged: [],
      busy: false,
      unreachable: false,
      ...this.restored(),
    };
  }

  get current(): Conversation {
    return this.state;
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Greets an empty conversation and sends whatever an earlier visit could not. */
  async open(): Promise<void> {
    if (this.state.items.length === 0) {
      try {
        this.append((await greeting()).map(fromAssistant));
      } catch {
        this.update({ unreachable: true });
        this.timer = setTimeout(() => void this.open(), RETRY_MS[1]);
        return;
      }
    }
    await this.deliver();
  }

  setDraft(draft: string): void {
    this.update({ draft });
  }

  /** Says something: typed words, or a button with the value it stands for. */
  async say(text: string, choice?: string): Promise<void> {
    const words = text.trim();
    if (words === "") return;
    this.append([
      { id: newId(), from: "resident", text: words, state: "waiting", ...(choice ? { choice } : {}) },
    ]);
    if (choice === undefined) this.update({ draft: "" });
    await this.deliver();
  }

  /** Sends waiting messages one after the other; called again whenever the line may be back. */
  async deliver(): Promise<void> {
    if (this.state.busy) return;
    if (this.timer) clearTimeout(this.timer);
    for (let next = this.nextWaiting(); next; next = this.nextWaiting()) {
      this.update({ busy: true });
      try {
        // The same message_id on every try: the api answers a repeat without logging it twice.
        const reply = await chat(this.request(next));
        this.failures = 0;
        this.change(next.id, { state: "sent" });
        this.update({ conversationId: reply.conversation_id, busy: false, unreachable: false });
        this.append(reply.messages.map(fromAssistant));
      } catch (error) {
        this.update({ busy: false });
        if (!this.handled(next, error)) return;
      }
    }
  }

  /** Shows what there is to tell, and says so; called while the page is looked at. Failures wait for the next time. */
  async lookForNews(): Promise<void> {
    const { conversationId } = this.state;
    if (conversationId === null || this.looking) return;
    this.looking = true;
    try {
      for (let more = true; more; ) {
        const seen = this.state.unacknowledged.slice(0, MOST_SEEN);
        const found = await news(conversationId, seen);
        // Cleared meanwhile: these belong to a conversation that is no longer here.
        if (this.state.conversationId !== conversationId) return;
        more = this.tell(found, seen);
      }
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    } finally {
      this.looking = false;
    }
  }

  clear(): void {
    this.storage?.removeItem(STORAGE_KEY);
    this.update({
      conversationId: null,
      items: [],
      draft: "",
      told: [],
      unacknowledged: [],
      unreachable: false,
    });
    void this.open();
  }

  /** True when there is something to acknowledge. Shown and noted in one step, so that a reload shows nothing twice. */
  private tell(found: NewsItem[], acknowledged: number[]): boolean {
    const fresh = found.filter((item) => !this.state.told.includes(item.id));
    const unacknowledged = this.state.unacknowledged.filter((id) => !acknowledged.includes(id));
    // One that comes again although it was acknowledged is told once more that it was shown.
    unacknowledged.push(...found.map((item) => item.id).filter((id) => !unacknowledged.includes(id)));
    if (fresh.length > 0 || acknowledged.length > 0 || found.length > 0) {
      this.update({
        items: [...this.state.items, ...fresh.flatMap(fromNews)].slice(-MOST_ITEMS),
        told: [...this.state.told, ...fresh.map((item) => item.id)].slice(-MOST_ITEMS),
        unacknowledged,
      });
    }
    return fresh.length > 0;
  }

  private request(item: Extract<Item, { from: "resident" }>): ChatRequest {
    return {
      text: item.text,
      message_id: item.id,
      ...(this.state.conversationId ? { conversation_id: this.state.conversationId } : {}),
      ...(item.choice ? { choice: item.choice } : {}),
    };
  }

  /** True when the next waiting message may be tried at once. */
  private handled(item: Extract<Item, { from: "resident" }>, error: unknown): boolean {
    if (error instanceof Refused && error.status !== 429) {
      this.change(item.id, { state: "refused", note: error.message });
      // A typed message that was refused goes back into the box: nothing a resident wrote is lost.
      if (!item.choice && this.state.draft === "") this.update({ draft: item.text });
      return true;
    }
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    const pause = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 30_000;
    const wait = error instanceof Refused && error.retryAfter ? error.retryAfter * 1000 : pause;
    this.failures += 1;
    this.change(item.id, { note: error.message });
    this.update({ unreachable: error instanceof Unreachable });
    this.timer = setTimeout(() => void this.deliver(), wait);
    return false;
  }

  private nextWaiting() {
    return this.state.items.find(
      (item): item is Extract<Item, { from: "resident" }> =>
        item.from === "resident" && item.state === "waiting",
    );
  }

  private append(items: Item[]): void {
    this.update({ items: [...this.state.items, ...items].slice(-MOST_ITEMS) });
  }

  private change(id: string, changes: { state?: "sent" | "refused"; note?: string }): void {
    this.update({
      items: this.state.items.map((item) => {
        if (item.id !== id || item.from !== "resident") return item;
        const { note: _old, ...rest } = item;
        return { ...rest, ...changes };
      }),
    });
  }

  private update(changes: Partial<Conversation>): void {
    this.state = { ...this.state, ...changes };
    this.save();
    for (const listener of this.listeners) listener(this.state);
  }

  private save(): void {
    const { conversationId, items, draft, told, unacknowledged } = this.state;
    try {
      const kept = { conversationId, items, draft, told, unacknowledged };
      this.storage?.setItem(STORAGE_KEY, JSON.stringify(kept));
    } catch {
      // Private windows and full storage refuse; the conversation then lives as long as the page.
    }
  }

  private restored(): Partial<Conversation> {
    try {
      const saved = JSON.parse(this.storage?.getItem(STORAGE_KEY) ?? "null") as Partial<Conversation> | null;
      if (!saved || !Array.isArray(saved.items)) return {};
      return {
        conversationId: saved.conversationId ?? null,
        items: saved.items,
        draft: saved.draft ?? "",
        told: saved.told ?? [],
        unacknowledged: saved.unacknowledged ?? [],
      };
    } catch {
      return {};
    }
  }
}

function fromAssistant(message: Message): Item {
  return { id: newId(), from: "assistant", message };
}

/** A card says what is true, and not why it comes now: the sentence stands before it. */
function fromNews(item: NewsItem): Item[] {
  const { card, text } = item.message;
  const said: Message[] = card ? [{ kind: "text", text }, item.message] : [item.message];
  return said.map((message) => ({ ...fromAssistant(message), isNews: true }));
}

/** randomUUID needs https; residents may open the page over plain http inside an office network. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
