/** The staff interface of the api, with the bearer token of whoever signed in. */

export interface Report {
  report_id: number;
  claim: string;
  query_code: string;
  where_seen: string | null;
  wants_answer: boolean | null;
  created_at: string;
}

export interface Cluster {
  cluster_id: number;
  claim: string;
  status: string;
  status_label: string;
  report_count: number;
  wants_answer_count: number;
  first_reported_at: string;
  last_reported_at: string;
  entry_id: string | null;
  reports: Report[];
}

export interface DraftSource {
  title: string;
  publisher: string;
  url: string | null;
  published_on: string | null;
  /** A official or scientific body, B established media, C repost; left out, the api goes by the address */
  tier?: string;
}

export interface Draft {
  kind: string;
  title: string;
  verdict: string;
  truth: string;
  key_points: string[];
  advice: string;
  phrasings: string[];
  topic: string;
  unit: string;
  risk: string;
  sources: DraftSource[];
}

export interface Entry {
  entry_id: string;
  status: "draft" | "in_review" | "published" | "withdrawn";
  status_label: string;
  is_public: boolean;
  needs_source: boolean;
  content: Draft;
  contributors: string[];
  updated_at: string;
}

/** How many entries are asked for at once: of a list this long there may be more. */
export const MOST_LISTED = 100;

export class StaffError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export class StaffClient {
  constructor(private readonly token: string) {}

  clusters(): Promise<Cluster[]> {
    return this.call("GET", "/clusters");
  }

  cluster(id: number): Promise<Cluster> {
    return this.call("GET", `/clusters/${id}`);
  }

  entriesInHand(): Promise<Entry[]> {
    return Promise.all([
      this.call<Entry[]>("GET", "/entries?status=in_review"),
      this.call<Entry[]>("GET", "/entries?status=draft"),
    ]).then((lists) => lists.flat());
  }

  /** 来源待补: public, but only reposts support them. */
  entriesToSource(): Promise<Entry[]> {
    return this.call("GET", `/entries?status=published&needs_source=true&limit=${MOST_LISTED}`);
  }

  rebut(clusterId: number, draft: Draft): Promise<{ entry_id: string }> {
    return this.call("POST", `/clusters/${clusterId}/rebuttal`, draft);
  }

  entry(entryId: string): Promise<Entry> {
    return this.call("GET", `/entries/${entryId}`);
  }

  update(entryId: string, draft: Draft): Promise<Entry> {
    return this.call("PUT", `/entries/${entryId}`, draft);
  }

  move(entryId: string, step: "submit" | "send-back" | "publish" | "withdraw"): Promise<Entry> {
    return this.call("POST", `/entries/${entryId}/${step}`);
  }

  private async call<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(`/api/v1/staff${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
      throw new StaffError(problem.error?.message ?? "没有成功，请稍后再试。", response.status);
    }
    return (await response.json()) as Reply;
  }
}
