// What every page of the console brings along. The pages work without it where they can: links, forms, lists.
import "@tabler/core/dist/css/tabler.min.css";
import "./console.css";
import "./entries.css";
import "./ledger.css";
import "./report.css";
import "@tabler/core/dist/js/tabler.esm.min.js";
import htmx from "htmx.org";
import { askBeforeSubmitting } from "./confirm";
import { offerCopies } from "./copy";
import { helpToWrite, stayWhileWriting } from "./entry_form";
import { keepWhatIsWritten } from "./keep";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;
askBeforeSubmitting(document);
// Before kept text comes back, which may need more rows.
helpToWrite(document);
stayWhileWriting(document);
keepWhatIsWritten(document, window.localStorage);
offerCopies(document);

async function drawCharts(root: ParentNode): Promise<void> {
  const places = root.querySelectorAll<HTMLElement>("[data-chart]");
  // Most pages have none, and the library is large.
  if (places.length > 0) {
    const { drawChart } = await import("./charts");
    places.forEach(drawChart);
  }
}

void drawCharts(document);
document.addEventListener("htmx:afterSwap", (event) => void drawCharts(event.target as HTMLElement));
