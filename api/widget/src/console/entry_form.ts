// The form of an entry while somebody writes: the card residents would get, more rows for sources, and what cannot
// be pasted. Without it the form still saves.
import type { AnswerCard } from "../contract";
import type { CardMessage } from "./card_frame";

const PAUSE = 400;
/** Characters; more than this at once is a picture as text, or a whole book. */
const LONGEST_PASTE = 20_000;

export const wording = {
  shown: "边写边更新，不会保存。",
  leftOut: "预览里还没有：",
  failed: "预览暂时更新不了，您写的内容不受影响，可以照常保存。",
  signedOut: "登录已过期。您写的内容留在这台电脑上，",
  signIn: "重新登录后接着写",
  noPicture: "条目里只能写文字，图片没有放进来。请把图片里的内容写成文字。",
  tooLong: "粘贴的内容太长（可能是图片），没有放进来。请只粘贴需要的几句话。",
  row: (number: number) => `第 ${number} 条来源`,
};

type Answer = { card: AnswerCard; left_out: string[] };

export function helpToWrite(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-entry]");
  if (!form) {
    return;
  }
  offerMoreSources(form);
  refusePictures(form);
  keepCardUpToDate(form);
}

/** The card follows what is typed, a moment behind; an older answer never replaces a newer one. */
function keepCardUpToDate(form: HTMLFormElement): void {
  const frame = form.ownerDocument.querySelector<HTMLIFrameElement>(".card-frame");
  if (!frame) {
    return;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = new AbortController();
  const update = async () => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const answer = await ask(form, signal);
      if (answer instanceof Response) {
        saySignedOut(form, answer.headers.get("HX-Redirect") ?? "/console/sign-in");
        return;
      }
      show(frame, answer.card);
      say(form, answer.left_out.length ? wording.leftOut + answer.left_out.join(" ") : wording.shown);
    } catch {
      if (!signal.aborted) {
        say(form, wording.failed);
      }
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("kept-text-restored", soon);
  void update();
}

async function ask(form: HTMLFormElement, signal: AbortSignal): Promise<Answer | Response> {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") {
      sent.append(name, value);
    }
  }
  const answer = await fetch(form.dataset.entry ?? "", {
    method: "POST",
    body: sent,
    signal,
    // So that the end of a session is told apart from the sign-in page.
    headers: { "HX-Request": "true", "HX-Current-URL": form.ownerDocument.location.href },
  });
  if (answer.status === 401) {
    return answer;
  }
  if (!answer.ok) {
    throw new Error(`preview: ${answer.status}`);
  }
  return (await answer.json()) as Answer;
}

function show(frame: HTMLIFrameElement, card: AnswerCard): void {
  // The frame reads this when it has not come up yet; else the message reaches it.
  frame.dataset.card = JSON.stringify(card);
  frame.contentWindow?.postMessage({ card } satisfies CardMessage, window.location.origin);
}

function say(form: HTMLFormElement, words: string): void {
  const note = form.ownerDocument.querySelector("[data-preview-note]");
  if (note && note.textContent !== words) {
    note.textContent = words;
  }
}

function saySignedOut(form: HTMLFormElement, address: string): void {
  const note = form.ownerDocument.querySelector("[data-preview-note]");
  const link = form.ownerDocument.createElement("a");
  link.href = address;
  link.textContent = wording.signIn;
  note?.replaceChildren(wording.signedOut, link);
}

/** What htmx asks while somebody writes must not take them to the sign-in page: the note above does that. */
export function stayWhileWriting(page: Document): void {
  page.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, elt } = (event as CustomEvent<{ xhr: XMLHttpRequest; elt: Element }>).detail;
    const form = page.querySelector<HTMLFormElement>("form[data-entry]");
    if (form && xhr.status === 401 && elt.closest("[data-live]")) {
      event.preventDefault();
      saySignedOut(form, xhr.getResponseHeader("HX-Redirect") ?? "/console/sign-in");
    }
  });
}

function offerMoreSources(form: HTMLFormElement): void {
  const rows = () => [...form.querySelectorAll<HTMLElement>("[data-source]")];
  const button = form.querySelector<HTMLButtonElement>("[data-add-source]");
  if (!button) {
    return;
  }
  const add = () => {
    const [first, last] = [rows()[0], rows().at(-1)];
    if (first && last) {
      last.after(emptyCopy(first, rows().length + 1));
    }
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    add();
    rows().at(-1)?.querySelector("input")?.focus();
  });
  // Text kept from before may have had more sources than the page has rows.
  form.addEventListener("kept-text-coming", (event) => {
    const values = (event as CustomEvent<Record<string, string[]>>).detail;
    while (rows().length < (values.source_title?.length ?? 0)) {
      add();
    }
  });
}

function emptyCopy(row: HTMLElement, number: number): HTMLElement {
  const copy = row.cloneNode(true) as HTMLElement;
  copy.setAttribute("aria-label", wording.row(number));
  for (const field of copy.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    const id = field.id.replace(/\d+$/, String(number));
    copy.querySelector(`label[for="${field.id}"]`)?.setAttribute("for", id);
    field.id = id;
    field.value = "";
    field.removeAttribute("value");
    for (const option of field.querySelectorAll("option[selected]")) {
      option.removeAttribute("selected");
    }
  }
  return copy;
}

/** A picture in the clipboard, or dropped here, would vanish or open in place of the form. */
function refusePictures(form: HTMLFormElement): void {
  const note = form.ownerDocument.createElement("div");
  note.className = "alert alert-warning";
  note.setAttribute("role", "alert");
  const refuse = (event: Event, brought: DataTransfer | null) => {
    const reason = brought && whyNot(brought);
    if (reason) {
      event.preventDefault();
      note.textContent = reason;
      const field = (event.target as Element).closest(".mb-3") ?? form;
      field.append(note);
    }
  };
  form.addEventListener("paste", (event) => refuse(event, event.clipboardData));
  form.addEventListener("drop", (event) => refuse(event, event.dataTransfer));
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
    }
  });
  form.addEventListener("input", () => note.remove());
}

function whyNot(brought: DataTransfer): string | undefined {
  // A word processor puts a picture of the text beside the text itself.
  if (brought.types.includes("Files") && !brought.types.includes("text/plain")) {
    return wording.noPicture;
  }
  return brought.getData("text/plain").length > LONGEST_PASTE ? wording.tooLong : undefined;
}
