import type { Choice, Message } from "../contract";
import type { Item } from "../store";
import { wording } from "../wording";
import { Card } from "./Card";
import { CopyButton } from "./CopyButton";

interface TurnProps {
  item: Item;
  conversationId: string | null;
  offersChoices: boolean;
  choose: (choice: Choice) => void;
  retry: () => void;
}

export function Turn({ item, conversationId, offersChoices, choose, retry }: TurnProps) {
  if (item.from === "resident") {
    return (
      <div class="turn turn--resident">
        <div class="turn__body">
          <p class="bubble bubble--resident">
            <span class="for-screen-reader">{wording.you}：</span>
            {item.text}
          </p>
          {item.state === "waiting" && item.note && (
            <p class="turn__note">
              {item.note}{" "}
              <button type="button" class="link-button" onClick={retry}>
                {wording.retry}
              </button>
            </p>
          )}
          {item.state === "refused" && <p class="turn__note turn__note--refused">{item.note}</p>}
        </div>
      </div>
    );
  }
  return (
    <div class={item.isNews ? "turn turn--assistant turn--news" : "turn turn--assistant"}>
      <span class="avatar" aria-hidden="true">
        辰
      </span>
      <div class="turn__body">
        <Said message={item.message} conversationId={conversationId} choose={choose} />
        {offersChoices && item.message.choices && item.message.choices.length > 0 && (
          <ul class="choices">
            {item.message.choices.map((choice) => (
              <li key={choice.choice}>
                <button type="button" class="choices__button" onClick={() => choose(choice)}>
                  {choice.title}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function Said({
  message,
  conversationId,
  choose,
}: {
  message: Message;
  conversationId: string | null;
  choose: (choice: Choice) => void;
}) {
  const speaker = <span class="for-screen-reader">{wording.assistant}：</span>;
  if (message.kind === "card" && message.card) {
    // The card says what its spoken summary says; that one is for channels without cards.
    return <Card card={message.card} conversationId={conversationId} choose={choose} />;
  }
  if (message.kind === "emergency") {
    return (
      <section class="emergency" role="alert">
        <h2 class="emergency__title">{wording.emergency}</h2>
        <p class="emergency__text">{message.text}</p>
        <a class="weui-btn weui-btn_warn emergency__call" href="tel:120">
          {wording.callEmergency}
        </a>
      </section>
    );
  }
  return (
    <div class="bubble">
      {speaker}
      <span class="bubble__text">{withoutCodeLine(message)}</span>
      {message.query_code && (
        <p class="receipt">
          <span>{wording.queryCode}</span>
          <strong class="receipt__code">{message.query_code}</strong>
          <CopyButton text={message.query_code} label={wording.copyCode} done={wording.copied} />
        </p>
      )}
    </div>
  );
}

/** The code has a line of its own below, with a button to copy it. */
function withoutCodeLine(message: Message): string {
  const line = `${wording.queryCode}：${message.query_code}`;
  return message.text
    .split("\n")
    .filter((words) => words !== line)
    .join("\n");
}
