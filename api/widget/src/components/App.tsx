import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation, ConversationStore } from "../store";
import { wording } from "../wording";
import { Composer } from "./Composer";
import { ConfirmDialog } from "./ConfirmDialog";
import { Turn } from "./Turn";

/** Pixels left above the question that moves to the top. */
const SPACE_ABOVE = 8;

export function App({ store }: { store: ConversationStore }) {
  const [conversation, setConversation] = useState<Conversation>(store.current);
  const [clearing, setClearing] = useState(false);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => store.subscribe(setConversation), [store]);
  const { items, busy, unreachable } = conversation;
  // The question (or the first of what is told later) moves to the top and its answer is read from its beginning, however long it is.
  useEffect(() => {
    const turns = log.current?.querySelectorAll<HTMLElement>(
      ".turn--resident, :not(.turn--news) + .turn--news",
    );
    const question = turns?.item(turns.length - 1);
    if (log.current && question) log.current.scrollTop = question.offsetTop - SPACE_ABOVE;
  }, [items.length, busy]);
  // Buttons of an older question must not answer a newer one.
  const lastQuestion = items.map((item) => item.from).lastIndexOf("resident");

  return (
    <div class="chat">
      <header class="chat__header">
        <div>
          <h1 class="chat__name">{wording.name}</h1>
          <p class="chat__subtitle">{wording.subtitle}</p>
        </div>
        <button type="button" class="chat__clear" onClick={() => setClearing(true)}>
          {wording.clear}
        </button>
      </header>
      <main class="chat__main">
        <div ref={log} class="chat__log" role="log" aria-live="polite" aria-label={wording.log}>
          {items.map((item, position) => (
            <Turn
              key={item.id}
              item={item}
              conversationId={conversation.conversationId}
              offersChoices={position > lastQuestion && !busy}
              choose={(choice) => void store.say(choice.title, choice.choice)}
              retry={() => void store.deliver()}
            />
          ))}
          {busy && (
            <div class="turn turn--assistant">
              <span class="avatar" aria-hidden="true">
                辰
              </span>
              <p class="bubble typing">
                <span class="typing__words">{wording.typing}</span>
                <span class="typing__dot" />
                <span class="typing__dot" />
                <span class="typing__dot" />
              </p>
            </div>
          )}
        </div>
      </main>
      {unreachable && (
        <p class="chat__notice" role="status">
          {wording.offline}
        </p>
      )}
      <Composer
        draft={conversation.draft}
        change={(draft) => store.setDraft(draft)}
        send={(text) => void store.say(text)}
      />
      {clearing && (
        <ConfirmDialog
          title={wording.clearQuestion}
          explanation={wording.clearExplanation}
          confirm={() => {
            setClearing(false);
            store.clear();
          }}
          cancel={() => setClearing(false)}
        />
      )}
    </div>
  );
}
