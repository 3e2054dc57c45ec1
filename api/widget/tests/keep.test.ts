import { afterEach, beforeEach, expect, it } from "vitest";
import { keepWhatIsWritten } from "../src/console/keep";

const FORM = `
  <form method="post" action="/save" data-keep="entry-1">
    <input type="hidden" name="csrf_token" value="new token">
    <input type="hidden" name="edition" value="4" data-kept>
    <input name="title" value="saved title">
    <textarea name="truth"></textarea>
    <input name="phrasings" value="first"><input name="phrasings" value="second">
    <input type="checkbox" name="urgent" value="1">
    <input type="password" name="secret" value="">
  </form>
  <form method="post" action="/console/sign-out" data-forget></form>`;

/** A page as the console sends it; the browser's storage stays. */
function open(person: string | undefined, html: string, done = false): HTMLFormElement | null {
  const page = document.implementation.createHTMLDocument();
  page.body.innerHTML = html;
  if (person) {
    page.body.dataset.person = person;
  }
  if (done) {
    page.body.dataset.done = "";
  }
  page.addEventListener("submit", (event) => event.preventDefault());
  keepWhatIsWritten(page, localStorage);
  return page.querySelector("form[data-keep]");
}

function fieldOf(form: HTMLFormElement | null, name: string): HTMLInputElement {
  const field = form?.elements.namedItem(name);
  if (!(field instanceof HTMLElement)) {
    throw new Error(`no field ${name}`);
  }
  return field as HTMLInputElement;
}

function write(form: HTMLFormElement | null, name: string, value: string): void {
  const field = fieldOf(form, name);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function value(form: HTMLFormElement | null, name: string): string {
  return fieldOf(form, name).value;
}

function submit(form: Element | null | undefined): void {
  form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}

beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

it("gives back what was written when the session ended before it was saved", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "new title");
  write(form, "truth", "line one\nline two");
  const second = form?.querySelectorAll<HTMLInputElement>("[name=phrasings]")[1];
  if (second) {
    second.value = "another wording";
  }
  const urgent = fieldOf(form, "urgent");
  urgent.checked = true;
  urgent.dispatchEvent(new Event("input", { bubbles: true }));
  submit(form);
  open(undefined, "<form></form>"); // the sign-in page
  const again = open("张编辑", FORM.replace('value="4"', 'value="9"'));
  expect(value(again, "title")).toBe("new title");
  expect(value(again, "truth")).toBe("line one\nline two");
  expect(
    [...(again?.querySelectorAll<HTMLInputElement>("[name=phrasings]") ?? [])].map((f) => f.value),
  ).toEqual(["first", "another wording"]);
  expect(fieldOf(again, "urgent").checked).toBe(true);
  // The edition it was written on comes back too, so a conflict is seen; the new session's token stays.
  expect(value(again, "edition")).toBe("4");
  expect(value(again, "csrf_token")).toBe("new token");
  expect(again?.querySelector("[role=status]")?.textContent).toContain("已恢复您上次没有保存的内容");
});

it("forgets it once it was saved", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "new title");
  submit(form);
  const saved = open("张编辑", FORM, true);
  expect(value(saved, "title")).toBe("saved title");
  expect(localStorage.length).toBe(0);
});

it("keeps what was sent and refused, whatever is saved elsewhere afterwards", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "refused title");
  submit(form);
  open("张编辑", FORM.replace("saved title", "refused title"));
  open("张编辑", "<p>another page</p>", true);
  expect(value(open("张编辑", FORM), "title")).toBe("refused title");
});

it("keeps what was not sent when something else was saved", () => {
  write(open("张编辑", FORM), "title", "half written");
  open("张编辑", "<p>another page</p>", true);
  expect(value(open("张编辑", FORM), "title")).toBe("half written");
});

it("never keeps passwords, and never shows one person's words to another", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "mine");
  write(form, "secret", "my password");
  expect(JSON.stringify(localStorage)).not.toContain("my password");
  expect(value(open("李编辑", FORM), "title")).toBe("saved title");
});

it("says nothing when there is nothing to give back", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "x");
  write(form, "title", "saved title");
  expect(open("张编辑", FORM)?.querySelector("[role=status]")).toBeNull();
});

it("leaves nothing behind when somebody signs out", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "mine");
  submit(form?.ownerDocument.querySelector("form[data-forget]"));
  expect(localStorage.length).toBe(0);
});

it("survives a damaged store", () => {
  localStorage.setItem("xiaochen-keep:张编辑:entry-1", "{not json");
  expect(value(open("张编辑", FORM), "title")).toBe("saved title");
});

it("keeps what was sent into an ended session, wherever somebody goes after signing in again", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "sent too late");
  submit(form);
  open(undefined, "<form></form>"); // the sign-in page
  open("张编辑", "<p>saved something else</p>", true);
  expect(value(open("张编辑", FORM), "title")).toBe("sent too late");
});

it("keeps what was sent and answered with an error page", () => {
  const form = open("张编辑", FORM);
  write(form, "title", "refused");
  submit(form);
  open("张编辑", "<p>这次提交没有通过安全核对</p>");
  open("张编辑", "<p>saved something else</p>", true);
  expect(value(open("张编辑", FORM), "title")).toBe("refused");
});

it("goes on when the browser has no room for more", () => {
  const full = {
    ...localStorage,
    getItem: () => null,
    setItem: () => {
      throw new DOMException("", "QuotaExceededError");
    },
  };
  const page = document.implementation.createHTMLDocument();
  page.body.innerHTML = FORM;
  page.body.dataset.person = "张编辑";
  keepWhatIsWritten(page, full as unknown as Storage);
  const form = page.querySelector<HTMLFormElement>("form[data-keep]");
  expect(() => write(form, "title", "x".repeat(100))).not.toThrow();
});
