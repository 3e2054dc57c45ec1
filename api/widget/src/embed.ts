/**
 * The script other sites include: `<script src="https://…/embed.js" async></script>`.
 * Built on its own as one closed function, so that no name of ours meets a name of the host's page.
 */

import { address, mount } from "./embed_button";

const script = document.currentScript as HTMLScriptElement | null;
if (script) {
  const start = () => mount(address(script.src), document.body);
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
}
