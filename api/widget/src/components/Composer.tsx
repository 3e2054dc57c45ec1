import { useLayoutEffect, useRef } from "preact/hooks";
import { wording } from "../wording";

/** Tall enough for a pasted message to be read back, short enough to leave the answer in sight. */
const MOST_ROWS = 6;

export function Composer({
  draft,
  change,
  send,
}: {
  draft: string;
  change: (draft: string) => void;
  send: (text: string) => void;
}) {
  const box = useRef<HTMLTextAreaElement>(null);
  const rows = Math.min(MOST_ROWS, Math.max(1, draft.split("\n").length, Math.ceil(draft.length / 18)));
  const submit = () => {
    if (draft.trim() === "") return;
    send(draft);
    box.current?.focus();
  };
  useLayoutEffect(() => {
    if (box.current && box.current.value !== draft) box.current.value = draft;
  }, [draft]);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label class="composer__label" for="composer-text">
        {wording.inputLabel}
      </label>
      <textarea
        id="composer-text"
        ref={box}
        class="composer__text"
        rows={rows}
        value={draft}
        placeholder={wording.placeholder}
        enterkeyhint="send"
        autocomplete="off"
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter while choosing a word in the input method must not send.
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            submit();
          }
        }}
      />
      <button
        type="submit"
        class="weui-btn weui-btn_primary weui-btn_mini composer__send"
        disabled={draft.trim() === ""}
      >
        {wording.send}
      </button>
    </form>
  );
}
