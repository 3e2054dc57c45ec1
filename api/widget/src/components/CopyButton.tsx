import { useState } from "preact/hooks";
import { wording } from "../wording";

/** Copies `text`; where the browser forbids that, shows it for copying by hand. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [state, setState] = useState<"ready" | "copied" | "by-hand">("ready");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("by-hand");
    }
  };
  return (
    <span class="copy">
      <button type="button" class="link-button" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status">
        {state === "copied" && <span class="copy__done">{done}</span>}
        {state === "by-hand" && (
          <label class="copy__by-hand">
            {wording.shareManually}
            <textarea readOnly rows={5} value={text} onFocus={(event) => event.currentTarget.select()} />
          </label>
        )}
      </span>
    </span>
  );
}
