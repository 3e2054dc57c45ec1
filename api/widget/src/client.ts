/** Speaks to the api. Every failure becomes one of two kinds: worth retrying, or refused with a reason. */

import type { ChatReply, ChatRequest, Message, NewsItem } from "./contract";
import { wording } from "./wording";

/** The api may take its Rasa deadline and then answer directly; beyond this the line is dead. */
export const TIMEOUT_MS = 15_000;

/** The message did not get through (offline, timeout, server trouble): keep it and try again. */
export class Unreachable extends Error {}

/** The api understood and said no; `message` is what the resident should read. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** seconds to wait, where the api named them */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

export async function chat(request: ChatRequest): Promise<ChatReply> {
  return call<ChatReply>("/api/v1/chat", request);
}

export async function greeting(): Promise<Message[]> {
  const reply = await call<{ messages: Message[] }>("/api/v1/greeting");
  return reply.messages;
}

export async function feedback(conversationId: string, entryId: string, helpful: boolean): Promise<void> {
  await call("/api/v1/feedback", { conversation_id: conversationId, entry_id: entryId, helpful });
}

/** What the conversation was not told yet; `seen` are those shown since: only then do they count as delivered. */
export async function news(conversationId: string, seen: number[]): Promise<NewsItem[]> {
  const reply = await call<{ news: NewsItem[] }>("/api/v1/news", { conversation_id: conversationId, seen });
  return reply.news;
}

async function call<Reply>(path: string, body?: unknown): Promise<Reply> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(path, {
      signal: stop.signal,
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  } catch {
    throw new Unreachable(wording.unreachable);
  } finally {
    clearTimeout(timer);
  }
  if (response.status >= 500) throw new Unreachable(wording.unreachable);
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return undefined as Reply;
  try {
    return (await response.json()) as Reply;
  } catch {
    throw new Unreachable(wording.unreachable);
  }
}

async function refusal(response: Response): Promise<Refused> {
  const seconds = Number(response.headers.get("Retry-After"));
  let message: string = wording.refused;
  try {
    const body = (await response.json()) as { error?: { message?: string } };
    message = body.error?.message ?? message;
  } catch {
    // A proxy in between may answer with its own page; the general sentence will do.
  }
  return new Refused(message, response.status, seconds > 0 ? seconds : null);
}
