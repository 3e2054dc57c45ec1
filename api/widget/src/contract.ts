/** The public HTTP contract, as the api's OpenAPI description has it. */

export type Verdict = "false" | "misleading" | "true" | "unproven";

export interface CardSource {
  title: string;
  publisher: string;
  /** null where the page may not be linked: a repost or a mirror */
  url: string | null;
  published_on: string | null;
  /** A official or scientific body, B established media, C repost */
  tier: "A" | "B" | "C";
}

export interface RelatedEntry {
  entry_id: string;
  title: string;
}

/** 答复卡 */
export interface AnswerCard {
  entry_id: string;
  kind: "rumor" | "knowledge" | "law" | "service" | "plan";
  title: string;
  claim: string;
  verdict: Verdict | null;
  verdict_label: string | null;
  truth: string;
  key_points: string[];
  advice: string;
  sources: CardSource[];
  reviewed_on: string;
  unit: string;
  related: RelatedEntry[];
  /** only reposts support it so far */
  needs_source: boolean;
  share_text: string;
}

export interface Choice {
  title: string;
  /** what the button sends back, for the api alone to read */
  choice: string;
}

export interface Message {
  kind: "text" | "card" | "emergency" | "receipt";
  /** plain words; for a card the spoken summary */
  text: string;
  card?: AnswerCard | null;
  query_code?: string | null;
  choices?: Choice[] | null;
}

/** Told later: an answer to what was asked, a correction or a withdrawal of what was shown. */
export interface NewsItem {
  id: number;
  message: Message;
}

export interface ChatRequest {
  text: string;
  message_id: string;
  conversation_id?: string;
  choice?: string;
}

export interface ChatReply {
  conversation_id: string;
  messages: Message[];
}
