// The page inside the frame that shows an answer card to staff: the residents' own component with their own styles.
// The card stands in data-card of the frame's element; a message from the page around it brings a later one.
import "weui/dist/style/weui.min.css";
import "../base.css";
import "../card.css";
import "../style.css";
import { render } from "preact";
import { Card } from "../components/Card";
import type { AnswerCard } from "../contract";

/** What the page around the frame sends; others (browser extensions) may send something else. */
export type CardMessage = { card?: AnswerCard };

const nothing = () => {};

export function showCard(place: Element, card: AnswerCard): void {
  render(
    <div class="chat">
      <main class="chat__main">
        <div class="chat__log">
          <div class="turn turn--assistant">
            <span class="avatar" aria-hidden="true">
              辰
            </span>
            <div class="turn__body">
              <Card card={card} conversationId={null} choose={nothing} />
            </div>
          </div>
        </div>
      </main>
    </div>,
    place,
  );
}

const place = document.getElementById("page");
// Of the page around this one, so no instance of this page's HTMLElement.
const frame = window.frameElement as HTMLElement | null;
if (place && frame) {
  window.addEventListener("message", (event) => {
    const message = event.data as CardMessage | null;
    if (event.origin === window.location.origin && message?.card) {
      showCard(place, message.card);
    }
  });
  if (frame.dataset.card) {
    showCard(place, JSON.parse(frame.dataset.card) as AnswerCard);
  }
}
