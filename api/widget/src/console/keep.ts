// Keeps what somebody writes in a form with data-keep="KEY" in this browser, until the form was saved.
// A session that ends while they write, a closed tab or a network that is away then loses nothing: the page of
// the form shows it again. Passwords, files and hidden fields are never kept, except hidden ones with data-kept
// (the edition a text was written on, so that a conflict is still seen).

type Kept = { values: Record<string, string[]>; submitted: boolean };

const PREFIX = "xiaochen-keep:";

export function keepWhatIsWritten(page: Document, storage: Storage): void {
  const person = page.body.dataset.person;
  // Without a person this is the sign-in page: what is kept waits for them.
  if (person) {
    const own = `${PREFIX}${person}:`;
    if (page.body.dataset.done !== undefined) {
      forget(storage, own, (kept) => kept.submitted);
    }
    // Any other page means that what was sent did not arrive: a refusal, or the sign-in page below.
    takeBack(storage, own);
    for (const form of page.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
      keep(form, storage, own + form.dataset.keep);
    }
  } else {
    takeBack(storage, PREFIX);
  }
  page.addEventListener("submit", (event) => {
    // Signing out on purpose leaves nothing behind on a shared machine.
    if ((event.target as HTMLElement).dataset.forget !== undefined) {
      forget(storage, PREFIX, () => true);
    }
  });
}

function keep(form: HTMLFormElement, storage: Storage, key: string): void {
  const write = (submitted: boolean) =>
    put(storage, key, { values: valuesOf(form), submitted } satisfies Kept);
  const kept = read(storage, key);
  if (form.dataset.sentBack !== undefined) {
    // The server shows what was typed, with what must be put right; that is newer than what was kept.
    write(false);
  } else if (kept && !isSame(kept.values, valuesOf(form))) {
    form.dispatchEvent(new CustomEvent("kept-text-coming", { detail: kept.values }));
    putBack(form, kept.values);
    announce(form, () => {
      storage.removeItem(key);
      form.ownerDocument.location.reload();
    });
  }
  form.addEventListener("input", () => write(false));
  form.addEventListener("submit", () => write(true));
}

function fieldsOf(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  const fields = [...form.elements].filter(
    (field) =>
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement,
  );
  return fields.filter((field) => {
    const isSecret = ["password", "file", "submit", "button"].includes(field.type);
    const isOwn = field.type !== "hidden" || field.dataset.kept !== undefined;
    return field.name !== "" && !isSecret && isOwn;
  });
}

function isChoice(field: Element): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

function valuesOf(form: HTMLFormElement): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const field of fieldsOf(form)) {
    const list = values[field.name] ?? [];
    values[field.name] = list;
    if (!isChoice(field) || field.checked) {
      list.push(field.value);
    }
  }
  return values;
}

function putBack(form: HTMLFormElement, values: Record<string, string[]>): void {
  const used: Record<string, number> = {};
  for (const field of fieldsOf(form)) {
    const list = values[field.name];
    if (!list) {
      continue;
    }
    if (isChoice(field)) {
      field.checked = list.includes(field.value);
      continue;
    }
    const position = used[field.name] ?? 0;
    used[field.name] = position + 1;
    field.value = list[position] ?? field.value;
  }
  form.dispatchEvent(new Event("kept-text-restored", { bubbles: true }));
}

function announce(form: HTMLFormElement, discard: () => void): void {
  const page = form.ownerDocument;
  const note = page.createElement("div");
  note.className = "alert alert-info d-flex align-items-center gap-2";
  note.setAttribute("role", "status");
  const text = page.createElement("span");
  text.textContent = "已恢复您上次没有保存的内容。";
  const button = page.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm ms-auto";
  button.textContent = "不要了，用已保存的";
  button.addEventListener("click", discard);
  note.append(text, button);
  form.prepend(note);
}

function isSame(left: Record<string, string[]>, right: Record<string, string[]>): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => (left[name] ?? []).join("\0") === (right[name] ?? []).join("\0"));
}

function read(storage: Storage, key: string): Kept | undefined {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? "null") as Kept | null;
    return kept?.values ? kept : undefined;
  } catch {
    return undefined;
  }
}

function put(storage: Storage, key: string, kept: Kept): void {
  try {
    storage.setItem(key, JSON.stringify(kept));
  } catch {
    // More than the browser has room for (a picture pasted as text): what was kept before stays.
  }
}

function takeBack(storage: Storage, prefix: string): void {
  for (const key of Object.keys(storage)) {
    const kept = key.startsWith(prefix) ? read(storage, key) : undefined;
    if (kept?.submitted) {
      put(storage, key, { ...kept, submitted: false });
    }
  }
}

function forget(storage: Storage, prefix: string, isMeant: (kept: Kept) => boolean): void {
  for (const key of Object.keys(storage)) {
    const kept = key.startsWith(prefix) ? read(storage, key) : undefined;
    if (kept && isMeant(kept)) {
      storage.removeItem(key);
    }
  }
}
