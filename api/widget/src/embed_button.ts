/** The button that opens the resident page in a frame on another site. */

export function address(source: string | undefined): string {
  return new URL("/", source ?? window.location.href).href;
}

export function mount(page: string, body: HTMLElement): HTMLButtonElement {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    button { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; width: 60px; height: 60px; border: 0;
      border-radius: 30px; background: #07864b; color: #fff; font: 600 16px/1.2 sans-serif; box-shadow: 0 2px 10px rgb(0 0 0 / 30%); }
    button:focus-visible { outline: 3px solid #1a6ad4; outline-offset: 2px; }
    iframe { position: fixed; right: 16px; bottom: 88px; z-index: 2147483000; width: min(400px, calc(100vw - 32px));
      height: min(640px, calc(100vh - 110px)); border: 0; border-radius: 12px; box-shadow: 0 4px 24px rgb(0 0 0 / 35%); background: #ededed; }
    iframe[hidden] { display: none; }`);
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "问小辰";
  button.setAttribute("aria-expanded", "false");
  let frame: HTMLIFrameElement | null = null;
  button.addEventListener("click", () => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = "食安小辰 北辰区食品安全问答";
      frame.allow = "clipboard-write";
      frame.hidden = true;
      frame.src = page;
      root.append(frame);
    }
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? "问小辰" : "收起";
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  root.append(button);
  body.append(host);
  return button;
}
