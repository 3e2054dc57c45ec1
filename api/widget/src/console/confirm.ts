// Asks before a form with data-confirm is sent, in the browser's own dialog element.

export function askBeforeSubmitting(page: Document): void {
  page.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const question = form.dataset.confirm;
      if (!question || form.dataset.confirmed === "yes") {
        delete form.dataset.confirmed;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = (event as SubmitEvent).submitter;
      ask(page, question, () => {
        form.dataset.confirmed = "yes";
        form.requestSubmit(submitter);
      });
    },
    true,
  );
}

function ask(page: Document, question: string, confirmed: () => void): void {
  const dialog = page.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-labelledby", "confirm-question");
  const text = page.createElement("p");
  text.id = "confirm-question";
  text.textContent = question;
  const buttons = page.createElement("div");
  buttons.className = "btn-list justify-content-end";
  buttons.append(
    button(page, "取消", "btn", () => dialog.close()),
    button(page, "确定", "btn btn-primary", () => {
      dialog.close();
      confirmed();
    }),
  );
  dialog.append(text, buttons);
  dialog.addEventListener("close", () => dialog.remove());
  page.body.append(dialog);
  dialog.showModal();
}

function button(page: Document, label: string, kind: string, pressed: () => void): HTMLButtonElement {
  const made = page.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = label;
  made.addEventListener("click", pressed);
  return made;
}
