import { useEffect, useRef } from "preact/hooks";
import { wording } from "../wording";

export function ConfirmDialog({
  title,
  explanation,
  confirm,
  cancel,
}: {
  title: string;
  explanation: string;
  confirm: () => void;
  cancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-title" onCancel={cancel}>
      <h2 id="confirm-title" class="confirm__title">
        {title}
      </h2>
      <p class="confirm__text">{explanation}</p>
      <div class="confirm__buttons">
        <button type="button" class="weui-btn weui-btn_default weui-btn_mini" onClick={cancel}>
          {wording.cancel}
        </button>
        <button type="button" class="weui-btn weui-btn_primary weui-btn_mini" onClick={confirm}>
          {wording.clearConfirm}
        </button>
      </div>
    </dialog>
  );
}
