// Buttons with data-copy-html and data-copy-text copy what is at these two addresses: to editors that take HTML with
// its styles, to others as words. Without a script they stay hidden, and the file can be downloaded.

type Copied = { html: string; text: string };

export function offerCopies(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-copy-html]")) {
    void offer(page, button);
  }
}

async function offer(page: Document, button: HTMLButtonElement): Promise<void> {
  // Read ahead: some browsers let a page copy only at the very moment of the click.
  const [html, text] = await Promise.all([read(button.dataset.copyHtml), read(button.dataset.copyText)]);
  button.addEventListener("click", () => {
    const said = page.querySelector<HTMLElement>("[data-copy-said]");
    const words = copy(page, { html, text }) ? button.dataset.copied : button.dataset.notCopied;
    if (said) {
      said.textContent = words ?? "";
    }
  });
  button.hidden = false;
}

// Not navigator.clipboard: it is missing without TLS, as inside an office network, and it parses the HTML under this
// page's policy, which knows no inline styles.
function copy(page: Document, { html, text }: Copied): boolean {
  let isPut = false;
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/html", html);
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    isPut = true;
  };
  page.addEventListener("copy", put);
  const isDone = page.execCommand("copy");
  page.removeEventListener("copy", put);
  return isDone && isPut;
}

async function read(address = ""): Promise<string> {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer.text();
}
